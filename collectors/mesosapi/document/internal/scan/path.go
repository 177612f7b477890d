package scan

import (
	"bytes"
	"strconv"
	"strings"
)

// step is where the scanner is within one object or array.
type step struct {
	array bool
	index int
	key   []byte // within the buffer, or kept
	kept  []byte
}

// keepPath saves the keys of the path before the buffer is filled anew.
func (s *Scanner) keepPath() {
	for i := range s.path[:s.depth] {
		if p := &s.path[i]; !p.array {
			p.kept = append(p.kept[:0], p.key...)
			p.key = p.kept
		}
	}
}

// where is the path for people.
func (s *Scanner) where() string {
	if p := s.Path(); p != "" {
		return p
	}
	return "the document itself"
}

// Path is where the scanner is, as frameworks[3].tasks[17].state.
func (s *Scanner) Path() string { return s.pathText(true) }

func (s *Scanner) pathText(indexes bool) string {
	var b strings.Builder
	for _, p := range s.path[:s.depth] {
		switch {
		case p.array && indexes:
			b.WriteString("[" + strconv.Itoa(p.index) + "]")
		case p.array:
			b.WriteString("[]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(plainKey(p.key))
		}
	}
	return b.String()
}

// plainKey is a key of the document for people: quoted unless it is a plain word.
func plainKey(key []byte) string {
	key = key[:min(len(key), 60)]
	word := func(r rune) bool {
		return r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	if len(key) > 0 && bytes.IndexFunc(key, func(r rune) bool { return !word(r) }) < 0 {
		return string(key)
	}
	return strconv.Quote(string(key))
}

// maxOdds bounds how many places with something odd are remembered.
const maxOdds = 50

// Odd is what was passed over at one place, or at places that differ in their
// indexes only.
type Odd struct {
	// Path is the first of them.
	Path  string
	Why   string
	Count int64

	place string
}

// Odds lists what was passed over, in the order it came up. Beyond a bound, the
// last one counts all further ones.
func (s *Scanner) Odds() []Odd { return s.odds }

// Odd counts something odd about the current value.
func (s *Scanner) Odd(why string) {
	place := s.pathText(false)
	for i := range s.odds {
		if o := &s.odds[i]; o.place == place && o.Why == why || i == maxOdds-1 {
			o.Count++
			return
		}
	}
	s.odds = append(s.odds, Odd{Path: s.Path(), Why: why, Count: 1, place: place})
	if len(s.odds) == maxOdds {
		s.odds[maxOdds-1] = Odd{Why: "more of this kind", Count: 1}
	}
}
