package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// question is an action that wants words before it leaves: a note, an end.
type question struct {
	action mesoswatch.Action
	of     string // the finding it is about, foreign text
	lead   string
	hint   string
	// fill puts what was typed into the action; what it says against it is shown, and
	// nothing is done.
	fill func(a *mesoswatch.Action, text string, s scene) (against string)
}

// decide is what a key does to a finding; false for any other key. f is nil where
// none is chosen.
func (k *keyMap) decide(msg tea.KeyPressMsg, f *mesoswatch.Finding) (intent, bool) {
	for _, on := range []struct {
		key  key.Binding
		what string
	}{
		{k.Ack, mesoswatch.Acknowledge}, {k.AckNote, mesoswatch.Acknowledge}, {k.Silence, mesoswatch.Silence}, {k.Note, mesoswatch.Note},
		{k.Resolve, mesoswatch.Resolve}, {k.Reopen, mesoswatch.Reopen}, {k.Known, mesoswatch.AcceptBaseline},
	} {
		if key.Matches(msg, on.key) {
			return k.decision(on.what, f, !key.Matches(msg, k.Ack)), true
		}
	}
	return intent{}, false
}

// decision is what is done to a finding, or asked before; asks: by somebody who has
// words for it where it can have some.
func (k *keyMap) decision(what string, f *mesoswatch.Finding, asks bool) intent {
	if f == nil || f.ID == "" {
		return intent{notice: "no finding is chosen here"}
	}
	a := mesoswatch.Action{What: what, Finding: f.ID}
	switch q := askFor(what); {
	case what == mesoswatch.Reopen && f.Status == mesoswatch.Open:
		return intent{notice: "it is open"}
	case what == mesoswatch.Resolve && f.Status == mesoswatch.Resolved:
		return intent{notice: "it is resolved; " + k.Reopen.Help().Key + " reopens it"}
	case q != nil && asks:
		q.action, q.of = a, f.Title
		return intent{ask: q}
	}
	return intent{do: &a}
}

// askFor is what has to be typed for an action on a finding; nil: nothing.
func askFor(what string) *question {
	note := func(a *mesoswatch.Action, text string, _ scene) string {
		a.Text = text
		return ""
	}
	switch what {
	case mesoswatch.Acknowledge:
		return &question{lead: "acknowledge", hint: "a note for the others", fill: note}
	case mesoswatch.Resolve:
		return &question{lead: "resolve", hint: "why it is over; Enter alone resolves too, Esc does not", fill: note}
	case mesoswatch.Silence:
		return &question{lead: "silence", hint: "30m, 2h, until 14:00; Enter alone: 1h", fill: silenceUntil}
	case mesoswatch.Bookmark:
		return &question{lead: "bookmark", hint: "a note for it; Enter alone marks the place too", fill: note}
	case mesoswatch.Note:
		return &question{lead: "note", hint: "what you found or did; Enter keeps it", fill: func(a *mesoswatch.Action, text string, _ scene) string {
			if a.Text = text; text == "" {
				return "nothing noted"
			}
			return ""
		}}
	}
	return nil
}

// asker types the answer to a question at the foot.
type asker struct {
	m *Model
	*question
}

func (a asker) prompt(promptFor) *prompt {
	lead := a.lead
	if of := a.m.pen.Cut(a.of, max(a.m.w/3, 8)); of != "" {
		lead += " " + a.m.pen.Marks.Dot + " " + of + ":"
	}
	return &prompt{keys: &a.m.keys, lead: lead, hint: a.hint, last: a.m.lastAnswer}
}

func (a asker) typed(_ promptFor, text string, o outcome) (cmd tea.Cmd, notice string) {
	if o != accepted {
		return nil, ""
	}
	a.m.lastAnswer = strings.TrimSpace(text)
	return a.answer(text)
}

// answer does what was asked for, with the words that were typed.
func (a asker) answer(text string) (cmd tea.Cmd, notice string) {
	act, s := a.action, a.m.scene
	s.now = a.m.clock()
	if against := a.fill(&act, strings.TrimSpace(text), s); against != "" {
		return nil, against
	}
	a.m.notice = ""
	cmd = a.m.act(act)
	return cmd, a.m.notice
}
