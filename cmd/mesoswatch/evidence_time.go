package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/bundle"
)

// How much of the time around an incident goes into its evidence. What has to do
// with the incident itself goes in before all else.
const (
	maxEvents    = 20_000
	maxSnapshots = 20_000
	maxHealth    = 5_000
)

// gathering collects what was seen around the time of an incident, bounded
// whatever the length of what it is given.
type gathering struct {
	in    mesoswatch.Incident
	board *mesoswatch.Board

	touched   map[string]bool // names of frameworks and agents of the incident
	events    nearest[*mesoswatch.Event]
	seen      map[eventPlace]bool
	snapshots nearest[mesoswatch.Snapshot]
	told      map[saying]bool
	before    map[mesoswatch.Subject]mesoswatch.Snapshot // the last before that time
	health    nearest[mesoswatch.Health]
	last      map[string]mesoswatch.Health // by source
	same      int64                        // rounds in which nothing changed
	cut       int64                        // subjects for which there was no room
}

// eventPlace is where an event was read, and what it says: pipes have no places.
type eventPlace struct {
	source string
	inode  uint64
	offset int64
	raw    string
}

// saying is what one source said of one subject at one time.
type saying struct {
	of     mesoswatch.Subject
	source string
	at     int64
	gone   bool
}

// begin finds out what the incident touches.
func (g *gathering) begin(ms []mesoswatch.Moment) {
	g.events = nearest[*mesoswatch.Event]{most: maxEvents, far: g.far}
	g.snapshots = nearest[mesoswatch.Snapshot]{most: maxSnapshots, far: g.far}
	g.health = nearest[mesoswatch.Health]{most: maxHealth, far: g.far}
	g.seen = make(map[eventPlace]bool)
	g.told = make(map[saying]bool)
	g.before = make(map[mesoswatch.Subject]mesoswatch.Snapshot)
	g.last = make(map[string]mesoswatch.Health)
	g.touched = make(map[string]bool)
	for _, id := range g.in.Findings {
		if f, ok := g.board.Finding(id); ok {
			for _, name := range []string{f.Subject.Name, f.Fields["framework_id"], f.Fields["agent_id"], f.Fields["principal"]} {
				g.touched[name] = true
			}
		}
	}
	for _, m := range ms {
		if e := m.Event; e != nil {
			g.touched[e.FrameworkID], g.touched[e.AgentID] = true, true
			g.event(e, true)
		}
	}
	delete(g.touched, "")
}

// rest takes what the board has and records did not: it knows the latest only, so
// it comes behind them.
func (g *gathering) rest() {
	for n := g.board.Log.First(); n < g.board.Log.End(); n++ {
		if e := g.board.Log.At(n); e != nil {
			g.event(e, false)
		}
	}
	for _, s := range g.board.Snapshots() {
		g.snapshot(&s)
	}
	for _, h := range g.board.Sources() {
		if h.At.After(g.last[h.Source].At) {
			g.round(&h)
		}
	}
}

// take takes a record of a store or a recording.
func (g *gathering) take(r mesoswatch.Record) {
	switch {
	case r.Event != nil:
		g.event(r.Event, false)
	case r.Snapshot != nil:
		g.snapshot(r.Snapshot)
	case r.Health != nil:
		g.round(r.Health)
	}
}

// far is how far from the incident a time is; negative: so far that it is left
// out.
func (g *gathering) far(t time.Time) time.Duration {
	var d time.Duration
	switch {
	case t.Before(g.in.From):
		d = g.in.From.Sub(t)
	case t.After(g.in.To):
		d = t.Sub(g.in.To)
	}
	if d > around {
		return -1
	}
	return d
}

func (g *gathering) event(e *mesoswatch.Event, wanted bool) {
	p := eventPlace{e.Source, e.Inode, e.Offset, ""}
	if e.Inode == 0 {
		p.raw = e.Raw
	}
	if g.seen[p] || g.far(e.Time) < 0 {
		return
	}
	if len(g.seen) > 20*maxEvents {
		clear(g.seen) // bounded: at worst an event stands there twice
	}
	g.seen[p] = true
	g.events.add(e, e.Time, wanted || g.touched[e.FrameworkID] || g.touched[e.AgentID])
}

// snapshot keeps what was said in that time, and of what matters the last word
// before.
func (g *gathering) snapshot(s *mesoswatch.Snapshot) {
	subject := s.Subject()
	said := saying{subject, s.Source, s.At.UnixNano(), s.Gone}
	switch {
	case g.told[said]:
	case g.far(s.At) >= 0:
		if len(g.told) > 20*maxSnapshots {
			clear(g.told) // bounded: at worst a snapshot stands there twice
		}
		g.told[said] = true
		g.snapshots.add(*s, s.At, g.matters(s))
	case s.At.After(g.in.To) || !g.matters(s):
	case g.before[subject].At.After(s.At):
	default:
		if _, known := g.before[subject]; !known && len(g.before) >= maxSnapshots {
			g.cut++
			return
		}
		g.before[subject] = *s
	}
}

// matters tells whether a snapshot is about the control plane or about what the
// incident touches.
func (g *gathering) matters(s *mesoswatch.Snapshot) bool {
	subject := s.Subject()
	switch subject.Kind {
	case mesoswatch.SubjectCluster, mesoswatch.SubjectMaster, mesoswatch.SubjectZooKeeper, mesoswatch.SubjectFlag, mesoswatch.SubjectRealm:
		return true
	case mesoswatch.SubjectTask:
		return g.touched[s.Task.FrameworkID] || g.touched[s.Task.AgentID]
	case mesoswatch.SubjectFramework:
		return g.touched[s.Framework.ID] || s.Framework.Principal != "" && g.touched[s.Framework.Principal]
	}
	return g.touched[subject.Name]
}

// round keeps a round of a source that says something else than the one before.
func (g *gathering) round(h *mesoswatch.Health) {
	if g.far(h.At) < 0 {
		return
	}
	last, known := g.last[h.Source]
	if known && last.OK == h.OK && last.Silent == h.Silent && last.Why == h.Why && slices.Equal(last.Complete, h.Complete) && maps.Equal(last.Lacking, h.Lacking) {
		g.same++
		return
	}
	if known || len(g.last) < maxHealth {
		g.last[h.Source] = *h
	}
	g.health.add(*h, h.At, !h.OK)
}

// end gives what was gathered, in the order of time.
func (g *gathering) end(c *bundle.Content) {
	g.rest()
	for _, s := range g.before {
		g.snapshots.add(s, g.in.From.Add(-around), true)
	}
	var left [3]int64
	c.Events, left[0] = g.events.sorted()
	c.Snapshots, left[1] = g.snapshots.sorted()
	c.Health, left[2] = g.health.sorted()
	slices.SortStableFunc(c.Snapshots, func(x, y mesoswatch.Snapshot) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Subject().String(), y.Subject().String()), cmp.Compare(x.Source, y.Source))
	})
	left[1] += g.cut
	for i, what := range []string{"events", "snapshots", "rounds of sources"} {
		if left[i] > 0 {
			c.LeftOut = append(c.LeftOut, fmt.Sprintf("%d %s, the farthest from the incident in time", left[i], what))
		}
	}
	if g.same > 0 {
		c.LeftOut = append(c.LeftOut, fmt.Sprintf("%d rounds of sources that said what the round before had said", g.same))
	}
}
