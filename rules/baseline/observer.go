package baseline

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// How many different things an Observer keeps of a kind.
const (
	maxAgents  = 32768 // several times a large cluster
	maxOthers  = 8192
	maxSources = 16
)

// Observer is a mesoswatch.Sink that learns from the stream what is normal. What
// a careful reader would not take as normal is set aside, with the reason:
//
//   - lines that are marked as a possible forgery (Event.Suspect)
//   - frameworks and agents that were refused or in conflict with others, at the
//     address that they were refused at
//   - everything from an address with a failed login, anywhere in the records
//   - what a finding of level medium or above is about, when the stream has
//     findings
//   - principals that logged in and registered nothing
//
// Of what masters list, that is taken which is there: what has ended is not.
// Addresses of frameworks and agents are those they claim. The zero value is
// ready; it is for one goroutine. Its memory is bounded, whatever it is given.
type Observer struct {
	// Cluster is the name that goes into the baseline; may be empty.
	Cluster string

	ready      bool
	from, to   time.Time
	sources    map[string]bool
	moreSource bool
	lastSource string // records come in runs

	frameworks, agents, logins, principals *table
	requests, masters, ports, versions     *table
	images                                 *table // repositories
	bad                                    *table // addresses, with the reason
	refused                                *table // frameworks and agents, use tells which
	marked                                 *table // lines that may be forged
	unnamed                                *table // ids of frameworks that no line named
}

func (o *Observer) prepare() {
	if o.ready {
		return
	}
	o.ready, o.sources = true, make(map[string]bool)
	for _, t := range []**table{
		&o.frameworks, &o.requests, &o.masters, &o.versions, &o.bad, &o.refused, &o.marked, &o.unnamed, &o.images,
	} {
		*t = newTable(maxOthers)
	}
	for _, t := range []**table{&o.agents, &o.logins, &o.principals, &o.ports} { // one or more an agent
		*t = newTable(maxAgents)
	}
}

// Handle learns from one record; it never fails.
func (o *Observer) Handle(r mesoswatch.Record) error {
	o.prepare()
	switch {
	case r.Event != nil:
		o.span(r.Event.Time, r.Event.Source)
		o.event(r.Event)
	case r.Snapshot != nil:
		o.span(r.Snapshot.At, r.Snapshot.Source)
		o.snapshot(r.Snapshot)
	case r.Finding != nil:
		o.finding(r.Finding)
	}
	return nil
}

func (o *Observer) span(at time.Time, source string) {
	if !at.IsZero() {
		if o.from.IsZero() || at.Before(o.from) {
			o.from = at
		}
		if at.After(o.to) {
			o.to = at
		}
	}
	if source == "" || source == o.lastSource {
		return
	}
	o.lastSource = strings.Clone(source)
	name := sourceName(source)
	if len(name) > MaxText || o.sources[name] {
		return
	}
	if len(o.sources) >= maxSources {
		o.moreSource = true
		return
	}
	o.sources[name] = true
}

// Evicted answers how many things were forgotten because a table was full. What
// was set aside may then be among what is taken: the result says so.
func (o *Observer) Evicted() int64 {
	o.prepare()
	var n int64
	for _, t := range o.tables() {
		n += t.evicted
	}
	return n
}

func (o *Observer) tables() []*table {
	return []*table{o.frameworks, o.agents, o.logins, o.principals, o.requests, o.masters, o.ports, o.versions, o.bad, o.refused, o.marked, o.unnamed, o.images}
}

// see counts a sighting and keeps the place of the first one.
func see(t *table, k key, place func() string) *sighting {
	s := t.put(k)
	s.count++
	if s.count == 1 && place != nil {
		s.place = place()
	}
	return s
}

func placeOf(ev *mesoswatch.Event) func() string {
	return func() string {
		if ev.Source == "" {
			return ""
		}
		if ev.Line == 0 {
			return strings.Clone(filepath.Base(ev.Source))
		}
		return fmt.Sprintf("%s:%d", filepath.Base(ev.Source), ev.Line)
	}
}

// all lists the sightings of a table in a stable order.
func (t *table) all() []*sighting {
	out := make([]*sighting, 0, len(t.byKey))
	for e := t.order.Front(); e != nil; e = e.Next() {
		out = append(out, e.Value.(*sighting))
	}
	slices.SortFunc(out, func(a, b *sighting) int { return a.compare(b.key) })
	return out
}

func (k key) compare(o key) int {
	return cmp.Or(strings.Compare(k.name, o.name), strings.Compare(k.principal, o.principal),
		strings.Compare(k.use, o.use), compareAddresses(k.addr, o.addr))
}

func (k key) clone() key {
	return key{strings.Clone(k.name), strings.Clone(k.principal), strings.Clone(k.use), strings.Clone(k.addr)}
}

func compareAddresses(a, b string) int {
	x, _ := address(a)
	y, _ := address(b)
	if c := x.Compare(y); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

func (o *Observer) sourceNames() []string {
	out := slices.Sorted(maps.Keys(o.sources))
	if o.moreSource {
		out = append(out, "…")
	}
	return out
}
