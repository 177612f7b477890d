package ui

import (
	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// portBlock is one of the lists of ports, and one of its rows in detail.
type portBlock struct {
	subjectList
	detail subjectDetail
}

// bare tells that there is nothing to list: a sentence says all.
func (b *portBlock) bare() bool { return b.table.Of() == 0 }

// head is the heading; of a bare list that is all, with the sentence that says why,
// in at most most rows of w cells.
func (b *portBlock) head(w, most int) []string {
	p := b.pen
	said := b.spec.empty
	switch {
	case !b.bare() || b.sight.grade == unseen || b.sight.grade == partly: // what is wrong stands below the title
		return b.heading(w, most)
	case b.sight.grade == neverAsked:
		said = b.sight.why
	}
	left := []kit.Span{{Text: " ", Style: p.Accent}, {Text: b.spec.title, Style: p.Title}}
	if b.chosen {
		left[0].Text = p.Marks.Here
	}
	right := " "
	if b.sight.grade != neverAsked {
		right += b.sight.fresh + " "
	}
	fresh := []kit.Span{{Text: right, Style: b.sight.style(p)}}
	said = mesoswatch.Printable(said)
	if kit.SpanWidth(left)+3+kit.Width(said)+kit.Width(right) <= w {
		left = append(left, kit.Span{Text: "   " + said, Style: p.Dim})
		return []string{p.Ends(w, p.Text, left, fresh)}[:min(1, max(most, 0))]
	}
	lines := []string{p.Ends(w, p.Text, left, fresh)}
	for _, l := range p.Wrap(said, w-4, most-1) {
		lines = append(lines, p.Row(w, p.Text, kit.Span{Text: "   " + l, Style: p.Dim}))
	}
	return lines[:min(len(lines), max(most, 0))]
}

// markedToo marks rows by what they say of themselves where no finding marks them
// higher: set up badly, or not known.
func markedToo(p *kit.Pen, mark subjectField, look func(*around, snapshot) mesoswatch.Level, unknown func(snapshot) bool) subjectField {
	of := mark.Cell
	mark.Cell = func(a *around, s snapshot) kit.Cell {
		cell, l := of(a, s), look(a, s)
		switch {
		case cell.Text != "":
			return cell
		case l >= mesoswatch.Medium:
			return kit.Cell{Text: p.Marks.Level(l), Style: p.Level(l)}
		case unknown(s):
			return kit.Cell{Text: "?", Style: p.Changed}
		}
		return cell
	}
	return mark
}
