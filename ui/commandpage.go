package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// commandPage is one command, or what else is to be copied, on a page of its own,
// from the first column to the last and without borders, so that a mouse can select
// it where nothing else can copy it.
type commandPage struct {
	pen   *kit.Pen
	keys  *keyMap
	w, h  int
	text  string
	plain bool   // it is no command: where its lines are broken does not matter
	why   string // it is here, to be said above
	head  []string
	lines []string
	top   int
}

func (c *commandPage) open() bool { return c.text != "" }

func (c *commandPage) show(of clip, why string) {
	c.text, c.plain, c.why, c.top = of.text, !of.command, why, 0
	c.build()
}

func (c *commandPage) setSize(w, h int) {
	c.w, c.h = w, h
	c.build()
}

// build breaks the lines of the command for the width.
func (c *commandPage) build() {
	c.head, c.lines = nil, nil
	if c.w <= 0 || !c.open() {
		return
	}
	torn, whole := false, !strings.Contains(c.text, "<<") // the lines of a here-document must stay as they are
	for _, l := range mesoswatch.PrintableLines(c.text) {
		l = c.pen.Clean(l)
		pieces := []string{l}
		if kit.Width(l) > c.w {
			if pieces = breakShell(l, c.w); pieces == nil || !whole || c.plain {
				torn = torn || !c.plain
				pieces = c.pen.WrapPainted(l, c.w, 0)
			}
		}
		c.lines = append(c.lines, pieces...)
	}
	say := c.why
	if torn {
		say += " A line is longer than the screen: join it where it was broken."
	}
	c.head = c.pen.Wrap(say, c.w, 3)
	c.scroll(0)
}

func (c *commandPage) rows() int { return max(c.h-len(c.head)-1, 0) }

func (c *commandPage) scroll(n int) { c.top = max(min(c.top+n, len(c.lines)-c.rows()), 0) }

// update answers whether a key was for the page; any other closes it.
func (c *commandPage) update(msg tea.KeyPressMsg) bool {
	if n, ok := c.keys.step(msg, c.rows()); ok {
		c.scroll(n)
		return true
	}
	c.text = ""
	return key.Matches(msg, c.keys.Back, c.keys.Enter)
}

func (c *commandPage) ShortHelp() []key.Binding {
	return []key.Binding{c.keys.Down, c.keys.Back}
}

func (c *commandPage) view() []string {
	lines := make([]string, 0, c.h)
	for _, l := range c.head {
		lines = append(lines, c.pen.Row(c.w, c.pen.Text, kit.Span{Text: l, Style: c.pen.Dim}))
	}
	return append(append(lines, ""), c.lines[c.top:min(c.top+c.rows(), len(c.lines))]...)
}

// breakShell breaks a line of shell that is longer than w cells at blanks outside of
// quotes, with a backslash at each end: what is selected runs as the line would. nil
// when there is no such place.
func breakShell(l string, w int) []string {
	var out []string
	for kit.Width(l) > w {
		at := shellBreak(l, w-2)
		if at <= 0 {
			return nil
		}
		out = append(out, l[:at]+` \`)
		l = strings.TrimLeft(l[at:], " ")
	}
	return append(out, l)
}

// shellBreak is the last blank outside of quotes and comments within w cells of a
// line; 0 without one.
func shellBreak(l string, w int) (at int) {
	var quote byte
	for i := 0; i < len(l); i++ {
		c := l[i]
		switch {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\\':
			i++
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '#' && (i == 0 || l[i-1] == ' '):
			return at
		case c == ' ' && i > 0 && kit.Width(l[:i]) <= w:
			at = i
		}
		if kit.Width(l[:min(i, len(l))]) > w {
			return at
		}
	}
	return at
}
