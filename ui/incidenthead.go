package ui

import (
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// airyFrom is the height of the view from which blocks stand apart: that of a screen
// of 26 rows.
const airyFrom = 21

func (n *incidentPane) airy() bool { return n.h >= airyFrom }

// head is the first thing that is read: the gravest finding and how many are linked to
// it, who is on it, and the answer.
func (n *incidentPane) head() []string {
	p, w := n.pen, n.w
	if w <= 0 {
		return nil
	}
	left := []kit.Span{kit.Plain(" "), {Text: "Incident", Style: p.Title}}
	worst := n.answer.lead
	if n.in.ID == "" || worst == nil {
		say := "No incident: no finding is open."
		if len(n.scene.board.Findings()) == 0 {
			say = "No incident: " + noFindingWords(n.scene)
		}
		lines := []string{p.Ends(w, p.Text, left, n.oddities()), p.Row(w, p.Text, kit.Plain(" "+p.Cut(say, w-1)))}
		return n.spaced(lines)
	}
	right := append(n.oddities(), kit.Span{Text: " " + p.Cut(statusWords(n.scene, worst), max(w/3, 8)) + " ", Style: n.facts.look(worst)})
	level := p.Marks.Level(worst.Level) + " " + levelWord(worst.Level) + " "
	linked := ""
	if more := len(n.facts.sorted) - 1; more > 0 {
		linked = "  +" + kit.Number(int64(more)) + " linked"
	}
	room := w - kit.SpanWidth(left) - kit.SpanWidth(right) - kit.Width(level) - kit.Width(linked) - 3
	left = append(left, kit.Plain("  "), kit.Span{Text: level, Style: p.Level(worst.Level)}, kit.Span{Text: p.Cut(worst.Title, max(room, 8)), Style: p.Title}, kit.Span{Text: linked, Style: p.Dim})
	lines := []string{p.Ends(w, p.Text, left, right)}
	most := 3
	if n.airy() {
		most = 4
	}
	for _, l := range n.answer.lines(w-2, most) {
		lines = append(lines, " "+l)
	}
	return n.spaced(lines)
}

// spaced leaves a row free below where there is room.
func (n *incidentPane) spaced(lines []string) []string {
	if n.airy() {
		return append(lines, "")
	}
	return lines
}
