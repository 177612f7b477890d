package schedulers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

var (
	// errOther is in the chain of an error about a document that is JSON, but the
	// answer of another program or to another question.
	errOther = errors.New("not what was asked for")
	// errLong is about one value in a list that is too long to be one.
	errLong = errors.New("a single entry longer than any application is")
)

// Bounds of what is held as a whole to be read, in bytes: one application, and a
// document that is no list of such.
const (
	longestEntry    = 8 << 20
	longestDocument = 32 << 20
)

// stream reads a document one value at a time.
type stream struct {
	dec   *json.Decoder
	gauge *gauge
	// odd counts values of a wrong type, which were passed over; where is the first.
	odd   int64
	where string
}

func newStream(r io.Reader) *stream {
	g := &gauge{from: r, most: longestEntry}
	return &stream{dec: json.NewDecoder(g), gauge: g}
}

// gauge ends a value that goes on for too long.
type gauge struct {
	from    io.Reader
	n, most int64
}

func (g *gauge) Read(p []byte) (int, error) {
	if g.n > g.most {
		return 0, errLong
	}
	n, err := g.from.Read(p[:min(int64(len(p)), g.most-g.n+1)])
	g.n += int64(n)
	return n, err
}

// token is the next one; each starts the gauge anew.
func (s *stream) token() (json.Token, error) {
	s.gauge.n = 0
	t, err := s.dec.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return t, err
}

// open reads the bracket that a value must begin with.
func (s *stream) open(bracket json.Delim) error {
	t, err := s.token()
	if err != nil {
		return err
	}
	if t != bracket {
		return fmt.Errorf("%w: %s where %s was expected", errOther, kindOf(t), bracket)
	}
	return nil
}

// kindOf names a token without its content.
func kindOf(t json.Token) string {
	switch t := t.(type) {
	case json.Delim:
		return t.String()
	case string:
		return "a text"
	case nil:
		return "null"
	}
	return "a number or truth value"
}

// fields goes over the object that comes next; each has to take its value.
func (s *stream) fields(each func(key string) error) error {
	if err := s.open('{'); err != nil {
		return err
	}
	return s.rest(func() error {
		t, err := s.token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		return each(key)
	})
}

// elements goes over the list that comes next; null is an empty one.
func (s *stream) elements(each func() error) error {
	t, err := s.token()
	if err != nil || t == nil {
		return err
	}
	if t != json.Delim('[') {
		return fmt.Errorf("%w: %s where a list was expected", errOther, kindOf(t))
	}
	return s.rest(each)
}

// rest goes on to the closing bracket.
func (s *stream) rest(each func() error) error {
	for s.dec.More() {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := s.token()
	return err
}

// value reads what comes next into v. A wrong type costs its field and is counted.
func (s *stream) value(v any) error {
	s.gauge.n = 0
	err := s.dec.Decode(v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		if s.odd++; s.where == "" {
			s.where = wrong.Field
		}
		return nil
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// into reads a whole document into v; one that has not what it needs is errOther.
func into(v any, needs ...func() bool) func(io.Reader) error {
	return func(from io.Reader) error {
		s := newStream(from)
		s.gauge.most = longestDocument
		if err := s.value(v); err != nil {
			return err
		}
		if s.odd > 0 && s.where == "" {
			return fmt.Errorf("%w: another kind of value", errOther)
		}
		for _, has := range needs {
			if !has() {
				return fmt.Errorf("%w: what it should tell is missing", errOther)
			}
		}
		return nil
	}
}

// skip passes over what comes next, however large.
func (s *stream) skip() error {
	depth := 0
	for {
		t, err := s.token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
