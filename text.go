package mesoswatch

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes foreign text harmless for a terminal or a text file: C0 and C1
// controls (escape sequences, carriage returns, line breaks, tabs), DEL,
// bidirectional and other format characters, private-use and unassigned
// characters, line and paragraph separators and invalid UTF-8 become visible
// marks such as \x1b or \u202e. What needs no mark comes back unchanged, without
// allocating. Everything that is printed and came from outside goes through here.
func Printable(s string) string {
	i := firstUnprintable(s)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
			writeMark(&b, 'x', uint32(s[i]), 2)
			n = 1
		case harmless(r):
			b.WriteString(s[i : i+n])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x100:
			writeMark(&b, 'x', uint32(r), 2)
		case r < 0x10000:
			writeMark(&b, 'u', uint32(r), 4)
		default:
			writeMark(&b, 'U', uint32(r), 8)
		}
		i += n
	}
	return b.String()
}

// PrintableLines is Printable for text that may keep its line breaks (a message
// with continuation lines): each line is made harmless by itself.
func PrintableLines(s string) []string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = Printable(strings.ReplaceAll(l, "\t", "    "))
	}
	return lines
}

func firstUnprintable(s string) int {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if (r == utf8.RuneError && n <= 1) || !harmless(r) {
			return i
		}
		i += n
	}
	return -1
}

// harmless runes take their place on the screen and do nothing else. A
// combining mark is let through: it can only disfigure its neighbour; blank
// look-alikes that unicode.IsPrint refuses (other spaces) are marked.
func harmless(r rune) bool { return unicode.IsPrint(r) && !invisible(r) }

// invisible lists what unicode calls a letter or mark but terminals draw as
// nothing: Hangul fillers, the combining grapheme joiner, variation selectors.
func invisible(r rune) bool {
	switch {
	case r == 0x034f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x180b && r <= 0x180f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef:
		return true
	}
	return false
}

func writeMark(b *strings.Builder, letter byte, v uint32, digits int) {
	b.WriteByte('\\')
	b.WriteByte(letter)
	h := strconv.FormatUint(uint64(v), 16)
	for range digits - len(h) {
		b.WriteByte('0')
	}
	b.WriteString(h)
}
