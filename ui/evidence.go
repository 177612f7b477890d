package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// evidence is one head and the wrapped text for each piece, which lead to the line
// in the log.
func (d *document) evidence(s scene, all []mesoswatch.Evidence, beside string) {
	p := d.pen
	d.section("Evidence", beside)
	for i, e := range all {
		head := []kit.Span{{Text: p.CutLeft(place(e), max(d.w-20, 8)), Style: p.Link}}
		if !e.Time.IsZero() {
			head = append(head, kit.Span{Text: "  " + s.in(e.Time).Format("01-02 15:04:05"), Style: p.Dim})
		}
		if len(e.Suspect) > 0 {
			head = append(head, kit.Span{Text: "  " + p.Marks.Suspect + " may be forged: " + p.Clean(strings.Join(e.Suspect, ", ")), Style: p.Suspect})
		}
		there := &intent{evidence: &all[i]}
		d.add(there, head...)
		for _, l := range p.Wrap(e.Text, d.w-4, 6) {
			d.add(there, kit.Plain("  "+l))
		}
	}
	if len(all) == 0 {
		d.add(nil, kit.Span{Text: "No line or answer was kept.", Style: p.Dim})
	}
	d.add(nil)
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
