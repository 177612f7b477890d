package ui

import (
	"cmp"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

func (n *incidentPane) view() (lines []string, tee int) {
	switch {
	case n.h <= 0:
		return nil, -1
	case n.link.open:
		return n.link.view(), -1
	}
	a := &n.at
	if a.head.h > 0 {
		lines = sized(n.head(), a.head.h)
	}
	tee = -1
	switch {
	case a.facts.h > 0 && a.book.h > 0:
		tee = a.facts.w
		lines = append(lines, beside(n.pen, a.facts.w, a.facts.h, n.viewFacts(), n.viewBook())...)
	case a.facts.h > 0:
		lines = append(lines, sized(n.viewFacts(), a.facts.h)...)
	case a.book.h > 0:
		lines = append(lines, sized(n.viewBook(), a.book.h)...)
	}
	if a.ruled {
		lines = append(lines, n.pen.Rule(n.w, tee, n.pen.Marks.TeeUp))
	}
	if a.timeline.h > 0 {
		lines = append(lines, n.timeline.title(n.part == partTimeline))
		lines = append(lines, n.timeline.view(n.part == partTimeline)...)
	}
	if a.head.h > 0 {
		tee = -1 // it begins below the head
	}
	return lines, tee
}

// endsAbove tells that no vertical border reaches the lower end of the view.
func (n *incidentPane) endsAbove() bool { return n.at.ruled && n.at.timeline.h > 0 }

// viewFacts is what belongs to the incident, under how many findings it has and how
// long it has been going on.
func (n *incidentPane) viewFacts() []string {
	p, w := n.pen, n.at.facts.w
	left := []kit.Span{paneMark(p, n.part == partFacts), {Text: "Findings", Style: p.Title},
		{Text: "  " + kit.Number(int64(len(n.facts.findings))) + ", since " + stamped(n.scene, n.in.From), Style: p.Dim}}
	var right []kit.Span
	if n.at.head.h == 0 {
		right = n.oddities()
	}
	return append([]string{p.Ends(w, p.Text, left, right)}, n.facts.view(n.part == partFacts)...)
}

// oddities are what is to be known before one presses a key.
func (n *incidentPane) oddities() []kit.Span {
	p := n.pen
	switch {
	case n.gone:
		return []kit.Span{{Text: " not kept any more ", Style: p.Bad}}
	case n.exporting:
		return []kit.Span{{Text: " exporting" + p.Marks.Ellipsis + " ", Style: p.Changed}}
	case n.readonly:
		return []kit.Span{{Text: " read-only ", Style: p.Dim}}
	}
	return nil
}

// viewBook is the runbook of the selected finding under its title.
func (n *incidentPane) viewBook() []string {
	p, w := n.pen, n.at.book.w
	b := &n.book
	sel := n.facts.selected()
	if sel == nil {
		return nil
	}
	chosen := n.part == partBook
	right := []kit.Span{{Text: " " + b.progress() + " ", Style: p.Dim}}
	if n.at.head.h == 0 {
		right = append(n.oddities(), right...)
	}
	title := cmp.Or(b.book.text.filled.Title, sel.Runbook, "none")
	if n.answer.lead != nil && sel.ID != n.answer.lead.ID {
		title += " " + p.Marks.Dot + " for " + sel.Title
	}
	left := []kit.Span{paneMark(p, chosen), {Text: "Runbook", Style: p.Title}, {Text: "  " + p.Cut(title, max(w-kit.SpanWidth(right)-11, 4)), Style: p.Dim}}
	lines := []string{p.Ends(w, p.Text, left, right)}
	switch {
	case b.book.none:
		return append(lines, n.noBook(sel, w)...)
	case len(b.lines) == 0:
		return append(lines, p.Row(w, p.Text, kit.Span{Text: "   opening the runbook" + p.Marks.Ellipsis, Style: p.Dim}))
	}
	return append(lines, b.view(chosen)...)
}

// noBook says what to do where there is no runbook.
func (n *incidentPane) noBook(f *mesoswatch.Finding, w int) []string {
	p := n.pen
	lines := []string{p.Row(w, p.Text, kit.Span{Text: p.Cut("   No runbook for "+f.Rule+".", w), Style: p.Dim})}
	if f.Remediation != "" {
		lines = append(lines, "", p.Row(w, p.Text, kit.Span{Text: " What to do", Style: p.Accent}))
		for _, l := range p.Wrap(f.Remediation, w-2, 12) {
			lines = append(lines, p.Row(w, p.Text, kit.Plain(" "+l)))
		}
	}
	return lines
}
