package ui

import (
	"path"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// shortSource names the log of an event in a few cells: the service if it is
// known, else the end of the path.
func shortSource(e *mesoswatch.Event) string {
	if e.Service != "" {
		return e.Service
	}
	return path.Base(e.Source)
}

// rowStyle is what all rows of a log share.
type rowStyle struct {
	pen   *kit.Pen
	scene scene
	w     int
	dated bool             // a row is of another day: times need dates
	find  match.Text       // what is searched for stands out
	marks map[int64]string // notes of bookmarks by their time, taken out as they are drawn
}

// otherDay tells whether an event is of another day than the clock shows.
func (s scene) otherDay(e *mesoswatch.Event) bool {
	if e == nil || e.Time.IsZero() {
		return false
	}
	ay, am, ad := s.in(e.Time).Date()
	by, bm, bd := s.in(s.now).Date()
	return ay != by || am != bm || ad != bd
}

// row draws one event in w cells: time, severity letter, source, message. Below
// 60 columns the source goes, below 40 the time too. A line that may be forged
// has a mark before its message.
func (r *rowStyle) row(e *mesoswatch.Event, base theme.Style, lead string) string {
	p := r.pen
	note, marked := r.marks[e.Time.UnixNano()]
	delete(r.marks, e.Time.UnixNano()) // the first of several lines of one time has it
	if marked && lead == " " {
		lead = p.Marks.Knob
	}
	spans := []kit.Span{{Text: lead, Style: p.Accent}}
	if r.w >= 40 {
		layout := "15:04:05.000"
		switch {
		case r.dated:
			layout = "01-02 15:04:05"
		case r.w < 100:
			layout = "15:04:05"
		}
		text := strings.Repeat(" ", len(layout))
		if !e.Time.IsZero() {
			text = r.scene.in(e.Time).Format(layout)
		}
		spans = append(spans, kit.Span{Text: text + " ", Style: p.Dim})
	}
	spans = append(spans, kit.Span{Text: p.Fit(e.Severity, 1) + " ", Style: p.Severity(e.Severity)})
	if r.w >= 60 {
		n := 10
		if r.w >= 140 {
			n = 16
		}
		spans = append(spans, kit.Span{Text: p.Fit(shortSource(e), n) + " ", Style: p.Dim})
	}
	if len(e.Suspect) > 0 {
		spans = append(spans, kit.Span{Text: p.Marks.Suspect + " ", Style: p.Suspect})
	}
	if marked && note != "" {
		spans = append(spans, kit.Span{Text: p.Cut(note, max(r.w/3, 0)) + " " + p.Marks.Dot + " ", Style: p.Accent})
	}
	left := r.w - kit.SpanWidth(spans)
	spans = append(spans, r.message(e.Message, left, messageStyle(p, e))...)
	return p.Row(r.w, base, spans...)
}

func messageStyle(p *kit.Pen, e *mesoswatch.Event) theme.Style {
	if e.Kind == "" && e.Severity == "I" {
		return p.Dim
	}
	return p.Text
}

// message cuts the text to w cells; a match of the search is brought out, and
// into sight when it lies beyond the cut.
func (r *rowStyle) message(text string, w int, style theme.Style) []kit.Span {
	p := r.pen
	if r.find.Empty() {
		return []kit.Span{{Text: p.Cut(text, w), Style: style}}
	}
	from, to := r.find.Find(text)
	if from < 0 || to == from {
		return []kit.Span{{Text: p.Cut(text, w), Style: style}}
	}
	before, hit, after := p.Clean(head(text[:from])), p.Cut(text[from:to], w), text[to:]
	if room := w - kit.Width(hit); kit.Width(before) > room {
		before = p.CutLeft(before, max(min(room, w/3), 0))
	}
	left := w - kit.Width(before) - kit.Width(hit)
	return []kit.Span{{Text: before, Style: style}, {Text: hit, Style: p.Match}, {Text: p.Cut(after, left), Style: style}}
}

// head bounds how much text before a match is looked at: its end.
func head(s string) string {
	const most = 8 << 10
	if len(s) > most {
		s = strings.ToValidUTF8(s[len(s)-most:], "")
	}
	return s
}
