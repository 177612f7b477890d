package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// wheelRows is how far one turn of the wheel scrolls.
const wheelRows = 3

// setMouse turns the mouse on or off. While it is on, the terminal gives clicks to
// the program and selects no text by itself.
func (m *Model) setMouse(on bool) {
	m.mouse = on
	m.notice = "mouse off: the terminal selects text with it"
	if on {
		m.notice = "mouse on: a click chooses, another opens; hold Shift to select text"
	}
}

func mouseWords(*Model) []string { return []string{"on", "off"} }

func (m *Model) runMouse(how string) (tea.Cmd, string) {
	if how != "on" && how != "off" {
		return nil, "mouse is on or off"
	}
	m.setMouse(how == "on")
	return nil, m.notice
}

// mouseMode asks the terminal for clicks only while the mouse is on: off, nothing is
// sent of it at all.
func (m *Model) mouseMode() tea.MouseMode {
	if m.mouse {
		return tea.MouseModeCellMotion
	}
	return tea.MouseModeNone
}

// pressOf is the key of a binding, as if it had been pressed.
func pressOf(b key.Binding) tea.KeyPressMsg {
	if len(b.Keys()) == 0 {
		return tea.KeyPressMsg{}
	}
	return tea.KeyPressMsg{Text: b.Keys()[0]}
}

// wheel scrolls the pane under the pointer; the keys stay where they are.
func (m *Model) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	by := wheelRows
	switch msg.Button {
	case tea.MouseWheelUp:
		by = -wheelRows
	case tea.MouseWheelDown:
	default:
		return nil
	}
	if !m.mouse || m.prompt != nil {
		return nil
	}
	switch {
	case m.helping:
		m.help.scroll(by)
		return nil
	case m.page.open():
		m.page.scroll(by)
		return nil
	}
	p, _, ok := m.under(msg.X, msg.Y)
	if !ok {
		return nil
	}
	p.rows.Scroll(by)
	if p.here {
		return m.refresh()
	}
	return nil
}

// tabUnder is the view whose name stands at a cell of the row of names.
func (m *Model) tabUnder(x int) (viewID, bool) {
	from := 0
	for i, text := range m.tabTexts() {
		to := from + kit.Width(text) + 2
		if x >= from && x < to {
			return viewID(i), to <= m.w
		}
		from = to
	}
	return 0, false
}

// under is the part of the view at a cell of the screen, and how many of its lines
// lie above that cell.
func (m *Model) under(x, y int) (p plot, line int, ok bool) {
	y -= m.areas().body.y
	for _, p := range m.plots() {
		if x >= p.at.x && x < p.at.x+p.at.w && y >= p.at.y && y < p.at.y+p.at.h {
			return p, y - p.at.y, true
		}
	}
	return plot{}, 0, false
}

// click goes to a view by its name, gives a pane the keys, sorts by the name of a
// column, sets the cursor on a row; the row under the cursor it opens.
func (m *Model) click(msg tea.MouseClickMsg) tea.Cmd {
	if !m.mouse || msg.Button != tea.MouseLeft || m.prompt != nil || m.quitting {
		return nil
	}
	m.notice = ""
	if a := m.areas(); a.header.h > 1 && msg.Y == 1 {
		if v, ok := m.tabUnder(msg.X); ok {
			m.helping = false
			return m.key(pressOf(m.views[v].key))
		}
		return nil
	}
	p, line, ok := m.under(msg.X, msg.Y)
	if !ok {
		return nil
	}
	row, on := p.rowAt(line - p.head)
	if p.here && on && row == p.rows.Index() {
		return m.key(pressOf(m.keys.Enter))
	}
	var taken tea.Cmd
	if !p.here {
		taken = m.follow(p.take())
	}
	if h, ok := p.rows.(headed); ok && line == p.head-1 {
		return tea.Batch(taken, m.follow(h.sortAt(msg.X-p.at.x)), m.refresh())
	}
	if on && row < p.rows.Size() {
		p.rows.Go(row)
	}
	return tea.Batch(taken, m.refresh())
}

// headed is a list with the names of its columns above it; sortAt sorts by the one at
// a cell of that row.
type headed interface{ sortAt(x int) intent }

// broken is a list with lines between its rows: which row a line shows.
type broken interface {
	RowOn(line int) (row int, ok bool)
}

// rowAt is the row on a line below the head; false where there is none.
func (p *plot) rowAt(line int) (row int, ok bool) {
	if line < 0 {
		return 0, false
	}
	if b, ok := p.rows.(broken); ok {
		return b.RowOn(line)
	}
	from, to := p.rows.Window()
	return from + line, from+line < to
}

// sortAt sorts by the column at a cell; by the one that sorts already, the other way
// round.
func (t *sortable[C, R]) sortAt(x int) intent {
	name, ok := t.NameAt(x)
	if !ok {
		return intent{}
	}
	if by, _ := t.SortedBy(); by == name {
		return t.sort(t.Reversed())
	}
	return t.sortBy(name)
}

// RowOn is the line of the log on a line of the screen; breaks between them are none.
func (l *logPane) RowOn(line int) (row int, ok bool) {
	if line >= len(l.screen.rows) || l.screen.rows[line].line < 0 {
		return 0, false
	}
	return l.screen.rows[line].line, true
}
