package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// calmTime is how long a page of a log stays when lines come faster than they
// can be read: each new page costs the line to the terminal all of its cells.
const calmTime = 500 * time.Millisecond

// calm slows a log that is followed down to a page in calmTime. A few lines at a
// time scroll, which is cheap, and are shown at once.
type calm struct {
	slow  bool      // the line to the terminal is slow: pages stay longer
	shown time.Time // when the last page was shown
	owed  bool      // a wake-up is on its way
}

// calmMsg ends the wait for what was held back.
type calmMsg struct{}

// hold tells whether so many new lines in a window of h are to be held back.
func (c *calm) hold(lines int64, h int, now time.Time) bool {
	if lines > int64(max(h/4, 1)) && now.Sub(c.shown) < c.stay() {
		return true
	}
	c.shown = now
	return false
}

func (c *calm) stay() time.Duration {
	if c.slow {
		return rationCalm
	}
	return calmTime
}

// wake makes sure that what is held back is shown even if nothing more comes.
func (c *calm) wake() tea.Cmd {
	if c.owed {
		return nil
	}
	c.owed = true
	return tea.Tick(c.stay(), func(time.Time) tea.Msg { return calmMsg{} })
}
