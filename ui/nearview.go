package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// selected is the line under the cursor; nil when there is none.
func (n *nearPane) selected() *mesoswatch.Event {
	if i := n.list.Index(); i >= 0 && i < len(n.events) {
		return n.events[i]
	}
	return nil
}

func (n *nearPane) update(msg tea.KeyPressMsg) intent {
	k := n.keys
	if key.Matches(msg, k.Back) {
		n.open, n.inDoc = false, false
		return intent{leave: n.leave}
	}
	if n.inDoc {
		in, _ := n.doc.update(msg)
		return in
	}
	if by, ok := k.step(msg, n.list.Height()); ok {
		n.put(n.list.Index() + by)
		return intent{}
	}
	if !key.Matches(msg, k.Enter) {
		return intent{}
	}
	if e := n.selected(); e != nil {
		if f := n.proofs.of(e); f != nil {
			return intent{finding: f.ID}
		}
	}
	return intent{notice: "this line is evidence of no finding"}
}

// put sets the cursor on a line and tells what it says.
func (n *nearPane) put(i int) {
	n.list.Put(i, nth)
	n.doc.top()
	n.tell()
}

// plots are the lines and what one of them says.
func (n *nearPane) plots() []plot {
	give := func(doc bool) func() intent {
		return func() intent {
			n.inDoc = doc
			n.lay()
			return intent{}
		}
	}
	lines, doc := rect{0, 0, n.w, 1 + n.rows()}, rect{0, n.h - n.saysRows(), n.w, n.saysRows()}
	switch {
	case n.alone() && n.inDoc:
		lines, doc = rect{}, rect{0, 1, n.w, max(n.h-1, 0)}
	case n.alone():
		lines, doc = rect{0, 0, n.w, n.h}, rect{}
	}
	return []plot{
		{rows: n, at: lines, head: 1, here: !n.inDoc, take: give(false)},
		{rows: &n.doc, at: doc, here: n.inDoc, take: give(true)},
	}
}

// toProof goes to the next line in a direction that is evidence of a finding.
func (n *nearPane) toProof(by int) intent {
	for i := n.list.Index() + by; i >= 0 && i < len(n.events); i += by {
		if n.proofs.of(n.events[i]) != nil {
			n.put(i)
			return intent{}
		}
	}
	return intent{notice: "no further line here is evidence of a finding"}
}

func (n *nearPane) ShortHelp() []key.Binding {
	k := n.keys
	if n.inDoc {
		return []key.Binding{k.Down, k.Enter, k.NextPane, k.Zoom, k.Back, k.Help}
	}
	return []key.Binding{k.Down, k.Enter, k.NextPane, k.NextFound, k.WorkOn, k.Zoom, k.Back, k.Help}
}

func (n *nearPane) view() []string {
	if n.h <= 0 {
		return nil
	}
	lines := []string{n.title()}
	p := n.pen
	style := rowStyle{pen: p, scene: n.scene, w: n.w, marks: n.marks, proofs: n.proofs, seen: &n.columns}
	from, to := n.list.Window()
	for i := from; i < to; i++ {
		n.columns.take(n.events[i])
	}
	style.lay()
	for i := from; i < to; i++ {
		look := lineLook{base: p.Text, here: i == n.here}
		switch here := i == n.list.Index(); {
		case here && n.inDoc:
			look.base = p.Unfocused
		case here:
			look.base = p.Cursor
		}
		lines = append(lines, style.row(n.events[i], look))
	}
	if !n.alone() {
		lines = append(sized(lines, 1+n.rows()), p.Rule(n.w, -1, ""))
	}
	return append(lines, n.doc.view(n.inDoc)...)
}

// title is which line it is, and where what is around it comes from.
func (n *nearPane) title() string {
	p := n.pen
	left := []kit.Span{{Text: " Line ", Style: p.Title}, {Text: p.CutLeft(place(n.of), max(n.w/2, 10)), Style: p.Link}}
	if e := n.selected(); n.scene.otherDay(e) {
		left = append(left, kit.Span{Text: "  " + n.scene.in(e.Time).Format("Mon 2006-01-02"), Style: p.Strong})
	}
	return p.Ends(n.w, p.Text, left, []kit.Span{{Text: " " + p.Cut(n.state, max(n.w*2/5, 8)) + " ", Style: p.Dim}})
}
