package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// mostNextSteps is how many of the steps to come the overview names.
const mostNextSteps = 5

// nextSteps are the first steps that are not done of the runbook of the finding the
// headline is about.
type nextSteps struct {
	book    reading[mesoswatch.FilledRunbook]
	finding string
	ticks   map[string]mesoswatch.Tick
}

// nextStepsMsg is the runbook they are taken from.
type nextStepsMsg = readMsg[mesoswatch.FilledRunbook]

func newNextSteps(p *kit.Pen, ask runbookFunc) nextSteps {
	return nextSteps{book: reading[mesoswatch.FilledRunbook]{ask: ask, pen: p, render: func(_ *kit.Pen, b mesoswatch.FilledRunbook, _ int) mesoswatch.FilledRunbook { return b }}}
}

// update brings them in line with a finding and what is done on its incident; the
// command asks for a runbook that is not there yet.
func (n *nextSteps) update(s scene, id string) tea.Cmd {
	f, known := s.board.Finding(id)
	if n.finding = id; !known || f.Runbook == "" {
		n.finding = ""
		return nil
	}
	if in, ok := s.board.Incident(id); ok {
		n.ticks = s.board.Ticks(in)[n.book.text.ID]
	}
	return n.book.want(f, 1)
}

// left are the steps that are not done; nil while the runbook is not there.
func (n *nextSteps) left() []mesoswatch.RunbookStep {
	if n.finding == "" || n.book.key.finding != n.finding {
		return nil
	}
	var left []mesoswatch.RunbookStep
	for _, s := range n.book.text.Steps {
		if _, done := n.ticks[s.ID]; !done {
			left = append(left, s)
		}
	}
	return left
}

// view is a title and the steps, with a blank row behind; nothing where nothing is
// known to be done next.
func (n *nextSteps) view(p *kit.Pen, k *keyMap, w int) []string {
	left := n.left()
	if len(left) == 0 {
		return nil
	}
	all := len(n.book.text.Steps)
	h := k.WorkOn.Help()
	lines := []string{p.Ends(w, p.Text,
		[]kit.Span{{Text: " Next steps", Style: p.Title}, {Text: "  " + kit.Number(int64(all-len(left))) + " of " + kit.Number(int64(all)) + " done", Style: p.Dim}},
		[]kit.Span{{Text: " " + h.Key, Style: p.Key}, {Text: " work on it ", Style: p.KeyWord}})}
	for _, s := range left[:min(len(left), mostNextSteps)] {
		text := strings.TrimSuffix(plainStep(s.Text), ":")
		if s.Changes {
			text += " (changes the cluster)"
		}
		for i, l := range p.Wrap(text, w-6, 2) {
			lead := kit.Plain("     ")
			if i == 0 {
				lead = kit.Span{Text: " [ ] ", Style: p.Dim}
			}
			lines = append(lines, p.Row(w, p.Text, lead, kit.Plain(l)))
		}
	}
	return append(lines, "")
}
