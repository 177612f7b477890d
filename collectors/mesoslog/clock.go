package mesoslog

import "time"

// clock turns the stamps of one source into times. glog prints local time
// without year or zone: the year is that of the file's beginning and goes up when
// the months go back; the zone is the host's unless told otherwise.
type clock struct {
	loc  *time.Location
	year int

	last  time.Time // of the last trusted line
	month int       // of the last trusted line
	day   int

	hourKey   int // of the cached hour
	hourUnix  int64
	ambiguous bool // the cached hour comes twice
}

// at gives the time of a stamp. A line that is not trusted (its time agrees with
// neither neighbour) is placed but moves nothing.
func (c *clock) at(st stamp, env envelope, trusted bool) time.Time {
	if st.hasAbs {
		return c.settle(time.Unix(0, st.abs).In(c.loc), trusted)
	}
	if !st.set {
		if env.hasAbs {
			return c.settle(time.Unix(0, env.abs).In(c.loc), trusted)
		}
		return c.last
	}
	if env.hasAbs {
		return c.settle(c.againstEnvelope(st, env.abs), trusted)
	}
	year := st.year
	if year == 0 {
		year = c.yearOf(st)
	}
	t := c.local(year, st)
	if trusted {
		c.year, c.month, c.day = year, st.month, st.day
	}
	return c.settle(t, trusted)
}

func (c *clock) settle(t time.Time, trusted bool) time.Time {
	if trusted {
		c.last = t
	}
	return t
}

// yearOf follows the calendar: months that go back mean a new year, but for the
// small disorder around midnight of a month's or year's end (the time of a line
// is taken before it is written).
func (c *clock) yearOf(st stamp) int {
	switch back := c.month - st.month; {
	case c.month == 0:
		return c.year
	case back == -11 && st.day >= 30 && c.day <= 2:
		return c.year - 1 // a line of 31 December behind one of 1 January
	case back == 1 && c.day <= 2 && st.day >= 27:
		return c.year
	case back >= 1:
		return c.year + 1
	}
	return c.year
}

// local is the wall-clock time in the zone. In the hour that comes twice at the
// end of summer time the earlier reading is taken until the clock has gone past
// it, then the later one, so that time never runs back by that hour.
func (c *clock) local(year int, st stamp) time.Time {
	key := ((year*12+st.month)*31+st.day)*24 + st.second/3600
	if key != c.hourKey {
		h := time.Date(year, time.Month(st.month), st.day, st.second/3600, 0, 0, 0, c.loc)
		before, after := h.Add(-time.Hour), h.Add(time.Hour)
		c.ambiguous = false
		if after.Hour() == h.Hour() {
			c.ambiguous = true
		} else if before.Hour() == h.Hour() {
			c.ambiguous, h = true, before
		}
		c.hourKey, c.hourUnix = key, h.Unix()
	}
	t := time.Unix(c.hourUnix+int64(st.second%3600), int64(st.nano)).In(c.loc)
	if c.ambiguous && t.Before(c.last.Add(-5*time.Minute)) {
		if later := t.Add(time.Hour); later.Sub(c.last).Abs() < c.last.Sub(t) {
			return later
		}
	}
	return t
}

// againstEnvelope reads a stamp beside an absolute time of the same moment: the
// difference, rounded to a quarter of an hour, is the zone.
func (c *clock) againstEnvelope(st stamp, abs int64) time.Time {
	ref := time.Unix(0, abs).UTC()
	best, bestOff := time.Time{}, 15*time.Hour
	for _, year := range []int{ref.Year(), ref.Year() - 1, ref.Year() + 1} {
		if st.year != 0 {
			year = st.year
		}
		t := time.Date(year, time.Month(st.month), st.day, 0, 0, st.second, st.nano, time.UTC)
		off := t.Sub(ref).Round(15 * time.Minute)
		if off.Abs() < bestOff.Abs() {
			best, bestOff = t.Add(-off), off
		}
	}
	if best.IsZero() { // more than a zone apart: the message is not of that moment
		year := c.year
		if year == 0 {
			year = ref.Year()
		}
		return c.local(year, st)
	}
	return best.In(c.loc)
}

// yearBefore is the latest year in which the stamp does not lie more than a day
// after the limit (the modification time of its file, or now).
func yearBefore(st stamp, limit time.Time, loc *time.Location) int {
	year := limit.In(loc).Year()
	t := time.Date(year, time.Month(st.month), st.day, 0, 0, st.second, 0, loc)
	if t.After(limit.Add(24 * time.Hour)) {
		return year - 1
	}
	return year
}
