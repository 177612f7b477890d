package ui

import (
	"sort"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// finder is a pane in which one goes from finding to finding in time, whatever its
// rows are sorted by: to the next one, or with by -1 to the one before.
type finder interface{ toFound(by int) intent }

// stepper is a pane whose rows stand in time: so many steps on, or back.
type stepper interface{ inTime(steps int) intent }

// timeKey does what a step in time asks; false: the key is none. In a replay these
// keys move the clock, and never come here.
func (m *Model) timeKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	k := &m.keys
	if m.rows() == nil {
		return nil, false
	}
	for _, s := range []struct {
		b key.Binding
		n int
	}{{k.NextFound, 1}, {k.PrevFound, -1}} {
		if !key.Matches(msg, s.b) {
			continue
		}
		if p, ok := m.pane().(finder); ok {
			return m.follow(p.toFound(s.n)), true
		}
		m.notice = "nothing here is a finding"
		return nil, true
	}
	for _, s := range []struct {
		b key.Binding
		n int
	}{{k.Earlier, -1}, {k.Later, 1}, {k.TenEarlier, -10}, {k.TenLater, 10}} {
		if !key.Matches(msg, s.b) {
			continue
		}
		if p, ok := m.pane().(stepper); ok {
			return m.follow(p.inTime(s.n)), true
		}
		m.notice = "no time to step in here: the overview, the log and the timeline have one"
		return nil, true
	}
	return nil, false
}

// nextInTime is the row that comes next in time, or before with by -1; of one time
// the upper one comes first. A row without a time is left out; from such a row one
// comes to the first, or the last. false: there is none.
func nextInTime(n, at, by int, when func(i int) time.Time) (int, bool) {
	var from time.Time
	if at >= 0 && at < n {
		from = when(at)
	}
	best, found := 0, false
	var bestAt time.Time
	after := func(t time.Time, i int, u time.Time, j int) bool { // t, i comes later than u, j
		if by < 0 {
			t, i, u, j = u, j, t, i
		}
		return t.After(u) || t.Equal(u) && i > j
	}
	for i := range n {
		t := when(i)
		if t.IsZero() || !from.IsZero() && !after(t, i, from, at) {
			continue
		}
		if !found || after(bestAt, best, t, i) {
			best, bestAt, found = i, t, true
		}
	}
	return best, found
}

// noFurther is said where no finding comes next.
func noFurther(by int) intent {
	if by > 0 {
		return intent{notice: "no later finding here"}
	}
	return intent{notice: "no earlier finding here"}
}

// latestOf is the finding that was seen last; nil without any.
func latestOf(all []*mesoswatch.Finding) *mesoswatch.Finding {
	var last *mesoswatch.Finding
	for _, f := range all {
		if last == nil || f.LastSeen.After(last.LastSeen) {
			last = f
		}
	}
	return last
}

func lastSeen(f *mesoswatch.Finding) time.Time {
	if f == nil {
		return time.Time{}
	}
	return f.LastSeen
}

// found tells of the finding that one has come to.
func (s scene) found(f *mesoswatch.Finding) string {
	if f == nil {
		return ""
	}
	return s.in(f.LastSeen).Format("15:04:05") + "  " + f.Level.String() + ": " + f.Title
}

// inTime goes so many minutes along the timeline.
func (n *incidentPane) inTime(steps int) intent { return n.timeline.inTime(steps) }

// inTime goes to the first row that is so many minutes later, or the last that is so
// many earlier.
func (t *timelinePane) inTime(steps int) intent {
	r := t.selected()
	if r == nil {
		return intent{notice: "no time to count from here"}
	}
	to := r.At.Add(time.Duration(steps) * time.Minute)
	i := sort.Search(len(t.rows), func(i int) bool { return !t.rows[i].At.Before(to) })
	if steps < 0 {
		i = sort.Search(len(t.rows), func(i int) bool { return t.rows[i].At.After(to) }) - 1
	}
	t.put(i)
	switch {
	case i < 0:
		return intent{notice: "this is the oldest row"}
	case i == len(t.rows):
		return intent{notice: "this is the newest row"}
	}
	return intent{}
}
