package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// postureSight is how well the posture is known. What could not be seen does not
// pass: it is unknown. The sources it would come from are blind.
func postureSight(s scene, latest time.Time) (g sighting, blind []string) {
	if s.board.Judged().Len() == 0 {
		return sighting{neverAsked, "", "Nothing was judged yet: mesoswatch audit judges all there is to see; here, name --master, --zk or --root."}, nil
	}
	blind = blindIn(s)
	for i, why := range blind {
		blind[i] = strings.TrimPrefix(strings.TrimPrefix(why, "http://"), "https://")
	}
	return sighting{grade: wellSeen, fresh: kit.Since(s.now, latest)}, blind
}

// blindRows say what could not be looked at, in at most most rows: as many sources
// as are told whole, and how many more there are.
func (s *posturePane) blindRows(w, most int) []string {
	p := s.pen
	if len(s.blind) == 0 || most <= 0 {
		return nil
	}
	const told = 6
	var lines []string
	for n := min(len(s.blind), told); n >= 0; n-- {
		text := strings.Join(s.blind[:n], "; ")
		if more := len(s.blind) - n; more > 0 {
			text = strings.TrimPrefix(text+"; "+kit.Count(int64(more), "more source"), "; ")
			if n == 0 {
				text = kit.Count(int64(more), "source")
			}
			text += ", " + s.keys.Never.Help().Key + " lists them"
		}
		if lines = p.Wrap("blind: "+mesoswatch.Printable(text), w-4, most+1); len(lines) <= most {
			break
		}
	}
	lines = lines[:min(len(lines), most)]
	for i, l := range lines {
		mark := "   "
		if i == 0 {
			mark = p.Fit(" "+p.Marks.Level(mesoswatch.Medium), 3)
		}
		lines[i] = p.Row(w, p.Text, kit.Span{Text: mark + l, Style: p.Bad})
	}
	return lines
}

// firstRow says in words how it stands, and what to begin with.
func (s *posturePane) firstRow(w int) string {
	p, all := s.pen, s.sum.all
	worst, fails := all.worst()
	var text string
	switch {
	case fails:
		var levels []string
		for l := mesoswatch.Critical; l >= 0 && len(levels) < 2; l-- {
			if n := all.fails[l]; n > 0 {
				levels = append(levels, kit.Number(int64(n))+" "+l.String())
			}
		}
		text = strings.Join(levels, ", ") + "; first: " + all.gravest.name()
		return p.Row(w, p.Text, kit.Span{Text: " " + p.Fit(p.Marks.Level(worst), p.Marks.Width) + " ", Style: p.Level(worst)},
			kit.Span{Text: p.Cut(mesoswatch.Printable(text), max(w-p.Marks.Width-3, 0)), Style: p.Level(worst)})
	case all.by[isUnknown] > 0:
		text = "Nothing that is known fails; " + kit.Number(int64(all.by[isUnknown])) + " of " + kit.Count(int64(all.n), "answer") + " are unknown."
		return p.Row(w, p.Text, kit.Span{Text: p.Cut(" "+p.Fit("?", p.Marks.Width)+" "+text, w), Style: p.Changed})
	case all.by[isWaived] > 0:
		text = "All fails are waived: somebody answers for " + kit.Number(int64(all.by[isWaived])) + "."
	default:
		text = "Nothing fails: all " + kit.Number(int64(all.by[isPass])) + " that apply pass."
	}
	return p.Row(w, p.Text, kit.Span{Text: p.Cut(" "+p.Fit(p.Marks.Dot, p.Marks.Width)+" "+text, w), Style: p.OK})
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
	if all == nil || all.n == 0 {
		return s.sight.heading(p, w, s.headRows(), spans)
	}
	spans = append(spans, kit.Span{Text: "   " + s.changedWords(all.changed), Style: p.Dim})
	lines := s.sight.heading(p, w, s.headRows(), spans)
	if s.h >= 8 {
		lines = append(lines, s.firstRow(w))
	}
	return append(lines, s.blindRows(w, s.headRows()-1)...)
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
	case s.only != letAll:
		return "None is let in: only " + s.onlyWords() + " are."
	}
	return "There are none."
}
