package ui

import (
	"time"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// message is what was told at the foot.
type message struct {
	at   time.Time
	text string
	bad  bool // something did not work
}

// How many messages are kept, and how long one stays at the foot unless a key ends
// it before; what did not work stays until a key is pressed.
const (
	mostMessages = 20
	messageStays = 10 * time.Second
)

// failIf tells that the notice says that something did not work.
func (m *Model) failIf(err error) {
	if err != nil {
		m.failure = m.notice
	}
}

// hear keeps what is told at the foot, once each time it is told.
func (m *Model) hear() {
	if m.notice == m.heard || m.prompt != nil {
		return
	}
	if m.heard = m.notice; m.notice == "" {
		return
	}
	m.heardAt = m.now
	m.messages = append(m.messages, message{at: m.clock(), text: m.notice, bad: m.failed()})
	m.messages = m.messages[max(len(m.messages)-mostMessages, 0):]
}

// failed tells whether the notice is of something that did not work.
func (m *Model) failed() bool { return m.notice != "" && m.notice == m.failure }

// forget takes a notice away that has been there for long enough.
func (m *Model) forget() {
	if m.notice != "" && m.notice == m.heard && !m.failed() && m.now.Sub(m.heardAt) >= messageStays {
		m.notice = ""
	}
}

// messageLines list them whole, the latest first.
func (m *Model) messageLines(w int) []string {
	p := m.pen
	lines := []string{p.Row(w, p.Text, kit.Span{Text: " Messages", Style: p.Title}, kit.Span{Text: "  what was told at the foot, the latest first", Style: p.Dim})}
	if len(m.messages) == 0 {
		return append(lines, p.Row(w, p.Text, kit.Span{Text: "   Nothing has been told yet.", Style: p.Dim}))
	}
	const lead = 11
	for i := len(m.messages) - 1; i >= 0; i-- {
		msg := m.messages[i]
		look := p.Text
		if msg.bad {
			look = p.Bad
		}
		at := m.in(msg.at).Format(" 15:04:05  ")
		if msg.at.IsZero() {
			at = spaces(lead)
		}
		for _, l := range p.Wrap(msg.text, w-lead-1, 8) {
			lines = append(lines, p.Row(w, p.Text, kit.Span{Text: at, Style: p.Dim}, kit.Span{Text: l, Style: look}))
			at = spaces(lead)
		}
	}
	return lines
}
