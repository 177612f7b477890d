package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// stepBook is a runbook cut into its steps and what stands between them; runbookMsg
// is one that was rendered.
type (
	stepBook   = reading[stepText]
	runbookMsg = readMsg[stepText]
)

type stepText struct {
	filled mesoswatch.FilledRunbook
	parts  []bookPart
	notes  []bookNote
}

// bookNote is a paragraph of the introduction on a name that commands leave to the
// shell: $MASTER. text is painted and broken for the room of a step.
type bookNote struct {
	name   string
	leader bool // it is the URL of the leading master
	text   []string
}

func newStepBook(p *kit.Pen, ask runbookFunc) stepBook {
	return stepBook{ask: ask, pen: p, render: func(p *kit.Pen, b mesoswatch.FilledRunbook, width int) stepText {
		parts, notes := cutBook(p, b, width)
		return stepText{b, parts, notes}
	}}
}

// bookPart is a step, or text between steps, broken for the width of its key.
type bookPart struct {
	// sections name an introduction: what the book says before its first section with
	// steps. It is no such without any.
	sections []string
	step     int      // index in FilledRunbook.Steps, -1: text
	lines    []string // painted: the text, or of a step what stands below its commands' first
	words    []string // of a step, painted, without box and marks
	// commands of a step, broken for reading. What is copied has no other breaks than
	// its own.
	commands [][]string
}

// boxRoom is how far the words of a step are set in: "[x] ".
const boxRoom = 4

// cutBook cuts a filled runbook into parts. A step ends with the next one, or with
// a heading.
func cutBook(p *kit.Pen, book mesoswatch.FilledRunbook, width int) (parts []bookPart, notes []bookNote) {
	md := strings.Split(book.Markdown, "\n")
	r := newMarkdown(p)
	text := func(from, to int) {
		if lines := r.lines(md[from:max(to, from)], width); len(lines) > 0 {
			parts = append(parts, bookPart{step: -1, lines: lines})
		}
	}
	at := 0
	for i, s := range book.Steps {
		if s.Line < at || s.Line >= len(md) {
			continue // a book that contradicts itself: what can be shown is shown
		}
		if at == 0 {
			if at = lastHeading(md[:s.Line]); at > 0 {
				parts = append(parts, bookPart{step: -1, lines: r.lines(md[:at], width), sections: headings(md[:at])})
				notes = shellNotes(r, md[:at], width-boxRoom)
			}
		}
		text(at, s.Line)
		end := len(md)
		if i+1 < len(book.Steps) && book.Steps[i+1].Line > s.Line {
			end = min(book.Steps[i+1].Line, len(md))
		}
		end = endOfStep(md, s.Line+1, end)
		parts = append(parts, cutStep(r, i, s, md[s.Line+1:end], width))
		at = end
	}
	text(at, len(md))
	return parts, notes
}

// endOfStep is where a heading ends the step before the next one does.
func endOfStep(md []string, from, to int) int {
	fenced := false
	for i := from; i < to; i++ {
		l := strings.TrimSpace(md[i])
		if strings.HasPrefix(l, "```") {
			fenced = !fenced
		}
		if !fenced && strings.HasPrefix(l, "#") {
			return i
		}
	}
	return to
}

// cutStep renders the words of a step, and apart from its commands, which are drawn
// as they are copied, whatever else stands below it.
func cutStep(r *markdown, i int, s mesoswatch.RunbookStep, below []string, width int) bookPart {
	words := []string{unmarked(s.Text)}
	for len(below) > 0 && strings.TrimSpace(below[0]) != "" && !strings.HasPrefix(strings.TrimSpace(below[0]), "```") {
		words = append(words, strings.TrimSpace(below[0]))
		below = below[1:]
	}
	var rest []string
	fenced := false
	for _, l := range below {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			fenced = !fenced
		} else if !fenced {
			rest = append(rest, l)
		}
	}
	part := bookPart{step: i, words: r.lines(words, longLine), lines: r.lines(rest, width-boxRoom)}
	part.lines = trimEnd(part.lines)
	for n, l := range part.lines {
		part.lines[n] = spaces(boxRoom) + l
	}
	for _, c := range s.Commands {
		part.commands = append(part.commands, commandLines(r.pen, c, width-boxRoom-2))
	}
	return part
}

// commandLines breaks a command into lines of at most w cells.
func commandLines(p *kit.Pen, command string, w int) []string {
	const most = 60
	var lines []string
	for _, l := range mesoswatch.PrintableLines(command) {
		lines = append(lines, p.WrapPainted(p.Clean(l), max(w, 1), 2)...)
		if len(lines) > most {
			return append(lines[:most], p.Marks.Ellipsis)
		}
	}
	return lines
}

// unmarked are the words of a step without its marks, which are drawn for all steps
// alike.
func unmarked(text string) string {
	for _, mark := range []string{"*reads*", "**changes the cluster**"} {
		text = strings.Replace(text, mark, "", 1)
	}
	return strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(text), ":,;"))
}

// plainStep are the words of a step, or a note, without marks and emphasis.
func plainStep(text string) string {
	return strings.NewReplacer("`", "", "**", "").Replace(unmarked(text))
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }
