package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// mostTimes is how many times of findings are offered to be completed.
const mostTimes = 20

// gotoWords are times at which something was found, the latest first, and the ends
// of a replay.
func gotoWords(m *Model) []string {
	var times []time.Time
	words := []string{"start", "end"}
	if m.opt.Player != nil {
		for _, k := range m.play.Marks[max(len(m.play.Marks)-mostTimes, 0):] {
			times = append(times, k.At)
		}
	} else {
		findings := m.board.Findings()
		for i := range findings {
			times = append(times, findings[i].FirstSeen)
		}
	}
	slices.SortFunc(times, func(a, b time.Time) int { return b.Compare(a) })
	for _, t := range times[:min(len(times), mostTimes)] {
		layout := "15:04:05"
		if !sameDay(m.in(t), m.in(m.now)) {
			layout = "2006-01-02 15:04:05"
		}
		if w := m.in(t).Format(layout); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

// columned is a list whose columns can be filtered by name.
type columned interface{ Names() []string }

// filterWords are the names of what the list that has the keys can be filtered by.
func filterWords(m *Model) []string {
	var names []string
	switch s := m.sorter().(type) {
	case columned:
		names = s.Names()
	default:
		if p, ok := m.pane().(columned); ok {
			names = p.Names()
		}
	}
	words := make([]string, 0, len(names))
	for _, n := range names {
		words = append(words, n+":")
	}
	return words
}

func writeWords(m *Model) []string { return []string{m.newName(m.views[m.at].name)} }

// timeSeeker is a pane that can go to a time by itself; there is false where it does
// not reach so far.
type timeSeeker interface {
	seekTime(t time.Time) (notice string, there bool)
}

// liveAt shows a time of a live run: in the view that is seen where that has times,
// else in the log.
func (m *Model) liveAt(t time.Time) (tea.Cmd, string) {
	m.helping, m.doctor.open = false, false
	if p, ok := m.pane().(timeSeeker); ok {
		if said, there := p.seekTime(t); there {
			return m.refresh(), said
		}
	}
	return m.logAt(t)
}

// seekTime chooses the cell of the strip in which a time lies.
func (o *overviewPane) seekTime(t time.Time) (notice string, there bool) {
	s := &o.strip
	if len(s.cells) == 0 || t.Before(s.from(0)) || !t.Before(s.end) {
		return "", false
	}
	o.walk(func() string { s.chosen = t.Truncate(s.cell); return "" })
	return "", true
}

// seekTime puts the cursor on the first moment of the timeline at or after a time.
func (n *incidentPane) seekTime(t time.Time) (notice string, there bool) {
	n.part = partTimeline
	rows := n.timeline.rows
	if len(rows) == 0 {
		return "nothing is on the timeline", true
	}
	i := slices.IndexFunc(rows, func(r *mesoswatch.Moment) bool { return !r.At.Before(t) })
	if i < 0 {
		n.timeline.put(len(rows) - 1)
		return "the newest on the timeline is older than that", true
	}
	n.timeline.put(i)
	if i == 0 && rows[0].At.After(t) {
		return "the oldest on this timeline is of " + stamped(n.scene, rows[0].At), true
	}
	return "", true
}

// Names are the fields of its lines.
func (l *logPane) Names() []string {
	names, _ := logFields()
	return names
}
