package match

import "testing"

// A regular expression takes the rest of what was typed, unless it is about a
// column or stands in quotes.
func TestParseLine(t *testing.T) {
	columns := []string{"kind", "principal"}
	for typed, want := range map[string][]string{
		"":                            nil,
		"~":                           nil,
		"a b":                         {"a", "b"},
		`"a b"`:                       {"a b"},
		"~a (b|c) d":                  {"~a (b|c) d"},
		"!~a b":                       {"!~a b"},
		"kind:auth ~user 'a b'$":      {"kind:auth", "~user 'a b'$"},
		"kind:~a.* b":                 {"kind:~a.*", "b"},
		`"x ~y" z`:                    {"x ~y", "z"},
		"principal=ops !refused ~a b": {"principal=ops", "!refused", "~a b"},
	} {
		q := ParseLine(typed, columns)
		if len(q.Terms()) != len(want) || q.String() != typed {
			t.Errorf("%q: %d terms, want %q", typed, len(q.Terms()), want)
			continue
		}
		for i, term := range q.Terms() {
			if term.raw != want[i] {
				t.Errorf("%q: term %d is %q, want %q", typed, i, term.raw, want[i])
			}
		}
	}
	bad, good := ParseLine("kind:auth ~(", columns), ParseLine("kind:auth !~a b", columns)
	if bad.Err() == nil || good.Err() != nil || !good.Regexp() || !good.Terms()[1].Not() || good.Terms()[1].Hit("a") || !good.Terms()[1].Hit("A b") {
		t.Errorf("%v %v", bad.Err(), good.Terms())
	}
}
