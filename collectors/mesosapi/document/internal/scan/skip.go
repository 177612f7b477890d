package scan

import "bytes"

// Skip passes over the value that comes next.
func (s *Scanner) Skip() {
	s.pending = false
	switch c := s.peek(); {
	case s.err != nil:
	case c == '"':
		s.skipText()
	case c == '{' || c == '[':
		s.skipNested()
	default:
		s.word()
	}
}

// skipText passes over a string, whose quote comes next.
func (s *Scanner) skipText() {
	s.pos++
	n := bytes.IndexByte(s.buf[s.pos:s.end], '"')
	if n == 0 || n > 0 && s.buf[s.pos+n-1] != '\\' {
		s.pos += n + 1
		return
	}
	for escaped := false; ; {
		n, still := closing(s.buf[s.pos:s.end], escaped)
		if n >= 0 {
			s.pos += n + 1
			return
		}
		s.pos, escaped = s.end, still
		if !s.fill() {
			s.broken()
			return
		}
	}
}

// closing finds the quote that ends a string in b, -1 when it is not there. Escaped
// tells whether the first byte of b is escaped, and what it returns whether the
// one behind b is.
func closing(b []byte, escaped bool) (int, bool) {
	i := 0
	if escaped && len(b) > 0 {
		i = 1
	}
	for {
		n := bytes.IndexByte(b[i:], '"')
		to := len(b)
		if n >= 0 {
			to = i + n
		}
		slashes := 0
		for to-slashes > i && b[to-slashes-1] == '\\' {
			slashes++
		}
		switch {
		case n < 0:
			return -1, slashes%2 == 1 || escaped && len(b) == 0
		case slashes%2 == 0:
			return to, false
		}
		i = to + 1
	}
}

// What may come next within nested values.
type expected uint8

const (
	value expected = iota
	valueOrEnd
	key
	keyOrEnd
	colon
	commaOrEnd
)

// skipNested passes over an object or array, whose bracket comes next.
func (s *Scanner) skipNested() {
	var objects [maxSkip / 64]uint64 // which levels are objects
	level, inObject := 0, false
	next := value
	for {
		c := s.peek()
		switch {
		case c == '"' && next <= keyOrEnd:
			s.skipText()
			if next == key || next == keyOrEnd {
				next = colon
			} else {
				next = commaOrEnd
			}
		case c == ':' && next == colon:
			s.pos++
			next = value
		case c == ',' && next == commaOrEnd:
			s.pos++
			if next = value; inObject {
				next = key
			}
		case (c == '{' || c == '[') && next <= valueOrEnd && level < maxSkip:
			s.pos++
			bit := uint64(1) << (level % 64)
			objects[level/64] &^= bit
			next, inObject = valueOrEnd, c == '{'
			if inObject {
				objects[level/64] |= bit
				next = keyOrEnd
			}
			level++
		case c == '}' && inObject && (next == commaOrEnd || next == keyOrEnd),
			c == ']' && !inObject && (next == commaOrEnd || next == valueOrEnd):
			s.pos++
			if level--; level == 0 {
				return
			}
			inObject = objects[(level-1)/64]&(1<<((level-1)%64)) != 0
			next = commaOrEnd
		case s.err != nil:
			return
		case next <= valueOrEnd && c != '{' && c != '[':
			s.word()
			next = commaOrEnd
		default:
			s.syntax("what belongs there")
			return
		}
	}
}
