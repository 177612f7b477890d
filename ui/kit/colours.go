package kit

import (
	"math"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

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

// WrapPainted breaks a line that holds SGR sequences into lines of at most w
// cells, at blanks where there are some. The blanks it begins with stay; the
// lines that carry it on are set in by hang cells. Each line switches on what it
// needs and ends plain.
func (p *Pen) WrapPainted(s string, w, hang int) []string {
	s, in := unindent(s)
	if in >= w/2 || hang >= w/2 {
		in, hang = 0, 0
	}
	if w <= 0 {
		return nil
	}
	var out []string
	open := ""
	for i, l := range wrapLine(nil, s, w-max(in, hang), math.MaxInt) {
		text := open + l
		open = stillOpen(open, l)
		if open != "" {
			text += "\x1b[m"
		}
		if i > 0 {
			in = hang
		}
		out = append(out, blank(in)+text)
	}
	return out
}

// unindent takes the blanks away that a painted line begins with.
func unindent(s string) (rest string, in int) {
	var kept strings.Builder
	for s != "" {
		if s[0] == ' ' {
			in++
			s = s[1:]
			continue
		}
		if s[0] != 0x1b {
			break
		}
		n, _ := sequence(s)
		kept.WriteString(s[:n])
		s = s[n:]
	}
	return kept.String() + s, in
}

// stillOpen is what is switched on behind a line, given what was before it.
func stillOpen(open, l string) string {
	for {
		i := strings.IndexByte(l, 0x1b)
		if i < 0 {
			return open
		}
		n, _ := sequence(l[i:])
		switch seq := l[i : i+n]; seq {
		case "\x1b[m", "\x1b[0m":
			open = ""
		default:
			open += seq
		}
		l = l[i+n:]
	}
}

// EndPainted marks a painted line of at most w cells as cut: it ends in an ellipsis.
func (p *Pen) EndPainted(s string, w int) string {
	end := " " + p.Marks.Ellipsis
	if w <= len(end) {
		return ""
	}
	return ansi.TruncateWc(s, w-Width(end), "") + "\x1b[m" + end
}
