package mesoslog

import "time"

// calendar reads wall-clock times of a zone. glog prints neither zone nor mark
// of summer time, so an hour can be skipped and another can come twice.
type calendar struct {
	loc *time.Location

	day    int64 // of the cache, days since 1970; the cache is empty before first use
	cached bool
	before int64 // offset a day before
	after  int64 // offset a day after
}

// read gives the moment of a wall-clock time, given as if it were of Greenwich,
// in seconds since the epoch. In the hour that comes twice there are two
// readings. A time that was skipped is read as clocks show it that are not yet
// put forward.
func (c *calendar) read(wall int64) (first, second int64) {
	if day := floorDay(wall); !c.cached || day != c.day {
		c.day, c.cached = day, true
		c.before = c.offset((day - 1) * 86400)
		c.after = c.offset((day + 2) * 86400)
	}
	a, b := wall-c.before, wall-c.after
	if c.before == c.after {
		return a, a
	}
	okA, okB := c.offset(a) == c.before, c.offset(b) == c.after
	switch {
	case okA && okB:
		return min(a, b), max(a, b)
	case okB:
		return b, b
	}
	return a, a
}

func floorDay(sec int64) int64 {
	if sec < 0 {
		sec -= 86399
	}
	return sec / 86400
}

func (c *calendar) offset(unix int64) int64 {
	_, off := time.Unix(unix, 0).In(c.loc).Zone()
	return int64(off)
}

// year of a moment on the calendar.
func (c *calendar) year(ns int64) int { return time.Unix(0, ns).In(c.loc).Year() }
