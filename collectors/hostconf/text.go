package hostconf

import (
	"strings"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
)

// printable makes a name that came from outside harmless in a sentence.
func printable(s string) string { return mesoswatch.Printable(s) }

// maxValue is how long a value may be that is shown.
const maxValue = 64 << 10

// bounded cuts a long text at a whole character.
func bounded(s string, limit int) (cut string, was bool) {
	if len(s) <= limit {
		return s, false
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit], true
}

// joined puts sentences behind one another, those that are not empty.
func joined(all ...string) string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}
