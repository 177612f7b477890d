package ui

import (
	"cmp"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// timelineRows are the moments that pass a filter.
func timelineRows(moments []*mesoswatch.Moment, filter *match.Text) []*mesoswatch.Moment {
	if filter.Empty() {
		return moments
	}
	rows := make([]*mesoswatch.Moment, 0, len(moments))
	for _, m := range moments {
		if filter.Passes(m.What, m.Text, m.Source, m.Subject.Name, whoOf(m)) {
			rows = append(rows, m)
		}
	}
	return rows
}

func whoOf(m *mesoswatch.Moment) string {
	if m.Action != nil {
		return m.Action.Who
	}
	return ""
}

// rowOf is the row of a moment, and where it would be if it is not among them.
func rowOf(rows []*mesoswatch.Moment, n int64, at time.Time) (i int, found bool) {
	return slices.BinarySearchFunc(rows, at, func(r *mesoswatch.Moment, at time.Time) int {
		return cmp.Or(r.At.Compare(at), cmp.Compare(r.N, n))
	})
}
