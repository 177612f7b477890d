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
	pen    *kit.Pen
	scene  scene
	w      int
	find   match.Text       // what is searched for stands out
	marks  map[int64]string // notes of bookmarks by their time
	used   map[int64]bool   // those that are drawn: the first of several lines of one time has it
	proofs *proofs
	seen   *logSeen
	cols   kit.Columns
}

// lay decides for the columns.
func (r *rowStyle) lay() { r.cols = r.seen.columns(r.w - r.lead()) }

// lead is how many cells stand before the columns: one, the mark, one more.
func (r *rowStyle) lead() int {
	if r.w < 40 {
		return 1
	}
	return 2 + r.pen.Marks.Width
}

// lineLook is how one row differs from the others.
type lineLook struct {
	base theme.Style
	here bool // it is the one that was asked for
	dim  bool // it stands around others
}

// otherDay tells whether an event is of another day than the clock shows.
func (s scene) otherDay(e *mesoswatch.Event) bool {
	return e != nil && !e.Time.IsZero() && !sameDay(s.in(e.Time), s.in(s.now))
}

// row draws one event: what it is marked with, then its columns. A line that may be
// forged has a mark before its message.
func (r *rowStyle) row(e *mesoswatch.Event, look lineLook) string {
	p := r.pen
	at := e.Time.UnixNano()
	note, marked := r.marks[at]
	if marked = marked && !r.used[at]; marked {
		if r.used == nil {
			r.used = map[int64]bool{}
		}
		r.used[at] = true
	}
	spans := r.marked(e, look, marked)
	for col := colTime; col < colMessage; col++ {
		if w := r.cols.Width(col); w > 0 {
			text, style := r.cell(e, col)
			if look.dim {
				style = p.Dim
			}
			spans = append(spans, kit.Span{Text: p.Fit(text, w) + "  ", Style: style})
		}
	}
	if len(e.Suspect) > 0 {
		spans = append(spans, kit.Span{Text: p.Marks.Suspect + " ", Style: p.Suspect})
	}
	if marked && note != "" {
		spans = append(spans, kit.Span{Text: p.Cut(note, max(r.w/3, 0)) + " " + p.Marks.Dot + " ", Style: p.Accent})
	}
	left := r.w - kit.SpanWidth(spans)
	style := p.Text
	if look.dim || e.Kind == "" && e.Severity == "I" {
		style = p.Dim
	}
	spans = append(spans, r.message(e.Message, left, style)...)
	return p.Row(r.w, look.base, spans...)
}

// marked is what stands before the columns: where one is or has been, and the level
// of the finding the line is evidence of.
func (r *rowStyle) marked(e *mesoswatch.Event, look lineLook, bookmark bool) []kit.Span {
	p := r.pen
	lead := kit.Span{Text: " ", Style: p.Accent}
	switch {
	case look.here:
		lead.Text = p.Marks.Here
	case bookmark:
		lead.Text = p.Marks.Knob
	}
	if r.lead() == 1 {
		return []kit.Span{lead}
	}
	level := kit.Plain(spaces(p.Marks.Width))
	if f := r.proofs.of(e); f != nil {
		level = kit.Span{Text: p.Fit(p.Marks.Level(f.Level), p.Marks.Width), Style: p.Level(f.Level)}
	}
	return []kit.Span{lead, level, kit.Plain(" ")}
}

// cell is what a line says in a column.
func (r *rowStyle) cell(e *mesoswatch.Event, col int) (string, theme.Style) {
	p := r.pen
	switch col {
	case colTime:
		if e.Time.IsZero() {
			return "--:--:--", p.Dim
		}
		return r.scene.in(e.Time).Format("15:04:05"), p.Dim
	case colSeverity:
		return e.Severity, p.Severity(e.Severity)
	case colSource:
		return r.seen.name(e), p.Dim
	case colAddress:
		return peerWords(e), p.Dim
	case colPrincipal:
		return principalWords(e), p.Text
	}
	return ofWords(e), p.Text
}

// heads are the names of the columns, and at their end what stands beside them.
func (r *rowStyle) heads(beside string) string {
	p := r.pen
	row := []kit.Span{kit.Plain(spaces(r.lead()))}
	for i, name := range []string{"time", "", "log", "address", "principal", "framework, agent", "message"} {
		n := r.cols.Width(i)
		switch {
		case n == 0:
			continue
		case i < colMessage:
			name = p.Fit(name, n) + "  "
		}
		row = append(row, kit.Span{Text: name, Style: p.Dim})
	}
	return p.Ends(r.w, p.Text, row, []kit.Span{{Text: beside, Style: p.Dim}})
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
		behind := min(kit.Width(p.Cut(after, w)), room*2/3)
		before = p.CutLeft(before, max(room-behind, 0))
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
