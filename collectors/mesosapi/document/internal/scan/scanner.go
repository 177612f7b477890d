package scan

import (
	"errors"
	"fmt"
	"io"
)

// ErrSyntax is in the chain of every error about the document itself; one that
// breaks off has io.ErrUnexpectedEOF there instead.
var ErrSyntax = errors.New("no valid JSON")

const (
	bufferSize = 64 << 10
	// maxPath bounds how deep values are read, maxSkip how deep they are passed over.
	maxPath = 32
	maxSkip = 512
)

// Scanner reads one document. After an error its methods do nothing and return
// nothing; Err tells.
type Scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int   // what is read of buf and not used
	base     int64 // where buf begins in the document
	later    error // came with the last bytes, or instead of any
	err      error

	// pending is set while the value of the current field or element is unread.
	pending bool
	path    [maxPath]step
	depth   int

	scratch []byte
	names   map[string]string
	recent  [256]string // of names, where a cheap hash finds them
	odds    []Odd
}

// New is a Scanner at the beginning of a document.
func New(r io.Reader) *Scanner {
	size := bufferSize
	if known, ok := r.(interface{ Len() int }); ok { // events are small, and many
		size = min(max(known.Len(), 64), size)
	}
	return &Scanner{r: r, buf: make([]byte, size), names: map[string]string{}}
}

// Err is the first error: of the document, of reading it, or given to Fail.
func (s *Scanner) Err() error { return s.err }

// Fail ends the scanning with that error.
func (s *Scanner) Fail(err error) {
	if s.err == nil {
		s.err = err
	}
	s.base += int64(s.pos)
	s.pos, s.end = 0, 0
}

// End expects that nothing but space follows.
func (s *Scanner) End() {
	for s.err == nil {
		for s.pos < s.end && isSpace(s.buf[s.pos]) {
			s.pos++
		}
		switch {
		case s.pos < s.end:
			s.syntax("the end")
		case s.fill():
		case s.later == io.EOF:
			return
		default:
			s.broken()
		}
	}
}

// fill gets more bytes when all are used. False: there are none, later says why.
func (s *Scanner) fill() bool {
	if s.err != nil {
		return false
	}
	s.keepPath()
	s.base += int64(s.end)
	s.pos, s.end = 0, 0
	for range 100 {
		if s.later != nil {
			return false
		}
		var n int
		n, s.later = s.r.Read(s.buf)
		if s.end = min(max(n, 0), len(s.buf)); s.end > 0 {
			return true
		}
	}
	s.later = io.ErrNoProgress
	return false
}

// broken fails because bytes are missing.
func (s *Scanner) broken() {
	if s.err != nil {
		return
	}
	if s.later == io.EOF {
		s.Fail(fmt.Errorf("it breaks off after %d bytes, in %s: %w", s.base+int64(s.pos), s.where(), io.ErrUnexpectedEOF))
		return
	}
	s.Fail(fmt.Errorf("after %d bytes, in %s: %w", s.base+int64(s.pos), s.where(), s.later))
}

// syntax fails because something else was expected at pos.
func (s *Scanner) syntax(want string) {
	if s.err != nil {
		return
	}
	got := "nothing"
	if s.pos < s.end {
		got = fmt.Sprintf("%q", s.buf[s.pos:min(s.pos+8, s.end)])
	}
	s.Fail(fmt.Errorf("%w: byte %d, in %s: %s instead of %s", ErrSyntax, s.base+int64(s.pos), s.where(), got, want))
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// peek is the next byte that is no space, unused yet; 0 after an error.
func (s *Scanner) peek() byte {
	for {
		for s.pos < s.end {
			if c := s.buf[s.pos]; c > ' ' || !isSpace(c) {
				return c
			}
			s.pos++
		}
		if !s.fill() {
			s.broken()
			return 0
		}
	}
}
