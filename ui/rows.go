package ui

import (
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// rows is what the cursor walks in a pane that can have the keys: a list, a log, a
// text. Tables have these methods by themselves.
type rows interface {
	Size() int
	// Index is the row under the cursor, -1 without any.
	Index() int
	// Go puts the cursor on a row, and it stays there.
	Go(i int)
	// Window is the half-open range of rows on the screen.
	Window() (from, to int)
	// Scroll moves the window, and the cursor only as far as it must to be in it.
	Scroll(n int)
	// Hits tells whether a row holds what is searched for.
	Hits(i int, m *match.Text) bool
}

func (d *document) Hits(i int, m *match.Text) bool { return m.Passes(d.lines[i].plain()) }

// plain is what a line says, as it is seen.
func (l *stopLine) plain() string {
	if l.painted != "" {
		return ansi.Strip(l.painted)
	}
	text := ""
	for _, s := range l.spans {
		text += s.Text
	}
	return text
}

// Of a page that is walked the lines are searched: Go brings one into sight, with
// the cursor on the stop it belongs to.
func (w *walk) Size() int              { return w.size }
func (w *walk) Window() (from, to int) { return w.top, min(w.top+w.h, w.size) }

func (w *walk) Index() int {
	switch {
	case w.sought > 0 && w.sought <= w.size:
		return w.sought - 1
	case w.on().to > 0:
		return w.on().from
	}
	return min(w.top, w.size-1)
}

func (w *walk) Go(i int) {
	if w.size == 0 {
		return
	}
	i = min(max(i, 0), w.size-1)
	w.sought = i + 1
	for n := range w.at {
		if w.at[n].from <= i {
			w.here = n
		}
	}
	if i < w.top || i >= w.top+w.h {
		w.scroll(i - w.h/3 - w.top)
	}
}

func (s *stops) Hits(i int, m *match.Text) bool {
	return m.Passes(s.lines[i].plain())
}

// Scroll takes the cursor along as moving by a page does.
func (w *walk) Scroll(n int) {
	w.sought = 0
	w.scroll(n)
	w.drag(n)
}

func (l *logPane) Size() int              { return l.lines.size() }
func (l *logPane) Index() int             { return l.list.Index() }
func (l *logPane) Go(i int)               { l.put(i) }
func (l *logPane) Window() (from, to int) { return l.list.Window() }

// Scroll follows the log again once its end is in sight.
func (l *logPane) Scroll(n int) {
	l.list.Scroll(n, l.lines.number)
	i := l.list.Index()
	if n > 0 && l.list.Below() == 0 {
		i = l.lines.size() - 1
	}
	l.put(i)
}

// Weight is the length of a line.
func (l *logPane) Weight(i int) int {
	if e := l.lines.event(i); e != nil {
		return len(e.Message)
	}
	return 0
}

func (l *logPane) Hits(i int, m *match.Text) bool {
	e := l.lines.event(i)
	return e != nil && l.lines.passes(i) && says(m, e)
}

func (n *nearPane) Size() int              { return len(n.events) }
func (n *nearPane) Index() int             { return n.list.Index() }
func (n *nearPane) Go(i int)               { n.put(i) }
func (n *nearPane) Window() (from, to int) { return n.list.Window() }
func (n *nearPane) Scroll(by int) {
	n.list.Scroll(by, nth)
	n.Go(n.list.Index())
}
func (n *nearPane) Hits(i int, m *match.Text) bool { return says(m, n.events[i]) }

func (t *timelinePane) Size() int              { return len(t.rows) }
func (t *timelinePane) Index() int             { return t.list.Index() }
func (t *timelinePane) Go(i int)               { t.put(i) }
func (t *timelinePane) Window() (from, to int) { return t.list.Window() }

func (t *timelinePane) Scroll(n int) {
	t.list.Scroll(n, t.number)
	i := t.list.Index()
	if n > 0 && t.list.Below() == 0 {
		i = len(t.rows) - 1
	}
	t.put(i)
}

func (t *timelinePane) Hits(i int, m *match.Text) bool {
	r := t.rows[i]
	return m.Passes(r.What, r.Text, r.Source, r.Subject.Name, whoOf(r))
}
