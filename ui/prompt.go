package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// maxPrompt bounds what can be typed or pasted.
const maxPrompt = 200

// maxGhost is how much of what may follow is shown.
const maxGhost = 40

// prompt is one line of typing at the foot: a filter or a search.
type prompt struct {
	keys *keyMap
	lead string // what stands before the text
	hint string
	text []rune
	last string // what was typed the last time, for Recall

	past     []string // or all that was, the newest last; nil: only last
	back     int      // how far in it Recall has gone
	complete func(text string) string
	ghost    func(text string) string // what may follow, shown dim behind what was typed; nil: nothing
	told     func(text string) string // what stands behind the cursor; nil: nothing
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
		p.recall(1)
	case p.past != nil && key.Matches(msg, k.Forward):
		p.recall(-1)
	case p.complete != nil && key.Matches(msg, k.Complete):
		p.text = []rune(p.complete(p.String()))
	default:
		p.paste(msg.Text)
	}
	return typing
}

// recall goes back to what was typed before, or forward again to nothing.
func (p *prompt) recall(by int) {
	if p.past == nil {
		p.text = []rune(p.last)
		return
	}
	p.back = min(max(p.back+by, 0), len(p.past))
	p.text = nil
	if p.back > 0 {
		p.text = []rune(p.past[len(p.past)-p.back])
	}
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
	under, rest := " ", ""
	if p.ghost != nil && len(p.text) > 0 {
		if g := pen.Cut(p.ghost(p.String()), maxGhost); g != "" && g[0] < utf8.RuneSelf {
			under, rest = g[:1], g[1:] // the cursor stands on the first letter of it
		}
	}
	spans := []kit.Span{
		{Text: " " + p.lead + " ", Style: pen.Accent}, kit.Plain(text), {Text: under, Style: pen.Match}, {Text: rest, Style: pen.Dim},
	}
	switch {
	case len(p.text) == 0:
		spans = append(spans, kit.Span{Text: " " + p.hint, Style: pen.Dim})
	case p.told != nil:
		if told := p.told(p.String()); told != "" {
			room := max(w-kit.SpanWidth(spans)-3, 0)
			spans = append(spans, kit.Span{Text: "   " + pen.CutWords(told, room), Style: pen.Dim})
		}
	}
	return pen.Row(w, pen.Text, spans...)
}
