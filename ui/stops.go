package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// stops is a page of prepared lines on which the cursor goes from stop to stop: a
// step of a runbook, a finding.
type stops struct {
	walk
	pen   *kit.Pen
	keys  *keyMap
	w     int
	lines []stopLine
}

// stopLine is one line: spans or painted text, and what stands at its right end.
type stopLine struct {
	spans   []kit.Span
	painted string
	right   []kit.Span
}

func (s *stops) setSize(w, h int) {
	s.w = w
	s.room(h)
}

// set takes other lines.
func (s *stops) set(lines []stopLine, at []stop) {
	s.lines = lines
	s.sync(len(lines), at)
}

// update moves; false for a key that is none of its own.
func (s *stops) update(msg tea.KeyPressMsg) bool {
	n, ok := s.keys.step(msg, s.h)
	if ok {
		s.move(n)
	}
	return ok
}

func (s *stops) view(focused bool) []string {
	lines := make([]string, 0, s.h)
	on := s.on()
	for i := s.top; i < min(s.top+s.h, len(s.lines)); i++ {
		base, here := s.pen.Text, i >= on.from && i < on.head
		switch {
		case here && focused:
			base = s.pen.Cursor
		case here:
			base = s.pen.Unfocused
		}
		lines = append(lines, s.lines[i].row(s.pen, s.w, base, here))
	}
	return lines
}

// row draws the line over a base style in w cells. Under the cursor painted text is
// plain. It may have been broken for more room than there is by now: what is too long
// is cut until it comes anew.
func (l *stopLine) row(p *kit.Pen, w int, base theme.Style, here bool) string {
	text, n := l.painted, kit.SpanWidth(l.right)
	used := kit.Width(ansi.Strip(text))
	if used >= w {
		text = ansi.TruncateWc(text, w-1, "")
		used = kit.Width(ansi.Strip(text))
	}
	switch {
	case l.painted == "":
		return p.Ends(w, base, append([]kit.Span{kit.Plain(" ")}, l.spans...), l.right)
	case here:
		return p.Ends(w, base, []kit.Span{kit.Plain(" " + ansi.Strip(text))}, l.right)
	case n > 0:
		gap := w - n - 1 - used
		return " " + text + p.Row(gap+n, base, append([]kit.Span{kit.Plain(spaces(gap))}, l.right...)...)
	}
	return " " + text
}
