package ui

import (
	"cmp"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// bookDocument is a document with a runbook at its end.
type bookDocument struct {
	document
	book   book
	bookAt int  // where the runbook begins in lines
	toBook bool // go there once it has come
}

func newBookDocument(p *kit.Pen, k *keyMap, f runbookFunc) bookDocument {
	return bookDocument{document: document{pen: p, keys: k}, book: newBook(p, f)}
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

// runbook writes that of a finding, as far as it has come.
func (d *bookDocument) runbook(f *mesoswatch.Finding) {
	d.bookAt = len(d.lines)
	title := cmp.Or(d.book.text.title, f.Runbook)
	switch {
	case d.book.none:
		d.section("Runbook", "none for "+f.Rule)
		return
	case len(d.book.text.lines) == 0:
		d.section("Runbook", "opening "+d.pen.Cut(title, 40)+" "+d.pen.Marks.Ellipsis)
		return
	}
	d.section("Runbook", title)
	for _, l := range d.book.text.lines {
		d.lines = append(d.lines, docLine{painted: l})
	}
}
