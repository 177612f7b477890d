package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// Widths of what stands before the cells of the strips and behind them.
const (
	stripLead = 18
	stripTail = 30
)

// stripRoom is how many cells there is room for.
func (o *overviewPane) stripRoom() int { return max(o.body.w-stripLead-stripTail, 0) }

// strips are the worst finding of each cell and, below, logins on one scale so that
// they compare.
func (o *overviewPane) strips() []string {
	p, t := o.pen, &o.strip
	w := o.at.strip.w
	if len(t.cells) == 0 {
		return nil
	}
	row := func(lead, name string, cells []kit.Span, tail ...kit.Span) string {
		spans := append([]kit.Span{{Text: " " + p.Fit(lead, 9) + p.Fit(name, 8), Style: p.Dim}}, cells...)
		return p.Row(w, p.Text, append(append(spans, kit.Plain("  ")), tail...)...)
	}
	most, failedTop, ok, failed := 0, 0, 0, 0
	for _, c := range t.cells {
		most, failedTop = max(most, c.ok), max(failedTop, c.failed)
		ok, failed = ok+c.ok, failed+c.failed
	}
	top := max(most, failedTop)
	bad := p.Dim
	if failed > 0 {
		bad = p.Bad
	}
	return []string{
		row("Last "+hoursWord(stripSpan), "worst", t.levels(p), o.levelTotal()...),
		row("Logins", "ok", t.bars(p, top, func(c stripCell) int { return c.ok }, p.OK), o.okWords(ok, most)),
		row("", "failed", t.bars(p, top, func(c stripCell) int { return c.failed }, bad), o.failedWords(failed)),
	}
}

// levelTotal is how many findings there were in all cells, worst first.
func (o *overviewPane) levelTotal() []kit.Span {
	p, n := o.pen, o.strip.total
	var spans []kit.Span
	for l := mesoswatch.Critical; l > mesoswatch.Low; l-- {
		if n[l] > 0 {
			spans = append(spans, kit.Span{Text: p.Marks.Level(l) + " " + kit.Number(int64(n[l])), Style: p.Level(l)}, kit.Plain("  "))
		}
	}
	if low := n[mesoswatch.Low] + n[mesoswatch.Informational]; low > 0 {
		spans = append(spans, kit.Span{Text: p.Marks.Level(mesoswatch.Low) + " " + kit.Number(int64(low)), Style: p.Level(mesoswatch.Low)})
	}
	if len(spans) == 0 {
		word := "nothing found"
		if o.scene.board.Seq == 0 {
			word = "nothing known"
		}
		return []kit.Span{{Text: word, Style: p.Dim}}
	}
	return spans
}

func (o *overviewPane) okWords(sum, most int) kit.Span {
	p := o.pen
	if sum == 0 {
		return kit.Span{Text: "none seen", Style: p.Dim}
	}
	per := kit.Digits(int64(o.strip.cell.Minutes())) + " min"
	return kit.Span{Text: p.Cut(kit.Number(int64(sum))+", most "+kit.Number(int64(most))+" in "+per, stripTail-3), Style: p.Dim}
}

func (o *overviewPane) failedWords(sum int) kit.Span {
	p, last := o.pen, o.scene.board.Logins.LastFailed
	switch {
	case sum > 0:
		return kit.Span{Text: p.Cut(kit.Number(int64(sum))+", the last "+kit.Since(o.scene.now, last), stripTail-3), Style: p.Strong}
	case !last.IsZero():
		return kit.Span{Text: p.Cut("the last one "+kit.Since(o.scene.now, last), stripTail-3), Style: p.Dim}
	}
	return kit.Span{Text: "none seen", Style: p.Dim}
}

// cellWords tell of the cell that is chosen: its span and what was found in it.
func (o *overviewPane) cellWords() []string {
	from, to, any := o.strip.span()
	if !any {
		return nil
	}
	p, s := o.pen, o.scene
	when := kit.Clock(s.now, s.in(from)) + " to " + s.in(to).Format("15:04")
	spans := []kit.Span{{Text: " " + when + "  ", Style: p.Title}}
	span := s.board.Found.Between(from, to)
	spans = append(spans, levelWords(p, span.Levels())...)
	if c := o.strip.cells[o.strip.index()]; len(spans) == 1 {
		word := "nothing found"
		if c.unseen {
			word = "nothing is known of that time"
		}
		spans = append(spans, kit.Span{Text: word, Style: p.Dim})
	}
	back := []kit.Span{{Text: " " + o.keys.Back.Help().Key, Style: p.Key}, {Text: " all of it ", Style: p.KeyWord}}
	return []string{p.Ends(o.at.chosen.w, p.Text, spans, back)}
}

// levelWords are counts by level, in words: "1 critical, 2 high". Informational ones
// count among the low ones, as in the header.
func levelWords(p *kit.Pen, n [5]int) []kit.Span {
	n[mesoswatch.Low] += n[mesoswatch.Informational]
	var spans []kit.Span
	add := func(text string, style theme.Style) {
		if len(spans) > 0 {
			spans = append(spans, kit.Plain(", "))
		}
		spans = append(spans, kit.Span{Text: text, Style: style})
	}
	for l := mesoswatch.Critical; l >= mesoswatch.Low; l-- {
		if n[l] > 0 {
			add(kit.Number(int64(n[l]))+" "+l.String(), p.Level(l))
		}
	}
	return spans
}

// levelSentence is the same without colours.
func levelSentence(p *kit.Pen, n [5]int) string {
	var b strings.Builder
	for _, s := range levelWords(p, n) {
		b.WriteString(s.Text)
	}
	return b.String()
}
