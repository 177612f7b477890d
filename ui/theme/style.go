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

// Codes of the first of the sixteen colours, and of the bright half.
const (
	fgCode, fgBright = 30, 90
	bgCode, bgBright = 40, 100
)

func fg(c string) Style { return colour(c, "38;2;", fgCode, fgBright) }
func bg(c string) Style { return colour(c, "48;2;", bgCode, bgBright) }

// colour turns #rrggbb, or a number below 16, into SGR parameters; anything else
// is no colour.
func colour(c, lead string, code, bright int) Style {
	if rgb, ok := strings.CutPrefix(c, "#"); ok {
		v, err := strconv.ParseUint(rgb, 16, 32)
		if err != nil || len(rgb) != 6 {
			return Style{}
		}
		dec := func(shift uint) string { return strconv.FormatUint(v>>shift&0xff, 10) }
		return Style{lead + dec(16) + ";" + dec(8) + ";" + dec(0)}
	}
	n, err := strconv.Atoi(c)
	switch {
	case err != nil || n < 0 || n > 15:
		return Style{}
	case n > 7:
		return Style{strconv.Itoa(bright + n - 8)}
	}
	return Style{strconv.Itoa(code + n)}
}
