package hostconf

import "strings"

// expansion is what stands behind "$" or in backquotes.
type expansion struct {
	text    string
	command bool
}

// dollar reads an expansion and puts its value in.
func (s *scanner) dollar(w *word, b *strings.Builder) {
	start := s.pos
	what, lone := s.expansion()
	if lone {
		b.WriteByte('$')
		return
	}
	value, trouble, ok := s.expand(what)
	if !ok {
		w.unread = true
		trouble = notEvaluated(s.text[start:s.pos])
	}
	if !strings.Contains(w.trouble, trouble) {
		w.trouble = joined(w.trouble, trouble)
	}
	b.WriteString(value)
}

// expansion reads $NAME, ${…}, $(…), $((…)) or `…`; lone is a dollar that is one.
func (s *scanner) expansion() (what expansion, lone bool) {
	if s.text[s.pos] == '`' {
		return expansion{text: s.until('`'), command: true}, false
	}
	s.pos++
	if s.pos >= len(s.text) {
		return expansion{}, true
	}
	switch c := s.text[s.pos]; {
	case c == '(':
		return expansion{text: s.balanced('(', ')'), command: true}, false
	case c == '{':
		return expansion{text: s.balanced('{', '}')}, false
	case strings.IndexByte("@*#?$!0123456789", c) >= 0:
		s.pos++
		return expansion{text: string(c)}, false
	}
	start := s.pos
	for s.pos < len(s.text) && isName(s.text[start:s.pos+1]) {
		s.pos++
	}
	return expansion{text: s.text[start:s.pos]}, s.pos == start
}

// balanced reads what stands between two brackets, the first at pos.
func (s *scanner) balanced(open, shut byte) string {
	depth := 0
	start := s.pos
	for ; s.pos < len(s.text); s.pos++ {
		switch s.text[s.pos] {
		case open:
			depth++
		case '\n':
			s.line++
		case shut:
			if depth--; depth == 0 {
				s.pos++
				return s.text[start+1 : s.pos-1]
			}
		}
	}
	return s.text[min(start+1, len(s.text)):]
}
