package mesoslog

import "time"

// Bounds of what a clock believes. All times below are nanoseconds since the
// epoch; 0 is none.
const (
	second = int64(time.Second)
	day    = 24 * 3600 * second
	// tolerance is how far apart in time neighbours may stand.
	tolerance = 120 * second
	// foresight is how many messages behind a jump decide whether it was one.
	foresight = 16
	// trusting is how many messages must agree with a jump before the clock
	// follows.
	trusting = 3
	// A stamp without a year is read as of this span around the line before: logs
	// go forward, but for lines that were forged.
	yearBack, yearAhead = 90 * day, 275 * day
)

// clock turns the stamps of one writer into times. glog prints local time
// without year or zone: the year follows from where the log begins and from the
// lines before; the zone is the host's unless told otherwise.
//
// A line can be forged, its time with it, so the clock follows a jump only when
// the messages behind it do not jump back.
type clock struct {
	calendar
	start int64 // near where the log begins, for its year
	year  int   // of the first line, when start is not known
	limit int64 // no line is later
	wrote int64 // when the file was last written

	now    int64 // of the last message that is trusted
	last   int64 // of the last message that does not look forged
	far    int64 // where the clock may have gone to
	agreed int   // messages that say so
	homes  homes

	zone zoneOfEnvelope
}

// placed is how the stamps of a run are to be read.
type placed struct {
	year int
	late bool // of an hour that comes twice the second
	odd  bool // the messages behind do not follow
}

// base is the moment that stamps without a year are read against.
func (c *clock) base() int64 {
	if c.now != 0 {
		return c.now
	}
	return c.start
}

// resolve reads a stamp.
func (c *clock) resolve(st stamp) (int64, placed) {
	var p placed
	if st.hasAbs {
		return st.abs, p
	}
	p.year = c.yearOf(st)
	t := c.at(st, p)
	if base := c.base(); base != 0 && t < base-5*60*second {
		late := p
		late.late = true
		if u := c.at(st, late); abs(u-base) < abs(t-base) {
			return u, late
		}
	}
	return t, p
}

// at is the moment of a stamp of a run.
func (c *clock) at(st stamp, p placed) int64 {
	if st.hasAbs {
		return st.abs
	}
	early, late := c.read(st.utc(p.year))
	if p.late {
		early = late
	}
	return early*second + int64(st.nano)
}

// yearOf is the latest year that puts the stamp neither far ahead of the line
// before nor behind the time the file was written.
func (c *clock) yearOf(st stamp) int {
	base := c.base()
	switch {
	case st.year != 0:
		return int(st.year)
	case base == 0:
		return c.year
	}
	year := c.calendar.year(base)
	for y := year + 1; y >= year-1; y-- {
		if st.month == 2 && st.day == 29 && !leap(y) {
			continue
		}
		t := c.at(st, placed{year: y})
		if t-base <= yearAhead && (c.limit == 0 || t <= c.limit) {
			return y
		}
	}
	return year
}

// follow decides how the run i is to be read and whether the clock follows it.
func (c *clock) follow(runs []run, i int) placed {
	r := runs[i]
	t, p := c.resolve(r.first)
	if c.now == 0 || abs(t-c.now) <= tolerance || c.wrote != 0 && abs(t-c.wrote) <= tolerance {
		c.trust(r, p)
		return p
	}
	if year, ok := c.homes.back(c, r.first); ok {
		p.year, p.late = year, false
		c.now = 0 // where it was meanwhile was no home
		c.trust(r, p)
		return p
	}
	agree, against := c.votes(runs, i, t)
	switch {
	case against > agree:
		p.odd = true
	case agree >= trusting:
		c.trust(r, p)
	default:
		c.doubt(r, t, p)
	}
	return p
}

func (c *clock) trust(r run, p placed) {
	now := c.at(r.last, p)
	c.homes.stay(c.now, now, r.count)
	c.now, c.last, c.agreed = now, now, 0
}

// doubt remembers a jump that nothing behind it confirms yet.
func (c *clock) doubt(r run, t int64, p placed) {
	if c.agreed == 0 || t < c.far-tolerance {
		c.agreed = 0
	}
	c.agreed += r.count
	c.far = c.at(r.last, p)
	c.last = c.far
	if c.agreed > trusting {
		c.trust(r, p)
	}
}

// votes counts the messages of the writer behind the beginning of run i that go on from there,
// at t, and those that go on from where the clock stands.
func (c *clock) votes(runs []run, i int, t int64) (agree, against int) {
	agree = min(runs[i].count-1, foresight)
	seen := agree
	for j := i + 1; j < len(runs) && seen < foresight; j++ {
		n := min(runs[j].count, foresight-seen)
		seen += n
		u, _ := c.resolve(runs[j].first)
		switch {
		case t > c.now && u >= t-tolerance, t < c.now && u < c.now-tolerance:
			agree += n
		case u >= c.now-tolerance:
			against += n
		}
	}
	return agree, against
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// zoneOfEnvelope is what the absolute times of envelopes tell of the zone.
type zoneOfEnvelope struct {
	known  bool
	offset int64 // seconds east of Greenwich
	other  int64 // what the last lines say instead
	agreed int
}

// against reads a stamp beside an absolute time of about the same moment: the
// difference, rounded to a quarter of an hour, is the zone. odd tells that it is
// not the zone of the lines before.
func (c *clock) against(st stamp, when int64) (t int64, odd bool) {
	const widest = 14*3600 + 15*60 // seconds; the zones of the world
	near := time.Unix(0, when).UTC().Year()
	best := int64(1) << 40
	for _, y := range [...]int{near, near - 1, near + 1} {
		if st.year != 0 {
			y = int(st.year)
		}
		off := quarters(st.utc(y) - when/second)
		if abs(off) < abs(best) {
			best, t = off, (st.utc(y)-off)*second+int64(st.nano)
		}
	}
	if abs(best) > widest { // not of that moment
		return when, c.zone.known
	}
	return t, c.zone.differs(best)
}

// quarters rounds seconds to a quarter of an hour, in which zones are counted.
func quarters(sec int64) int64 {
	const quarter = 15 * 60
	n := (sec + quarter/2) / quarter
	if sec+quarter/2 < 0 && n*quarter > sec+quarter/2 {
		n--
	}
	return n * quarter
}

// differs learns the zone; summer time comes and goes.
func (z *zoneOfEnvelope) differs(offset int64) bool {
	if !z.known || abs(offset-z.offset) == 3600 {
		z.known, z.offset, z.agreed = true, offset, 0
		return false
	}
	if offset == z.offset {
		z.agreed = 0
		return false
	}
	if offset != z.other {
		z.other, z.agreed = offset, 0
	}
	if z.agreed++; z.agreed > trusting {
		z.offset, z.agreed = offset, 0
		return false
	}
	return true
}
