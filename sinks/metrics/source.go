package metrics

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// source is what a source last said of itself.
type source struct {
	collector string
	ok        bool
	at        time.Time
	seconds   float64
	lacking   int
	log       *mesoswatch.LogHealth
}

// forgotten is how long a source is shown that says nothing any more, when its room
// is wanted by another.
const forgotten = time.Hour

// source takes in what a source says. Those that have no room are shown as one: up
// when all are, with the counts of whichever spoke last.
func (m *Meter) source(h *mesoswatch.Health) {
	name := label(h.Source)
	if m.sources[name] == nil && len(m.sources) >= maxSources && !m.forget(h.At) {
		name = Other
		m.evicted++
	}
	s := m.sources[name]
	if s == nil {
		s = &source{ok: true}
		m.sources[name] = s
	}
	ok := h.OK
	if name == Other {
		ok = ok && (s.ok || h.At.Sub(s.at) > forgotten)
	}
	s.collector, s.ok, s.at, s.seconds, s.lacking = label(h.Collector), ok, h.At, h.Seconds, len(h.Lacking)
	if h.Log != nil {
		s.log = h.Log // a word without counts, that the file is away, does not set them back
	}
}

// forget makes room: the source that has been still for longest, if that is long.
func (m *Meter) forget(now time.Time) bool {
	oldest := ""
	for name, s := range m.sources {
		if name != Other && now.Sub(s.at) > forgotten && (oldest == "" || s.at.Before(m.sources[oldest].at)) {
			oldest = name
		}
	}
	delete(m.sources, oldest)
	return oldest != ""
}

// queue is how it stands with a receiver.
type queue struct {
	ok bool
	mesoswatch.QueueHealth
}

func (m *Meter) receiver(name string, h *mesoswatch.Health) {
	if m.queues[name] == nil && len(m.queues) >= maxSources {
		m.evicted++
		return
	}
	m.queues[name] = &queue{h.OK, *h.Queue}
	m.dropped("the queue of "+name, h.Queue.Dropped)
}

// drop is how much somebody has lost, and when that last became more.
type drop struct {
	n  int64
	at time.Duration // zero: it did not while we looked
}

// dropped notes a count of losses. What was lost before the first word is no news.
func (m *Meter) dropped(who string, n int64) {
	d, known := m.drops[who]
	if known && n > d.n {
		d.at = m.since()
	}
	d.n = n
	m.drops[who] = d
}
