package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// evidence is the path of each file once, and below it for each piece its line, its
// time and its text, the latest first. They lead to the line in the log.
func (d *document) evidence(s scene, all []mesoswatch.Evidence, beside string) {
	p := d.pen
	if len(all) > 1 {
		beside += ", the latest first"
	}
	d.section("Evidence", beside)
	source := ""
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if source != e.Source || i == len(all)-1 {
			source = e.Source
			for _, l := range p.Wrap(source, d.w-2, 4) {
				d.add(nil, kit.Span{Text: l, Style: p.Dim})
			}
		}
		d.piece(s, e)
	}
	if len(all) == 0 {
		d.add(nil, kit.Span{Text: "No line or answer was kept.", Style: p.Dim})
	}
	d.add(nil)
}

// piece is one piece of evidence.
func (d *document) piece(s scene, e *mesoswatch.Evidence) {
	p := d.pen
	head := []kit.Span{{Text: p.Cut(within(*e), max(d.w-20, 8)), Style: p.Link}}
	if !e.Time.IsZero() {
		head = append(head, kit.Span{Text: "  " + stamped(s, e.Time), Style: p.Dim})
	}
	if len(e.Suspect) > 0 {
		head = append(head, kit.Span{Text: "  " + p.Marks.Suspect + " may be forged: " + p.Clean(strings.Join(e.Suspect, ", ")), Style: p.Suspect})
	}
	there := &intent{evidence: e}
	d.add(there, head...)
	for _, l := range p.Wrap(e.Text, d.w-4, 6) {
		d.add(there, kit.Plain("  "+l))
	}
}

// within names where in its source evidence stands.
func within(e mesoswatch.Evidence) string {
	switch {
	case e.JSONPath != "":
		return e.JSONPath
	case e.Line > 0:
		return "line " + kit.Digits(e.Line)
	case e.Offset > 0:
		return "byte " + kit.Digits(e.Offset)
	}
	return "all of it"
}

// place names where evidence stands.
func place(e mesoswatch.Evidence) string {
	switch {
	case e.JSONPath != "":
		return e.Source + " " + e.JSONPath
	case e.Line > 0:
		return e.Source + ":" + kit.Digits(e.Line)
	case e.Offset > 0:
		return e.Source + " at byte " + kit.Digits(e.Offset)
	}
	return e.Source
}

// isFromLog tells whether evidence is a line of a log, whose neighbours may be read
// from its file. Other files that evidence names hold secrets.
func isFromLog(b *mesoswatch.Board, e mesoswatch.Evidence) bool {
	if e.JSONPath != "" {
		return false
	}
	h, known := b.Source(e.Source)
	return e.Offset > 0 || e.Inode != 0 || known && h.Log != nil
}

// remedy is what to do.
func (d *document) remedy(text string) {
	if text == "" {
		return
	}
	d.section("What to do", "")
	d.text(text, 12, theme.Style{})
	d.add(nil)
}

// references are where to read more, and the names others have for it.
func (d *document) references(all, tags []string) {
	if len(all)+len(tags) == 0 {
		return
	}
	p := d.pen
	d.section("References", "")
	for _, r := range all {
		d.add(nil, kit.Span{Text: p.Cut(r, d.w-2), Style: p.Link})
	}
	if len(tags) > 0 {
		d.add(nil, kit.Span{Text: p.Cut(strings.Join(tags, "  "), d.w-2), Style: p.Dim})
	}
	d.add(nil)
}
