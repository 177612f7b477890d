package ui

import (
	"cmp"
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// title is how many lines there are and of which day, what is filtered and searched
// for, and whether the end is followed.
func (l *logPane) title() string {
	p := l.pen
	left := []kit.Span{{Text: " Log", Style: p.Title}}
	log := l.lines.log
	count := kit.Count(int64(log.Len()), "line")
	if log.First() > 0 {
		count = "the last " + kit.Number(int64(log.Len())) + " of " + kit.Number(log.End())
	}
	if !l.lines.filter.Empty() {
		count = kit.Number(int64(l.lines.matches())) + " of " + count
	}
	left = append(left, kit.Span{Text: "  " + count, Style: p.Dim})
	if e := l.selected(); l.scene.otherDay(e) {
		left = append(left, kit.Span{Text: "  " + l.scene.in(e.Time).Format("Mon 2006-01-02"), Style: p.Strong})
	}
	if by := l.lines.filter.String(); by != "" {
		left = append(left, kit.Span{Text: "  filter ", Style: p.Dim}, kit.Span{Text: p.Cut(by, max(40, l.w-60)), Style: p.Accent})
		if n := l.lines.around; n > 0 {
			left = append(left, kit.Span{Text: "  " + kit.Count(int64(n), "line") + " around", Style: p.Dim})
		}
	}
	if l.lines.log == &l.scene.board.Log && (l.lines.next < log.End() || len(l.lines.todo) > 0) {
		left = append(left, kit.Span{Text: "  matching " + p.Marks.Ellipsis, Style: p.Dim})
	}
	return p.Ends(l.w, p.Text, left, append(l.trouble(), l.where()...))
}

// where says whether the end is followed, and what came since it is not.
func (l *logPane) where() []kit.Span {
	p := l.pen
	paused, waiting := l.waiting()
	if !paused && l.lines.log.Len() == 0 {
		return nil
	}
	switch n := l.lines.newFrom(l.seen); {
	case paused:
		return []kit.Span{{Text: " paused: " + kit.Number(waiting) + " new ", Style: p.Changed}}
	case l.follow && l.scene.live:
		return []kit.Span{{Text: " " + l.scene.following() + " ", Style: p.OK}}
	case l.follow:
		return []kit.Span{{Text: " " + l.scene.following() + " ", Style: p.Dim}}
	case n > 0:
		return []kit.Span{{Text: " " + kit.Number(int64(n)) + " new below (" + l.keys.End.Help().Key + ") ", Style: p.Changed}}
	}
	return []kit.Span{{Text: " " + l.keys.End.Help().Key + " to the end ", Style: p.Dim}}
}

// logSources are the sources that are logs.
func logSources(b *mesoswatch.Board) []mesoswatch.Health {
	return slices.DeleteFunc(b.Sources(), func(h mesoswatch.Health) bool {
		return h.Log == nil && !isLog(h.Collector)
	})
}

// trouble is what of the logs cannot be seen.
func (l *logPane) trouble() []kit.Span {
	all := logSources(l.scene.board)
	bad := slices.DeleteFunc(slices.Clone(all), func(h mesoswatch.Health) bool { return h.OK })
	if len(bad) == 0 || l.lines.log.Len() == 0 { // said in the middle of the screen
		return nil
	}
	text := "blind: " + l.pen.Cut(cmp.Or(bad[0].Why, bad[0].Source), max(l.w/3, 10))
	if len(all) > 1 {
		text = "blind in " + kit.Number(int64(len(bad))) + " of " + kit.Count(int64(len(all)), "log") + text[len("blind"):]
	}
	return []kit.Span{{Text: " " + text + " ", Style: l.pen.Bad}}
}
