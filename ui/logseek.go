package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// seekBytes is how much text is looked through in one step before keys get their
// turn; seekLines is how many lines at most.
const (
	seekBytes = 4 << 20
	seekLines = 100_000
)

// logSeek is a way through the lines to one that is wanted. It goes on in steps; any
// other key gives it up.
type logSeek struct {
	at   int64 // number of the line to look at next
	by   int
	left int // lines to look at; 0: none is under way
	want func(*mesoswatch.Event) bool
	// found is told the line and answers what to say, none does and says what is to be
	// done when there is none.
	found func(e *mesoswatch.Event) string
	none  func() string
}

// seekMsg goes on with a way that keys have interrupted.
type seekMsg struct{ round int }

// seek sets out for a line, from line i on, and answers what to tell.
func (l *logPane) seek(i int, s logSeek) (tea.Cmd, string) {
	n := l.lines.size()
	l.going = logSeek{}
	if i < 0 || i >= n {
		return nil, s.none()
	}
	s.at, s.left = l.lines.number(i), n-i
	if s.by < 0 {
		s.left = i + 1
	}
	l.going = s
	return l.seekStep()
}

func (l *logPane) seekOn(m seekMsg) (tea.Cmd, string) {
	if m.round != l.round || l.going.left == 0 {
		return nil, ""
	}
	return l.seekStep()
}

// seekStep looks at as many lines as one step may.
func (l *logPane) seekStep() (tea.Cmd, string) {
	s := &l.going
	i, n := 0, l.lines.size()
	if at, ok := l.lines.find(s.at); ok {
		i = at
	}
	for bytes, lines := seekBytes, seekLines; i >= 0 && i < n && s.left > 0 && bytes > 0 && lines > 0; lines-- {
		e := l.lines.event(i)
		if e != nil && l.lines.passes(i) && s.want(e) {
			found := s.found
			l.going = logSeek{}
			l.put(i)
			return nil, found(e)
		}
		if e != nil {
			bytes -= len(e.Message) + lineBytes
		}
		i += s.by
		s.left--
	}
	if s.left == 0 || i < 0 || i >= n {
		none := s.none
		l.going = logSeek{}
		return nil, none()
	}
	s.at = l.lines.number(i)
	l.round++
	round := l.round
	return func() tea.Msg { return seekMsg{round} }, "looking" + l.pen.Marks.Ellipsis
}
