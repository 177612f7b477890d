package saved

import (
	"bufio"
	"encoding/json"
	"io"
)

// Bounds of what is remembered of a document, and of how deep it may be.
const (
	mostKeys   = 400
	longestKey = 300
	deepest    = 1000
)

// shapeOf reads a document to its end. What breaks off has a shape too; what is no
// JSON is errNotJSON.
func shapeOf(r io.Reader) (Shape, error) {
	s := &shaper{r: bufio.NewReaderSize(r, 64<<10), shape: Shape{Values: make(map[string]Kind), Under: make(map[string][]string)}}
	err := s.document()
	switch {
	case s.ended:
		s.shape.Cut = true
	case err != nil:
		return Shape{}, errNotJSON
	}
	return s.shape, nil
}

// shaper goes through a document once, byte by byte.
type shaper struct {
	r     *bufio.Reader
	shape Shape
	ended bool // in the middle of something
	key   []byte
}

// document reads the first value, and looks whether another one follows.
func (s *shaper) document() error {
	c, err := s.blank()
	if err != nil {
		return err
	}
	s.shape.Kind = Kind(c)
	if c >= '0' && c <= '9' { // the length of a record
		s.shape.Kind = Records
		if err := s.word(); err != nil {
			return err
		}
		if c, err = s.blank(); err != nil {
			return err
		}
	}
	if c != '{' && s.shape.Kind != Array {
		return errNotJSON
	}
	if err := s.value(c, 0, ""); err != nil || s.shape.Kind == Records {
		return err
	}
	c, err = s.blank()
	s.ended = false // behind a whole document
	switch {
	case err == nil && (c != '{' || s.shape.Kind != Object):
		return errNotJSON
	case err == nil:
		s.shape.Kind = Records
	}
	return nil
}

// blank passes over blanks and answers what comes behind them.
func (s *shaper) blank() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			s.ended = true
			return 0, err
		}
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c, nil
		}
	}
}

// value reads the rest of a value that begins with c; below is the key that it is
// remembered at, and level how deep it is in what is remembered.
func (s *shaper) value(c byte, depth int, below string) error {
	switch {
	case depth > deepest:
		return errNotJSON
	case c == '{':
		return s.object(depth, below)
	case c == '[':
		return s.array(depth, below)
	case c == '"':
		return s.worthText(below)
	case c == '-' || c >= '0' && c <= '9' || c == 't' || c == 'f' || c == 'n':
		return s.word()
	}
	return errNotJSON
}

// kindOf is the kind of a value by its first character.
func kindOf(c byte) Kind {
	switch c {
	case '{', '[', '"':
		return Kind(c)
	case 't', 'f', 'n':
		return Word
	}
	return Number
}

const nowhere = "\x00" // what stands there is not remembered

func (s *shaper) object(depth int, below string) error {
	first := true
	for {
		c, err := s.blank()
		switch {
		case err != nil:
			return err
		case c == '}' && first:
			return nil
		case c != '"':
			return errNotJSON
		}
		s.key = s.key[:0]
		if err := s.text(&s.key); err != nil {
			return err
		}
		key := unquoted(s.key)
		if c, err = s.blank(); err != nil || c != ':' {
			return orNotJSON(err)
		}
		if c, err = s.blank(); err != nil {
			return err
		}
		if err := s.value(c, depth+1, s.remember(key, c, below)); err != nil {
			return err
		}
		if c, err = s.blank(); err != nil || c != ',' && c != '}' {
			return orNotJSON(err)
		}
		if c == '}' {
			return nil
		}
		first = false
	}
}

// remember notes a key, and answers where what stands below it is remembered.
func (s *shaper) remember(key string, c byte, below string) string {
	switch {
	case below == "" && len(s.shape.Keys) < mostKeys:
		if s.shape.Values[key] == 0 {
			s.shape.Keys = append(s.shape.Keys, key)
		}
		s.shape.Values[key] = kindOf(c)
		if key != "" {
			return key
		}
	case below != "" && below != nowhere && len(s.shape.Under[below]) < mostKeys:
		s.shape.Under[below] = append(s.shape.Under[below], key)
	}
	return nowhere
}

func (s *shaper) array(depth int, below string) error {
	for first := true; ; first = false {
		c, err := s.blank()
		switch {
		case err != nil:
			return err
		case c == ']' && first:
			return nil
		case !first || c != '{':
			below = nowhere // only the first object of the list is remembered
		}
		if err := s.value(c, depth+1, below); err != nil {
			return err
		}
		if c, err = s.blank(); err != nil || c != ',' && c != ']' {
			return orNotJSON(err)
		}
		if c == ']' {
			return nil
		}
	}
}

// text reads the rest of a string; into, if not nil, gets it as it stands there.
func (s *shaper) text(into *[]byte) error {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			s.ended = true
			return err
		}
		if c == '"' {
			return nil
		}
		if into != nil && len(*into) < longestKey {
			*into = append(*into, c)
		}
		if c != '\\' {
			continue
		}
		if c, err = s.r.ReadByte(); err != nil {
			s.ended = true
			return err
		}
		if into != nil && len(*into) < longestKey {
			*into = append(*into, c)
		}
	}
}

// worthText reads the rest of a string that is a value.
func (s *shaper) worthText(below string) error {
	if below != "type" || s.shape.Type != "" {
		return s.text(nil)
	}
	s.key = s.key[:0]
	err := s.text(&s.key)
	s.shape.Type = unquoted(s.key)
	return err
}

// word reads the rest of a number, true, false or null.
func (s *shaper) word() error {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			s.ended = true
			return err
		}
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '.' || c == '-' || c == '+' || c == 'E' {
			continue
		}
		return s.r.UnreadByte()
	}
}

// unquoted is a key without escapes: "master\/elected" up to Mesos 1.4.
func unquoted(raw []byte) string {
	var text string
	for _, c := range raw {
		if c == '\\' {
			if json.Unmarshal([]byte(`"`+string(raw)+`"`), &text) == nil {
				return text
			}
			break
		}
	}
	return string(raw)
}

func orNotJSON(err error) error {
	if err == nil {
		return errNotJSON
	}
	return err
}
