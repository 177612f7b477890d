package ui

import (
	"errors"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// ErrNotKept is what Options.Act says of an action that was done and holds only
// until the program ends.
var ErrNotKept = errors.New("it holds only here and until this program ends")

// unkept counts what the operator has done in this run that ends with it.
type unkept struct{ decisions, notes, bookmarks int }

// count takes in how an action ended.
func (u *unkept) count(msg actedMsg, keeps bool) {
	if lost := errors.Is(msg.err, ErrNotKept); !lost && (keeps || msg.err != nil) {
		return
	}
	switch msg.action.What {
	case mesoswatch.Note:
		u.notes++
	case mesoswatch.Bookmark:
		u.bookmarks++
	default:
		u.decisions++
	}
}

// words tell of what would be lost, with less and less of it; empty: nothing.
func (u unkept) words(less int) string {
	all := u.decisions + u.notes + u.bookmarks
	be := " are kept nowhere"
	if all == 1 {
		be = " is kept nowhere"
	}
	switch {
	case all == 0:
		return ""
	case less > 1:
		return kit.Number(int64(all)) + " of your entries" + be
	}
	var words []string
	for _, c := range []struct {
		n    int
		word string
	}{{u.decisions, "decision"}, {u.notes, "note"}, {u.bookmarks, "bookmark"}} {
		if c.n > 0 {
			words = append(words, kit.Count(int64(c.n), c.word))
		}
	}
	if less == 0 {
		be = " of this run" + be
	}
	return strings.Join(words, ", ") + be
}

// wouldLose is what is lost by quitting now; empty: nothing.
func (m *Model) wouldLose(less int) string {
	switch {
	case m.incident.exporting:
		return "the evidence is still being written"
	case m.writing != nil:
		return "a file is still being written"
	}
	return m.unkept.words(less)
}

// quit ends the program, or asks when something would be lost.
func (m *Model) quit() tea.Cmd {
	if m.wouldLose(0) == "" {
		return tea.Quit
	}
	m.quitting = true
	return nil
}

// quitKey takes the answer. Any key but those that are named stays and does what it
// always does.
func (m *Model) quitKey(msg tea.KeyPressMsg) (cmd tea.Cmd, answered bool) {
	if !m.quitting {
		return nil, false
	}
	m.quitting = false
	switch {
	case key.Matches(msg, m.keys.Quit):
		return tea.Quit, true
	case key.Matches(msg, m.keys.Write) && m.canWriteTimeline():
		m.ask(timelinePrompt{m}, forWords)
		return nil, true
	}
	return nil, key.Matches(msg, m.keys.Back)
}

// canWriteTimeline tells whether writing the timeline would help.
func (m *Model) canWriteTimeline() bool { return m.opt.Write != nil && m.unkept != unkept{} }

// quitRow asks, at the foot, in as many words as there is room for.
func (m *Model) quitRow() string {
	p := m.pen
	if m.wouldLose(0) == "" {
		return p.Row(m.w, p.Text, append([]kit.Span{{Text: " all is written: ", Style: p.Accent}}, m.quitTail(true)...)...)
	}
	var row []kit.Span
	for _, by := range []struct {
		less int
		tail bool
	}{{0, true}, {1, true}, {1, false}, {2, true}, {2, false}} {
		row = append([]kit.Span{{Text: " " + m.wouldLose(by.less) + ": ", Style: p.Changed}}, m.quitTail(by.tail)...)
		if kit.SpanWidth(row) < m.w {
			break
		}
	}
	return p.Row(m.w, p.Text, row...)
}

// quitTail are the answers.
func (m *Model) quitTail(long bool) []kit.Span {
	p, k := m.pen, &m.keys
	quits, writes := " quits, ", " writes it"
	if long {
		quits, writes = " again quits, ", " writes the timeline"
	}
	tail := []kit.Span{{Text: k.Quit.Help().Key, Style: p.Key}, kit.Plain(quits), {Text: k.Back.Help().Key, Style: p.Key}, kit.Plain(" stays")}
	if m.canWriteTimeline() {
		tail = append(tail, kit.Plain(", "), kit.Span{Text: k.Write.Help().Key, Style: p.Key}, kit.Plain(writes))
	}
	return tail
}

// timelinePrompt takes the name of a file for the whole timeline, in which stands all
// that was decided, noted and marked.
type timelinePrompt struct{ m *Model }

func (t timelinePrompt) prompt(promptFor) *prompt { return t.m.writePrompt("timeline") }

func (t timelinePrompt) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	if path := strings.TrimSpace(text); o == accepted && path != "" {
		return t.m.writeTimeline(path)
	}
	return nil, ""
}

// writeTimeline writes all of the timeline; what the operator did is then kept there.
func (m *Model) writeTimeline(path string) (tea.Cmd, string) {
	all := newTimeline(m.pen, &m.keys)
	all.show(m.scene, mesoswatch.Incident{}, "")
	all.rows = slices.Clone(all.moments)
	cmd, said := m.writeOut(path, "Timeline", all.sheet(), "")
	if cmd != nil {
		m.writing.keeps = true
	}
	return cmd, said
}
