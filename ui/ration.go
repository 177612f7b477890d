package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// How frames are spaced on a slow line.
const (
	// rationRest is between two frames that no key has asked for.
	rationRest = 500 * time.Millisecond
	// rationPace is between two boards, and so between two pictures of what is new.
	rationPace = time.Second
	// rationStep is how far the clock goes at a time: ages change with it.
	rationStep = 10 * time.Second
	// rationCalm is how long a page stays when lines come faster than they can be read.
	rationCalm = 3 * time.Second
	// askAfter is behind the frame by more than the renderer takes to write it.
	askAfter = 40 * time.Millisecond
	// lateAfter gives up on an answer. A screen takes four seconds at 9,600 bit/s.
	lateAfter = 15 * time.Second
)

// ration lets frames through to a slow line: two a second at most, at once after a
// key, and none while the terminal has not got the last one. What was sent into a
// slow line waits in buffers that a program cannot see; so the terminal is asked for
// its status behind each frame, and answers when it has drawn it. A frame that was
// held back is composed when its turn comes, of what is then so.
type ration struct {
	id      int  // of the last frame; what is about an earlier one is dropped
	stale   bool // the screen does not show what is so
	urgent  bool // because a key was pressed
	resting bool // news have been shown a moment ago
	unseen  int  // frames of which the terminal has not said that they are drawn
	answers bool // it has said so once; before, nothing waits for it
	deaf    bool // it never did, and is no longer asked
}

type (
	// restedMsg ends the rest after a frame.
	restedMsg struct{ id int }
	// askMsg asks whether a frame has been drawn.
	askMsg struct{ id int }
	// lateMsg gives up waiting for the answer.
	lateMsg struct{ id int }
)

// statusReport is the answer of a terminal that all before the question is drawn.
const statusReport = uv.UnknownCsiEvent("\x1b[0n")

// draw composes the frame the last message has led to; on a slow line when its turn
// has come.
func (m *Model) draw(msg tea.Msg) tea.Cmd {
	if !m.opt.LowBandwidth {
		m.frame = kit.Thrift(m.compose())
		return nil
	}
	r := &m.ration
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.WindowSizeMsg, tea.ColorProfileMsg, actedMsg:
		r.urgent = true
	}
	r.stale = true
	return m.drawDue()
}

// drawDue composes the frame that is owed, if it may go out now.
func (m *Model) drawDue() tea.Cmd {
	r := &m.ration
	if !r.stale || r.answers && r.unseen > 0 || r.resting && !r.urgent {
		return nil
	}
	r.stale, r.urgent = false, false
	frame := kit.Thrift(m.compose())
	if frame == m.frame {
		return nil
	}
	m.frame = frame
	r.id++
	r.resting = true
	id := r.id
	rest := m.after(rationRest, func(time.Time) tea.Msg { return restedMsg{id} })
	if r.deaf {
		return rest
	}
	r.unseen++
	return tea.Batch(rest, m.after(askAfter, func(time.Time) tea.Msg { return askMsg{id} }))
}

// paced takes what is about the pace of frames; false: the message is not.
func (m *Model) paced(msg tea.Msg) (tea.Cmd, bool) {
	r := &m.ration
	switch msg := msg.(type) {
	case restedMsg:
		r.resting = r.resting && msg.id != r.id
	case askMsg:
		return tea.Batch(tea.Raw(ansi.DSR(ansi.ANSIStatusReport(5))), m.after(lateAfter, func(time.Time) tea.Msg { return lateMsg(msg) })), true
	case lateMsg:
		if !r.answers {
			r.deaf = true
		}
		if msg.id == r.id {
			r.unseen = 0
		}
	case uv.UnknownCsiEvent:
		if msg == statusReport {
			r.unseen, r.answers = max(r.unseen-1, 0), true
		}
	default:
		return nil, false
	}
	return m.drawDue(), true
}

// setNow sets the clock that is shown; on a slow line it goes in steps.
func (m *Model) setNow(t time.Time) {
	if m.opt.LowBandwidth {
		t = t.Truncate(rationStep)
	}
	m.now = t
}

// clockStep is how often a live clock moves.
func (m *Model) clockStep() time.Duration {
	if m.opt.LowBandwidth {
		return rationStep
	}
	return time.Second
}

// bandwidths are what can be chosen.
func bandwidths(*Model) []string { return []string{"low", "full"} }

// runBandwidth changes how much is sent to the terminal.
func (m *Model) runBandwidth(args string) (tea.Cmd, string) {
	switch args {
	case "low":
		m.opt.LowBandwidth = true
	case "full":
		m.opt.LowBandwidth, m.ration = false, ration{id: m.ration.id}
	default:
		return nil, "bandwidth is low or full"
	}
	if m.opt.Now != nil {
		m.setNow(m.opt.Now())
	}
	m.log.calm.slow = m.opt.LowBandwidth
	return tea.Batch(m.repaint(), m.startClock()), args + " bandwidth"
}
