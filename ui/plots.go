package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// plot is a part of a view that can have the keys, as it stands on the screen.
type plot struct {
	// rows is what the cursor walks in it.
	rows rows
	// at is where it stands in the body; without height it is not seen now.
	at rect
	// head is how many of its lines stand above the first row: title, column names.
	head int
	// here: it has the keys.
	here bool
	// take gives it the keys; a notice says why not.
	take func() intent
}

// plotted is a pane with such parts, in reading order; one of them has the keys. None
// while something lies over them that takes all keys.
type plotted interface{ plots() []plot }

func (m *Model) plots() []plot {
	if p, ok := m.pane().(plotted); ok && !m.helping && !m.doctor.open {
		return p.plots()
	}
	return nil
}

// rows is what has the keys; nil without any.
func (m *Model) rows() rows {
	p := m.plot()
	return p.rows
}

// plot is the part that has the keys; the zero plot without any.
func (m *Model) plot() plot {
	for _, p := range m.plots() {
		if p.here {
			return p
		}
	}
	return plot{}
}

// paneKey does what a key asks of the panes of a view, or of the mouse; false: it asks
// nothing of them.
func (m *Model) paneKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Mouse):
		m.setMouse(!m.mouse)
		return nil, true
	case key.Matches(msg, k.Zoom):
		return m.zoom(), true
	case key.Matches(msg, k.NextPane):
		return m.turn(1), true
	case key.Matches(msg, k.PrevPane):
		return m.turn(-1), true
	}
	return nil, false
}

// turn gives the keys to the next part of the view that takes them, or to the one
// before; behind the last comes the first.
func (m *Model) turn(by int) tea.Cmd {
	all, at := m.plots(), -1
	for i := range all {
		if all[i].here {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	for n := 1; n < len(all); n++ {
		p := all[(at+n*by+n*len(all))%len(all)]
		if in := p.take(); in.notice == "" {
			return m.follow(in)
		}
	}
	m.notice = "there is no other pane here"
	return nil
}

func nowhere() intent { return intent{notice: "nothing to open here"} }

func stays() intent { return intent{} }

func (o *overviewPane) plots() []plot {
	return []plot{{rows: &o.table, at: o.at.findings, head: 1, here: true, take: stays}}
}

func (f *findingsPane) plots() []plot {
	left, right := f.split().of(f.w)
	list, doc := rect{0, 0, left, f.h}, rect{left + 1, 0, right, f.h}
	switch {
	case f.below > 0:
		list, doc = rect{0, 0, f.w, f.h - f.below - 1}, rect{0, f.h - f.below, f.w, f.below}
	case !f.wide:
		list, doc = oneOf(rect{0, 0, f.w, f.h}, f.reading)
	}
	give := func(on bool) func() intent {
		return func() intent {
			if _, ok := f.table.finding(); on && !ok {
				return nowhere()
			}
			return f.read(on)
		}
	}
	return []plot{
		{rows: &f.table, at: list, head: 1, here: !f.reading, take: give(false)},
		{rows: &f.detail, at: doc, here: f.reading, take: give(true)},
	}
}

// oneOf gives all of the room to the first or to the second.
func oneOf(r rect, second bool) (a, b rect) {
	if second {
		return rect{}, r
	}
	return r, rect{}
}

func (l *logPane) plots() []plot {
	if l.near.open {
		return l.near.plots()
	}
	return []plot{{rows: l, at: rect{0, 0, l.w, l.h}, head: l.h - l.room(), here: true, take: stays}}
}

func (n *incidentPane) plots() []plot {
	switch {
	case n.link.open:
		return []plot{{rows: &n.link.table, at: rect{0, 0, n.w, n.h}, head: 2, here: true, take: stays}}
	case n.in.ID == "":
		return []plot{{rows: &n.timeline, at: n.at.timeline, head: 1, here: true, take: stays}}
	}
	to := func(p incidentPart) func() intent { return func() intent { return n.turn(int(p - n.part)) } }
	return []plot{
		{rows: &n.facts, at: n.at.facts, head: 1, here: n.part == partFacts, take: to(partFacts)},
		{rows: &n.book, at: n.at.book, head: 1, here: n.part == partBook, take: to(partBook)},
		{rows: &n.timeline, at: n.at.timeline, head: 1, here: n.part == partTimeline, take: to(partTimeline)},
	}
}
