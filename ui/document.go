package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// document is prepared lines to be read. Some of them lead somewhere: the cursor goes
// from one of those to the next, and Enter goes there.
type document struct {
	walk
	pen   *kit.Pen
	keys  *keyMap
	w     int
	lines []docLine
}

// docLine is a prepared line.
type docLine struct {
	stopLine
	does *intent // what Enter does here; nil: nothing
}

// nameRoom is how many cells the names of facts take.
const nameRoom = 18

func (d *document) setSize(w, h int) {
	d.w = w
	d.room(h)
}

// top goes back to the first line.
func (d *document) top() { d.first() }

// put shows a line, and sets the cursor on it if it leads somewhere.
func (d *document) put(i int) {
	if over := i + 1 - (d.walk.top + d.h); over > 0 {
		d.scroll(over)
	}
	if d.walk.top > i {
		d.scroll(i - d.walk.top)
	}
	for n, s := range d.at {
		if i >= s.from && i < s.to {
			d.walk.here = n
		}
	}
}

// clear begins anew; done ends the writing.
func (d *document) clear() { d.lines = d.lines[:0] }

func (d *document) done() {
	var at []stop
	seen := make(map[string]int)
	for i := range d.lines {
		does := d.lines[i].does
		switch n := len(at); {
		case does == nil:
		case i > 0 && d.lines[i-1].does == does:
			at[n-1].to = i + 1
		default:
			id := does.place()
			if seen[id]++; seen[id] > 1 {
				id += "\x00" + kit.Digits(int64(seen[id]))
			}
			at = append(at, stop{id: id, from: i, head: i + 1, to: i + 1})
		}
	}
	d.sync(len(d.lines), at)
}

// place is where an intent leads to, in one word.
func (in *intent) place() string {
	switch {
	case in.finding != "":
		return in.finding
	case in.subject != nil:
		return in.subject.Kind + "\x00" + in.subject.Name
	case in.evidence != nil:
		return place(*in.evidence)
	}
	return in.incident + in.search
}

// here is the line under the cursor; an empty one when none on the screen leads
// anywhere.
func (d *document) here() *docLine {
	if s := d.on(); s.to > 0 {
		return &d.lines[s.from]
	}
	return &docLine{}
}

func (d *document) add(does *intent, spans ...kit.Span) {
	d.lines = append(d.lines, docLine{stopLine: stopLine{spans: spans}, does: does})
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
	room := d.w - 2 - nameRoom
	value = mesoswatch.Printable(value)                                              // a line break in it begins no line
	if n := len(value); n > room && n <= d.w-4 && !strings.ContainsAny(value, " ") { // one word stays in one piece
		d.add(nil, kit.Span{Text: p.Cut(name, max(d.w-2, 1)), Style: p.Dim})
		name, nameRoom, room = "", 2, d.w-4
	}
	for i, l := range p.Wrap(value, room, 4) {
		if i > 0 {
			name = ""
		}
		d.add(nil, kit.Span{Text: p.Fit(name, nameRoom-1) + " ", Style: p.Dim}, kit.Span{Text: l, Style: look})
	}
}

// update walks the lines; false for a key that is none of its own.
func (d *document) update(msg tea.KeyPressMsg) (intent, bool) {
	if n, ok := d.keys.step(msg, d.h); ok {
		if n == 1 || n == -1 {
			d.creep(n)
		} else {
			d.move(n)
		}
		return intent{}, true
	}
	if l := d.here(); l.does != nil && key.Matches(msg, d.keys.Enter) {
		return *l.does, true
	}
	return intent{}, false
}

func (d *document) view(focused bool) []string {
	from, to := d.walk.top, min(d.walk.top+d.h, len(d.lines))
	lines := make([]string, 0, d.h)
	on := d.on()
	for i := from; i < to; i++ {
		more, base := 0, d.pen.Text
		if i == to-1 {
			more = len(d.lines) - to
		}
		switch here := i >= on.from && i < on.head; {
		case here && focused:
			base = d.pen.Cursor
		case here:
			base = d.pen.Unfocused
		}
		lines = append(lines, d.row(&d.lines[i], base, more))
	}
	return lines
}

// row draws one line, and at its end how many more there are below.
func (d *document) row(l *docLine, base theme.Style, more int) string {
	line := l.stopLine
	if more > 0 && len(line.right) == 0 {
		text := " " + kit.Number(int64(more)) + " more below "
		used := kit.SpanWidth(line.spans)
		if line.painted != "" {
			used = kit.Width(ansi.Strip(line.painted))
		}
		if used+1+len(text) <= d.w { // nothing is cut for it
			line.right = []kit.Span{{Text: text, Style: d.pen.Dim}}
		}
	}
	return line.row(d.pen, d.w, base, false)
}
