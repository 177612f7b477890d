package scan

import (
	"math"
	"strconv"
)

// maxWord bounds numbers and the like; Mesos writes at most 24 bytes.
const maxWord = 1024

// word reads a number, true, false, null or one of the words that C++ writes for
// numbers that are none. Good until the next value is read.
func (s *Scanner) word() []byte {
	from := s.pos
	for s.pos < s.end && wordByte(s.buf[s.pos]) {
		s.pos++
	}
	b := s.buf[from:s.pos]
	if s.pos == s.end {
		b = s.longWord(b)
	}
	switch {
	case wellFormed(b):
		return b
	case s.pos == s.end && s.later != nil:
		s.broken()
	default:
		s.pos -= min(len(b), s.pos)
		s.syntax("a value")
	}
	return nil
}

// longWord reads on where the buffer ended. A document may end with a word.
func (s *Scanner) longWord(begun []byte) []byte {
	b := append(s.scratch[:0], begun...)
	for s.fill() {
		from := s.pos
		for s.pos < s.end && wordByte(s.buf[s.pos]) {
			s.pos++
		}
		b = append(b, s.buf[from:min(s.pos, from+maxWord)]...)
		if s.pos < s.end || len(b) > maxWord {
			break
		}
	}
	s.scratch = b
	return b
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// wellFormed tells whether b is a word that may stand for a value.
func wellFormed(b []byte) bool {
	if len(b) == 0 || len(b) > maxWord {
		return false
	}
	switch string(b) {
	case "true", "false", "null":
		return true
	}
	return isNumber(b) || notFinite(b)
}

// notFinite tells whether b is what C++ writes for a number that is none.
func notFinite(b []byte) bool {
	switch string(b) {
	case "nan", "-nan", "inf", "-inf":
		return true
	}
	return false
}

// isNumber tells whether b is a number as JSON writes them.
func isNumber(b []byte) bool {
	i := 0
	run := func() bool { // at least one digit
		from := i
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if !run() {
		return false
	}
	if i < len(b) && b[i] == '.' {
		i++
		if !run() {
			return false
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !run() {
			return false
		}
	}
	return i == len(b)
}

// number is the text of the number that comes next, quoted or not; empty for null.
func (s *Scanner) number() []byte {
	switch s.Kind() {
	case Number:
		s.pending = false
		return s.word()
	case Text:
		s.pending = false
		b, _ := s.text(maxWord)
		return b
	case Null, None:
	default:
		s.Odd("no number")
	}
	s.Skip()
	return nil
}

// Number reads a number, which may be quoted. False: there is none, or it is none.
func (s *Scanner) Number() (float64, bool) {
	b := s.number()
	if len(b) == 0 {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		s.Odd("no finite number")
		return 0, false
	}
	return f, true
}

// Int reads a whole number, which may be quoted or written as 4.0.
func (s *Scanner) Int() (int64, bool) {
	b := s.number()
	if len(b) == 0 {
		return 0, false
	}
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<63 {
		s.Odd("no whole number")
		return 0, false
	}
	return int64(f), true
}

// Bool reads true or false, which may be quoted. Ok is false when it is neither.
func (s *Scanner) Bool() (yes, ok bool) {
	switch s.Kind() {
	case Text, Bool:
		switch string(s.textOf(maxWord)) {
		case "true":
			return true, true
		case "false":
			return false, true
		}
		s.Odd("neither true nor false")
	case Null, None:
		s.Skip()
	default:
		s.Odd("neither true nor false")
		s.Skip()
	}
	return false, false
}
