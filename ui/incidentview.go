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
	case n.page.open():
		return n.page.view(), -1
	case n.link.open:
		return n.link.view(), -1
	}
	a := &n.at
	tee = -1
	switch {
	case a.facts.h > 0 && a.book.h > 0:
		tee = a.facts.w
		lines = beside(n.pen, a.facts.w, a.facts.h, n.viewFacts(), n.viewBook())
	case a.facts.h > 0:
		lines = sized(n.viewFacts(), a.facts.h)
	case a.book.h > 0:
		lines = sized(n.viewBook(), a.book.h)
	}
	if a.ruled {
		lines = append(lines, n.pen.Rule(n.w, tee, n.pen.Marks.TeeUp))
	}
	if a.timeline.h > 0 {
		lines = append(lines, n.timeline.title(n.part == partTimeline))
		lines = append(lines, n.timeline.view(n.part == partTimeline)...)
	}
	return lines, tee
}

// endsAbove tells that no vertical border reaches the lower end of the view.
func (n *incidentPane) endsAbove() bool { return n.at.ruled && n.at.timeline.h > 0 }

// viewFacts is what belongs to the incident, under how many findings it has and how
// long it has been going on.
func (n *incidentPane) viewFacts() []string {
	p, w := n.pen, n.at.facts.w
	if n.in.ID == "" {
		return n.nothing(w)
	}
	left := []kit.Span{paneMark(p, n.part == partFacts), {Text: "Incident", Style: p.Title},
		{Text: "  " + kit.Count(int64(len(n.in.Findings)), "finding") + ", since " + stamped(n.scene, n.in.From), Style: p.Dim}}
	lines := []string{p.Ends(w, p.Text, left, n.oddities())}
	return append(lines, n.facts.view(n.part == partFacts)...)
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

// nothing says that there is no incident.
func (n *incidentPane) nothing(w int) []string {
	p := n.pen
	say := "No incident: no finding is open."
	if len(n.scene.board.Findings()) == 0 {
		say = "No incident: nothing known to be wrong."
	}
	return []string{p.Row(w, p.Text, kit.Span{Text: " Incident", Style: p.Title}), p.Row(w, p.Text, kit.Span{Text: p.Cut("   "+say, w), Style: p.Dim})}
}

// viewBook is the runbook under its title. Where the facts have no room beside it,
// the finding is named first.
func (n *incidentPane) viewBook() []string {
	p, w := n.pen, n.at.book.w
	b := &n.book
	sel := n.facts.selected()
	if sel == nil {
		if n.at.facts.h > 0 {
			return nil
		}
		return n.nothing(w)
	}
	chosen := n.part == partBook
	right := []kit.Span{{Text: " " + b.progress() + " ", Style: p.Dim}}
	mark := paneMark(p, chosen)
	var left []kit.Span
	if n.at.facts.h > 0 {
		left = []kit.Span{mark, {Text: "Runbook", Style: p.Title}, {Text: "  " + p.Cut(cmp.Or(b.book.text.filled.Title, sel.Runbook), max(w-kit.SpanWidth(right)-12, 4)), Style: p.Dim}}
	} else {
		state := kit.Span{Text: " " + p.Cut(statusWords(n.scene, sel), 24) + " ", Style: p.Accent}
		right = append(append(n.oddities(), state), right...)
		lead := kit.Span{Text: p.Marks.Level(sel.Level) + " " + levelWord(sel.Level) + " ", Style: p.Level(sel.Level)}
		whom := []kit.Span{{Text: "  " + p.Cut(sel.Subject.Name, 20), Style: p.Link}, {Text: n.others(), Style: p.Dim}}
		room := w - kit.SpanWidth(right) - kit.SpanWidth(whom) - kit.Width(lead.Text) - 1
		left = append([]kit.Span{mark, lead, {Text: p.Cut(sel.Title, max(room, 12)), Style: p.Title}}, whom...)
	}
	lines := []string{p.Ends(w, p.Text, left, right)}
	switch {
	case b.book.none:
		return append(lines, n.noBook(sel, w)...)
	case len(b.lines) == 0:
		return append(lines, p.Row(w, p.Text, kit.Span{Text: "   opening the runbook" + p.Marks.Ellipsis, Style: p.Dim}))
	}
	return append(lines, b.view(chosen)...)
}

// others says in few words what a narrow screen does not show.
func (n *incidentPane) others() string {
	if more := len(n.in.Findings) - 1; more > 0 {
		return "  +" + kit.Number(int64(more)) + " linked"
	}
	return ""
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
