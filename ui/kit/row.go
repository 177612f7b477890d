package kit

import (
	"strings"

	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// Span is a piece of a row: text that is clean already, in a style.
type Span struct {
	Text  string
	Style theme.Style
}

// Row draws spans over a base style (the cursor's, or none) into exactly w
// cells. Spans that do not fit are cut.
func (p *Pen) Row(w int, base theme.Style, spans ...Span) string {
	var b strings.Builder
	left := w
	for _, s := range spans {
		if left <= 0 {
			break
		}
		text := s.Text
		n := Width(text)
		if n > left {
			text = p.Cut(text, left)
			n = Width(text)
		}
		b.WriteString(base.With(s.Style).Paint(text))
		left -= n
	}
	b.WriteString(base.Paint(blank(left)))
	return b.String()
}

// Ends draws left spans from the left edge and right spans to the right edge; if
// both do not fit, the left ones give way.
func (p *Pen) Ends(w int, base theme.Style, left, right []Span) string {
	n := SpanWidth(right)
	if n >= w {
		return p.Row(w, base, right...)
	}
	return p.Row(w-n, base, left...) + p.Row(n, base, right...)
}

// SpanWidth is how many cells spans take.
func SpanWidth(spans []Span) int {
	n := 0
	for _, s := range spans {
		n += Width(s.Text)
	}
	return n
}

// Rule is a horizontal border of w cells; tee, when it is within, is where a
// vertical border meets it, drawn with the given character.
func (p *Pen) Rule(w, tee int, meet string) string {
	if w <= 0 {
		return ""
	}
	line := strings.Repeat(p.Marks.Horizontal, w)
	if tee >= 0 && tee < w {
		line = strings.Repeat(p.Marks.Horizontal, tee) + meet + strings.Repeat(p.Marks.Horizontal, w-tee-1)
	}
	return p.Border.Paint(line)
}

// Plain is a span in the terminal's own look.
func Plain(text string) Span { return Span{Text: text} }
