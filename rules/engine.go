package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// Bounds of what an engine remembers, each for one rule unless said otherwise.
const (
	maxGroups   = 10_000  // groups of a correlation
	maxPending  = 8 << 20 // bytes of evidence waiting in a correlation's windows
	maxSubjects = 10_000  // subjects with a finding
	maxRoutes   = 4_096   // places (service, kind, template), whole engine
	holdAtLeast = 10 * time.Minute
)

// Engine runs the rules of a catalogue. It is an Evaluator: one record at a
// time, from one goroutine.
type Engine struct {
	// Measure counts nanoseconds per rule, at some cost.
	Measure bool

	cat    *Catalog
	states []*state // by unit
	uses   []FilterStat
	routes map[sigma.Where][]int
	clocks clocks
	self   mesoswatch.Self
	logins ownLogins
	now    time.Time // clock of the source of the current event
	out    []mesoswatch.Record
}

// state is what an engine remembers for one unit.
type state struct {
	stat   RuleStat
	check  Check
	forgot func() int64              // by a Go rule's own tables; nil when they do not say
	adopt  func(*mesoswatch.Finding) // nil: it has nothing to take over
	groups table[window]
	bytes  int
	told   table[told]      // subjects with an open finding
	once   table[time.Time] // count_once: when the counted match was
}

// told says since when there is a finding about a subject, and when it last got
// something.
type told struct {
	subject     mesoswatch.Subject
	first, last time.Time
}

// RuleStat says what one rule has cost and found.
type RuleStat struct {
	Rule string `json:"rule"`
	// Looked counts events the rule was run on, Matches those it matched,
	// Findings what it said (deltas), Filtered what filters took away.
	Looked   int64 `json:"looked"`
	Matches  int64 `json:"matches"`
	Findings int64 `json:"findings"`
	Filtered int64 `json:"filtered,omitempty"`
	Quiet    int64 `json:"quiet,omitempty"` // held back because the cause is reported
	// Ungrouped counts matches that lack a field of group-by.
	Ungrouped int64 `json:"ungrouped,omitempty"`
	// Evicted counts groups and subjects that had to be forgotten.
	Evicted     int64 `json:"evicted,omitempty"`
	Nanoseconds int64 `json:"nanoseconds,omitempty"`
}

// FilterStat says how often a filter took a match away.
type FilterStat struct {
	Filter string `json:"filter"`
	Hits   int64  `json:"hits"`
}

// Engine makes an engine that remembers nothing yet.
func (c *Catalog) Engine() *Engine {
	e := &Engine{}
	e.clocks.max = maxClocks
	e.clocks.gone = func(*clock) { e.clocks.last = nil }
	e.Reload(c)
	return e
}

// Reload goes on with another catalogue. What rules remember stays, windows
// included, unless the text of the rule changed.
func (e *Engine) Reload(c *Catalog) {
	old := make(map[string]*state)
	if e.cat != nil {
		for i, u := range e.cat.units {
			old[u.digest()] = e.states[i]
		}
	}
	e.cat, e.states, e.uses = c, nil, make([]FilterStat, len(c.filters))
	e.routes = make(map[sigma.Where][]int)
	for _, u := range c.units {
		s := old[u.digest()]
		if s == nil {
			s = newState(u)
		}
		e.states = append(e.states, s)
	}
	for i, f := range c.filters {
		e.uses[i].Filter = f.Title
	}
}

func newState(u *unit) *state {
	s := &state{stat: RuleStat{Rule: u.Name}}
	s.groups.max, s.told.max, s.once.max = maxGroups, maxSubjects, maxSubjects
	s.groups.gone = func(w *window) { s.bytes -= w.bytes }
	switch {
	case u.begin != nil:
		j := u.begin()
		s.check, s.forgot = j.check, j.evicted
		if a, ok := j.(adopter); ok {
			s.adopt = a.adopt
		}
	case u.doc == nil:
		s.check = u.New()
	}
	return s
}

