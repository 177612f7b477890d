package metrics

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// What is too long.
const (
	// stuckAfter: no judge and no sink has a reason to work at one record for so long.
	stuckAfter = 20 * time.Second
	// quietAfter: each source says every two minutes at most how it is, the store each
	// second.
	quietAfter = 5 * time.Minute
	// downAfter is longer than the pause before a collector is started again.
	downAfter = time.Minute
	// dropFor is how long a loss is told.
	dropFor = 10 * time.Minute
)

// Condition is what /healthz tells.
type Condition struct {
	Status  string   `json:"status"` // ok or failing
	Reasons []string `json:"reasons"`
	// Looking: it looks at the cluster; otherwise it reads what another process finds.
	Looking bool    `json:"looking"`
	Uptime  float64 `json:"uptime_seconds"`
	// Quiet is how long no record has come.
	Quiet   float64 `json:"last_record_seconds_ago"`
	Sources int     `json:"sources"`
	Blind   int     `json:"blind_sources"` // tells of the cluster, not of mesoswatch: no reason to fail
	Version string  `json:"version,omitempty"`
}

// OK tells whether it does its work.
func (c Condition) OK() bool { return len(c.Reasons) == 0 }

// Stands says why the pipeline does not move; empty when it does, or only waits. It may
// take as long as patience over one record; 0: as long as anything may take.
func (m *Meter) Stands(patience time.Duration) string {
	if patience <= 0 || patience > stuckAfter {
		patience = stuckAfter
	}
	if what, long := m.busy(); long > patience {
		return fmt.Sprintf("the pipeline stands: %s has had one record for %s", what, long.Round(time.Second))
	}
	if quiet := m.quiet(); quiet > quietAfter {
		return fmt.Sprintf("no record has come for %s", quiet.Round(time.Second))
	}
	return ""
}

// Condition says how mesoswatch is.
func (m *Meter) Condition() Condition {
	c := Condition{
		Status: "ok", Reasons: []string{}, Looking: m.pulse.looking.Load(), Version: m.o.Version,
		Uptime: m.since().Seconds(), Quiet: m.quiet().Seconds(),
	}
	if why := m.Stands(0); why != "" {
		c.Reasons = append(c.Reasons, why)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	c.Reasons = append(c.Reasons, m.ills()...)
	if !c.OK() {
		c.Status = "failing"
	}
	c.Sources = len(m.sources)
	for _, s := range m.sources {
		if !s.ok {
			c.Blind++
		}
	}
	return c
}

// ills are what collectors, store and queues suffer from.
func (m *Meter) ills() []string {
	var all []string
	now := m.since()
	for _, name := range slices.Sorted(maps.Keys(m.running)) {
		if r := m.running[name]; r.down > 0 && r.running == 0 && now-r.down > downAfter {
			all = append(all, fmt.Sprintf("collector %s has been down for %s: %s", name, (now-r.down).Round(time.Second), mesoswatch.Printable(r.why)))
		}
	}
	if m.store != nil && !m.store.OK {
		all = append(all, "the store: "+mesoswatch.Printable(m.store.Why))
	}
	for _, who := range slices.Sorted(maps.Keys(m.drops)) {
		if d := m.drops[who]; d.at > 0 && now-d.at < dropFor {
			all = append(all, fmt.Sprintf("%s lost something %s ago, %d in all", who, (now-d.at).Round(time.Second), d.n))
		}
	}
	return all
}

// Open counts findings that nobody has handled, by level.
func (m *Meter) Open() map[mesoswatch.Level]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[mesoswatch.Level]int)
	for _, f := range m.findings.known {
		if f.Heard(m.clock).Status == mesoswatch.Open {
			out[f.Level]++
		}
	}
	return out
}
