package mesosapi

import (
	"maps"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// news lists what changed of metrics, flags and realms.
func (m *master) news() []mesoswatch.Snapshot {
	var all []mesoswatch.Snapshot
	if m.values != nil && !maps.Equal(m.values, m.told.values) {
		m.told.values = m.values
		all = append(all, mesoswatch.Snapshot{Metrics: &mesoswatch.Metrics{Of: m.url(), Values: m.values}})
	}
	all = append(all, flagNews(m.url(), m.told.flags, m.flags)...)
	m.told.flags = m.flags
	for _, name := range slices.Sorted(maps.Keys(m.realms.known)) {
		r := m.realms.known[name]
		if old, known := m.told.realms[name]; known && sameRealm(old, r) {
			continue
		}
		all = append(all, mesoswatch.Snapshot{Realm: &r})
	}
	m.told.realms = maps.Clone(m.realms.known)
	return all
}

// flagNews lists flags that are new, different or gone, by name.
func flagNews(of string, before, now map[string]string) []mesoswatch.Snapshot {
	var all []mesoswatch.Snapshot
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if old, known := before[name]; !known || old != now[name] {
			all = append(all, mesoswatch.Snapshot{Flag: &mesoswatch.Flag{Of: of, Name: name, Value: now[name]}})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, still := now[name]; !still {
			all = append(all, mesoswatch.Snapshot{Gone: true, Flag: &mesoswatch.Flag{Of: of, Name: name, Value: before[name]}})
		}
	}
	return all
}

// health is what the round was.
func (m *master) health(now time.Time, took time.Duration, rest pace.Rest) *mesoswatch.Health {
	h := &mesoswatch.Health{
		At: now, Source: m.url(), Collector: Name, Seconds: took.Seconds(), Asked: m.round.asked,
		Complete: m.complete, Interval: rest.Pause.Seconds(), Pace: rest.Why,
	}
	why := m.why()
	if m.reign != nil {
		why = joined(why, m.reign.why())
		h.Subjects = m.reign.subjects()
	}
	h.OK, h.Why = why == "", why
	if m.round.answered {
		h.Subjects += 1 + len(m.flags) + len(m.realms.known)
	}
	lacking := maps.Clone(m.lacking)
	if vacant, _ := m.all.vacant(); vacant != "" && m.reign == nil {
		for _, kind := range clusterKinds() {
			if lacking[kind] == "" {
				lacking[kind] = vacant
			}
		}
	}
	if len(lacking) > 0 {
		h.Lacking = lacking
	}
	return h
}

// joined are two reasons in one text.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// clusterKinds are the kinds that the leader tells for all.
func clusterKinds() []string {
	return []string{
		mesoswatch.SubjectCluster, mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectTask, mesoswatch.SubjectRole, mesoswatch.SubjectMachine,
	}
}
