package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// stripSpan is how far back the strips go.
const stripSpan = 6 * time.Hour

// strip is the last hours in cells of equal length: the worst finding of each, and
// the logins. One of its cells may be chosen; the zero time says none is.
type strip struct {
	cell   time.Duration
	end    time.Time // of the last cell, which is not over
	cells  []stripCell
	total  [5]int
	chosen time.Time // where the chosen cell begins
	// replay: the last cell is where the replay is.
	replay bool

	version int64
}

// stripCell is what one cell tells.
type stripCell struct {
	worst  mesoswatch.Level
	found  bool
	unseen bool // nothing is known of that time
	ok     int  // logins
	failed int
}

// stripCells says into how many cells of which length the span goes where there is
// room for so many; none where there is hardly any. A cell is a whole part of an hour,
// so that its ends are times that can be said.
func stripCells(room int) (n int, cell time.Duration) {
	for _, minutes := range []int{2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60} {
		if n = int(stripSpan/time.Minute) / minutes; n <= room {
			return n, time.Duration(minutes) * time.Minute
		}
	}
	return 0, 0
}

// update brings the strip in line with the scene, for so many cells at most.
func (t *strip) update(s scene, room int) {
	n, cell := stripCells(room)
	if n == 0 || s.now.IsZero() {
		t.cells, t.chosen = nil, time.Time{}
		return
	}
	end := s.now.Truncate(cell).Add(cell)
	found := &s.board.Found
	if len(t.cells) != n || t.cell != cell || !t.end.Equal(end) || t.version != found.Version() {
		t.cell, t.end, t.version = cell, end, found.Version()
		t.look(found, n)
	}
	t.logins(&s.board.Logins)
	for i := range t.cells {
		c := &t.cells[i]
		c.unseen = !c.found && c.ok+c.failed == 0 && (s.board.Since.IsZero() || !t.from(i+1).After(s.board.Since))
	}
	if !t.chosen.IsZero() {
		if t.chosen = t.chosen.Truncate(cell); t.index() < 0 {
			t.chosen = time.Time{} // it has gone by
		}
	}
}

func (t *strip) look(found *mesoswatch.FoundTimes, n int) {
	t.cells = make([]stripCell, n)
	all := found.Between(t.from(0), t.end)
	t.total = all.Levels()
	for i := range t.cells {
		span := found.Between(t.from(i), t.from(i+1))
		t.cells[i].worst, t.cells[i].found = span.Worst()
	}
}

func (t *strip) logins(l *mesoswatch.Logins) {
	per := int(t.cell / time.Minute)
	minutes := l.Minutes(t.end.Add(-time.Minute), per*len(t.cells))
	for i := range t.cells {
		c := &t.cells[i]
		c.ok, c.failed = 0, 0
		for _, m := range minutes[i*per : (i+1)*per] {
			c.ok += m.OK
			c.failed += m.Failed
		}
	}
}

// from is when cell i begins; of the number of cells, when the last one ends.
func (t *strip) from(i int) time.Time { return t.end.Add(-time.Duration(len(t.cells)-i) * t.cell) }

// index of the chosen cell; -1 when none is.
func (t *strip) index() int {
	if t.chosen.IsZero() || t.chosen.Before(t.from(0)) || !t.chosen.Before(t.end) {
		return -1
	}
	return int(t.chosen.Sub(t.from(0)) / t.cell)
}

// span is that of the chosen cell; false when none is.
func (t *strip) span() (from, to time.Time, any bool) {
	i := t.index()
	if i < 0 {
		return from, to, false
	}
	return t.from(i), t.from(i + 1), true
}

// step moves to the cell so many on, or chooses the last one; what there is to be said
// of that comes back.
func (t *strip) step(by int) (notice string) {
	n, i := len(t.cells), t.index()
	switch {
	case n == 0:
		return "there is no room for the strip"
	case i < 0:
		t.chosen = t.from(n - 1)
		return ""
	case i+by < 0:
		notice = "the strip begins here"
	case i+by >= n:
		notice = "this is now"
	}
	t.chosen = t.from(min(max(i+by, 0), n-1))
	return notice
}

// find moves to the next cell with findings in a direction.
func (t *strip) find(by int) (notice string) {
	i := t.index()
	switch {
	case len(t.cells) == 0:
		return "there is no room for the strip"
	case i < 0 && by > 0:
		i = -1
	case i < 0:
		i = len(t.cells)
	}
	for i += by; i >= 0 && i < len(t.cells); i += by {
		if t.cells[i].found {
			t.chosen = t.from(i)
			return ""
		}
	}
	return "no finding that way in the last " + hoursWord(stripSpan)
}

func hoursWord(d time.Duration) string { return kit.Digits(int64(d/time.Hour)) + " h" }

// levels draws the worst of each cell.
func (t *strip) levels(p *kit.Pen) []kit.Span {
	return t.paint(p, func(c stripCell) (string, theme.Style) {
		switch {
		case c.found:
			return p.Marks.Cell(c.worst), p.Level(c.worst)
		case c.unseen:
			return p.Marks.Unseen, p.Dim
		}
		return p.Marks.Free, p.Dim
	})
}

// bars draws a number of each cell, scaled to top.
func (t *strip) bars(p *kit.Pen, top int, of func(stripCell) int, style theme.Style) []kit.Span {
	return t.paint(p, func(c stripCell) (string, theme.Style) { return p.Spark([]int{of(c)}, top), style })
}

// paint joins cells that look alike; the chosen one stands out.
func (t *strip) paint(p *kit.Pen, draw func(stripCell) (string, theme.Style)) []kit.Span {
	here := t.index()
	var spans []kit.Span
	var run strings.Builder
	var style theme.Style
	flush := func() {
		if run.Len() > 0 {
			spans = append(spans, kit.Span{Text: run.String(), Style: style})
			run.Reset()
		}
	}
	for i, c := range t.cells {
		text, look := draw(c)
		switch {
		case i == here:
			look = p.Cursor.With(look)
		case t.replay && i == len(t.cells)-1:
			look = p.Strong
			if !c.found {
				text = p.Marks.Knob
			}
		}
		if look != style {
			flush()
			style = look
		}
		run.WriteString(text)
	}
	flush()
	return spans
}
