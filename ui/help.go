package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// helpPage is one of the pages that stand above all views.
type helpPage int

const (
	helpHere     helpPage = iota // what is active where one is
	helpAll                      // every key there is
	helpMessages                 // what was told at the foot
)

func (h helpPage) name() string {
	switch h {
	case helpAll:
		return "All keys"
	case helpMessages:
		return "Messages"
	}
	return "Help"
}

// helpPane shows one of these pages. What is on them comes from the key map, the
// commands and the pane that is seen, when it is opened.
type helpPane struct {
	pen   *kit.Pen
	keys  *keyMap
	w, h  int
	page  helpPage
	write func(page helpPage, w int) []string
	lines []string
	top   int
}

func newHelp(p *kit.Pen, k *keyMap, write func(helpPage, int) []string) helpPane {
	return helpPane{pen: p, keys: k, write: write}
}

func (h *helpPane) setSize(w, height int) {
	h.w, h.h = w, height
	h.lines = h.write(h.page, h.w)
	h.scroll(0)
}

// show opens a page at its top.
func (h *helpPane) show(page helpPage) {
	h.page, h.top = page, 0
	h.lines = h.write(page, h.w)
}

// update answers whether the help stays open.
func (h *helpPane) update(msg tea.KeyPressMsg) (open bool) {
	if n, ok := h.keys.step(msg, h.h); ok {
		h.scroll(n)
		return true
	}
	if key.Matches(msg, h.keys.NextPane, h.keys.PrevPane) {
		h.turn()
		return true
	}
	return !key.Matches(msg, h.keys.Back, h.keys.Enter)
}

// turn shows all keys, or again those that are active here.
func (h *helpPane) turn() {
	if h.page == helpHere {
		h.show(helpAll)
		return
	}
	h.show(helpHere)
}

func (h *helpPane) scroll(n int) {
	h.top = max(min(h.top+n, len(h.lines)-h.h), 0)
}

func (h *helpPane) ShortHelp() []key.Binding {
	other := "all keys"
	if h.page != helpHere {
		other = "keys of where you are"
	}
	return []key.Binding{h.keys.Down, called(h.keys.NextPane, other), h.keys.Back, h.keys.Command, h.keys.Quit}
}

// view is the page, or as much of it as there is room for, and then how much lies
// below.
func (h *helpPane) view() []string {
	if h.h <= 0 {
		return nil
	}
	top := min(h.top, len(h.lines))
	rest := h.lines[top:]
	if len(rest) <= h.h {
		return rest
	}
	more := kit.Number(int64(len(rest)-h.h+1)) + " more below (" + h.keys.PgDn.Help().Key + ") "
	last := h.pen.Ends(h.w, h.pen.Text, nil, []kit.Span{{Text: h.pen.Cut(more, h.w), Style: h.pen.Changed}})
	return append(rest[:h.h-1:h.h-1], last)
}

// keyGroup is a part of the help.
func (m *Model) keyGroup(g group, w int) []string {
	p := m.pen
	lines := []string{p.Row(w, p.Text, kit.Span{Text: " " + g.title, Style: p.Title})}
	for _, b := range g.keys {
		help := b.Help()
		lines = append(lines, p.Row(w, p.Text, kit.Span{Text: " " + p.FitRight(help.Key, 7) + "  ", Style: p.Key}, kit.Plain(p.Cut(help.Desc, w-11))))
	}
	return append(lines, p.Row(w, p.Text))
}

// helpCell is how wide a column of keys is.
const helpCell = 40

// inColumns sets groups beside each other in as many columns as fit; each goes where
// most room is left, so that the first ones stand at the top.
func (m *Model) inColumns(groups []group, w int) []string {
	p := m.pen
	cell := min(helpCell, w)
	columns := make([][]string, max(w/helpCell, 1))
	for _, g := range groups {
		if len(g.keys) == 0 {
			continue
		}
		shortest := 0
		for i := range columns {
			if len(columns[i]) < len(columns[shortest]) {
				shortest = i
			}
		}
		columns[shortest] = append(columns[shortest], m.keyGroup(g, cell)...)
	}
	rows := 0
	for _, c := range columns {
		rows = max(rows, len(c))
	}
	lines := make([]string, rows)
	for i := range lines {
		for _, c := range columns {
			if i < len(c) {
				lines[i] += c[i]
			} else {
				lines[i] += p.Row(cell, p.Text)
			}
		}
	}
	return lines
}

// moreHelp opens the help of what is active here; in it, that of all keys; and there
// closes it.
func (m *Model) moreHelp() {
	switch {
	case !m.helping:
		m.helping = true
		m.help.show(helpHere)
	case m.help.page == helpAll:
		m.helping = false
	default:
		m.help.show(helpAll)
	}
}
