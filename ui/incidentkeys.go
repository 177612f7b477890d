package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// claims tells which keys that mean something everywhere mean something else here:
// the space bar ticks where that is allowed.
func (n *incidentPane) claims(msg tea.KeyPressMsg) bool {
	return !n.link.open && n.part == partBook && !n.readonly && key.Matches(msg, n.keys.Tick)
}

func (n *incidentPane) update(msg tea.KeyPressMsg) intent {
	k := n.keys
	switch {
	case n.link.open:
		return n.link.update(msg)
	case key.Matches(msg, k.Back):
		return n.stepBack()
	case key.Matches(msg, k.Whole):
		return n.timeline.toggle()
	case key.Matches(msg, k.Export):
		return n.write()
	}
	if in, ok := n.onFinding(msg); ok {
		return in
	}
	switch n.part {
	case partFacts:
		in := n.facts.update(msg)
		in.cmd = tea.Batch(in.cmd, n.showBook())
		return in
	case partBook:
		return n.book.update(msg)
	}
	return n.timeline.update(msg)
}

// onFinding are the keys that work on the selected finding and its runbook.
func (n *incidentPane) onFinding(msg tea.KeyPressMsg) (intent, bool) {
	k := n.keys
	switch {
	case key.Matches(msg, k.Tick) && n.part == partBook:
		return n.book.tick(n.readonly), true
	case key.Matches(msg, k.Note) && n.part == partBook && n.book.step() != nil:
		return intent{ask: n.book.note()}, true
	case key.Matches(msg, k.Runbook):
		return n.turn(int(partBook - n.part)), true
	case key.Matches(msg, k.Link):
		return n.pick(), true
	case key.Matches(msg, k.Unlink):
		return n.unlink(), true
	}
	return k.decide(msg, n.facts.selected())
}

// turn gives the keys to another part.
func (n *incidentPane) turn(by int) intent {
	if n.in.ID == "" {
		return intent{notice: "no incident is open: there is only the timeline"}
	}
	n.part = (n.part + incidentPart(by) + incidentParts) % incidentParts
	if n.part != partTimeline {
		n.upper = n.part
	}
	return intent{cmd: n.setBoard(n.scene)}
}

// stepBack undoes what narrows the view, then leaves it.
func (n *incidentPane) stepBack() intent {
	return intent{leave: !n.timeline.unfilter()}
}

// uncopied is why a command is neither copied nor shown; empty: it can be. What
// cannot be seen could do something else than what is read.
func (n *incidentPane) uncopied(text string) string {
	switch {
	case text == "":
		return "there is no command at this step"
	case strings.Join(mesoswatch.PrintableLines(strings.ReplaceAll(text, "\t", "    ")), "\n") != strings.ReplaceAll(text, "\t", "    "):
		return "not copied: the command holds characters that cannot be seen"
	}
	return ""
}

// openIn is the first placeholder that stayed open in a command.
func (n *incidentPane) openIn(text string) string {
	if s := n.book.step(); s != nil {
		for _, name := range s.Open {
			if open := "<" + name + ">"; strings.Contains(text, open) {
				return open
			}
		}
	}
	return ""
}

// pick opens the list of findings to link one of them.
func (n *incidentPane) pick() intent {
	switch {
	case n.in.ID == "":
		return intent{notice: "no incident is open"}
	case n.readonly:
		return intent{notice: readOnly}
	}
	n.link.begin(n.scene, n.in, n.id)
	return intent{}
}

// unlink takes the selected finding away from the one by which one came.
func (n *incidentPane) unlink() intent {
	sel := n.facts.selected()
	switch {
	case sel == nil:
		return intent{notice: "no incident is open"}
	case n.readonly:
		return intent{notice: readOnly}
	case sel.ID == n.id:
		return intent{notice: "you came by this finding; choose another one to unlink"}
	}
	return intent{do: &mesoswatch.Action{What: mesoswatch.Unlink, Finding: sel.ID, Other: n.id}}
}

// prompt filters the list to link from, else the timeline.
func (n *incidentPane) prompt(promptFor) *prompt {
	if n.link.open {
		return n.link.table.prompt()
	}
	return n.timeline.prompt()
}

func (n *incidentPane) typed(_ promptFor, text string, o outcome) (cmd tea.Cmd, notice string) {
	if n.link.open {
		return n.link.table.typed(text, o)
	}
	return nil, n.timeline.typed(text, o)
}

func (n *incidentPane) ShortHelp() []key.Binding {
	k := n.keys
	switch {
	case n.link.open:
		return []key.Binding{k.Down, k.LinkIt, k.Filter, k.Back}
	case n.part == partBook:
		return []key.Binding{k.NextPane, k.Tick, k.Copy, k.Note, k.Ack, k.Whole, k.Zoom, k.Export, k.Link, k.Back, k.Help}
	case n.part == partFacts:
		return []key.Binding{k.NextPane, k.Enter, k.Ack, k.Note, k.Silence, k.Link, k.Unlink, k.Export, k.Back, k.Help}
	}
	return []key.Binding{k.NextPane, k.Enter, k.Whole, k.NextFound, k.Filter, k.Note, k.Zoom, k.End, k.Back, k.Help}
}
