package pretend

import (
	"sync"
	"time"
)

// clock is the time of the log: it stands, runs as the wall clock does, or runs
// with a play. It never goes back.
type clock struct {
	mu    sync.Mutex
	at    time.Time // of the log, when it was set
	wall  time.Time // the same moment on the wall
	speed float64   // seconds of log in one of wall time; 0: it stands
}

// set lets the clock go on from a time of the log: stand there, or run at the pace
// of the wall clock until that is reached, as for a cluster that began in the past.
func (c *clock) set(at time.Time, stands bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.wall, c.speed = at, time.Now(), 0
	if !stands {
		c.at, c.speed = c.wall, 1
	}
}

// play lets it run from where it is, at the speed of a play.
func (c *clock) play(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.wall, c.speed = c.read(), time.Now(), speed
}

// reach moves it forward to a time of the log.
func (c *clock) reach(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.read(); at.After(now) {
		c.at, c.wall = at, time.Now()
	}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

// read is rounded as glog prints it.
func (c *clock) read() time.Time {
	if c.speed == 0 {
		return c.at
	}
	return c.at.Add(time.Duration(float64(time.Since(c.wall)) * c.speed)).Truncate(time.Microsecond)
}
