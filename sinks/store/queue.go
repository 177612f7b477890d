package store

import (
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what waits to be written. Beyond them events, snapshots and answers are
// counted as not kept; findings are merged by id, actions always wait.
const (
	maxWaiting      = 32 << 20 // bytes, roughly
	maxWaitingUnits = 100_000
	fullBatch       = 2_000 // units
)

// unit is one record and what the judge said behind it. It is stored as a whole or
// not at all: a stored event has its findings, whenever the process is killed.
type unit struct {
	first mesoswatch.Record // none: it is not kept
	said  []mesoswatch.Record
	bytes int
	// through says how far sources are, for a unit that stands for many.
	through map[string]time.Time
	// late: something that came before it is in the spill, so that it says nothing of
	// how far its source is.
	late bool
}

// queue takes units from the stream; it never waits. A record that is no finding
// and no verdict begins a unit and by that ends the one before.
type queue struct {
	mu     sync.Mutex
	writer bool // findings and the like are kept; otherwise actions only
	open   *unit
	since  time.Time // open is
	ready  []unit
	bytes  int
	urgent bool      // more waits than words of sources
	last   time.Time // when it was last due
	spill  spill
	past   int              // how many of ready are up to the end of the last spill
	losing map[string]int64 // what was not kept, by kind, since it was last asked
}

// keep says whether this process is the writer. What waits of one that is not any
// more goes, but for actions.
func (q *queue) keep(writer bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.writer = writer; writer {
		return
	}
	if q.open != nil {
		q.ready = append(q.ready, *q.open)
	}
	rest := q.ready[:0:0]
	q.bytes = 0
	for _, u := range q.ready {
		if u.first.Action != nil {
			u.said = nil
			rest = append(rest, u)
			q.bytes += u.bytes
			continue
		}
		q.lose(u)
	}
	q.lost("finding", int64(len(q.spill.findings)+len(q.spill.foreign)))
	q.ready, q.open, q.spill, q.past = rest, nil, spill{}, 0
}

// Handle takes a record of the stream in. It neither fails nor waits: what cannot
// be written is told in the Health of Run. Records that are Restored or Shared are
// known already. What is Foreign is joined with what is stored.
func (s *Store) Handle(r mesoswatch.Record) error {
	said := (r.Finding != nil || r.Verdict != nil) && r.Origin != mesoswatch.Foreign
	kept := r.Origin == mesoswatch.Fresh || r.Origin == mesoswatch.Foreign
	if r.Event != nil && kept {
		kept = s.o.Keep(r.Event)
	}
	if !kept {
		if said {
			return nil
		}
		r = mesoswatch.Record{}
	}
	if s.queue.put(r, said) >= fullBatch {
		nudge(s.full)
	}
	return nil
}

// put answers how many units wait.
func (q *queue) put(r mesoswatch.Record, said bool) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.writer && r.Action == nil {
		q.close()
		return len(q.ready)
	}
	if !said {
		q.close()
		q.open, q.since = &unit{first: r, bytes: weight(r)}, time.Now()
		return len(q.ready)
	}
	if q.open == nil {
		q.open, q.since = &unit{}, time.Now()
	}
	q.open.add(r)
	return len(q.ready)
}

// close ends the open unit.
func (q *queue) close() {
	u := q.open
	q.open = nil
	switch {
	case u == nil, u.first == (mesoswatch.Record{}) && len(u.said) == 0:
	case u.first.Action == nil && (q.bytes+u.bytes > maxWaiting || len(q.ready) >= maxWaitingUnits):
		q.spilled(u)
	default:
		u.late = u.first.Health != nil && q.spill.len() > 0 && q.spill.put(u.first)
		q.ready = append(q.ready, *u)
		q.bytes += u.bytes
		q.urgent = q.urgent || u.first.Health == nil || len(u.said) > 0
	}
}

// end closes the open unit: nothing comes any more.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.close()
}

// lingers tells whether a unit has been open for a while: another record is needed
// to end it.
func (q *queue) lingers(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	u := q.open
	if u == nil || now.Sub(q.since) < linger {
		return false
	}
	return len(u.said) > 0 || u.first.Health == nil && u.first != (mesoswatch.Record{})
}

// linger is how long a unit may be open in a stream that is still.
const linger = 100 * time.Millisecond

// next are the first units that wait; they stay until they are written.
func (q *queue) next() (batch []unit, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.unspill()
	n := min(len(q.ready), fullBatch)
	return q.ready[:n:n], n < len(q.ready) || q.spill.len() > 0
}

// unspill puts the spill behind all that waits, also while more keeps coming: one
// at a time, so that what waits stays bounded.
func (q *queue) unspill() {
	if q.past > 0 || q.spill.len() == 0 {
		return
	}
	for _, u := range q.spill.units() {
		q.ready = append(q.ready, u)
		q.bytes += u.bytes
	}
	q.past, q.spill = len(q.ready), spill{}
}

// done takes units that were written out.
func (q *queue) done(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n = min(n, len(q.ready))
	q.past = max(q.past-n, 0)
	for _, u := range q.ready[:n] {
		q.bytes -= u.bytes
	}
	clear(q.ready[:n])
	if q.ready = q.ready[n:]; len(q.ready) == 0 {
		q.ready = nil // lets go of a flood's memory
	}
}

// drop counts a unit as not kept.
func (q *queue) drop(u unit) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lose(u)
}

// due tells whether it is time to write: for news at once, for mere words of sources
// that they are well once in a while.
func (q *queue) due(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.ready) == 0 && q.spill.len() == 0 || !q.urgent && now.Sub(q.last) < healthEvery {
		return false
	}
	q.last, q.urgent = now, false
	return true
}

// waiting is how many units wait.
func (q *queue) waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.ready) + q.spill.len()
}

// weight is about what a record takes in memory.
func weight(r mesoswatch.Record) int {
	switch {
	case r.Event != nil:
		return 1000 + len(r.Event.Raw) + len(r.Event.Message)
	case r.Finding != nil:
		n := 1000
		for _, e := range r.Finding.Evidence {
			n += 150 + len(e.Text)
		}
		return n
	case r.Verdict != nil:
		return 1500
	case r.Snapshot != nil:
		return 2000
	}
	return 500
}
