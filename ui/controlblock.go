package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// blockSpec is what makes a part of the control plane.
type blockSpec struct {
	title string
	// rows lists all of it; since tells two looks apart whose rows are the same,
	// nil: they are listed at each look.
	rows  func(*plane) []*planeRow
	since func(*plane) edition
	spec  func(*kit.Pen) planeSpec
	// says is what it comes to, from what is known without the rows.
	says func(*plane) blockHead
}

// blockHead is a part in one sentence, how bad it is, and how well it is seen.
type blockHead struct {
	text  string   // what matters most, foreign text
	more  []string // what else is said where there is room, the most useful first
	worst mesoswatch.Level
	loud  bool
	sight sighting
}

// add says something else, if there is anything to be said.
func (h *blockHead) add(text string) {
	if text != "" {
		h.more = append(h.more, text)
	}
}

// note takes in how bad a thing in it is.
func (h *blockHead) note(level mesoswatch.Level, loud bool) {
	h.worst, h.loud = worse(h.worst, h.loud, level, loud)
}

// block is one part: a line that sums it up and, where there is room, a table.
type block struct {
	blockSpec
	pen   *kit.Pen
	table *planeTable
	sum   blockHead
	seen  edition // of the rows that are listed
	begun bool

	folded
}

func newBlock(p *kit.Pen, k *keyMap, spec blockSpec) *block {
	return &block{blockSpec: spec, pen: p, table: newSortable(k, table.New(p, spec.spec(p)))}
}

// set shows a look at the plane.
func (b *block) set(p *plane) tea.Cmd {
	b.sum = b.says(p)
	seen := working(b.table.See(p, table.Now))
	if b.since != nil {
		now := b.since(p)
		if b.begun && now == b.seen {
			return seen
		}
		b.seen = now
	}
	b.begun = true
	return tea.Batch(seen, working(b.table.Set(b.rows(p))))
}

// natural is how many rows its table takes to show all; 0 without any.
func (b *block) natural() int {
	if b.table.Of() == 0 {
		return 0
	}
	return 1 + max(b.table.Size(), 1)
}

// selected is the row under the cursor; nil when there is none.
func (b *block) selected() *planeRow {
	r, _ := b.table.Selected()
	return r
}

// titleRoom is how many cells the titles take.
const titleRoom = 12

// mark is that of the part: what is wrong in it, or that it is not seen.
func (b *block) mark() (string, theme.Style) {
	p, level, loud := b.pen, b.sum.worst, b.sum.loud
	switch {
	case b.sum.sight.old():
		level, loud = worse(level, loud, mesoswatch.High, true)
	case b.sum.sight.grade == partly:
		level, loud = worse(level, loud, mesoswatch.Medium, true)
	}
	if !loud || level < mesoswatch.Medium {
		return p.Fit("", p.Marks.Width), p.Dim
	}
	return p.Fit(p.Marks.Level(level), p.Marks.Width), p.Level(level)
}

// words are the sentence in its parts, what matters most first; what is not seen is
// said in its place, with since when and why.
func (b *block) words() ([]string, theme.Style) {
	p := b.pen
	all := append([]string{b.sum.text}, b.sum.more...)
	switch g := b.sum.sight; {
	case g.old() && g.why != "":
		return []string{g.why}, p.Bad
	case g.old():
		return all, p.Bad
	case b.sum.loud && b.sum.worst >= mesoswatch.High:
		return all, p.Level(b.sum.worst)
	case g.grade == partly && g.why != "":
		return slices.Insert(all, 1, g.why), p.Text
	}
	return all, p.Text
}

// fitting joins as many parts of a sentence as w cells hold, the first in any case.
func fitting(p *kit.Pen, parts []string, w int) string {
	line := p.Cut(mesoswatch.Printable(parts[0]), w)
	for _, part := range parts[1:] {
		longer := line + "; " + p.Clean(part)
		if kit.Width(longer) > w {
			break
		}
		line = longer
	}
	return line
}

// heading is its line, and in the part that is worked in more of them where the
// sentence is longer; at most most.
func (b *block) heading(w, most int, here bool) []string {
	p := b.pen
	mark, look := b.mark()
	lead := []kit.Span{{Text: " ", Style: p.Accent}, {Text: mark + " ", Style: look}, {Text: p.Fit(b.title, titleRoom) + "  ", Style: p.Title}}
	if here {
		lead[0].Text = p.Marks.Here
	}
	room := w - kit.SpanWidth(lead)
	fresh := ""
	if g := b.sum.sight; g.fresh != "" && w >= 60 {
		if fresh = g.fresh; w < 100 {
			fresh = g.age()
		}
		fresh = "  " + p.Cut(fresh, max(w/3, 8)) + " "
	}
	parts, style := b.words()
	first := max(room-kit.Width(fresh), 1)
	lines := p.Wrap(mesoswatch.Printable(strings.Join(parts, "; ")), first, max(most, 1))
	if most <= 1 || !here {
		lines = []string{fitting(p, parts, first)}
	}
	var out []string
	for i, l := range lines {
		if i == 0 {
			out = append(out, p.Ends(w, p.Text, append(lead, kit.Span{Text: l, Style: style}), []kit.Span{{Text: fresh, Style: b.sum.sight.style(p)}}))
			continue
		}
		out = append(out, p.Row(w, p.Text, kit.Span{Text: strings.Repeat(" ", kit.SpanWidth(lead)) + l, Style: style}))
	}
	return out[:min(len(out), max(most, 0))]
}
