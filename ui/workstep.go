package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// drawnStep are the lines of a step; the first head of them are its words.
type drawnStep struct {
	lines []stopLine
	head  int
}

// stepLines draws a step: box, mark and words, who ticked it, what else is said, its
// commands.
func (b *workbook) stepLines(s *mesoswatch.RunbookStep, part *bookPart) drawnStep {
	p := b.pen
	var d drawnStep
	box, tail := b.box(s)
	words := b.words(s, part)
	for i, l := range words {
		line := stopLine{painted: spaces(boxRoom) + l}
		if i == 0 {
			line.painted = box + l
		}
		d.lines = append(d.lines, line)
	}
	if last := &d.lines[len(d.lines)-1]; len(tail) > 0 {
		if kit.Width(ansi.Strip(last.painted))+kit.SpanWidth(tail)+3 > b.w {
			d.lines = append(d.lines, stopLine{spans: nil, right: tail})
		} else {
			last.right = tail
		}
	}
	d.head = len(d.lines)
	for _, l := range trimEnd(part.lines) {
		d.lines = append(d.lines, stopLine{painted: l})
	}
	here, next := b.id() == s.ID, b.nth[s.ID]
	for n, lines := range part.commands {
		look := p.Level(mesoswatch.Low)
		for i, l := range lines {
			line := stopLine{spans: []kit.Span{{Text: spaces(boxRoom) + p.Marks.Vertical + " ", Style: p.Border}, {Text: l, Style: look}}}
			if i == 0 && here && n == next%len(s.Commands) {
				k := b.keys.Copy.Help()
				line.right = []kit.Span{{Text: " " + k.Key, Style: p.Key}, {Text: " " + k.Desc + " ", Style: p.KeyWord}}
			}
			d.lines = append(d.lines, line)
		}
	}
	return d
}

// words are those of a step behind its mark, broken for the room beside the box.
func (b *workbook) words(s *mesoswatch.RunbookStep, part *bookPart) []string {
	p := b.pen
	text := strings.Join(trimEnd(part.words), " ")
	if b.isDone(s.ID) {
		text = p.Dim.Paint(ansi.Strip(text))
	}
	switch {
	case s.Changes:
		text = p.Bad.Paint("CHANGES THE CLUSTER:") + " " + text
	case s.Reads:
		text = p.OK.Paint("reads:") + " " + text
	}
	lines := p.WrapPainted(text, b.w-2-boxRoom, 0)
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// box is what stands before a step, and behind it who ticked it and when.
func (b *workbook) box(s *mesoswatch.RunbookStep) (box string, tail []kit.Span) {
	p, k := b.pen, b.key(s.ID)
	if will, waits := b.way[k]; waits {
		word := " ticking"
		if !will {
			word = " unticking"
		}
		return "[" + p.Marks.Ellipsis + "] ", []kit.Span{{Text: word + p.Marks.Ellipsis + " ", Style: p.Changed}}
	}
	t, done := b.done()[s.ID]
	if !done {
		return "[ ] ", nil
	}
	return p.OK.Paint("[x]") + " ", []kit.Span{{Text: " " + p.Cut(t.Who, max(b.w/4, 8)) + " " + stamped(b.scene, t.At) + " ", Style: p.OK}}
}
