package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// postureSight is how well the posture is known. What could not be seen does not
// pass: it is unknown, and the sources it would come from are named.
func postureSight(s scene, latest time.Time) sighting {
	if s.board.Judged().Len() == 0 {
		return sighting{neverAsked, "", "nothing was judged: mesoswatch audit judges all there is to see; here, name --master, --zk or --root"}
	}
	g := sighting{grade: wellSeen, fresh: kit.Since(s.now, latest)}
	if blind := blindIn(s); len(blind) > 0 {
		g.grade, g.why = partly, "blind in "+strings.Join(blind, "; ")
	}
	return g
}

// title is what stands above a list: where that is, how many there are, which are let
// in.
func (s *posturePane) title(path string, shown, of int) []kit.Span {
	p := s.pen
	spans := []kit.Span{{Text: " " + p.Cut(path, max(s.w/2, 12)), Style: p.Title}}
	switch {
	case of == 0:
	case shown != of:
		spans = append(spans, kit.Span{Text: "  " + kit.Number(int64(shown)) + " of " + kit.Number(int64(of)), Style: p.Strong})
	default:
		spans = append(spans, kit.Span{Text: "  " + kit.Number(int64(of)), Style: p.Strong})
	}
	if s.only != letAll {
		spans = append(spans, kit.Span{Text: "  only " + s.onlyWords(), Style: p.Accent})
	}
	return spans
}

// headRows is how many rows the heading of a list may take.
func (s *posturePane) headRows() int { return min(max(s.h/6, 1), 3) }

// familiesHead stands above the families: all of them in a few words.
func (s *posturePane) familiesHead(w int) []string {
	p, all := s.pen, s.sum.all
	spans := s.title("Posture", s.families.Size(), s.families.Of())
	if s.only == letAll && s.families.Query().Empty() {
		spans = []kit.Span{{Text: " Posture", Style: p.Title}}
		if all != nil && all.n > 0 {
			spans = append(spans, kit.Span{Text: "  " + kit.Count(int64(all.checks), "check") + ", " + kit.Count(int64(all.n), "answer"), Style: p.Strong})
		}
	}
	if all != nil && all.n > 0 {
		spans = append(spans, kit.Span{Text: "   " + s.changedWords(all.changed), Style: p.Dim})
	}
	return s.sight.heading(p, w, s.headRows(), spans)
}

// changedWords say how many results have changed lately.
func (s *posturePane) changedWords(n int) string {
	switch now := s.around.now; {
	case !now.After(s.sum.lately):
		return "first judged " + kit.Since(now, s.around.board.JudgedSince())
	case n == 0:
		return "nothing changed " + s.latelyWords()
	}
	return kit.Number(int64(n)) + " changed " + s.latelyWords()
}

// latelyWords are since when changes are told of. What was judged for the first
// time not long ago cannot have changed for an hour.
func (s *posturePane) latelyWords() string {
	if s.sum.lately.After(s.around.now.Add(-lately)) {
		return "since " + kit.Clock(s.around.now, s.around.in(s.sum.lately))
	}
	return "in the last hour"
}

// checksHead stands above the checks of a family.
func (s *posturePane) checksHead(w int) []string {
	family := "no family"
	if g := s.sum.by[s.family]; g != nil && g.family != "" {
		family = g.family
	}
	return s.sight.heading(s.pen, w, s.headRows(), s.title("Posture "+s.pen.Marks.Dot+" "+family, s.checks.Size(), s.checks.Of()))
}

// checkHead stands above one check: what it is about, and what all its subjects
// came to.
func (s *posturePane) checkHead(w int) []string {
	p := s.pen
	g := s.sum.by[s.check]
	if g == nil {
		return nil
	}
	var counts []kit.Span
	for r, n := range g.by {
		if n > 0 {
			counts = append(counts, kit.Span{Text: kit.Number(int64(n)) + " " + result(r).String() + "  ", Style: resultStyle(p, result(r), levelOf(g))})
		}
	}
	lines := []string{p.Ends(w, p.Text, []kit.Span{{Text: " " + p.Cut(g.check, max(w-kit.SpanWidth(counts)-3, 8)), Style: p.Title}}, counts)}
	left := []kit.Span{kit.Plain(" " + p.Cut(g.title, max(w-2, 1)))}
	if s.only != letAll {
		left = append(left, kit.Span{Text: "  only " + s.onlyWords(), Style: p.Accent})
	}
	return append(lines, p.Row(w, p.Text, left...))[:min(2, max(s.h/6, 1))]
}

// onlyWords name what is let in.
func (s *posturePane) onlyWords() string {
	return [...]string{"all results", "fails", "unknown ones", "waived ones", "those changed " + s.latelyWords()}[s.only]
}

// unjudged tells that there is nothing to show yet.
func (s *posturePane) unjudged() bool { return s.sight.grade == neverAsked }

// nothing is what stands in an empty list.
func (s *posturePane) nothing() string {
	switch {
	case s.unjudged():
		return "Nothing is known."
	case s.only != letAll:
		return "None is let in: only " + s.onlyWords() + " are."
	}
	return "There are none."
}
