package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// stepPage draws the steps of a runbook alike wherever one is shown.
type stepPage struct {
	pen    *kit.Pen
	w      int
	scene  scene
	text   *stepText
	ticks  map[string]mesoswatch.Tick // by step
	said   map[string][]*mesoswatch.Action
	leader string // URL of the leading master; empty: not known
	// way tells of a tick that is on its way; nil where nothing is ticked.
	way func(step string) (will, waits bool)
	// marked is the step under the cursor, next which of its commands is copied next,
	// and wide whether its notes are unfolded.
	marked string
	next   int
	wide   bool
	copy   []kit.Span
}

// drawnStep are the lines of a step; the first head of them are its words.
type drawnStep struct {
	lines []stopLine
	head  int
}

// step draws one: box, mark and words, who ticked it, what else is said, its commands
// with what they leave open, and what was noted on it.
func (d *stepPage) step(s *mesoswatch.RunbookStep, part *bookPart) drawnStep {
	var one drawnStep
	box, tail := d.box(s)
	for i, l := range d.words(s, part) {
		line := stopLine{painted: spaces(boxRoom) + l}
		if i == 0 {
			line.painted = box + l
		}
		one.lines = append(one.lines, line)
	}
	if last := &one.lines[len(one.lines)-1]; len(tail) > 0 {
		if kit.Width(ansi.Strip(last.painted))+kit.SpanWidth(tail)+3 > d.w {
			one.lines = append(one.lines, stopLine{spans: nil, right: tail})
		} else {
			last.right = tail
		}
	}
	one.head = len(one.lines)
	for _, l := range part.lines {
		one.lines = append(one.lines, stopLine{painted: l})
	}
	for n, lines := range part.commands {
		one.lines = append(one.lines, d.command(lines, d.marked == s.ID && n == d.next%len(s.Commands))...)
	}
	one.lines = append(one.lines, d.open(s)...)
	one.lines = append(one.lines, d.notes(s)...)
	return one
}

// command is one, broken for reading; beside the one that is copied next stands the
// key, where there is room for it.
func (d *stepPage) command(lines []string, next bool) []stopLine {
	p := d.pen
	var out []stopLine
	for _, l := range lines {
		line := stopLine{spans: []kit.Span{{Text: spaces(boxRoom) + p.Marks.Vertical + " ", Style: p.Border}, {Text: l, Style: p.Level(mesoswatch.Low)}}}
		if next && kit.SpanWidth(line.spans)+kit.SpanWidth(d.copy)+2 <= d.w {
			line.right, next = d.copy, false
		}
		out = append(out, line)
	}
	return out
}

// words are those of a step behind its mark, broken for the room beside the box.
func (d *stepPage) words(s *mesoswatch.RunbookStep, part *bookPart) []string {
	p := d.pen
	text := strings.Join(trimEnd(part.words), " ")
	if _, done := d.ticks[s.ID]; done {
		text = p.Dim.Paint(ansi.Strip(text))
	}
	switch {
	case s.Changes:
		text = p.Bad.Paint("CHANGES THE CLUSTER:") + " " + text
	case s.Reads:
		text = p.OK.Paint("reads:") + " " + text
	}
	lines := p.WrapPainted(text, d.w-2-boxRoom, 0)
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// box is what stands before a step, and behind it who ticked it and when.
func (d *stepPage) box(s *mesoswatch.RunbookStep) (box string, tail []kit.Span) {
	p := d.pen
	if d.way != nil {
		if will, waits := d.way(s.ID); waits {
			word := " ticking"
			if !will {
				word = " unticking"
			}
			return "[" + p.Marks.Ellipsis + "] ", []kit.Span{{Text: word + p.Marks.Ellipsis + " ", Style: p.Changed}}
		}
	}
	t, done := d.ticks[s.ID]
	if !done {
		return "[ ] ", nil
	}
	return p.OK.Paint("[x]") + " ", []kit.Span{{Text: " " + p.Cut(t.Who, max(d.w/4, 8)) + " " + stamped(d.scene, t.At) + " ", Style: p.OK}}
}

// open says what the names stand for that the commands of a step leave to the shell.
func (d *stepPage) open(s *mesoswatch.RunbookStep) []stopLine {
	p := d.pen
	var lines []stopLine
	for i := range d.text.notes {
		note := &d.text.notes[i]
		used := false
		for _, c := range s.Commands {
			used = used || uses(c, note.name)
		}
		switch {
		case !used:
		case d.marked == s.ID && d.wide:
			for _, l := range note.text {
				lines = append(lines, stopLine{painted: spaces(boxRoom) + l})
			}
		case note.leader && d.leader != "":
			text := p.Cut(note.name+" is "+d.leader+", which leads now", d.w-2-boxRoom)
			lines = append(lines, stopLine{spans: []kit.Span{{Text: spaces(boxRoom) + text, Style: p.Dim}}})
		default:
			text := p.Cut(note.name+" is for you to set", d.w-2-boxRoom)
			lines = append(lines, stopLine{spans: []kit.Span{{Text: spaces(boxRoom) + text, Style: p.Dim}}})
		}
	}
	return lines
}

// notes are what was noted on a step, by whom and when.
func (d *stepPage) notes(s *mesoswatch.RunbookStep) []stopLine {
	p := d.pen
	var lines []stopLine
	for _, a := range d.said[s.ID] {
		who := p.Cut(a.Who, max(d.w/4, 8)) + " " + stamped(d.scene, a.At)
		for i, l := range p.Wrap(a.Text, max(d.w-2-boxRoom-2-kit.Width(who), d.w/2), 8) {
			line := stopLine{spans: []kit.Span{kit.Plain(spaces(boxRoom)), {Text: l, Style: p.Strong}}}
			if i == 0 {
				line.right = []kit.Span{{Text: " " + who + " ", Style: p.Dim}}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// notedOn are the notes on steps of a runbook, by step, the first one first.
func notedOn(b *mesoswatch.Board, in mesoswatch.Incident, book string) map[string][]*mesoswatch.Action {
	var said map[string][]*mesoswatch.Action
	for _, a := range b.Notes(in) {
		if a.Step != "" && a.Runbook == book && a.Text != "" {
			if said == nil {
				said = make(map[string][]*mesoswatch.Action)
			}
			said[a.Step] = append(said[a.Step], &a)
		}
	}
	return said
}

// leaderOf is the URL of the master that leads; empty when that is not known.
func leaderOf(b *mesoswatch.Board) string {
	if c := clusterOf(b); c != nil {
		return c.Leader
	}
	return ""
}

func trimEnd(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(ansi.Strip(lines[len(lines)-1])) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
