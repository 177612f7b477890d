package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// quietFor is from how long on a time without a line has a row of its own.
const quietFor = 5 * time.Minute

// pair is two lines that stand below each other on the screen, and how many the log
// has between them.
type pair struct {
	a, b    *mesoswatch.Event
	between int64
	hidden  bool // those between are told of
}

// breakOf is what is to be said between two lines, empty when nothing is: another
// day, lines left out, a time without any.
func (s scene) breakOf(p pair) string {
	if p.a == nil || p.b == nil {
		return ""
	}
	var parts []string
	known := sure(p.a) && sure(p.b)
	from, to := s.in(p.a.Time), s.in(p.b.Time)
	if known && !sameDay(from, to) {
		parts = append(parts, to.Format("Mon 2006-01-02"))
	}
	switch quiet := to.Sub(from); {
	case p.between > 0 && p.hidden:
		parts = append(parts, kit.Count(p.between, "line"))
	case p.between == 0 && known && quiet >= quietFor:
		parts = append(parts, strings.TrimSuffix(kit.Since(to, from), " ago")+" without a line")
	}
	return strings.Join(parts, ", ")
}

// breakRow draws it, at the column of the times.
func (r *rowStyle) breakRow(text string) string {
	p := r.pen
	lead := strings.Repeat(" ", r.lead()) + p.Marks.Gap + " "
	return p.Row(r.w, p.Text, kit.Span{Text: p.Cut(lead+text+" "+p.Marks.Gap, r.w), Style: p.Dim})
}
