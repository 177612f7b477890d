package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// helpPane lists every key, from the key map, and what the marks mean.
type helpPane struct {
	pen     *kit.Pen
	keys    *keyMap
	version string
	w, h    int
	// commands lists them for a width.
	commands func(w int) []string
	lines    []string
	top      int
}

func newHelp(p *kit.Pen, k *keyMap, version string) helpPane {
	return helpPane{pen: p, keys: k, version: version}
}

func (h *helpPane) setSize(w, height int) {
	h.w, h.h = w, height
	h.build()
	h.scroll(0)
}

// update answers whether the help stays open.
func (h *helpPane) update(msg tea.KeyPressMsg) (open bool) {
	if n, ok := h.keys.step(msg, h.h); ok {
		h.scroll(n)
		return true
	}
	return !key.Matches(msg, h.keys.Back, h.keys.Enter)
}

func (h *helpPane) scroll(n int) {
	h.top = max(min(h.top+n, len(h.lines)-h.h), 0)
}

func (h *helpPane) ShortHelp() []key.Binding {
	return []key.Binding{h.keys.Down, h.keys.Back, h.keys.Help, h.keys.Quit}
}

// build sets the groups in as many columns as fit.
func (h *helpPane) build() {
	p := h.pen
	const cell = 36
	cols := max(h.w/cell, 1)
	columns := make([][]string, cols)
	for _, g := range h.keys.groups() {
		shortest := 0
		for i := range columns {
			if len(columns[i]) < len(columns[shortest]) {
				shortest = i
			}
		}
		columns[shortest] = append(columns[shortest], h.group(g, min(cell, h.w))...)
	}
	h.lines = h.lines[:0]
	for row := 0; ; row++ {
		text, any := "", false
		for _, c := range columns {
			if row < len(c) {
				text += c[row]
				any = true
			} else {
				text += p.Row(min(cell, h.w), p.Text)
			}
		}
		if !any {
			break
		}
		h.lines = append(h.lines, text)
	}
	h.lines = append(h.lines, h.commands(h.w)...)
	h.lines = append(h.lines, h.legend()...)
}

func (h *helpPane) group(g group, w int) []string {
	p := h.pen
	lines := []string{p.Row(w, p.Text, kit.Span{Text: " " + g.title, Style: p.Accent})}
	for _, b := range g.keys {
		help := b.Help()
		lines = append(lines, p.Row(w, p.Text, kit.Span{Text: " " + p.FitRight(help.Key, 7) + "  ", Style: p.Key}, kit.Plain(p.Cut(help.Desc, w-11))))
	}
	return append(lines, p.Row(w, p.Text))
}

func (h *helpPane) legend() []string {
	p := h.pen
	spans := []kit.Span{{Text: " Levels  ", Style: p.Accent}}
	all := mesoswatch.Levels()
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		spans = append(spans, kit.Span{Text: p.Marks.Level(l) + " " + l.String(), Style: p.Level(l)}, kit.Plain("  "))
	}
	return []string{
		p.Row(h.w, p.Text, spans...),
		p.Row(h.w, p.Text, kit.Span{Text: " Marks   ", Style: p.Accent}, kit.Span{Text: p.Marks.Suspect, Style: p.Suspect}, kit.Plain(" a line that may be forged   "),
			kit.Span{Text: "name?", Style: p.Suspect}, kit.Plain(" a principal that nobody had to prove   "), kit.Span{Text: "?", Style: p.Dim}, kit.Plain(" not told")),
		p.Row(h.w, p.Text, kit.Span{Text: " Filters ", Style: p.Accent}, kit.Plain("text   !text all but   ~regular expression   capitals count once you type one")),
		p.Row(h.w, p.Text, kit.Plain("         in tables: several words, column:start of a word, cpu:>8, mem:<2G, \"two words\"")),
		p.Row(h.w, p.Text, kit.Span{Text: p.Cut(" mesoswatch "+h.version, h.w), Style: p.Dim}),
	}
}

func (h *helpPane) view() []string {
	return h.lines[min(h.top, len(h.lines)):min(h.top+max(h.h, 0), len(h.lines))]
}
