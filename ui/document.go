package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// document is prepared lines with a cursor that walks them. Some lines lead
// somewhere: Enter goes there.
type document struct {
	pen   *kit.Pen
	keys  *keyMap
	w, h  int
	lines []docLine
	list  kit.List[int]
}

// docLine is a prepared line: spans, or text that is painted already.
type docLine struct {
	spans   []kit.Span
	painted string
	does    *intent // what Enter does here; nil: nothing
}

// nameRoom is how many cells the names of facts take.
const nameRoom = 18

func (d *document) setSize(w, h int) {
	d.w, d.h = w, h
	d.list.SetHeight(h)
}

// line is the identity of a line: its number.
func line(i int) int { return i }

// top sets the cursor back to the first line.
func (d *document) top() { d.list.Put(0, line) }

// put sets the cursor on a line.
func (d *document) put(i int) { d.list.Put(i, line) }

// clear begins anew; done ends the writing.
func (d *document) clear() { d.lines = d.lines[:0] }

func (d *document) done() {
	d.list.Sync(len(d.lines), line, func(i int) (int, bool) { return i, i < len(d.lines) })
}

// here is the line under the cursor; nil in an empty document.
func (d *document) here() *docLine {
	if i := d.list.Index(); i >= 0 {
		return &d.lines[i]
	}
	return nil
}

func (d *document) add(does *intent, spans ...kit.Span) {
	d.lines = append(d.lines, docLine{spans: spans, does: does})
}

// apart leaves a line empty, unless the last one is.
func (d *document) apart() {
	if n := len(d.lines); n > 0 && (len(d.lines[n-1].spans) > 0 || d.lines[n-1].painted != "") {
		d.add(nil)
	}
}

// text adds foreign or own text, wrapped into at most most lines.
func (d *document) text(s string, most int, look theme.Style) {
	for _, l := range d.pen.Wrap(s, d.w-2, most) {
		d.add(nil, kit.Span{Text: l, Style: look})
	}
}

// section is a heading with what can be said beside it.
func (d *document) section(title, beside string) {
	d.add(nil, kit.Span{Text: title, Style: d.pen.Accent}, kit.Span{Text: "  " + d.pen.Cut(beside, max(d.w-kit.Width(title)-4, 0)), Style: d.pen.Dim})
}

// fact is a name and its value, which is wrapped and may be foreign; nothing when
// there is no value.
func (d *document) fact(name, value string) { d.factIn(name, value, theme.Style{}) }

// factIn is a fact whose value has a look of its own. A name that is longer than
// most takes more room.
func (d *document) factIn(name, value string, look theme.Style) {
	if value == "" {
		return
	}
	p, nameRoom := d.pen, nameRoom
	for nameRoom <= len(name) && nameRoom < d.w/2 {
		nameRoom += 8
	}
	for i, l := range p.Wrap(mesoswatch.Printable(value), d.w-2-nameRoom, 4) { // a line break in it begins no line
		if i > 0 {
			name = ""
		}
		d.add(nil, kit.Span{Text: p.Fit(name, nameRoom-1) + " ", Style: p.Dim}, kit.Span{Text: l, Style: look})
	}
}

// update walks the lines; false for a key that is none of its own.
func (d *document) update(msg tea.KeyPressMsg) (intent, bool) {
	if n, ok := d.keys.step(msg, d.list.Height()); ok {
		d.list.Move(n, line)
		return intent{}, true
	}
	if l := d.here(); l != nil && l.does != nil && key.Matches(msg, d.keys.Enter) {
		return *l.does, true
	}
	return intent{}, false
}

func (d *document) view(focused bool) []string {
	from, to := d.list.Window()
	lines := make([]string, 0, d.h)
	for i := from; i < to; i++ {
		more := 0
		if i == to-1 {
			more = d.list.Below()
		}
		lines = append(lines, d.row(&d.lines[i], focused && i == d.list.Index(), more))
	}
	return lines
}

// row draws one line, and at its end how many more there are below.
func (d *document) row(l *docLine, here bool, more int) string {
	p, w, tail := d.pen, d.w, ""
	if text := " " + kit.Number(int64(more)) + " more below "; more > 0 && w > 3*len(text) {
		w -= len(text)
		tail = p.Row(len(text), p.Text, kit.Span{Text: text, Style: p.Dim})
	}
	switch {
	case here && l.painted != "":
		return p.Row(w, p.Cursor, kit.Plain(" "+ansi.Strip(l.painted))) + tail
	case here:
		return p.Row(w, p.Cursor, append([]kit.Span{kit.Plain(" ")}, l.spans...)...) + tail
	case l.painted != "":
		return " " + l.painted // as wide as it is
	}
	return p.Row(w, p.Text, append([]kit.Span{kit.Plain(" ")}, l.spans...)...) + tail
}
