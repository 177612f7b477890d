package ui

import (
	"path"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// shortGap is how long nothing may be seen without that being an event of its own: a
// source that is asked again, a program that starts.
const shortGap = 30 * time.Second

// isShort tells of a gap that is over and hardly was one.
func isShort(m *mesoswatch.Moment) bool {
	return m.Kind == mesoswatch.MomentGap && !m.Until.IsZero() && m.Until.Sub(m.At) < shortGap
}

// joinGaps makes one row of short gaps that follow upon each other.
func joinGaps(rows []*mesoswatch.Moment) []*mesoswatch.Moment {
	var out []*mesoswatch.Moment
	for i, m := range rows {
		if i == 0 || !isShort(m) || !isShort(rows[i-1]) {
			if out != nil {
				out = append(out, m)
			}
			continue
		}
		if out == nil {
			out = append(make([]*mesoswatch.Moment, 0, len(rows)), rows[:i]...)
		}
		one := *out[len(out)-1]
		one.Count = max(one.Count, 1) + 1
		if m.Until.After(one.Until) {
			one.Until = m.Until
		}
		out[len(out)-1] = &one
	}
	if out == nil {
		return rows
	}
	return out
}

// gapWords say how long nothing was seen, of what and why.
func gapWords(s scene, m *mesoswatch.Moment) string {
	of := strings.ReplaceAll(strings.TrimPrefix(m.Text, "no sight of "), "http://", "")
	if strings.HasPrefix(m.Source, "/") {
		of = strings.ReplaceAll(of, m.Source, path.Base(m.Source))
	}
	switch {
	case m.Until.IsZero():
		return "until now: " + of
	case m.Count > 1:
		return kit.Lasting(m.Until.Sub(m.At)) + ", " + kit.Number(int64(m.Count)) + " gaps: " + of + " and more"
	}
	return kit.Lasting(m.Until.Sub(m.At)) + ": " + of
}

// gap is a row of its own: what could not be seen, and how long.
func (t *timelinePane) gap(r *mesoswatch.Moment, base theme.Style) string {
	p := t.pen
	edge := strings.Repeat(p.Marks.Gap, 2) + " "
	words := "not seen " + gapWords(t.scene, r)
	if !r.Until.IsZero() {
		words = "not seen until " + stampWith(t.scene, t.dated, r.Until) + ", " + gapWords(t.scene, r)
	}
	at := stampWith(t.scene, t.dated, r.At)
	words = p.Cut(words, max(t.w-1-kit.Width(at)-2-kit.Width(edge), 0))
	left := []kit.Span{kit.Plain(" "), {Text: at, Style: p.Dim}, {Text: "  " + edge + words, Style: p.Bad}}
	if free := t.w - kit.SpanWidth(left) - 1; free > 0 {
		left = append(left, kit.Span{Text: " " + strings.Repeat(p.Marks.Gap, free), Style: p.Bad})
	}
	return p.Row(t.w, base, left...)
}
