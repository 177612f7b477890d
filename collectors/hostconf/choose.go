package hostconf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// chooser finds the value that counts among all that are given for one daemon, by
// the rules of 3rdparty/stout/include/stout/flags/flags.hpp: the command line hides a
// variable of the same literal name; the same flag twice on the command line, under
// two of its names, or under a name nobody knows, keeps the daemon from starting.
type chooser struct {
	program string
	known   flags
	release mesoswatch.Release
	// lenient is set for schedulers, which take what they do not know, and an option
	// that is given twice, without complaint.
	lenient bool
	guessed int // names that were looked up among the misspelt
}

// maxGuesses bounds the misspelt names that a likely flag is looked for of.
const maxGuesses = 50

func (c *chooser) choose(all []given) []choice {
	byName := make(map[string]*choice)
	var order []string
	commands := make(map[string][]given)
	for _, g := range all {
		name := g.literal()
		old := byName[name]
		switch {
		case old == nil:
			byName[name] = &choice{given: g}
			order = append(order, name)
		case old.env && !g.env, old.env == g.env:
			old.shadowed = append(old.shadowed, old.given)
			old.given = g
		default:
			old.shadowed = append(old.shadowed, g)
		}
		if !g.env {
			commands[name] = append(commands[name], g)
		}
	}
	out := make([]choice, 0, len(order))
	for _, name := range order {
		ch := byName[name]
		if twice := commands[name]; len(twice) > 1 && !c.lenient {
			ch.trouble = joined(ch.trouble, fmt.Sprintf("given %d times on the command line, by %s: %s does not start (Duplicate flag)", len(twice), places(twice), c.program))
		}
		c.read(ch)
		out = append(out, *ch)
	}
	return c.aliases(out)
}

func places(all []given) string {
	var at []string
	for _, g := range all {
		if p := g.place(); !slices.Contains(at, p) {
			at = append(at, p)
		}
	}
	return strings.Join(at, " and ")
}

// read looks the flag up and takes the value as the daemon does.
func (c *chooser) read(ch *choice) {
	ch.flag = c.known[ch.name]
	ch.key, ch.effect = ch.name, ch.value
	if ch.flag == nil {
		if !c.lenient {
			ch.trouble = joined(ch.trouble, c.unknown(ch.given))
		}
		return
	}
	ch.key = ch.flag.names[0].name
	if !c.known.has(ch.name, c.release) {
		ch.trouble = joined(ch.trouble, c.tooNew(ch))
	}
	if !ch.flag.boolean {
		switch {
		case c.lenient:
		case ch.no:
			ch.trouble = joined(ch.trouble, fmt.Sprintf("no- before a flag that is not boolean: %s does not start", c.program))
		case ch.bare:
			ch.trouble = joined(ch.trouble, fmt.Sprintf("a flag that needs a value, without one: %s does not start", c.program))
		}
		return
	}
	ch.effect = fmt.Sprint(!ch.no)
	if ch.bare || ch.value == "" {
		return
	}
	on, ok := truth(ch.value)
	switch {
	case ch.no:
		ch.effect = ch.value
		ch.trouble = joined(ch.trouble, fmt.Sprintf("a value with no- before the name: %s does not start", c.program))
	case ok:
		ch.effect = fmt.Sprint(on)
	default:
		ch.effect = ch.value
		if !ch.unread && !c.lenient {
			ch.trouble = joined(ch.trouble, fmt.Sprintf("neither true, 1, false nor 0: %s does not start", c.program))
		}
	}
}

func (c *chooser) tooNew(ch *choice) string {
	since := ch.flag.since(ch.name)
	text := fmt.Sprintf("mesos %v has no flag %s, it came with %d.%d", c.release, ch.name, since.Major, since.Minor)
	if ch.env {
		return text + ": the variable is ignored in silence"
	}
	return text + fmt.Sprintf(": %s does not start", c.program)
}

// unknown says what comes of a flag that no release knows.
func (c *chooser) unknown(g given) string {
	text := "not a flag of " + c.program
	original := backupOf(g.name)
	meant := ""
	if c.guessed++; c.guessed <= maxGuesses {
		meant = c.known.nearest(g.name, c.release)
	}
	switch {
	case original != "":
		text = fmt.Sprintf("a copy of the file %q that is taken as a flag of its own", printable(original))
	case meant != "":
		text += fmt.Sprintf(" (%s was meant?)", meant)
	}
	return text + fmt.Sprintf(": %s does not start (Failed to load unknown flag)", c.program)
}

// aliases finds flags that are given under more than one of their names.
func (c *chooser) aliases(all []choice) []choice {
	byFlag := make(map[*flag][]int)
	for i, ch := range all {
		if ch.flag != nil {
			byFlag[ch.flag] = append(byFlag[ch.flag], i)
		}
	}
	for _, at := range byFlag {
		if len(at) < 2 {
			continue
		}
		var names []string
		for _, i := range at {
			names = append(names, fmt.Sprintf("%s (%s)", all[i].literal(), all[i].place()))
		}
		for n, i := range at {
			all[i].trouble = joined(all[i].trouble, fmt.Sprintf("given as %s: %s does not start (Flag is already loaded)", strings.Join(names, " and as "), c.program))
			if n > 0 {
				all[i].key += " " + all[i].literal()
			}
		}
	}
	return all
}
