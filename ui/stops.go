package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// stops is a page of prepared lines on which the cursor goes from stop to stop: a
// step of a runbook, a finding. What lies between is scrolled through: a key never
// jumps over lines that were not on the screen.
type stops struct {
	pen   *kit.Pen
	keys  *keyMap
	w, h  int
	lines []stopLine
	at    []stop
	here  int // index of the stop under the cursor
	top   int // first line on the screen
}

// stopLine is one line: spans or painted text, and what stands at its right end.
type stopLine struct {
	spans   []kit.Span
	painted string
	right   []kit.Span
}

// stop is a part of the page the cursor can be on: lines from up to to, of which
// those before head are drawn as under the cursor.
type stop struct {
	id             string
	from, head, to int
}

func (s *stops) setSize(w, h int) {
	s.w, s.h = w, max(h, 0)
	s.scroll(0)
}

// set takes other lines. The cursor stays on its stop, and that where it is on the
// screen.
func (s *stops) set(lines []stopLine, at []stop) {
	was, before := s.id(), 0
	if was != "" {
		before = s.at[s.here].from
	}
	s.lines, s.at = lines, at
	s.here = min(s.here, max(len(at)-1, 0))
	for i := range at {
		if at[i].id == was {
			s.here = i
			s.top += at[i].from - before
		}
	}
	s.scroll(0)
}

// id is the stop under the cursor; empty without any.
func (s *stops) id() string {
	if s.here < len(s.at) {
		return s.at[s.here].id
	}
	return ""
}

// put sets the cursor on a stop; false when there is no such.
func (s *stops) put(id string) bool {
	for i := range s.at {
		if s.at[i].id == id {
			s.goTo(i)
			return true
		}
	}
	return false
}

// first goes to the top of the page.
func (s *stops) first() { s.here, s.top = 0, 0 }

func (s *stops) scroll(n int) {
	s.top = max(min(s.top+n, len(s.lines)-s.h), 0)
}

// goTo sets the cursor on a stop and shows as much of it as there is room for.
func (s *stops) goTo(i int) {
	s.here = i
	at := s.at[i]
	if over := at.to - (s.top + s.h); over > 0 {
		s.scroll(over)
	}
	if s.top > at.from {
		s.scroll(at.from - s.top)
	}
}

// update moves; false for a key that is none of its own.
func (s *stops) update(msg tea.KeyPressMsg) bool {
	n, ok := s.keys.step(msg, s.h)
	switch {
	case !ok:
		return false
	case n == 1 || n == -1:
		s.next(n)
	default:
		s.scroll(n)
		s.drag(n)
	}
	return true
}

// next goes to the next stop in a direction if it can be seen, and else scrolls
// towards it by a page at most.
func (s *stops) next(by int) {
	i := s.here + by
	if i < 0 || i >= len(s.at) {
		s.scroll(by * max(s.h/3, 1))
		return
	}
	page, at := max(s.h-2, 1), s.at[i]
	need := max(min(at.to-s.top-s.h, at.from-s.top), 0)
	if by < 0 {
		need = max(s.top-at.from, 0)
	}
	if need <= page {
		s.here = i
	}
	s.scroll(by * min(need, page))
}

// drag takes the cursor along with a page that was scrolled: to the nearest stop
// that begins in sight, and at the ends to the first and the last.
func (s *stops) drag(by int) {
	if len(s.at) == 0 {
		return
	}
	if by >= len(s.lines) {
		s.here = len(s.at) - 1
		return
	}
	if s.top == 0 && by < 0 {
		s.here = 0
		return
	}
	seen := func(i int) bool { return s.at[i].from >= s.top && s.at[i].from < s.top+s.h }
	for i := range s.at {
		if j := len(s.at) - 1 - i; by < 0 && seen(j) && s.here > j && !seen(s.here) {
			s.here = j
		}
		if by > 0 && seen(i) && s.here < i && !seen(s.here) {
			s.here = i
		}
	}
}

func (s *stops) view(focused bool) []string {
	lines := make([]string, 0, s.h)
	var on stop
	if s.here < len(s.at) {
		on = s.at[s.here]
	}
	for i := s.top; i < min(s.top+s.h, len(s.lines)); i++ {
		base, here := s.pen.Text, i >= on.from && i < on.head
		switch {
		case here && focused:
			base = s.pen.Cursor
		case here:
			base = s.pen.Unfocused
		}
		lines = append(lines, s.row(&s.lines[i], base, here))
	}
	return lines
}

func (s *stops) row(l *stopLine, base theme.Style, here bool) string {
	p := s.pen
	switch n := kit.SpanWidth(l.right); {
	case l.painted == "":
		return p.Ends(s.w, base, append([]kit.Span{kit.Plain(" ")}, l.spans...), l.right)
	case here:
		return p.Ends(s.w, base, []kit.Span{kit.Plain(" " + ansi.Strip(l.painted))}, l.right)
	case n > 0:
		gap := s.w - n - 1 - kit.Width(ansi.Strip(l.painted))
		return " " + l.painted + p.Row(gap+n, base, append([]kit.Span{kit.Plain(spaces(gap))}, l.right...)...)
	}
	return " " + l.painted
}
