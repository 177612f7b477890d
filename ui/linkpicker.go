package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// linkPicker is a list of the findings that do not belong to an incident, to link
// one of them.
type linkPicker struct {
	pen   *kit.Pen
	keys  *keyMap
	table findingTable
	open  bool
	to    string // the finding by which one came to the incident
	w     int
}

func newLinkPicker(p *kit.Pen, k *keyMap) linkPicker {
	return linkPicker{pen: p, keys: k, table: newFindingTable(p, k, happenedFirst)}
}

func (l *linkPicker) setSize(w, h int) {
	l.w = w
	l.table.setSize(w, max(h-1, 0))
}

// begin opens it.
func (l *linkPicker) begin(s scene, in mesoswatch.Incident, to string) {
	l.open, l.to = true, to
	l.table.unfilter()
	l.table.Reset()
	l.show(s, in)
}

// show brings the list in line with the board.
func (l *linkPicker) show(s scene, in mesoswatch.Incident) {
	rows := s.board.Findings()
	l.table.scene = s
	l.table.See(s, table.Same)
	var all []*mesoswatch.Finding
	for i := range rows {
		if !slices.Contains(in.Findings, rows[i].ID) {
			all = append(all, &rows[i])
		}
	}
	l.table.Set(all)
}

func (l *linkPicker) update(msg tea.KeyPressMsg) intent {
	if in, ok := l.table.step(msg); ok {
		return in
	}
	switch {
	case key.Matches(msg, l.keys.Back):
		if cmd, was := l.table.unfilter(); was {
			return intent{cmd: cmd}
		}
		l.open = false
	case key.Matches(msg, l.keys.LinkIt):
		f, ok := l.table.finding()
		if !ok {
			return intent{notice: "there is no finding to link"}
		}
		l.open = false
		return intent{do: &mesoswatch.Action{What: mesoswatch.Link, Finding: f.ID, Other: l.to}}
	}
	return intent{}
}

func (l *linkPicker) view() []string {
	p, k := l.pen, l.keys
	head := p.Row(l.w, p.Text, kit.Span{Text: " Link a finding to this incident", Style: p.Title},
		kit.Span{Text: "   " + k.LinkIt.Help().Key + " links, " + k.Filter.Help().Key + " filters, " + k.Back.Help().Key + " leads back", Style: p.Dim})
	return append([]string{head}, l.table.view(true, "Every finding belongs to this incident.")...)
}
