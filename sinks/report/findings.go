package report

import (
	"github.com/mesoswatch/mesoswatch"
)

// maxFindings bounds what a Collected keeps.
const maxFindings = 50_000

// Collected is a Sink that keeps the findings, merged by identity, and the last
// Health of each source. The zero value is ready.
type Collected struct {
	byID    map[string]mesoswatch.Finding
	sources map[string]mesoswatch.Health
	order   []string
	// Dropped counts findings beyond the bound.
	Dropped int
}

// Handle takes a record in.
func (c *Collected) Handle(r mesoswatch.Record) error {
	switch {
	case r.Finding != nil:
		c.finding(*r.Finding, r.Origin)
	case r.Health != nil:
		if c.sources == nil {
			c.sources = make(map[string]mesoswatch.Health)
		}
		if _, known := c.sources[r.Health.Source]; !known {
			c.order = append(c.order, r.Health.Source)
		}
		c.sources[r.Health.Source] = *r.Health
	}
	return nil
}

// finding takes one in: of this process what is to be added, of another machine what
// that one knows, else the whole.
func (c *Collected) finding(f mesoswatch.Finding, from mesoswatch.Origin) {
	if c.byID == nil {
		c.byID = make(map[string]mesoswatch.Finding)
	}
	old, known := c.byID[f.ID]
	switch {
	case known && from == mesoswatch.Fresh:
		f = old.Merge(f)
	case known && from == mesoswatch.Foreign:
		f = old.Join(f)
	case !known && len(c.byID) >= maxFindings:
		c.Dropped++
		return
	}
	c.byID[f.ID] = f
}

// Finding looks one up by its id.
func (c *Collected) Finding(id string) (mesoswatch.Finding, bool) {
	f, ok := c.byID[id]
	return f, ok
}

// Findings lists them by first seen and id.
func (c *Collected) Findings() []mesoswatch.Finding {
	fs := make([]mesoswatch.Finding, 0, len(c.byID))
	for _, f := range c.byID {
		fs = append(fs, f)
	}
	mesoswatch.SortFindings(fs)
	return fs
}

// Sources lists the last Health of each source in the order they first spoke.
func (c *Collected) Sources() []mesoswatch.Health {
	hs := make([]mesoswatch.Health, 0, len(c.order))
	for _, s := range c.order {
		hs = append(hs, c.sources[s])
	}
	return hs
}

// Worst is the highest level among findings that are not resolved, leaving out
// the rules named in except; false when there are none.
func (c *Collected) Worst(except ...string) (mesoswatch.Level, bool) {
	worst, any := mesoswatch.Informational, false
	for _, f := range c.byID {
		if f.Status == mesoswatch.Resolved || contains(except, f.Rule) {
			continue
		}
		worst, any = max(worst, f.Level), true
	}
	return worst, any
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
