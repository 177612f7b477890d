package bundle

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
)

// maxShown is how many characters of one foreign text the post-mortem shows; the
// parts of the bundle have the whole.
const maxShown = 400

// md makes foreign text plain in Markdown: harmless, on one line, and every
// character that could mean something where it stands escaped. What means nothing
// there is left alone, so that people can go on writing in the draft.
func md(s string) string {
	s = plain(s)
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '|': // tables are cut into cells before anything else is read
			b.WriteString("&#124;")
		case r == '&':
			b.WriteString("&amp;")
		case special(s, i, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain is foreign text on one line, harmless and of bounded length.
func plain(s string) string {
	s = strings.Join(strings.Fields(mesoswatch.Printable(s)), " ")
	if utf8.RuneCountInString(s) > maxShown {
		s = string([]rune(s)[:maxShown-1]) + "…"
	}
	return s
}

// special tells whether a character could mean something in Markdown (CommonMark,
// and what GitHub adds) where it stands. The text may stand at the start of a
// paragraph, a list item or a cell.
func special(s string, i int, r rune) bool {
	before, after := s[:i], s[i+utf8.RuneLen(r):]
	switch r {
	case '_': // within a word it is a letter
		return !wordEnd(before) || !wordStart(after)
	case '.', ')': // 1. and 1) begin lists, www. a link
		ends := after == "" || after[0] == ' '
		return ends && before != "" && strings.Trim(before, "0123456789") == "" || r == '.' && strings.HasSuffix(strings.ToLower(before), "www")
	case '-', '+', '=', '>', ':', '%':
		return before == "" || r == ':' && strings.HasPrefix(after, "/") || r == '-' && strings.HasPrefix(after, "-")
	}
	return strings.ContainsRune("\\`*{[<#~@$", r)
}

func wordEnd(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func wordStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
