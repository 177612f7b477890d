package scan

import "bytes"

// Kind is what a value is, by how it begins.
type Kind uint8

// Kinds of values. Number is whatever is none of the others, so words that are no
// JSON too.
const (
	None Kind = iota // after an error
	Object
	Array
	Text
	Number
	Bool
	Null
)

// Kind of the value that comes next.
func (s *Scanner) Kind() Kind {
	switch s.peek() {
	case 0:
		if s.err != nil {
			return None
		}
		return Number
	case '{':
		return Object
	case '[':
		return Array
	case '"':
		return Text
	case 't', 'f':
		return Bool
	case 'n':
		return s.nullOrNaN()
	}
	return Number
}

// nullOrNaN tells null from nan, both of which Mesos writes. At the end of the
// buffer it looks one byte further.
func (s *Scanner) nullOrNaN() Kind {
	if s.pos+1 == s.end {
		s.base += int64(s.pos)
		s.keepPath()
		s.buf[0] = s.buf[s.pos]
		s.pos, s.end = 0, 1
		if s.later == nil {
			var n int
			n, s.later = s.r.Read(s.buf[1:])
			s.end = 1 + min(max(n, 0), len(s.buf)-1)
		}
	}
	if s.pos+1 < s.end && s.buf[s.pos+1] == 'a' {
		return Number
	}
	return Null
}

// Fields calls yield with each key of the object that comes next; a value that
// yield does not read is passed over. The key is good until the value is read.
// Null has no fields; any other value neither, and is odd.
func (s *Scanner) Fields(yield func(key []byte) bool) {
	if !s.enter('{', "no object") {
		return
	}
	at := &s.path[s.depth-1]
	at.array = false
	for first := true; ; first = false {
		switch c := s.peek(); {
		case c == '}' && first:
			s.leave()
			return
		case c != '"':
			s.syntax("a key")
			return
		}
		s.key(at)
		if s.peek() != ':' {
			s.syntax("a colon")
			return
		}
		s.pos++
		s.pending = true
		if !yield(at.key) || !s.rest('}') {
			return
		}
	}
}

// Elements calls yield with the index of each element of the array that comes
// next, as Fields does.
func (s *Scanner) Elements(yield func(index int) bool) {
	if !s.enter('[', "no array") {
		return
	}
	at := &s.path[s.depth-1]
	at.array, at.key = true, nil
	if s.peek() == ']' {
		s.leave()
		return
	}
	for at.index = 0; ; at.index++ {
		s.pending = true
		if !yield(at.index) || !s.rest(']') {
			return
		}
	}
}

// enter uses the opening bracket, if it is the one expected.
func (s *Scanner) enter(open byte, otherwise string) bool {
	switch c := s.peek(); {
	case s.err != nil:
		return false
	case c != open:
		if s.Kind() != Null {
			s.Odd(otherwise)
		}
		s.Skip()
		return false
	case s.depth == maxPath:
		s.syntax("less nesting")
		return false
	}
	s.pending = false
	s.pos++
	s.path[s.depth].key = nil
	s.depth++
	return true
}

// leave uses the closing bracket.
func (s *Scanner) leave() {
	s.pos++
	s.depth--
}

// rest passes over what was not read, and tells whether there is more before the
// closing bracket.
func (s *Scanner) rest(closing byte) bool {
	if s.pending {
		s.Skip()
	}
	switch c := s.peek(); {
	case c == ',':
		s.pos++
		return true
	case c == closing && s.err == nil:
		s.leave()
	default:
		s.syntax("a comma or a bracket")
	}
	return false
}

// maxKey bounds what is kept of a key.
const maxKey = 512

// key reads a key, whose quote comes next, into a step of the path.
func (s *Scanner) key(at *step) {
	rest := s.buf[s.pos+1 : s.end]
	if n := bytes.IndexByte(rest, '"'); n >= 0 && n <= maxKey && bytes.IndexByte(rest[:n], '\\') < 0 {
		at.key = rest[:n]
		s.pos += n + 2
		return
	}
	b, cut := s.text(maxKey)
	at.kept = append(at.kept[:0], b...)
	at.key = at.kept
	if cut {
		s.Odd("a key too long")
	}
}
