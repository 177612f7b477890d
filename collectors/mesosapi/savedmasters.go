package mesosapi

import (
	"maps"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// savedMaster is a master as its saved answers tell of it, the latest word of each.
type savedMaster struct {
	self   mesoswatch.Master
	at     time.Time
	source string
	flags  *page
	values *page
}

// hears takes in what a page says of the master.
func (m *savedMaster) hears(p *page) {
	s, h := &m.self, &p.head
	m.at, m.source = p.At, p.Path
	for _, f := range []struct {
		to   *string
		said string
	}{{&s.ID, h.ID}, {&s.PID, h.PID}, {&s.Hostname, h.Hostname}, {&s.Version, h.Version}, {&s.GitSHA, h.GitSHA}, {&s.Built, h.Built}} {
		if f.said != "" {
			*f.to = f.said
		}
	}
	if !h.Started.IsZero() {
		s.Started = h.Started
	}
	if !h.ElectedAt.IsZero() {
		s.ElectedAt = h.ElectedAt
	}
	switch p.sort.name {
	case sortState:
		yes, leader := leading(p)
		s.Elected, s.PointsAt = yesNo(yes), upidAddress(leader)
	case sortMaster:
		s.Elected, s.PointsAt = yesNo(true), upidAddress(h.PID)
	case sortMetrics:
		m.values = p
		if v := flag(p.values, elected); v != nil {
			s.Elected = v
			s.Recovering = *v && notRecovered(p.values)
		}
		if up, ok := p.values[uptime]; ok && s.Started.IsZero() && up >= 0 {
			s.Started = p.At.Add(-time.Duration(up * float64(time.Second))).UTC().Truncate(time.Second)
		}
	}
	if p.flags != nil {
		m.flagged(p)
	}
}

// flagged takes in flags; what /flags told goes before what a state did, which the
// right to view flags may have cut.
func (m *savedMaster) flagged(p *page) {
	if m.flags != nil && m.flags.sort.name == sortFlags && p.sort.name != sortFlags {
		return
	}
	m.flags, m.self.FlagsVisible = p, true
	if m.self.Hostname == "" {
		m.self.Hostname = p.flags["hostname"]
	}
	if m.self.PID == "" {
		m.self.PID = pidOf(p.flags)
	}
}

// mostSavedMasters bounds the masters that are told apart.
const mostSavedMasters = 1_000

// putMasters puts together what is known of each master.
func (a *archive) putMasters() {
	a.masters = make(map[string]*savedMaster)
	for _, p := range a.pages {
		if p.agent || p.err != nil || !p.tellsProcess() {
			continue
		}
		url := p.place.url(p)
		m := a.masters[url]
		if m == nil {
			if len(a.masters) >= mostSavedMasters {
				continue
			}
			m = &savedMaster{self: mesoswatch.Master{URL: url}}
			a.masters[url] = m
		}
		m.hears(p)
	}
}

// tellsProcess tells whether a page says anything of the process that gave it.
func (p *page) tellsProcess() bool {
	return slices.Contains([]string{sortState, sortMaster, sortFlags, sortVersion, sortMetrics}, p.sort.name)
}

// tellMasters emits masters with their metrics and flags.
func (a *archive) tellMasters() error {
	for _, url := range slices.Sorted(maps.Keys(a.masters)) {
		m := a.masters[url]
		if err := a.emit(mesoswatch.Snapshot{At: m.at, Source: m.source, Master: &m.self}); err != nil {
			return err
		}
		if m.values != nil {
			values := maps.Clone(m.values.values)
			delete(values, agentRegistered)
			if err := a.emit(mesoswatch.Snapshot{At: m.values.At, Source: m.values.Path, Metrics: &mesoswatch.Metrics{Of: url, Values: values}}); err != nil {
				return err
			}
		}
		if m.flags == nil {
			continue
		}
		for _, s := range flagNews(url, nil, m.flags.flags) {
			s.At, s.Source = m.flags.At, m.flags.Path
			if err := a.emit(s); err != nil {
				return err
			}
		}
	}
	return nil
}
