package match

import "strings"

// ParseLine reads a filter of lines of a log. It is as Parse, but a regular
// expression takes all that follows it: blanks are what separates the words of a line.
func ParseLine(typed string, columns []string) Query {
	at := regexpAt(typed)
	q := Parse(typed[:at], columns)
	q.typed = typed
	if raw := typed[at:]; raw != "" {
		t := Term{raw: raw}
		value, not := strings.CutPrefix(raw, "!")
		t.not, t.text = not, New(value)
		if !t.text.Empty() || t.text.Err() != nil {
			q.terms = append(q.terms, t)
		}
	}
	return q
}

// regexpAt is where the first word begins that is a regular expression about the
// whole line; the length of s when there is none.
func regexpAt(s string) int {
	quoted, begins := false, true
	for i := range len(s) {
		if begins && !quoted && (s[i] == '~' || strings.HasPrefix(s[i:], "!~")) {
			return i
		}
		if s[i] == '"' {
			quoted = !quoted
		}
		begins = s[i] == ' '
	}
	return len(s)
}

// Regexp tells whether a term is a regular expression, which is slow to match.
func (q *Query) Regexp() bool {
	for i := range q.terms {
		if q.terms[i].text.Regexp() {
			return true
		}
	}
	return false
}
