package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// commandLine is where commands are typed, with those typed before.
type commandLine struct {
	m    *Model
	past []string // the newest last, none twice in a row
}

// maxPast bounds the history.
const maxPast = 100

func (c *commandLine) prompt(promptFor) *prompt {
	return &prompt{keys: &c.m.keys, lead: ":", hint: "a command: goto 14:05, findings, help; Tab completes", past: c.past, complete: c.m.complete, ghost: c.m.ghost, told: c.m.aboutCommand}
}

// typed runs what was typed once it is accepted.
func (c *commandLine) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	text = strings.TrimSpace(text)
	if o != accepted || text == "" {
		return nil, ""
	}
	if n := len(c.past); n == 0 || c.past[n-1] != text {
		c.past = append(slices.Clone(c.past[max(n+1-maxPast, 0):]), text)
	}
	return c.m.command(text)
}

// command runs one: by its name, or what no other name begins with.
func (m *Model) command(text string) (tea.Cmd, string) {
	name, args, _ := strings.Cut(strings.TrimPrefix(text, ":"), " ")
	args = strings.TrimSpace(args)
	found := m.commandsLike(name)
	switch {
	case len(found) == 0:
		return nil, m.noCommand(name)
	case len(found) > 1:
		return nil, m.pen.Cut(name, 20) + " could be " + names(found)
	}
	c := found[0]
	if c.idle != nil {
		if why := c.idle(m); why != "" {
			return nil, c.name + " " + why
		}
	}
	if args != "" && c.args == "" {
		return nil, c.name + " stands alone"
	}
	return c.run(m, args)
}

// noCommand says what may have been meant, or what there is.
func (m *Model) noCommand(name string) string {
	var all []string
	for _, c := range m.commands() {
		all = append(all, c.name)
	}
	said := "no command " + m.pen.Cut(name, 20)
	if near := nearest(name, all); near != "" {
		return said + ": is it " + near + "?"
	}
	return said + ": " + strings.Join(all, ", ")
}

// nearest is the word that may have been meant; empty: none is near.
func nearest(given string, words []string) string {
	const far = 3
	best, near := far, ""
	for _, w := range words {
		if d := mesoswatch.EditDistance(given, w, far); d < best {
			best, near = d, w
		}
	}
	return near
}

// commandsLike are those whose name begins so; the one that is called so comes
// alone.
func (m *Model) commandsLike(name string) []command {
	var found []command
	for _, c := range m.commands() {
		if c.name == name {
			return []command{c}
		}
		if strings.HasPrefix(c.name, name) {
			found = append(found, c)
		}
	}
	return found
}

func names(list []command) string {
	var words []string
	for _, c := range list {
		words = append(words, c.name)
	}
	return strings.Join(words, ", ")
}

// complete is what Tab makes of a text: as much as is sure.
func (m *Model) complete(text string) string {
	name, args, inArgs := strings.Cut(text, " ")
	found := m.commandsLike(name)
	if len(found) == 0 {
		return text
	}
	if !inArgs {
		var words []string
		for _, c := range found {
			words = append(words, c.name)
		}
		name = common(words)
		if len(found) == 1 && found[0].args != "" {
			name += " "
		}
		return name
	}
	before, fits := m.argsLike(found, args)
	if len(fits) == 0 {
		return text
	}
	return name + " " + before + common(fits)
}

// argsLike are the words that could stand where args end; before is what stands
// there already.
func (m *Model) argsLike(found []command, args string) (before string, fits []string) {
	if len(found) != 1 || found[0].words == nil {
		return "", nil
	}
	last := args
	if found[0].several {
		at := strings.LastIndexByte(args, ' ') + 1
		before, last = args[:at], args[at:]
		not := strings.HasPrefix(last, "!")
		last = strings.TrimPrefix(last, "!")
		if not {
			before += "!"
		}
	}
	for _, w := range found[0].words(m) {
		if strings.HasPrefix(w, last) {
			fits = append(fits, w)
		}
	}
	return before, fits
}

// ghost is what may follow a text: what Tab adds to it, else what a command takes.
func (m *Model) ghost(text string) string {
	if rest, is := strings.CutPrefix(m.complete(text), text); is && strings.TrimSpace(rest) != "" {
		if found := m.commandsLike(strings.TrimSpace(text + rest)); len(found) == 1 && !strings.Contains(text, " ") {
			rest += found[0].args
		}
		return rest
	}
	name, args, inArgs := strings.Cut(text, " ")
	found := m.commandsLike(name)
	switch {
	case len(found) != 1 || args != "" || found[0].args == "":
		return ""
	case inArgs:
		return found[0].args
	}
	return " " + found[0].args
}

// common is what all words begin with.
func common(words []string) string {
	first := words[0]
	for _, w := range words[1:] {
		n := 0
		for n < len(first) && n < len(w) && first[n] == w[n] {
			n++
		}
		first = first[:n]
	}
	return first
}

// aboutCommand says behind the cursor what is being typed: what the command does,
// or which there are.
func (m *Model) aboutCommand(text string) string {
	name, args, inArgs := strings.Cut(text, " ")
	found := m.commandsLike(name)
	switch {
	case len(found) == 0:
		return m.noCommand(name)
	case len(found) > 1:
		return names(found)
	case found[0].idle != nil && found[0].idle(m) != "":
		return found[0].idle(m)
	}
	if _, fits := m.argsLike(found, args); inArgs && len(fits) > 1 {
		return strings.Join(fits, ", ")
	}
	if inArgs && args != "" {
		return ""
	}
	return found[0].what
}

// commandHelp is what the help says of commands, w cells wide: of those that can be
// used now, or of all. Views are told of by their keys.
func (m *Model) commandHelp(w int, all bool) []string {
	p := m.pen
	lines := []string{p.Row(w, p.Text, kit.Span{Text: " Commands", Style: p.Title}, kit.Span{Text: "  Tab completes, a unique beginning is enough", Style: p.Dim})}
	var views []string
	for _, c := range m.commands() {
		switch {
		case !all && c.idle != nil && c.idle(m) != "":
			continue
		case strings.HasPrefix(c.what, "view "):
			views = append(views, ":"+c.name)
			continue
		}
		lines = append(lines, p.Row(w, p.Text, kit.Span{Text: " " + p.Fit(":"+c.name+" "+c.args, 17) + " ", Style: p.Key}, kit.Plain(p.Cut(c.what, w-20))))
	}
	for _, l := range p.Wrap(strings.Join(views, " "), w-21, 3) {
		lines = append(lines, p.Row(w, p.Text, kit.Span{Text: strings.Repeat(" ", 19), Style: p.Key}, kit.Span{Text: l, Style: p.Key}))
	}
	return append(lines, p.Row(w, p.Text))
}
