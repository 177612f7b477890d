package ui

import (
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// timelineRow is a moment, or several events of one kind by one peer in a row.
type timelineRow struct {
	*mesoswatch.Moment     // the first of them
	last               int // index of the last of them among the moments
	times              int
}

// timelineRows groups moments for the eye. What is filtered out does not part a
// group.
func timelineRows(moments []mesoswatch.Moment, filter *match.Text) []timelineRow {
	rows := make([]timelineRow, 0, min(len(moments), 1_024))
	for i := range moments {
		m := &moments[i]
		if !filter.Empty() && !filter.Passes(m.What, m.Text, m.Source, m.Subject.Name, whoOf(m)) {
			continue
		}
		if n := len(rows); n > 0 && sameMoment(rows[n-1].Moment, m) {
			rows[n-1].last, rows[n-1].times = i, rows[n-1].times+1
			continue
		}
		rows = append(rows, timelineRow{m, i, 1})
	}
	return rows
}

// sameMoment tells whether two events say the same to somebody who reads a
// timeline. A line that may be forged stands for itself.
func sameMoment(a, b *mesoswatch.Moment) bool {
	if a.Kind != mesoswatch.MomentEvent || b.Kind != a.Kind || a.What != b.What || a.Event == nil || b.Event == nil {
		return false
	}
	return len(a.Event.Suspect) == 0 && len(b.Event.Suspect) == 0 && alike(a.Event, b.Event)
}

func whoOf(m *mesoswatch.Moment) string {
	if m.Action != nil {
		return m.Action.Who
	}
	return ""
}

// momentsStamp tells whether a timeline is the one that was seen before.
type momentsStamp struct {
	n, evicted int64
	len        int
	gaps       int64 // seconds by which gaps have ended: they end long after they came
}

func stampOfMoments(t *mesoswatch.Timeline) momentsStamp {
	all := t.All()
	s := momentsStamp{evicted: t.Evicted, len: len(all)}
	for i := range all {
		s.n = max(s.n, all[i].N)
		if all[i].Kind == mesoswatch.MomentGap && !all[i].Until.IsZero() {
			s.gaps += all[i].Until.Unix()
		}
	}
	return s
}

// rowOf finds the row a moment is in.
func rowOf(rows []timelineRow, n int64) (int, bool) {
	i := slices.IndexFunc(rows, func(r timelineRow) bool { return r.N == n })
	return i, i >= 0
}
