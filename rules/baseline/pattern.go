package baseline

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// like tells whether all of s fits a pattern: * is any text, also none, ? is one
// character, \ takes the meaning from the next one. Case counts. It takes time
// in the product of the lengths at most.
func like(pattern, s string) bool {
	p, i := 0, 0
	star, mark := -1, 0
	for i < len(s) {
		kind, lit, next := step(pattern, p)
		switch {
		case kind == '*':
			star, mark = next, i
			p = next
			continue
		case kind == '?':
			_, n := utf8.DecodeRuneInString(s[i:])
			i, p = i+n, next
			continue
		case kind == 'c' && s[i] == lit:
			i, p = i+1, next
			continue
		case star < 0:
			return false
		}
		_, n := utf8.DecodeRuneInString(s[mark:])
		mark += n
		p, i = star, mark
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// step reads one element of a pattern: '*', '?', 'c' with a byte, or 0 at its end.
func step(pattern string, p int) (kind, lit byte, next int) {
	if p >= len(pattern) {
		return 0, 0, p
	}
	switch c := pattern[p]; {
	case c == '*' || c == '?':
		return c, 0, p + 1
	case c == '\\' && p+1 < len(pattern):
		return 'c', pattern[p+1], p + 2
	default:
		return 'c', c, p + 1
	}
}

// expression writes a name or pattern as an RE2 expression for the whole value.
func expression(name, pattern string) string {
	var b strings.Builder
	b.WriteString(`\A(?s:`)
	if pattern == "" {
		b.WriteString(regexp.QuoteMeta(name))
	}
	lit := []byte(nil)
	for p := 0; p < len(pattern); {
		kind, c, next := step(pattern, p)
		if kind == 'c' {
			lit = append(lit, c)
		} else {
			b.WriteString(regexp.QuoteMeta(string(lit)))
			lit = lit[:0]
			b.WriteString(map[byte]string{'*': ".*", '?': "."}[kind])
		}
		p = next
	}
	b.WriteString(regexp.QuoteMeta(string(lit)))
	b.WriteString(`)\z`)
	return b.String()
}
