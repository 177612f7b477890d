package ui

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// maxPrompt bounds what can be typed or pasted.
const maxPrompt = 200

// prompt is one line of typing at the foot: a filter or a search.
type prompt struct {
	keys *keyMap
	lead string // what stands before the text
	hint string
	text []rune
	last string // what was typed the last time, for Recall
}

// outcome of a key in a prompt.
type outcome int

const (
	typing outcome = iota
	accepted
	cancelled
)

func (p *prompt) update(msg tea.KeyPressMsg) outcome {
	k := p.keys
	switch {
	case key.Matches(msg, k.Accept):
		return accepted
	case key.Matches(msg, k.Cancel):
		return cancelled
	case key.Matches(msg, k.Erase):
		p.text = p.text[:max(len(p.text)-1, 0)]
	case key.Matches(msg, k.EraseWord):
		p.text = []rune(strings.TrimRightFunc(string(p.text), func(r rune) bool { return !unicode.IsSpace(r) }))
		p.text = []rune(strings.TrimRightFunc(string(p.text), unicode.IsSpace))
	case key.Matches(msg, k.EraseAll):
		p.text = nil
	case key.Matches(msg, k.Recall):
		p.text = []rune(p.last)
	default:
		p.paste(msg.Text)
	}
	return typing
}

// paste adds text up to its first line break.
func (p *prompt) paste(s string) {
	s, _, _ = strings.Cut(s, "\n")
	for _, r := range strings.TrimRight(s, "\r") {
		if len(p.text) < maxPrompt {
			p.text = append(p.text, r)
		}
	}
}

func (p *prompt) String() string { return string(p.text) }

// view is the foot line while typing. The cursor is drawn, not blinking.
func (p *prompt) view(pen *kit.Pen, w int) string {
	text := pen.CutLeft(p.String(), max(w-kit.Width(p.lead)-4, 1))
	spans := []kit.Span{
		{Text: " " + p.lead + " ", Style: pen.Accent}, kit.Plain(text), {Text: " ", Style: pen.Match},
	}
	if len(p.text) == 0 {
		spans = append(spans, kit.Span{Text: " " + p.hint, Style: pen.Dim})
	}
	return pen.Row(w, pen.Text, spans...)
}
