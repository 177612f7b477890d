package metrics

import (
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Options of a Meter. The zero value is usable.
type Options struct {
	Version string // of mesoswatch
	// Rules tells what each rule has cost; it is called from the loop. nil: nobody.
	Rules func() []RuleCost
	// Store tells how the store is; nil: there is none.
	Store Store
	// Now is the clock of what is told; nil: time.Now.
	Now func() time.Time
}

// Store is what is asked of the store. Both answer at once, whatever the disk does.
type Store interface {
	// Waiting is how many units wait to be written.
	Waiting() int
	// Dropped counts what was not kept, by kind of record.
	Dropped() map[string]int64
}

// RuleCost is what one rule has cost since the start.
type RuleCost struct {
	Rule                     string
	Looked, Matches, Evicted int64
	Seconds                  float64
}

// Meter counts. It is a Sink; everything else of it may be used from several
// goroutines.
type Meter struct {
	o     Options
	began time.Time
	pulse pulse

	mu       sync.Mutex
	clock    time.Time // of the data
	records  map[string]float64
	events   tally
	sources  map[string]*source
	polls    map[string]*poll
	findings standing
	rules    []RuleCost
	ruled    time.Duration // when rules was taken
	evicted  float64       // of our own tables
	running  map[string]*runner
	store    *mesoswatch.Health // what it last said of itself
	queues   map[string]*queue  // of receivers
	drops    map[string]drop    // when something last was lost, by who lost it
}

// New makes a meter that has counted nothing yet.
func New(o Options) *Meter {
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Meter{
		o: o, began: time.Now(), records: make(map[string]float64), sources: make(map[string]*source), polls: make(map[string]*poll),
		running: make(map[string]*runner), queues: make(map[string]*queue), drops: make(map[string]drop),
	}
	m.events.most, m.findings.turns.most = maxKinds, maxKinds
	return m
}

// Handle counts a record.
func (m *Meter) Handle(r mesoswatch.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at := r.At(); at.After(m.clock) {
		m.clock = at
	}
	switch {
	case r.Finding != nil:
		m.findings.take(*r.Finding, r.Origin, m.clock)
	case r.Action != nil:
		m.findings.act(*r.Action, r.Origin, m.clock)
	}
	if r.Origin == mesoswatch.Restored {
		return nil // from before this start: it is known, and nothing happens
	}
	m.records[kindOf(r)]++
	switch {
	case r.Event != nil && r.Event.Kind == "":
		m.events.add("unrecognised", 1)
	case r.Event != nil:
		m.events.add(label(r.Event.Kind), 1)
	case r.Health != nil && r.Health.Source != mesoswatch.Nobody:
		m.health(r.Health, r.Origin)
	}
	return nil
}

func kindOf(r mesoswatch.Record) string {
	switch {
	case r.Event != nil:
		return "event"
	case r.Snapshot != nil:
		return "snapshot"
	case r.Health != nil:
		return "health"
	case r.Action != nil:
		return "action"
	case r.Finding != nil:
		return "finding"
	case r.Verdict != nil:
		return "verdict"
	}
	return "none"
}

// health sorts what a source says of itself.
func (m *Meter) health(h *mesoswatch.Health, from mesoswatch.Origin) {
	receiver, sends := strings.CutPrefix(h.Source, "notify ")
	switch {
	case h.Source == "store":
		m.store = h
		if m.o.Store != nil {
			var lost int64
			for _, n := range m.o.Store.Dropped() {
				lost += n
			}
			m.dropped("the store", lost)
		}
	case sends && h.Queue != nil:
		m.receiver(label(receiver), h)
	default:
		m.source(h)
	}
	if from == mesoswatch.Fresh {
		m.asked(h)
	}
}