// Evaluate judges one record. What it answers are deltas of findings, in the
// order of the catalogue. What it answers to restored records is known already, and
// to be thrown away.
func (e *Engine) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	e.out = nil
	switch {
	case r.Origin == mesoswatch.Foreign && r.Action == nil, r.Health != nil && r.Health.Via != "":
		return nil // judged where it was seen
	case r.Event != nil:
		if e.own(r.Event) {
			return nil
		}
		units := e.route(r.Event)
		if len(units) == 0 {
			return nil // collectors may leave such events out (Catalog.Wants): they must not count
		}
		e.now = e.clocks.see(r.Event)
		if back := e.clocks.last.back; back > 0 && back < guessedYear {
			for _, i := range e.cat.back {
				e.run(i, r)
			}
		}
		mine := e.logins.left(r.Event)
		for _, i := range units {
			if !mine || e.cat.units[i].On.Own {
				e.run(i, r)
			}
		}
	case r.Action != nil:
		e.logins.note(r.Action)
	case r.Finding != nil && r.Origin == mesoswatch.Restored && r.Finding.Own() > 0:
		e.resume(r.Finding)
	case r.Health != nil, r.Snapshot != nil:
		if r.Snapshot != nil && r.Snapshot.Self != nil {
			e.self = *r.Snapshot.Self
		}
		for _, i := range e.cat.watchers {
			if e.cat.units[i].On.wants(r) {
				e.run(i, r)
			}
		}
	}
	return e.out
}

// route lists the units that could match the event. It is computed once for each
// service, kind and template, so that a rule costs nothing on other lines.
func (e *Engine) route(ev *mesoswatch.Event) []int {
	w := sigma.Where{Service: ev.Service, Kind: ev.Kind, Template: ev.Template, Clean: len(ev.Suspect) == 0}
	list, known := e.routes[w]
	if known {
		return list
	}
	for i, u := range e.cat.units {
		if u.could(w) {
			list = append(list, i)
		}
	}
	if len(e.routes) < maxRoutes {
		e.routes[w] = list
	}
	return list
}

func (e *Engine) run(i int, r mesoswatch.Record) {
	s := e.states[i]
	s.stat.Looked++
	if e.Measure {
		began := time.Now() // cost only: nothing is judged by it
		defer func() { s.stat.Nanoseconds += int64(time.Since(began)) }()
	}
	u := e.cat.units[i]
	if u.doc == nil {
		if r.Event != nil && !e.passes(u, s, r.Event) {
			return
		}
		for _, said := range s.check(r) {
			s.stat.Matches++
			if e.explained(i, said.Finding) {
				s.stat.Quiet++
				continue
			}
			e.say(i, said)
		}
		return
	}
	ev := r.Event
	if !u.doc.Detection.Match(ev) || !e.passes(u, s, ev) {
		return
	}
	e.hit(i, match{event: ev, first: ev.Time, last: ev.Time, count: 1})
}

// passes asks the filters of the unit.
func (e *Engine) passes(u *unit, s *state, ev *mesoswatch.Event) bool {
	for _, f := range u.filters {
		if f.expired(ev.Time) || !serves(f.Service, ev.Service) {
			continue
		}
		if !f.Filter.Detection.Match(ev) {
			s.stat.Filtered++
			e.uses[f.index].Hits++
			return false
		}
	}
	return true
}

// expired tells whether the filter has ended at that time of the data.
func (f *filter) expired(at time.Time) bool { return !f.Expires.IsZero() && !at.Before(f.Expires) }

// Stats tells for each rule what it did, in the order of names.
func (e *Engine) Stats() []RuleStat {
	out := make([]RuleStat, 0, len(e.states))
	for _, i := range e.cat.byName {
		s := e.states[i]
		s.stat.Evicted = s.groups.evicted + s.told.evicted + s.once.evicted
		if s.forgot != nil {
			s.stat.Evicted += s.forgot()
		}
		out = append(out, s.stat)
	}
	return out
}

// FilterStats tells for each filter how often it was of use.
func (e *Engine) FilterStats() []FilterStat { return append([]FilterStat(nil), e.uses...) }
