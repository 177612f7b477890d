package rules

import (
	"slices"
	"sort"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// slack is how many entries a window keeps beyond those its condition needs, for
// lines that come late.
const slack = 32

// match is what a rule hands on: to its finding, and to correlations.
type match struct {
	event *mesoswatch.Event
	// first and last time, count and evidence of what matched. A single event
	// has one of each.
	first, last time.Time
	count       int
	evidence    []mesoswatch.Evidence
	// group are the values of group-by, by name (correlations only).
	group map[string]string
}

// entry is one match inside a window. What was already told in a finding keeps
// its place and time but no evidence.
type entry struct {
	at       time.Time
	since    time.Time // first time of what is untold
	rule     int       // position in the correlation's list
	value    string    // of the counted fields
	place    place
	untold   int
	evidence []mesoswatch.Evidence
}

// place tells two lines apart that say the same.
type place struct {
	source string
	inode  uint64
	offset int64
	line   int64
}

// window holds the entries of one group, by time.
type window struct {
	entries []entry
	bytes   int // of the evidence held
}

// add takes an entry in; it answers what is new to tell when the condition
// holds in a window around it. now is the clock of the source.
func (c correlator) add(w *window, en entry, now time.Time) (match, bool) {
	if w.known(en) {
		return match{}, false
	}
	i := c.insert(w, en)
	m, ok := c.tell(w, i)
	c.trim(w, now)
	return m, ok
}

// behindTime is how far the clocks of two sources may lie apart: one that is read
// from an hour ago while another is live.
const behindTime = time.Hour

// over tells whether nothing that may still come belongs into the window.
func (w *window) over(now time.Time, timespan time.Duration) bool {
	n := len(w.entries)
	return n == 0 || now.Sub(w.entries[n-1].at) > timespan+behindTime
}

// known tells whether the very same line is in the window already: after a
// restart lines can come twice.
func (w *window) known(en entry) bool {
	if en.place.offset == 0 && en.place.line == 0 {
		return false
	}
	for i := len(w.entries) - 1; i >= 0; i-- {
		if o := &w.entries[i]; o.at.Equal(en.at) && o.place == en.place && o.rule == en.rule {
			return true
		}
	}
	return false
}

// insert puts the entry in its place, behind others of the same time. Repeats
// of a counted value, and runs of one rule of a temporal correlation, join.
func (c correlator) insert(w *window, en entry) int {
	w.bytes += size(en.evidence)
	if i := c.joins(w, en); i >= 0 {
		old := w.entries[i]
		w.entries = slices.Delete(w.entries, i, i+1)
		en = c.join(w, old, en)
	}
	i := sort.Search(len(w.entries), func(i int) bool { return w.entries[i].at.After(en.at) })
	w.entries = slices.Insert(w.entries, i, en)
	return i
}

// joins finds the entry that the new one can be counted with; -1 when none.
func (c correlator) joins(w *window, en entry) int {
	last := len(w.entries) - 1
	switch c.Type {
	case sigma.ValueCount:
		for i := last; i >= 0; i-- {
			if o := &w.entries[i]; o.value == en.value && en.at.Sub(o.at).Abs() <= c.Timespan {
				return i
			}
		}
	case sigma.Temporal, sigma.TemporalOrdered:
		if last >= slack/2 {
			if o := &w.entries[last]; o.rule == en.rule && !en.at.Before(o.at) {
				return last
			}
		}
	}
	return -1
}

// join makes one entry of two. A repeat that began longer ago than the window
// begins anew, so that what is polled all day is not told with a day of repeats.
func (c correlator) join(w *window, old, en entry) entry {
	w.bytes -= size(old.evidence) + size(en.evidence)
	if old.untold > 0 && en.at.Sub(old.since) <= c.Timespan {
		en.untold += old.untold
		en.evidence = appendBounded(old.evidence, en.evidence)
		en.since = earlier(old.since, en.since)
	}
	w.bytes += size(en.evidence)
	if old.at.After(en.at) {
		en.at = old.at
	}
	return en
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// collect adds what is untold between two entries.
func (w *window) collect(m *match, j, k int) {
	for i := j; i <= k; i++ {
		e := &w.entries[i]
		if e.untold == 0 {
			continue
		}
		if m.first.IsZero() || e.since.Before(m.first) {
			m.first = e.since
		}
		if e.at.After(m.last) {
			m.last = e.at
		}
		m.count += e.untold
		m.evidence = appendBounded(m.evidence, e.evidence)
		w.bytes -= size(e.evidence)
		e.untold, e.evidence = 0, nil
	}
}

// trim keeps the window within its bound. Those farthest from the clock go
// first, so that a forged line from far away does not push out what is going on.
func (c correlator) trim(w *window, now time.Time) {
	for len(w.entries) > c.keep() {
		i, last := 0, len(w.entries)-1
		if w.entries[last].at.Sub(now) > now.Sub(w.entries[0].at) {
			i = last
		}
		w.bytes -= size(w.entries[i].evidence)
		w.entries = slices.Delete(w.entries, i, i+1)
	}
}

func size(es []mesoswatch.Evidence) int {
	n := 0
	for i := range es {
		n += 200 + len(es[i].Text)
	}
	return n
}

// appendBounded keeps the first and the last half of what a finding can hold. It
// writes into the first slice, which the caller gives up.
func appendBounded(es, more []mesoswatch.Evidence) []mesoswatch.Evidence {
	const half = mesoswatch.MaxEvidence / 2
	for _, e := range more {
		if len(es) == mesoswatch.MaxEvidence {
			copy(es[half:], es[half+1:])
			es = es[:len(es)-1]
		}
		es = append(es, e)
	}
	return es
}
