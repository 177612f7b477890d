package ui

import (
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// boardMsg is one answer of Next.
type boardMsg struct {
	board *mesoswatch.Board
	err   error
	taken time.Time
}

// wait asks for the next board, not sooner than the pace allows. It sleeps
// before it asks, so that what comes is fresh.
func (m *Model) wait(last time.Time) tea.Cmd {
	next, pace := m.next, m.opt.pace()
	if next == nil {
		return nil
	}
	return func() tea.Msg {
		if rest := pace - time.Since(last); rest > 0 {
			time.Sleep(rest)
		}
		b, err := next()
		return boardMsg{b, err, time.Now()}
	}
}

// take accepts a board: shows it, or keeps it while paused.
func (m *Model) take(msg boardMsg) tea.Cmd {
	if msg.err != nil {
		m.ended = true
		if !errors.Is(msg.err, io.EOF) {
			m.trouble = mesoswatch.Mask(msg.err.Error())
		}
		return nil
	}
	again := m.wait(msg.taken)
	if msg.board == nil {
		return again
	}
	m.taken = msg.taken
	if m.paused {
		m.held = msg.board
		return again
	}
	return tea.Batch(again, m.show(msg.board))
}

func (m *Model) show(b *mesoswatch.Board) tea.Cmd {
	m.board = b
	if m.opt.Now == nil {
		m.setNow(b.Now)
	}
	again := m.heed()
	if m.zone == nil && !m.now.IsZero() {
		m.zone = m.now.Location()
	}
	return tea.Batch(again, m.refresh())
}

// pause stops and restarts what is shown; collecting goes on.
func (m *Model) pause() tea.Cmd {
	m.paused = !m.paused
	if m.paused {
		m.ticks++ // the clock stands still
		return nil
	}
	b := m.held
	m.held = nil
	var shown tea.Cmd
	if b != nil {
		shown = m.show(b)
	}
	return tea.Batch(shown, m.tick())
}

// waiting is how many events came since the pause.
func (m *Model) waiting() int64 {
	if m.held == nil {
		return 0
	}
	return m.held.Log.End() - m.board.Log.End()
}

// tickMsg moves the clock.
type tickMsg struct{ id int }

// startClock arms the next tick; without a clock of its own (replay), or while
// paused, nothing ages and nothing ticks.
func (m *Model) startClock() tea.Cmd {
	if m.opt.Now == nil || m.paused {
		return nil
	}
	m.ticks++
	id := m.ticks
	return m.every(m.clockStep(), func(time.Time) tea.Msg { return tickMsg{id} })
}

func (m *Model) tick() tea.Cmd {
	if m.opt.Now == nil {
		return nil
	}
	m.setNow(m.opt.Now())
	m.forget()
	return tea.Batch(m.startClock(), m.refresh(), m.keepUp())
}

// actedMsg is the outcome of an action.
type actedMsg struct {
	action mesoswatch.Action
	err    error
}

// told is how an action ended, in words.
func (m *Model) told(a actedMsg) string {
	if a.err != nil {
		return a.action.What + " did not work: " + mesoswatch.Mask(a.err.Error())
	}
	said := deedWord(&a.action)
	if a.action.What == mesoswatch.Silence {
		said += " until " + untilWords(m.scene, a.action.Until)
	}
	if f, known := m.board.Finding(a.action.Finding); known && a.action.What != mesoswatch.Step {
		said += ": " + f.Title + ", " + f.Subject.Name
	}
	return said
}

// readOnly is what keys say that would change something where nothing can be.
const readOnly = "read-only: nothing can be decided or noted here"

// clock is the time that what the operator does is done at. The screen's own stands
// still while paused, and the data may be ahead of this host.
func (m *Model) clock() time.Time {
	now := m.now
	if m.opt.Now != nil {
		now = m.opt.Now()
	}
	if m.board.Now.After(now) {
		return m.board.Now
	}
	return now
}

// act sends what the operator did out of the program.
func (m *Model) act(a mesoswatch.Action) tea.Cmd {
	if m.opt.Act == nil {
		m.notice = readOnly
		return nil
	}
	a.ID, a.At, a.Replay = mesoswatch.ActionID(), m.clock(), !m.live
	do := m.opt.Act
	return func() tea.Msg { return actedMsg{a, do(a)} }
}
