package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// logAt opens the log at a time: what a live run can show of the past.
func (m *Model) logAt(t time.Time) (tea.Cmd, string) {
	if m.at != viewLog {
		m.enter(viewLog)
	}
	m.log.close()
	cmd := m.refresh()
	on, notice := m.log.toTime(t)
	return tea.Batch(cmd, on), notice
}

// span is what a time that is typed is seen against: the line under the cursor, and
// the lines that are kept.
func (l *logPane) span(s span) span {
	if s.at.IsZero() {
		return s
	}
	if e := l.selected(); e != nil && !l.follow && !e.Time.IsZero() {
		s.at = e.Time
	}
	if log := l.lines.log; log.Len() > 0 {
		s.from, s.to = log.At(log.First()).Time, log.At(log.End()-1).Time
	}
	return s
}

// toTime puts the cursor on the first line at or after a time; before the oldest
// or behind the newest that is kept, on that, and says so. Lines may be out of
// order: all are looked at, once. A line that may be forged is of no certain time.
func (l *logPane) toTime(t time.Time) (tea.Cmd, string) {
	n := l.lines.size()
	if n == 0 {
		return nil, "no line is kept"
	}
	return l.seek(0, logSeek{by: 1,
		want: func(e *mesoswatch.Event) bool { return sure(e) && !e.Time.Before(t) },
		found: func(e *mesoswatch.Event) string {
			if l.list.Index() == 0 && e.Time.After(t) {
				return "the oldest line that is kept is of " + l.scene.in(e.Time).Format("2006-01-02 15:04:05")
			}
			return ""
		},
		none: func() string {
			l.put(l.lines.size() - 1)
			return "the newest line is older than that"
		}})
}

// sure tells whether the time of a line is that of what happened.
func sure(e *mesoswatch.Event) bool { return len(e.Suspect) == 0 && !e.Time.IsZero() }

// inTime goes so many minutes through the lines.
func (l *logPane) inTime(minutes int) intent {
	if l.near.open {
		return intent{notice: "no steps in time around a line: " + l.keys.Back.Help().Key + " leads to the log"}
	}
	l.going = logSeek{}
	return l.minutes(minutes)
}

// toFound goes to the next line that is evidence of a finding.
func (l *logPane) toFound(by int) intent {
	if l.near.open {
		return l.near.toProof(by)
	}
	l.going = logSeek{}
	return l.toProof(by)
}

// minutes goes to the first line that is so much later, or earlier, than the one
// under the cursor.
func (l *logPane) minutes(n int) intent {
	e := l.selected()
	if e == nil || e.Time.IsZero() {
		return intent{notice: "no time to count from here"}
	}
	to, by, end := e.Time.Add(time.Duration(n)*time.Minute), 1, l.lines.size()-1
	want := func(e *mesoswatch.Event) bool { return sure(e) && !e.Time.Before(to) }
	said := "this is the newest line"
	if n < 0 {
		by, end, said = -1, 0, "this is the oldest line"
		want = func(e *mesoswatch.Event) bool { return sure(e) && !e.Time.After(to) }
	}
	none := func() string {
		l.put(end)
		return said
	}
	cmd, notice := l.seek(l.list.Index()+by, logSeek{by: by, want: want, none: none, found: func(*mesoswatch.Event) string { return "" }})
	return intent{cmd: cmd, notice: notice}
}

// toProof goes to the next line in a direction that is evidence of a finding.
func (l *logPane) toProof(by int) intent {
	words := map[int]string{1: "no later line here is evidence of a finding", -1: "no earlier line here is evidence of a finding"}
	cmd, notice := l.seek(max(l.list.Index(), 0)+by, logSeek{by: by, none: func() string { return words[by] },
		want: func(e *mesoswatch.Event) bool { return l.proofs.of(e) != nil },
		found: func(e *mesoswatch.Event) string {
			f := l.proofs.of(e)
			return l.scene.in(e.Time).Format("15:04:05") + "  " + f.Level.String() + ": " + l.pen.Cut(f.Title, max(l.w-24, 10))
		}})
	return intent{cmd: cmd, notice: notice}
}
