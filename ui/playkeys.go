package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// playKey does what a key of the transport asks; false: it is none, or there is no
// replay.
func (m *Model) playKey(msg tea.KeyPressMsg) bool {
	p, k := m.opt.Player, &m.keys
	if p == nil {
		return false
	}
	s := p.State()
	switch {
	case key.Matches(msg, k.PlayOrStop):
		m.playPause(s)
	case key.Matches(msg, k.Faster):
		m.setSpeed(nextSpeed(s.Speed, 1))
	case key.Matches(msg, k.Slower):
		m.setSpeed(nextSpeed(s.Speed, -1))
	case key.Matches(msg, k.NextFound):
		m.toFinding(p.NextFinding())
	case key.Matches(msg, k.PrevFound):
		m.toFinding(p.PrevFinding())
	case key.Matches(msg, k.Later):
		m.playTo(s.aim().Add(time.Minute))
	case key.Matches(msg, k.Earlier):
		m.playTo(s.aim().Add(-time.Minute))
	case key.Matches(msg, k.TenLater):
		m.playTo(s.aim().Add(10 * time.Minute))
	case key.Matches(msg, k.TenEarlier):
		m.playTo(s.aim().Add(-10 * time.Minute))
	default:
		return false
	}
	return true
}

func (m *Model) playPause(s PlayState) {
	if !s.Playing && s.atEnd() {
		m.notice = "this is the end: " + m.keys.Earlier.Help().Key + " or :goto leads back"
		return
	}
	m.opt.Player.Play(!s.Playing)
}

func (m *Model) setSpeed(x float64) {
	m.opt.Player.Speed(x)
	m.notice = "speed " + speedWord(x)
}

// playTo goes to a time; beyond the ends there is nothing to see.
func (m *Model) playTo(t time.Time) {
	s := m.opt.Player.State()
	switch {
	case s.At.IsZero():
		m.notice = "nothing has been read yet"
		return
	case t.Before(s.From):
		t = s.From
		m.notice = "this is the start: nothing was recorded before"
	case s.Whole && t.After(s.To):
		t = s.To
		m.notice = "this is the end: nothing was recorded after"
	}
	m.opt.Player.Goto(t)
}

func (m *Model) toFinding(to Mark, any bool) {
	if !any {
		m.notice = "no finding opens that way"
		if s := m.opt.Player.State(); !s.Whole {
			m.notice = "not read to the end yet: where findings open is not known"
		}
		return
	}
	m.notice = m.in(to.At).Format("15:04:05") + "  " + to.Level.String() + ": " + m.pen.Cut(to.Title, max(m.w-24, 10))
}

// playMsg looks at the replay again.
type playMsg struct{ id int }

// Pauses between two looks at the replay: its clock moves while it plays.
const playGlance = 200 * time.Millisecond

// heed takes in where the replay is, and looks again while it moves.
func (m *Model) heed() tea.Cmd {
	if m.opt.Player == nil {
		m.end = !m.live
		return nil
	}
	was := m.play.Err
	m.play = m.opt.Player.State()
	m.end = m.play.atEnd()
	if m.play.Err != "" && m.play.Err != was {
		m.notice, m.failure = m.play.Err, m.play.Err
	}
	if !m.play.At.IsZero() {
		m.setNow(m.play.At)
	}
	if m.zone == nil && !m.now.IsZero() {
		m.zone = m.now.Location()
	}
	if !m.play.Playing && !m.play.Seeking {
		m.plays++ // it stands still
		return nil
	}
	m.plays++
	id := m.plays
	return m.every(playGlance, func(time.Time) tea.Msg { return playMsg{id} })
}

// glance is heed with the pane that is seen drawn anew where time has gone on.
func (m *Model) glance() tea.Cmd {
	before := m.now
	again := m.heed()
	if m.now.Equal(before) {
		return again
	}
	return tea.Batch(again, m.refresh(), m.keepUp())
}

// speedWord is a speed as it is shown and typed.
func speedWord(x float64) string {
	if x == MaxSpeed {
		return "max"
	}
	return kit.Decimal(x) + "x"
}
