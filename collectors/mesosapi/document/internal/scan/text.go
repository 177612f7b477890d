package scan

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// maxName bounds what Name keeps of a string, maxNames how many names are
	// remembered, and maxShared how long one of those may be.
	maxName   = 1024
	maxNames  = 1 << 16
	maxShared = 128
)

// String is a key as text. What is not UTF-8 becomes U+FFFD byte by byte, as in
// encoding/json.
func String(key []byte) string {
	if utf8.Valid(key) {
		return string(key)
	}
	return valid(key)
}

// Text reads a string of which at most limit bytes are kept. A number, true or
// false is taken as it is written; null and values of other kinds are empty. What
// is not UTF-8 is replaced as by String.
func (s *Scanner) Text(limit int) string { return String(s.textOf(limit)) }

// Name reads a string as Text does. The same name in one document is one string,
// for documents repeat ids, roles and states.
func (s *Scanner) Name() string {
	b := s.textOf(maxName)
	if len(b) == 0 {
		return ""
	}
	recent := &s.recent[(uint(len(b))^uint(b[0])<<2^uint(b[len(b)-1])^uint(b[len(b)/2])<<4)%uint(len(s.recent))]
	if *recent == string(b) {
		return *recent
	}
	name, known := s.names[string(b)]
	if !known {
		name = String(b)
		if len(name) <= maxShared && len(s.names) < maxNames {
			s.names[name] = name
		}
	}
	*recent = name
	return name
}

// valid replaces each byte that is not UTF-8.
func valid(b []byte) string {
	to := make([]byte, 0, len(b)+8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		to = utf8.AppendRune(to, r)
		b = b[n:]
	}
	return string(to)
}

// textOf is the text of any value that has one, good until the next is read.
func (s *Scanner) textOf(limit int) []byte {
	s.pending = false
	switch s.Kind() {
	case Text:
		b, cut := s.text(limit)
		if cut {
			s.Odd("longer than " + strconv.Itoa(limit) + " bytes, cut")
		}
		return b
	case Number, Bool:
		return s.word()
	case Null, None:
	default:
		s.Odd("no text")
	}
	s.Skip()
	return nil
}

// text reads a string, whose quote comes next, and tells whether it was cut. The
// result is within the buffer or scratch.
func (s *Scanner) text(limit int) ([]byte, bool) {
	rest := s.buf[s.pos+1 : s.end]
	n := bytes.IndexByte(rest, '"')
	if n >= 0 && bytes.IndexByte(rest[:n], '\\') < 0 {
		s.pos += n + 2
		return cutTo(rest[:n], limit)
	}
	return s.longText(limit)
}

// longText reads a string that has escapes or goes beyond the buffer. Six bytes
// of it are at least one of the text.
func (s *Scanner) longText(limit int) ([]byte, bool) {
	raw, room, over := s.scratch[:0], 6*limit+6, false
	s.pos++
	for escaped := false; ; {
		b := s.buf[s.pos:s.end]
		n, still := closing(b, escaped)
		if n >= 0 {
			b = b[:n]
			s.pos += n + 1
		} else {
			s.pos, escaped = s.end, still
		}
		if len(raw)+len(b) > room {
			b, over = b[:room-len(raw)], true
		}
		raw = append(raw, b...)
		if n >= 0 {
			break
		}
		if !s.fill() {
			s.broken()
			return nil, false
		}
	}
	s.scratch = raw
	text, bad := unescape(raw)
	if bad && !over {
		s.Odd("a bad escape")
	}
	text, cut := cutTo(text, limit)
	return text, cut || over
}

// cutTo shortens b to the limit, not within a character.
func cutTo(b []byte, limit int) ([]byte, bool) {
	if len(b) <= limit {
		return b, false
	}
	for i := limit; i > 0 && i > limit-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			return b[:i], true
		}
	}
	return b[:limit], true
}

// unescape undoes the escapes of a string in place. A bad one stays as it is.
func unescape(raw []byte) (text []byte, bad bool) {
	to, from := bytes.IndexByte(raw, '\\'), 0
	if to < 0 {
		return raw, false
	}
	for from = to; from < len(raw); {
		if raw[from] != '\\' {
			raw[to] = raw[from]
			to, from = to+1, from+1
			continue
		}
		var r rune
		n := 1
		if from+1 < len(raw) {
			r, n = escape(raw[from:])
		}
		if n == 1 { // neither a character nor four digits follow
			r, bad = '\\', true
		}
		to += utf8.EncodeRune(raw[to:from+n], r)
		from += n
	}
	return raw[:to], bad
}

// escape is what the escape at the beginning of b stands for, and its length; 1
// when it is none. A half surrogate pair is U+FFFD, as in encoding/json.
func escape(b []byte) (rune, int) {
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := digits(b)
		if r < 0 {
			return 0, 1
		}
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(b) > 6 {
			if both := utf16.DecodeRune(r, digits(b[6:])); both != utf8.RuneError {
				return both, 12
			}
		}
		return utf8.RuneError, 6
	}
	return 0, 1
}

// digits is the number of \uXXXX at the beginning of b, -1 when it is not one.
func digits(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
