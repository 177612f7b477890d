package ui

import (
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// matcher is a filter or a search as it was typed: text anywhere in the line;
// "!" in front turns it round, "~" in front makes it a regular expression. Text
// without capitals matches in any case. The zero value matches everything.
//
// Text is taken literally unless asked otherwise, since Mesos writes brackets
// and dots in every second line ("slave(1)@10.0.0.1:5051").
type matcher struct {
	typed string
	not   bool
	fold  bool
	text  string
	re    *regexp.Regexp
	err   error
}

func newMatcher(typed string) matcher {
	m := matcher{typed: typed}
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

func (m *matcher) empty() bool { return m.text == "" || m.err != nil || m.text == "~" }

func (m *matcher) String() string { return m.typed }

// event tells whether a line passes. The source, the place in the code and the
// kind count as text of the line too.
func (m *matcher) event(e *mesoswatch.Event) bool {
	if m.empty() {
		return true
	}
	hit := m.hit(e.Message) || m.hit(e.Source) || m.hit(e.Kind) || m.hit(e.File)
	return hit != m.not
}

func (m *matcher) finding(f *mesoswatch.Finding) bool {
	if m.empty() {
		return true
	}
	hit := m.hit(f.Title) || m.hit(f.Subject.Name) || m.hit(f.Rule) || m.hit(f.Level.String()) || m.hit(string(f.Status))
	return hit != m.not
}

func (m *matcher) hit(s string) bool {
	from, _ := m.find(s)
	return from >= 0
}

// find is where in s the text stands, -1 when it does not; "!" is left aside.
func (m *matcher) find(s string) (from, to int) {
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
