package mesoslog

import (
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
)

// Options say how logs are read, the same for old and live ones. The zero value
// reads with the host's zone and finds the year by itself.
type Options struct {
	// Year of the first line of each file; 0: from header, name or modification
	// time.
	Year int
	// Zone of the hosts that wrote the logs; nil: this host's.
	Zone *time.Location
	// Since and Until bound the events; zero: no bound.
	Since, Until time.Time
	// All gives events for unrecognised messages too.
	All bool
	// Wanted tells which recognised events are wanted (rules.Catalog.Wants); nil:
	// all. Others are counted and joined but not emitted, unless the line is
	// marked. It is followed only by Files reading one input, and not with All.
	Wanted func(service, kind, template string) bool
	// Catalogue of messages; nil: the shipped one.
	Catalogue *catalogue.Catalogue
	// Kept is the moment before which everything that was emitted is stored: the
	// places of a live log are saved no further, so that a crash takes no line
	// away. nil: what was emitted two seconds ago is taken for judged.
	Kept func() time.Time
	// Now is taken as the year's upper bound for input without a modification
	// time (pipes); nil: time.Now.
	Now func() time.Time
}

// NowOr is the wall clock, or what stands in for it.
func (o Options) NowOr() time.Time { return o.now() }

func (o Options) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

func (o Options) zone() *time.Location {
	if o.Zone != nil {
		return o.Zone
	}
	return time.Local
}

func (o Options) zoneName() string {
	if o.Zone != nil {
		return o.Zone.String() + " (as told)"
	}
	name, _ := o.now().Zone()
	return name + " of this host"
}

func (o Options) parser() *parser {
	cat := o.Catalogue
	if cat == nil {
		cat = catalogue.Default()
	}
	return &parser{cat: cat, all: o.All, openers: newOpeners(cat.Templates())}
}

func (o Options) within(t time.Time) bool {
	return (o.Since.IsZero() || !t.Before(o.Since)) && (o.Until.IsZero() || t.Before(o.Until))
}
