package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// logAt opens the log at a time: what a live run can show of the past.
func (m *Model) logAt(t time.Time) (tea.Cmd, string) {
	m.enter(viewLog)
	m.log.close()
	cmd := m.refresh()
	return cmd, m.log.toTime(t)
}

// toTime puts the cursor on the first line at or after a time; before the oldest
// or behind the newest that is kept, on that, and says so. Lines may be out of
// order: all are looked at, once.
func (l *logPane) toTime(t time.Time) (notice string) {
	n := l.lines.size()
	if n == 0 {
		return "no line is kept"
	}
	for i := range n {
		e := l.lines.event(i)
		if e == nil || e.Time.Before(t) {
			continue
		}
		l.put(i)
		if i == 0 && e.Time.After(t) {
			return "the oldest line that is kept is of " + l.scene.in(e.Time).Format("2006-01-02 15:04:05")
		}
		return ""
	}
	l.put(n - 1)
	return "the newest line is older than that"
}
