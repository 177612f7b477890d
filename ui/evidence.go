package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// evidence is one head and the wrapped text for each piece.
func (d *detailPane) evidence() {
	f, p := &d.finding, d.pen
	beside := kit.Count(int64(len(f.Evidence)), "line")
	if f.Count > len(f.Evidence) && len(f.Evidence) == mesoswatch.MaxEvidence {
		beside = "the first and the last of " + kit.Number(int64(f.Count))
	}
	d.section("Evidence", beside)
	for i, e := range f.Evidence {
		head := []kit.Span{{Text: p.CutLeft(place(e), max(d.w-20, 8)), Style: p.Link}}
		if !e.Time.IsZero() {
			head = append(head, kit.Span{Text: "  " + d.scene.in(e.Time).Format("01-02 15:04:05"), Style: p.Dim})
		}
		if len(e.Suspect) > 0 {
			head = append(head, kit.Span{Text: "  " + p.Marks.Suspect + " may be forged: " + p.Clean(strings.Join(e.Suspect, ", ")), Style: p.Suspect})
		}
		there := &intent{evidence: &f.Evidence[i]}
		d.add(there, head...)
		for _, l := range p.Wrap(e.Text, d.w-4, 6) {
			d.add(there, kit.Plain("  "+l))
		}
	}
	if len(f.Evidence) == 0 {
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
