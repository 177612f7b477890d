package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// runDecision is an action on the finding that is chosen, with its words.
func runDecision(what string) func(*Model, string) (tea.Cmd, string) {
	return func(m *Model, text string) (tea.Cmd, string) {
		return m.decided(m.keys.decision(what, m.chosenFinding(), true), text)
	}
}

// decided does what needs no more words than those typed already.
func (m *Model) decided(in intent, text string) (tea.Cmd, string) {
	switch {
	case in.ask == nil:
		return nil, in.notice
	case m.opt.Act == nil:
		return nil, readOnly
	}
	return asker{m, in.ask}.answer(text)
}

// chosenFinding is the one under the cursor, nil when there is none.
func (m *Model) chosenFinding() *mesoswatch.Finding {
	if m.at == viewIncident {
		return m.incident.facts.selected()
	}
	if p, ok := m.pane().(chooser); ok {
		if f, known := m.board.Finding(p.chosen()); known {
			return &f
		}
	}
	return nil
}

// runNote notes on the finding that is chosen; where none is, for the timeline.
func (m *Model) runNote(text string) (tea.Cmd, string) {
	q := askFor(mesoswatch.Note)
	q.action.What = mesoswatch.Note
	if f := m.chosenFinding(); f != nil {
		q.action.Finding = f.ID
	}
	return m.decided(intent{ask: q}, text)
}

// timed is a pane whose row under the cursor has a time; the zero time: it has none.
type timed interface{ timeOf() time.Time }

// bookmark asks for the note of one at the time of the row under the cursor; where
// rows have none, now.
func (m *Model) bookmark() *question {
	q := askFor(mesoswatch.Bookmark)
	q.action = mesoswatch.Action{What: mesoswatch.Bookmark, Of: m.clock()}
	if p, ok := m.pane().(timed); ok {
		if at := p.timeOf(); !at.IsZero() {
			q.action.Of = at
		}
	}
	q.of = stamped(m.scene, q.action.Of)
	return q
}

func (m *Model) runBookmark(note string) (tea.Cmd, string) {
	return m.decided(intent{ask: m.bookmark()}, note)
}

func (l *logPane) timeOf() time.Time {
	e := l.here()
	if e == nil {
		return time.Time{}
	}
	return e.Time
}

func (n *incidentPane) timeOf() time.Time {
	if r := n.timeline.selected(); r != nil && n.part == partTimeline {
		return r.At
	}
	return timeOfFinding(n.facts.selected())
}

func (f *findingsPane) timeOf() time.Time {
	sel, _ := f.current()
	return sel.LastSeen
}

func (o *overviewPane) timeOf() time.Time {
	sel, _ := o.table.finding()
	return sel.LastSeen
}

func timeOfFinding(f *mesoswatch.Finding) time.Time {
	if f == nil {
		return time.Time{}
	}
	return f.LastSeen
}

// bookmarks are the notes of those that are set, by their time.
func bookmarks(b *mesoswatch.Board) map[int64]string {
	var at map[int64]string
	acts := b.Actions()
	for i := range acts {
		if a := &acts[i]; a.What == mesoswatch.Bookmark {
			if at == nil {
				at = map[int64]string{}
			}
			at[a.Of.UnixNano()] = a.Text
		}
	}
	return at
}
