package mesoslog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// page is a piece of a file; where its size was asked for, offset is that.
type page struct {
	offset int64
	data   []byte
}

// decodePage reads {"offset":n,"data":"…"}. The data is bytes, not text: up to
// the releases around 0.28 each byte that is not ASCII comes as \u00XX, later as
// it is, also half of a character (stout's json.hpp and jsonify.hpp). encoding/json
// would change both.
func decodePage(body []byte) (page, error) {
	s := pageScanner{rest: body}
	p := page{offset: -1}
	var seen bool
	err := s.object(func(key string) error {
		switch key {
		case "offset":
			n, err := s.number()
			p.offset = n
			return err
		case "data":
			seen = true
			var err error
			p.data, err = s.bytes()
			return err
		}
		return fmt.Errorf("%q where offset and data were expected", clipped(key))
	})
	if err == nil && (!seen || p.offset < 0) {
		err = errors.New("no offset and data")
	}
	if err != nil {
		return page{}, fmt.Errorf("reading a page of the log: %w", err)
	}
	return p, nil
}

func clipped(s string) string { return s[:min(len(s), 40)] }

// pageScanner reads JSON as far as pages have it.
type pageScanner struct{ rest []byte }

var errPage = errors.New("not the JSON of a page")

func (s *pageScanner) space() { s.rest = bytes.TrimLeft(s.rest, " \t\r\n") }

func (s *pageScanner) take(c byte) bool {
	s.space()
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

func (s *pageScanner) object(value func(key string) error) error {
	if !s.take('{') {
		return errPage
	}
	for !s.take('}') {
		key, err := s.bytes()
		if err != nil {
			return err
		}
		if !s.take(':') {
			return errPage
		}
		if err := value(string(key)); err != nil {
			return err
		}
		if s.take(',') {
			continue
		}
		if !s.take('}') {
			return errPage
		}
		break
	}
	if len(bytes.TrimSpace(s.rest)) > 0 {
		return errPage
	}
	return nil
}

// number reads a whole number; old releases print one as a floating-point number.
func (s *pageScanner) number() (int64, error) {
	s.space()
	n := 0
	for n < len(s.rest) && strings.IndexByte("+-.0123456789eE", s.rest[n]) >= 0 {
		n++
	}
	f, err := strconv.ParseFloat(string(s.rest[:n]), 64)
	if err != nil || f < 0 || f > 1<<53 {
		return 0, errPage
	}
	s.rest = s.rest[n:]
	return int64(f), nil
}

// bytes reads a string.
func (s *pageScanner) bytes() ([]byte, error) {
	if !s.take('"') {
		return nil, errPage
	}
	out := make([]byte, 0, len(s.rest))
	for {
		n := bytes.IndexAny(s.rest, `"\`)
		if n < 0 {
			return nil, io.ErrUnexpectedEOF
		}
		out = append(out, s.rest[:n]...)
		c := s.rest[n]
		s.rest = s.rest[n+1:]
		if c == '"' {
			return out, nil
		}
		var err error
		if out, err = s.escape(out); err != nil {
			return nil, err
		}
	}
}

// escape reads what stands behind a backslash.
func (s *pageScanner) escape(out []byte) ([]byte, error) {
	if len(s.rest) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	c := s.rest[0]
	s.rest = s.rest[1:]
	if at := strings.IndexByte(`"\/bfnrt`, c); at >= 0 {
		return append(out, "\"\\/\b\f\n\r\t"[at]), nil
	}
	if c != 'u' {
		return nil, errPage
	}
	r, err := s.hex()
	switch {
	case err != nil:
		return nil, err
	case r <= 0xff:
		return append(out, byte(r)), nil
	case utf16.IsSurrogate(r):
		// Half of a pair alone takes nothing of what follows with it.
		next := pageScanner{rest: bytes.TrimPrefix(s.rest, []byte(`\u`))}
		if low, err := next.hex(); err == nil && len(next.rest) == len(s.rest)-6 {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				s.rest = next.rest
				r = pair
			}
		}
		return utf8.AppendRune(out, r), nil
	}
	return utf8.AppendRune(out, r), nil
}

func (s *pageScanner) hex() (rune, error) {
	if len(s.rest) < 4 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := strconv.ParseUint(string(s.rest[:4]), 16, 16)
	if err != nil {
		return 0, errPage
	}
	s.rest = s.rest[4:]
	return rune(n), nil
}
