package kit

import "strings"

// OnlyColours keeps of a painted line its text and its SGR sequences (colours,
// bold and the like); every other escape sequence and control character goes.
func OnlyColours(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f }) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != 0x7f {
			b.WriteByte(c)
			i++
			continue
		}
		n := 1
		if c == 0x1b {
			var sgr bool
			if n, sgr = sequence(s[i:]); sgr {
				b.WriteString(s[i : i+n])
			}
		}
		i += n
	}
	return b.String()
}

// sequence is the length of the escape sequence at the start of s, and whether
// it is SGR.
func sequence(s string) (n int, sgr bool) {
	if len(s) < 2 {
		return len(s), false
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if c := s[i]; c >= 0x40 && c <= 0x7e {
				return i + 1, c == 'm' && strings.Trim(s[2:i], "0123456789;:") == ""
			}
		}
		return len(s), false
	case ']', 'P', 'X', '^', '_':
		for i := 2; i < len(s); i++ {
			if s[i] == 0x07 {
				return i + 1, false
			}
			if s[i] == 0x1b {
				return min(i+2, len(s)), false
			}
		}
		return len(s), false
	}
	return 2, false
}
