package mesoslog

import (
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// dated is a line of the beginning that has a time.
type dated struct {
	stamp  stamp // own, else that of its envelope
	env    envelope
	year   stamp // the one that has a year, if any
	exists bool
}

// datedLine is the first line with a time that satisfies.
func (id *identity) datedLine(lines []string, want func(dated) bool) dated {
	for _, line := range lines {
		env := envelope{content: line}
		if !id.glogFile {
			env = unwrap(line)
		}
		p, _ := prefixOf(env.content, id.glogFile)
		d := dated{stamp: p.stamp, env: env}
		if d.stamp.set && d.stamp.year != 0 {
			d.year = d.stamp
		} else if env.stamp.year != 0 {
			d.year = env.stamp
		}
		if !d.stamp.set {
			d.stamp = env.stamp
		}
		if d.exists = d.stamp.set || env.hasAbs; d.exists && want(d) {
			return d
		}
	}
	return dated{}
}

// first is the first line with a time.
func (id *identity) first(lines []string) dated {
	return id.datedLine(lines, func(dated) bool { return true })
}

// moment of the line by the clock given.
func (d dated) moment(c *clock) int64 {
	switch {
	case d.env.hasAbs && d.stamp.set && !d.stamp.hasAbs:
		t, _ := c.against(d.stamp, d.env.abs)
		return t
	case d.env.hasAbs:
		return d.env.abs
	case d.stamp.set:
		t, _ := c.resolve(d.stamp)
		return t
	}
	return 0
}

// setYear finds out when the log begins, for glog prints no year: as told, else
// by header or name, by a line that has it, or by the time the file was written.
func (id *identity) setYear(lines []string, begun stamp, info follow.FileInfo, opt Options) {
	c := clock{calendar: calendar{loc: opt.zone()}}
	first := id.first(lines)
	witness := id.datedLine(lines, func(d dated) bool { return d.year.set || d.env.hasAbs })
	switch {
	case opt.Year != 0:
		id.yearBy, c.year = "--year", opt.Year
		first.stamp.year = int16(opt.Year)
		id.start = first.moment(&c)
	case begun.set: // yearBy is set: header or file name
		id.start, _ = c.resolve(begun)
	case witness.exists:
		id.yearBy = "the lines"
		if witness.year.set {
			witness.stamp = witness.year
		}
		c.start = witness.moment(&c)
		id.start = first.moment(&c)
	default:
		written := info.ModTime
		id.yearBy = "modification time"
		if written.IsZero() {
			written, id.yearBy = opt.now(), "today's date"
		}
		c.limit = written.Add(slack).UnixNano()
		c.start, c.year = c.limit, written.In(opt.zone()).Year()
		id.start = first.moment(&c)
	}
	id.year = c.year
	if id.start != 0 {
		id.year = c.calendar.year(id.start)
	}
	if !info.ModTime.IsZero() {
		id.written(info.ModTime)
	}
}

// slack is how much later than its file a line may be, by clocks and zones that
// differ.
const slack = 36 * time.Hour

// written takes the time the file was last written: no line is later. A file
// older than its own beginning tells nothing.
func (id *identity) written(t time.Time) {
	limit := t.Add(slack).UnixNano()
	id.wrote, id.limit = 0, 0
	if id.start <= limit {
		id.wrote, id.limit = t.UnixNano(), limit
	}
}
