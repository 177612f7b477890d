package hostconf

import "strings"

// scanner takes the text of a shell file apart into words, as far as assignments
// need it.
type scanner struct {
	text   string
	pos    int
	line   int64
	expand func(expansion) (value, trouble string, ok bool)
}

// word is one word of a command.
type word struct {
	raw     string // as it stands there
	value   string // quotes and expansions done
	line    int64
	trouble string
	unread  bool // something in it could not be expanded
}

// assigns tells whether the word has the form NAME=value.
func (w word) assigns() bool {
	name, _, ok := strings.Cut(w.raw, "=")
	return ok && isName(strings.TrimSuffix(name, "+"))
}

// command reads words up to the end of a simple command and answers what ended it;
// ok is false at the end of the text.
func (s *scanner) command() (words []word, end string, ok bool) {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == ' ', c == '\t', c == '\r':
			s.pos++
		case c == '\\' && s.pos+1 < len(s.text) && s.text[s.pos+1] == '\n':
			s.pos += 2
			s.line++
		case c == '#':
			s.skipLine()
		case c == '\n':
			s.pos++
			s.line++
			return words, "\n", true
		case c == '<' || c == '>':
			s.redirect()
		case strings.IndexByte(";&|()", c) >= 0:
			return words, s.operator(), true
		default:
			w := s.word()
			if !s.descriptor(w) {
				words = append(words, w)
			}
		}
	}
	return words, "", len(words) > 0
}

// descriptor tells whether a word is the number before a redirection, as in 2>.
func (s *scanner) descriptor(w word) bool {
	return s.pos < len(s.text) && (s.text[s.pos] == '<' || s.text[s.pos] == '>') && w.raw != "" && strings.Trim(w.raw, "0123456789") == ""
}

func (s *scanner) skipLine() {
	if i := strings.IndexByte(s.text[s.pos:], '\n'); i >= 0 {
		s.pos += i
	} else {
		s.pos = len(s.text)
	}
}

func (s *scanner) operator() string {
	n := 1
	if s.pos+1 < len(s.text) && s.text[s.pos+1] == s.text[s.pos] && s.text[s.pos] != '(' && s.text[s.pos] != ')' {
		n = 2
	}
	op := s.text[s.pos : s.pos+n]
	s.pos += n
	return op
}

// redirect skips a redirection, its target, and the text of a here-document.
func (s *scanner) redirect() {
	from := s.pos
	for s.pos < len(s.text) && strings.IndexByte("<>&-", s.text[s.pos]) >= 0 {
		s.pos++
	}
	here := strings.HasPrefix(s.text[from:s.pos], "<<") && !strings.HasPrefix(s.text[from:s.pos], "<<<")
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		s.pos++
	}
	if s.pos >= len(s.text) || strings.IndexByte("\n;&|()<>", s.text[s.pos]) >= 0 {
		return
	}
	target := s.word()
	if !here {
		return
	}
	s.skipLine()
	for s.pos < len(s.text) {
		s.pos++
		s.line++
		start := s.pos
		s.skipLine()
		if strings.Trim(s.text[start:s.pos], "\t") == target.value {
			return
		}
	}
}

// word reads one word.
func (s *scanner) word() word {
	w := word{line: s.line}
	start := s.pos
	var b strings.Builder
	for s.pos < len(s.text) && strings.IndexByte(" \t\n;&|()<>", s.text[s.pos]) < 0 {
		switch c := s.text[s.pos]; c {
		case '\'':
			b.WriteString(s.until('\''))
		case '"':
			s.pos++
			s.doubleQuoted(&w, &b)
		case '\\':
			s.escape(&b)
		case '$', '`':
			s.dollar(&w, &b)
		default:
			b.WriteByte(c)
			s.pos++
		}
	}
	if s.pos < len(s.text) && s.text[s.pos] == '(' && strings.HasSuffix(s.text[start:s.pos], "=") {
		s.balanced('(', ')')
		w.unread, w.trouble = true, notEvaluated("an array")
	}
	if s.pos == start {
		s.pos++ // nothing fits: go on behind it
	}
	w.raw, w.value = s.text[start:s.pos], b.String()
	return w
}

// until reads what stands up to the next quote, from the one at pos.
func (s *scanner) until(quote byte) string {
	rest := s.text[s.pos+1:]
	n := strings.IndexByte(rest, quote)
	if n < 0 {
		n = len(rest)
	}
	s.pos = min(len(s.text), s.pos+n+2)
	s.line += int64(strings.Count(rest[:n], "\n"))
	return rest[:n]
}

func (s *scanner) doubleQuoted(w *word, b *strings.Builder) {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; c {
		case '"':
			s.pos++
			return
		case '\\':
			if s.pos+1 < len(s.text) && strings.IndexByte("$`\"\\\n", s.text[s.pos+1]) < 0 {
				b.WriteByte(c)
				s.pos++
				continue
			}
			s.escape(b)
		case '$', '`':
			s.dollar(w, b)
		default:
			if c == '\n' {
				s.line++
			}
			b.WriteByte(c)
			s.pos++
		}
	}
}

func (s *scanner) escape(b *strings.Builder) {
	s.pos++
	if s.pos >= len(s.text) {
		return
	}
	if c := s.text[s.pos]; c == '\n' {
		s.line++
	} else {
		b.WriteByte(c)
	}
	s.pos++
}
