package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// page draws the steps as they stand now.
func (b *workbook) page() *stepPage {
	k := b.keys.Copy.Help()
	d := &stepPage{pen: b.pen, w: b.w, scene: b.scene, text: &b.book.text, ticks: b.done(), leader: leaderOf(b.scene.board), marked: b.id(), wide: b.noted != "" && b.noted == b.id(),
		said: notedOn(b.scene.board, b.in, b.book.text.filled.ID), copy: []kit.Span{{Text: " " + k.Key, Style: b.pen.Key}, {Text: " " + k.Desc + " ", Style: b.pen.KeyWord}},
		way: func(step string) (will, waits bool) { will, waits = b.way[b.key(step)]; return will, waits }}
	d.next = b.nth[d.marked]
	return d
}

// build writes the page anew.
func (b *workbook) build() {
	var lines []stopLine
	var at []stop
	apart := func() {
		if n := len(lines); b.airy && n > 0 && (len(lines[n-1].spans) > 0 || lines[n-1].painted != "") {
			lines = append(lines, stopLine{})
		}
	}
	note := func(text string, look theme.Style, most int) {
		for _, l := range b.pen.Wrap(text, b.w-2, most) {
			lines = append(lines, stopLine{spans: []kit.Span{{Text: l, Style: look}}})
		}
	}
	if open := b.book.text.filled.Open; len(open) > 0 {
		note("The finding does not tell, and commands leave open: "+strings.Join(open, ", "), b.pen.Changed, 3)
	}
	d := b.page()
	for i := range b.book.text.parts {
		part := &b.book.text.parts[i]
		if i == 0 || part.step < 0 || b.book.text.parts[i-1].step >= 0 { // what follows a heading stands below it
			apart()
		}
		switch {
		case len(part.sections) > 0:
			from := len(lines)
			lines = append(lines, b.introduction(part)...)
			at = append(at, stop{id: intro, from: from, head: from + 1, to: len(lines)})
		case part.step < 0:
			for _, l := range trimEnd(part.lines) {
				lines = append(lines, stopLine{painted: l})
			}
		default:
			s := &b.book.text.filled.Steps[part.step]
			one := d.step(s, part)
			at = append(at, stop{id: s.ID, from: len(lines), head: len(lines) + one.head, to: len(lines) + len(one.lines)})
			lines = append(lines, one.lines...)
		}
	}
	if n := len(b.book.text.filled.LeftOut); n > 0 {
		apart()
		note(kit.Count(int64(n), "step")+" left out: about what this finding does not have.", b.pen.Dim, 2)
	}
	b.set(lines, at)
}

// introduction is what stands before the first step: one line, or all of it.
func (b *workbook) introduction(part *bookPart) []stopLine {
	p := b.pen
	lines := []stopLine{{spans: []kit.Span{{Text: p.Cut(strings.Join(part.sections, ", "), max(b.w-18, 8)), Style: p.Dim}}}}
	word := "unfolds"
	if b.unfolded {
		word = "folds"
	}
	switch {
	case b.id() == intro:
		lines[0].right = []kit.Span{{Text: " " + b.keys.Enter.Help().Key, Style: p.Key}, {Text: " " + word + " ", Style: p.KeyWord}}
	case !b.unfolded:
		lines[0].right = []kit.Span{{Text: " folded ", Style: p.Dim}}
	}
	if b.unfolded {
		for _, l := range trimEnd(part.lines) {
			lines = append(lines, stopLine{painted: l})
		}
	}
	return lines
}
