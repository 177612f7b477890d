package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// foot is what is typed, asked or told there; else what to press here.
func (m *Model) foot() string {
	switch {
	case m.prompt != nil:
		return m.prompt.view(m.pen, m.w)
	case m.quitting:
		return m.quitRow()
	case m.notice != "":
		return m.noticeRow()
	}
	return m.keysRow()
}

// noticeRow is a notice; one that is longer than the row ends at a word, and says
// where it stands whole.
func (m *Model) noticeRow() string {
	p := m.pen
	look := p.Accent
	if m.failed() {
		look = p.Bad
	}
	text := p.Cut(m.notice, m.w-1)
	if kit.Width(p.Clean(m.notice)) < m.w {
		return p.Row(m.w, p.Text, kit.Span{Text: " " + text, Style: look})
	}
	whole := []kit.Span{{Text: " " + m.keys.Command.Help().Key + "messages ", Style: p.Dim}}
	text = p.CutWords(m.notice, max(m.w-1-kit.SpanWidth(whole), 0))
	return p.Ends(m.w, p.Text, []kit.Span{{Text: " " + text, Style: look}}, whole)
}

// keysRow are the keys that help most here, as many as can be named whole; how to get
// help stands at the right edge of every screen that is wide enough for a key more.
func (m *Model) keysRow() string {
	p := m.pen
	spans := m.searchSpans()
	help := footKey(m, m.keys.Help)
	right := append(append([]kit.Span{kit.Plain("  ")}, help...), kit.Plain(" "))
	if kit.SpanWidth(right)+kit.SpanWidth(spans) > m.w/2 {
		right = nil
	}
	left := m.w - kit.SpanWidth(spans) - kit.SpanWidth(right)
	short := m.shortHelp()
	for i, b := range short {
		same := func(o key.Binding) bool { return slices.Equal(b.Keys(), o.Keys()) }
		if same(m.keys.Help) || slices.ContainsFunc(short[:i], same) {
			continue
		}
		one := footKey(m, b)
		if len(spans) > 0 {
			one = append([]kit.Span{kit.Plain("  ")}, one...)
		}
		if n := kit.SpanWidth(one); n <= left {
			left -= n
			spans = append(spans, one...)
		}
	}
	return p.Ends(m.w, p.Text, spans, right)
}

// footKey is a key and what it does.
func footKey(m *Model, b key.Binding) []kit.Span {
	h := b.Help()
	return []kit.Span{{Text: " " + h.Key, Style: m.pen.Key}, {Text: " " + h.Desc, Style: m.pen.KeyWord}}
}
