package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

type runbookFunc func(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool)

// reading is the runbook of the finding that is shown, in the form T in which it is
// drawn: asked for and rendered in a command, since both may take longer than a key
// may.
type reading[T any] struct {
	ask runbookFunc
	pen *kit.Pen
	// render makes T of a runbook for a width. It is called from a command.
	render func(*kit.Pen, mesoswatch.FilledRunbook, int) T

	key     bookKey
	id      int // of the latest request; older answers are dropped
	text    T
	none    bool
	waiting bool // an answer is on its way
}

// readMsg is a rendered runbook.
type readMsg[T any] struct {
	id   int
	key  bookKey // with the id it tells who asked
	text T
	ok   bool
}

// want answers the command that renders the runbook of f, nil when it is there.
// The old text stays until the new one comes, if it belongs to the same finding.
func (b *reading[T]) want(f mesoswatch.Finding, width int) tea.Cmd {
	if b.ask == nil {
		b.none = true
		return nil
	}
	k := keyOf(f, width)
	if k == b.key || width <= 0 || b.waiting && k.finding == b.key.finding && k.width == b.key.width {
		return nil // there, or on its way: fields of a repeated finding may change all the time
	}
	if k.finding != b.key.finding {
		var nothing T
		b.text, b.none = nothing, false
	}
	b.key, b.waiting = k, true
	b.id++
	id, ask, render, pen := b.id, b.ask, b.render, *b.pen // a copy: colours may change meanwhile
	return func() tea.Msg {
		filled, ok := ask(f)
		if !ok {
			return readMsg[T]{id: id, key: k}
		}
		return readMsg[T]{id, k, render(&pen, filled, width), true}
	}
}

// repaint has the text rendered anew the next time it is wanted: it is painted in the
// old colours.
func (b *reading[T]) repaint() { b.key.width = 0 }

// take accepts an answer; false when it is late, or another's.
func (b *reading[T]) take(m readMsg[T]) bool {
	if m.id != b.id || m.key != b.key {
		return false
	}
	b.waiting, b.none, b.text = false, !m.ok, m.text
	return true
}
