package ui

import (
	"time"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// count is how many subjects are in one state.
type count struct {
	word string
	n    int
}

// Many subjects are not counted more often than this: each is looked at.
const (
	manySubjects = 2_000
	countEvery   = time.Second
	mostCounts   = 8
)

// count sums the subjects up by their states, the most first.
func (s *subjectPane) count() {
	rows := s.table.All()
	due := len(rows) < manySubjects || s.around.now.Sub(s.counted) >= countEvery
	if !due || s.stamp == s.around.stamp && !s.table.news() {
		return
	}
	s.stamp, s.counted = s.around.stamp, s.around.now
	var by tally
	for _, row := range rows {
		s.spec.tally(s.around, row, by.add)
	}
	s.counts, _ = by.most(mostCounts)
}

// heading is the title of the table: how many there are, in which states, and how
// well they are seen.
func (s *subjectPane) heading(w int) []string {
	p := s.pen
	left := []kit.Span{{Text: " " + s.spec.title, Style: p.Title}}
	if n := s.table.Of(); n > 0 {
		text := kit.Number(int64(n))
		if !s.table.Query().Empty() {
			text = kit.Number(int64(s.table.Size())) + " of " + text
		}
		left = append(left, kit.Span{Text: "  " + text, Style: p.Strong})
	}
	if s.table.Busy() {
		left = append(left, kit.Span{Text: "  sorting " + p.Marks.Ellipsis, Style: p.Dim})
	}
	sep := "   "
	for _, c := range s.counts {
		left = append(left, kit.Span{Text: sep + kit.Number(int64(c.n)) + " " + p.Cut(c.word, 20), Style: p.Dim})
		sep = " " + p.Marks.Dot + " "
	}
	return s.sight.heading(p, w, min(max(s.h/4, 1), 3), left)
}
