package ui

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// Widths from which the transport shows more: its strip, and the ends of it.
const (
	stripFrom = 12
	endsFrom  = 110
)

// transport says whether the replay plays, how fast and where it is, and shows
// where in its span that is and where findings opened.
func (m *Model) transport() string {
	p, s := m.pen, m.play
	word, style := m.playWord()
	left := []kit.Span{kit.Plain(" "), {Text: word, Style: style}, {Text: "  " + speedWord(s.Speed), Style: p.Strong}, kit.Plain("  " + m.place())}
	free := m.w - kit.SpanWidth(left)
	if s.At.IsZero() || free < stripFrom+3 {
		return p.Row(m.w, p.Text, left...)
	}
	var right []kit.Span
	if m.w >= endsFrom {
		layout := "15:04:05"
		if !sameDay(m.in(s.From), m.in(s.To)) {
			layout = "Jan _2 15:04"
		}
		left = append(left, kit.Span{Text: "  " + m.in(s.From).Format(layout), Style: p.Dim})
		right = []kit.Span{{Text: " " + m.in(s.To).Format(layout) + m.findingsAround(), Style: p.Dim}}
		free = m.w - kit.SpanWidth(left) - kit.SpanWidth(right)
	}
	left = append(append(left, kit.Plain("  ")), m.strip(free-3)...)
	return p.Ends(m.w, p.Text, left, append(right, kit.Plain(" ")))
}

// playWord is what the replay does, as a mark and a word.
func (m *Model) playWord() (string, theme.Style) {
	p, s := m.pen, m.play
	share := strconv.Itoa(int(min(max(s.Progress, 0), 1)*100)) + " %"
	switch {
	case s.Seeking && !s.Whole:
		return p.Marks.Seek + " READING " + share, p.Changed
	case s.Seeking:
		return p.Marks.Seek + " GOING TO " + m.in(s.Target).Format("15:04:05") + " " + share, p.Changed
	case s.Playing:
		return p.Marks.Play + " PLAYING", p.OK
	case s.atEnd():
		return p.Marks.Pause + " AT THE END", p.Accent
	}
	return p.Marks.Pause + " PAUSED", p.Accent
}

// place is the time of the board with its zone; with the date where the header has
// no room for it.
func (m *Model) place() string {
	if m.play.At.IsZero() {
		return "--:--:--"
	}
	if m.w < endsFrom {
		return m.in(m.play.At).Format("15:04:05 MST")
	}
	return m.in(m.play.At).Format("2006-01-02 15:04:05 MST")
}

// findingsAround is how often a finding opened up to here, and how often one will, of
// those that have marks; the header counts what is open now.
func (m *Model) findingsAround() string {
	s, n := m.play, 0
	if len(s.Marks) == 0 {
		return ""
	}
	lowest := mesoswatch.Critical
	for _, k := range s.Marks {
		lowest = min(lowest, k.Level)
		if !k.At.After(s.At) {
			n++
		}
	}
	what := kit.Count(int64(n), "finding")
	if lowest >= mesoswatch.Medium {
		what = "from " + mesoswatch.Medium.String() + " up " + kit.Number(int64(n))
	}
	return "  " + what + " opened, " + kit.Number(int64(len(s.Marks)-n)) + " to come"
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// strip is the span of the data in w cells: what has been played, where it is, and
// the gravest finding that opened in each cell.
func (m *Model) strip(w int) []kit.Span {
	p, s := m.pen, m.play
	if w <= 0 {
		return nil
	}
	cell := func(t time.Time) int {
		span := s.To.Sub(s.From)
		if span <= 0 {
			return w - 1
		}
		return min(max(int(float64(t.Sub(s.From))/float64(span)*float64(w-1)+0.5), 0), w-1)
	}
	worst := make([]int, w) // level + 1
	for _, k := range s.Marks {
		at := cell(k.At)
		worst[at] = max(worst[at], int(k.Level)+1)
	}
	here := cell(s.At)
	var spans []kit.Span
	add := func(text string, style theme.Style) {
		spans = append(spans, kit.Span{Text: text, Style: style})
	}
	for i := 0; i < w; {
		switch {
		case i == here:
			add(p.Marks.Knob, p.Strong)
		case worst[i] > 0:
			level := mesoswatch.Level(worst[i] - 1)
			add(p.Marks.Level(level)[:markSize(p.Marks.Level(level))], p.Level(level))
		default:
			end := i
			for end < w && end != here && worst[end] == 0 {
				end++
			}
			text, style := p.Marks.Free, p.Dim
			if i < here {
				text, style = p.Marks.Full, p.Accent
			}
			add(strings.Repeat(text, end-i), style)
			i = end
			continue
		}
		i++
	}
	return spans
}

// markSize is the length of the first character of a mark: the strip has one cell
// for each.
func markSize(mark string) int {
	_, n := utf8.DecodeRuneInString(mark)
	return n
}
