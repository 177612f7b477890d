package theme

import (
	"strconv"
	"strings"
)

// Style is a set of SGR parameters. The zero value is the terminal's own look.
type Style struct{ params string }

// The attributes that do not depend on colours.
var (
	bold      = Style{"1"}
	faint     = Style{"2"}
	underline = Style{"4"}
	reverse   = Style{"7"}
)

// With lays o over s: where both set the same thing, o wins.
func (s Style) With(o Style) Style {
	switch {
	case s.params == "":
		return o
	case o.params == "":
		return s
	}
	return Style{s.params + ";" + o.params}
}

// Paint puts the style around text that holds no escape sequences.
func (s Style) Paint(text string) string {
	if s.params == "" || text == "" {
		return text
	}
	return "\x1b[" + s.params + "m" + text + "\x1b[m"
}

// Open is the sequence that turns the style on, empty for the plain one.
func (s Style) Open() string {
	if s.params == "" {
		return ""
	}
	return "\x1b[" + s.params + "m"
}

func fg(hex string) Style { return colour("38;2;", hex) }
func bg(hex string) Style { return colour("48;2;", hex) }

// colour turns #rrggbb into SGR parameters; anything else is no colour.
func colour(lead, hex string) Style {
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		return Style{}
	}
	dec := func(shift uint) string { return strconv.FormatUint(v>>shift&0xff, 10) }
	return Style{lead + dec(16) + ";" + dec(8) + ";" + dec(0)}
}
