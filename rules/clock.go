package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Tolerance is how late a line may come, and how far a single line can move the
// clock of its source.
const Tolerance = 60 * time.Second

// guessedYear is what a jump must stay below to be told: glog lines have no year,
// so lines that carry one can be years away from their neighbours.
const guessedYear = 300 * 24 * time.Hour

// votes is how many lines in a row must agree before the clock jumps.
const votes = 3

// maxClocks bounds the sources whose time is followed.
const maxClocks = 1_000

// clock is the time of one source as its lines tell it. A line within the
// tolerance moves it on; a line far away, in the future or the past, only does
// when the next ones agree with it. A suspect line never does.
type clock struct {
	now    time.Time
	far    time.Time // where the clock may have jumped to
	agreed int
	back   time.Duration // how far the line that was seen last set the clock back
}

func (c *clock) see(at time.Time, suspect bool) {
	c.back = 0
	if suspect || at.IsZero() {
		return
	}
	if c.now.IsZero() {
		c.now = at
		return
	}
	if near(at, c.now) {
		if at.After(c.now) {
			c.now = at
		}
		c.agreed = 0
		return
	}
	if c.agreed == 0 || !near(at, c.far) {
		c.far, c.agreed = at, 0
	}
	c.agreed++
	if at.After(c.far) {
		c.far = at
	}
	if c.agreed >= votes {
		c.back = max(0, c.now.Sub(c.far))
		c.now, c.agreed = c.far, 0
	}
}

func near(a, b time.Time) bool {
	d := a.Sub(b)
	return d <= Tolerance && d >= -Tolerance
}

// clocks keeps one clock a source.
type clocks struct {
	table[clock]
	last     *clock // of the source seen last: most lines come in runs
	lastName string
}

// see moves the clock of the event's source and answers its time. Before any
// line could be trusted that is the event's own time.
func (cs *clocks) see(e *mesoswatch.Event) time.Time {
	if cs.last == nil || cs.lastName != e.Source {
		cs.last, cs.lastName = cs.put(e.Source), e.Source
	}
	cs.last.see(e.Time, len(e.Suspect) > 0)
	if cs.last.now.IsZero() {
		return e.Time
	}
	return cs.last.now
}
