package baseline

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
)

// quote writes foreign text as a double-quoted YAML scalar. What could move a
// cursor, break a line, turn the direction of reading or not be seen stands as
// an escape, so that the file is safe to print and to review. Invalid UTF-8
// becomes U+FFFD, as in events.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s { // an invalid byte comes as U+FFFD
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80 && r >= 0x20 && r != 0x7f:
			b.WriteRune(r)
		case r != utf8.RuneError && mesoswatch.Printable(string(r)) == string(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// aside makes text fit for a comment or a message: in quotes, on one line, and
// not longer than a reader has patience for.
func aside(s string) string {
	const most = 120
	if len(s) > most {
		n := most
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		return quote(s[:n]) + "…"
	}
	return quote(s)
}

// plain is text that YAML reads as itself: addresses, networks, words of ours.
var plain = regexp.MustCompile(`^[a-z][a-z]*$|^[0-9]+(\.[0-9]+){3}(/[0-9]+)?$`)

// scalar leaves addresses and our own words without quotes.
func scalar(s string) string {
	switch s {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return quote(s)
	}
	if plain.MatchString(s) {
		return s
	}
	return quote(s)
}
