package ui

import (
	"cmp"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// bookDocument is a document with a runbook at its end.
type bookDocument struct {
	document
	book   stepBook
	bookAt int  // where the runbook begins in lines
	toBook bool // go there once it has come
}

func newBookDocument(p *kit.Pen, k *keyMap, f runbookFunc) bookDocument {
	return bookDocument{document: document{pen: p, keys: k}, book: newStepBook(p, f)}
}

// takeRunbook accepts what was rendered; build writes the document anew.
func (d *bookDocument) takeRunbook(m runbookMsg, build func()) {
	if !d.book.take(m) {
		return
	}
	build()
	if d.toBook {
		d.toRunbook()
	}
}

// toRunbook puts the first line of the runbook at the top; one that is on its
// way, when it has come.
func (d *bookDocument) toRunbook() {
	d.toBook = d.book.waiting
	d.put(len(d.lines) - 1)
	d.put(d.bookAt)
	d.drag(1)
}

// runbook writes that of a finding, as far as it has come, with what was done on it in
// its incident.
func (d *bookDocument) runbook(s scene, f *mesoswatch.Finding) {
	d.bookAt = len(d.lines)
	text := &d.book.text
	title := cmp.Or(text.filled.Title, f.Runbook)
	switch {
	case d.book.none:
		d.section("Runbook", "none for "+f.Rule)
		return
	case len(text.parts) == 0:
		d.section("Runbook", "opening "+d.pen.Cut(title, 40)+" "+d.pen.Marks.Ellipsis)
		return
	}
	page := &stepPage{pen: d.pen, w: d.w, scene: s, text: text, leader: leaderOf(s.board)}
	if in, known := s.board.Incident(f.ID); known {
		page.ticks, page.said = s.board.Ticks(in)[text.filled.ID], notedOn(s.board, in, text.filled.ID)
	}
	if n := len(text.filled.Steps); n > 0 {
		title += "  " + kit.Number(int64(len(page.ticks))) + " of " + kit.Number(int64(n)) + " done"
	}
	d.section("Runbook", title)
	for i := range text.parts {
		part := &text.parts[i]
		if part.step < 0 {
			if i > 0 {
				d.apart()
			}
			for _, l := range trimEnd(part.lines) {
				d.lines = append(d.lines, docLine{stopLine: stopLine{painted: l}})
			}
			continue
		}
		if i > 0 && text.parts[i-1].step >= 0 {
			d.apart()
		}
		for _, l := range page.step(&text.filled.Steps[part.step], part).lines {
			d.lines = append(d.lines, docLine{stopLine: l})
		}
	}
}
