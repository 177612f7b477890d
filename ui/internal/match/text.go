// Package match is what is typed to filter and to search: one text for lines of
// a log, and several with the names of columns for tables.
//
// In: what was typed, and the texts of a row. Out: whether they pass. It reads no
// records and draws nothing.
package match

import (
	"regexp"
	"strings"
)

// Text is a filter or a search as it was typed: text anywhere in the line;
// "!" in front turns it round, "~" in front makes it a regular expression. Text
// without capitals matches in any case. The zero value matches everything.
//
// Text is taken literally unless asked otherwise, since Mesos writes brackets
// and dots in every second line ("slave(1)@10.0.0.1:5051").
type Text struct {
	typed string
	not   bool
	fold  bool
	text  string
	re    *regexp.Regexp
	err   error
}

// New reads what was typed; Err tells of a regular expression that is none.
func New(typed string) Text {
	m := Text{typed: typed}
	m.text = typed
	if rest, ok := strings.CutPrefix(m.text, "!"); ok {
		m.not, m.text = true, rest
	}
	rest, isRegexp := strings.CutPrefix(m.text, "~")
	m.fold = strings.ToLower(m.text) == m.text
	if isRegexp && rest != "" {
		if m.fold {
			rest = "(?i)" + rest
		}
		m.re, m.err = regexp.Compile(rest)
	}
	if m.text == "" {
		m.not = false
	}
	return m
}

// Empty tells that there is nothing to look for, or not yet.
func (m *Text) Empty() bool { return m.text == "" || m.err != nil || m.text == "~" }

// String is what was typed.
func (m *Text) String() string { return m.typed }

// Err is why a regular expression is none, nil while all is well.
func (m *Text) Err() error { return m.err }

// Regexp tells whether it is a regular expression, which is slow to match.
func (m *Text) Regexp() bool { return m.re != nil }

// Not tells whether what holds the text is left out.
func (m *Text) Not() bool { return m.not }

// Narrows tells whether all that m lets pass, wider lets pass too.
func (m *Text) Narrows(wider *Text) bool {
	if m.re != nil || wider.re != nil || m.not || wider.not || m.fold != wider.fold {
		return m.typed == wider.typed
	}
	return len(m.text) >= len(wider.text) && indexFold(m.text, wider.text) >= 0
}

// Passes tells whether a line passes that says these texts; without any text to
// look for, all do.
func (m *Text) Passes(texts ...string) bool {
	if m.Empty() {
		return true
	}
	for _, s := range texts {
		if m.Hit(s) {
			return !m.not
		}
	}
	return m.not
}

// Hit tells whether the text stands in s; "!" is left aside.
func (m *Text) Hit(s string) bool {
	from, _ := m.Find(s)
	return from >= 0
}

// Find is where in s the text stands, -1 when it does not; "!" is left aside.
func (m *Text) Find(s string) (from, to int) {
	switch {
	case m.re != nil:
		if at := m.re.FindStringIndex(s); at != nil {
			return at[0], at[1]
		}
		return -1, -1
	case m.fold:
		from = indexFold(s, m.text)
	default:
		from = strings.Index(s, m.text)
	}
	return from, from + len(m.text)
}

// indexFold is strings.Index that takes ASCII capitals in s for small letters;
// low is in small letters already. It looks for the rarer of both forms of one
// byte at a time, so that a long line costs little.
func indexFold(s, low string) int {
	n := len(low)
	if n == 0 {
		return 0
	}
	c := low[0]
	upper := c
	if 'a' <= c && c <= 'z' {
		upper = c - 'a' + 'A'
	}
	nextLow, nextUp := -2, -2 // -2: not looked for yet
	for i := 0; i+n <= len(s); {
		nextLow = following(s, c, i, nextLow)
		at := nextLow
		if upper != c {
			nextUp = following(s, upper, i, nextUp)
			if nextUp >= 0 && (at < 0 || nextUp < at) {
				at = nextUp
			}
		}
		if at < 0 || at+n > len(s) {
			return -1
		}
		if equalFold(s[at:at+n], low) {
			return at
		}
		i = at + 1
	}
	return -1
}

// following is the next place of c in s from i on, given the one known before.
func following(s string, c byte, i, known int) int {
	if known == -1 || known >= i {
		return known
	}
	if at := strings.IndexByte(s[i:], c); at >= 0 {
		return i + at
	}
	return -1
}

func equalFold(s, low string) bool {
	for i := range len(low) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != low[i] {
			return false
		}
	}
	return true
}
