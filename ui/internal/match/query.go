package match

import (
	"slices"
	"strconv"
	"strings"
)

// Query is a filter of a table as it was typed: terms between blanks, all of
// which must hold. A term is text anywhere in the row, or name:value for a column;
// a value stands at the start of a word, so that state:active leaves out inactive.
// "~" before the text or value makes it a regular expression, "!" before the term
// turns it round, double quotes keep blanks together, and name:>5, name:<=2G
// compare numbers. name=value with the whole name of a column is the same, of a number
// the equal one. What stands before a colon and names no column is text, for
// addresses are typed too. The zero value matches everything.
type Query struct {
	typed string
	terms []Term
}

// Term is one condition of a query.
type Term struct {
	// Column is the name of the column it is about; empty: any.
	Column string
	raw    string
	not    bool
	text   Text
	op     string
	number float64
}

// Parse reads a query for a table with columns of these names; an unambiguous
// beginning of a name will do.
func Parse(typed string, columns []string) Query {
	q := Query{typed: typed}
	for _, raw := range split(typed) {
		if t := parseTerm(raw, columns); !t.text.Empty() || t.text.Err() != nil {
			q.terms = append(q.terms, t)
		}
	}
	return q
}

// split cuts at blanks that are not within double quotes.
func split(s string) []string {
	var out []string
	var b strings.Builder
	quoted := false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for _, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			flush()
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return out
}

func parseTerm(raw string, columns []string) Term {
	t := Term{raw: raw}
	value, not := strings.CutPrefix(raw, "!")
	t.not = not
	if name, rest, ok := strings.Cut(value, ":"); ok {
		if t.Column = columnNamed(name, columns); t.Column != "" {
			value = rest
			t.op, t.number = comparison(value)
		}
	}
	if name, rest, ok := strings.Cut(value, "="); ok && t.Column == "" && slices.Contains(columns, strings.ToLower(name)) {
		t.Column, value = strings.ToLower(name), rest
		t.op, t.number = comparison("=" + value)
	}
	t.text = New(value)
	return t
}

// columnNamed is the column with this name, or the only one that begins so.
func columnNamed(name string, columns []string) string {
	name = strings.ToLower(name)
	found := ""
	for _, c := range columns {
		switch {
		case name == "":
			return ""
		case c == name:
			return c
		case strings.HasPrefix(c, name) && found != "":
			found = "?" // two of them
		case strings.HasPrefix(c, name):
			found = c
		}
	}
	if found == "?" {
		return ""
	}
	return found
}

// comparison reads >5, <=1.5, =3, >2G; the operator is empty when it is none.
func comparison(s string) (op string, n float64) {
	for _, op := range []string{">=", "<=", ">", "<", "="} {
		rest, ok := strings.CutPrefix(s, op)
		if !ok {
			continue
		}
		scale := 1.0
		if i := len(rest) - 1; i > 0 {
			if at := strings.IndexByte("KMGT", rest[i]&^0x20); at >= 0 {
				scale = float64(uint64(1) << (10 * (at + 1)))
				rest = rest[:i]
			}
		}
		n, err := strconv.ParseFloat(rest, 64)
		if err != nil {
			return "", 0
		}
		return op, n * scale
	}
	return "", 0
}

// String is what was typed.
func (q *Query) String() string { return q.typed }

// Empty tells that everything passes.
func (q *Query) Empty() bool { return len(q.terms) == 0 }

// Err is why a regular expression in it is none.
func (q *Query) Err() error {
	for i := range q.terms {
		if err := q.terms[i].text.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Terms are the conditions. The caller must not change them.
func (q *Query) Terms() []Term { return q.terms }

// Narrows tells whether all that q lets pass, wider lets pass too: what wider
// left need only be looked through.
func (q *Query) Narrows(wider *Query) bool {
	if len(q.terms) < len(wider.terms) || wider.Empty() {
		return false
	}
	for i := range wider.terms {
		if !q.terms[i].narrows(&wider.terms[i]) {
			return false
		}
	}
	return true
}

func (t *Term) narrows(wider *Term) bool {
	switch {
	case t.raw == wider.raw:
		return true
	case t.Column != wider.Column || t.not || wider.not || t.op != "" || wider.op != "":
		return false
	case t.Column == "":
		return t.text.Narrows(&wider.text)
	}
	return t.text.fold == wider.text.fold && !t.text.Regexp() && !wider.text.Regexp() && strings.HasPrefix(t.text.text, wider.text.text)
}

// Any tells whether the term is about the row as a whole.
func (t *Term) Any() bool { return t.Column == "" }

// Numeric tells whether it compares numbers.
func (t *Term) Numeric() bool { return t.op != "" }

// Not tells whether a row passes that does not hold what the term says.
func (t *Term) Not() bool { return t.not }

// Compare tells whether a number holds; one that is not known never does.
func (t *Term) Compare(n float64, known bool) bool {
	switch t.op {
	case ">=":
		return known && n >= t.number
	case "<=":
		return known && n <= t.number
	case ">":
		return known && n > t.number
	case "<":
		return known && n < t.number
	}
	return known && n == t.number
}

// Hit tells whether the text of a column holds what the term says.
func (t *Term) Hit(s string) bool {
	if t.text.Empty() {
		return false
	}
	if t.Column == "" || t.text.Regexp() {
		return t.text.Hit(s)
	}
	for rest := s; ; {
		from, _ := t.text.Find(rest)
		if from < 0 {
			return false
		}
		if at := len(s) - len(rest) + from; at == 0 || !inWord(s[at-1]) {
			return true
		}
		rest = rest[from+1:]
	}
}

func inWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
