package match

import "testing"

// row is what a table would hold.
type row map[string]string

func passes(q Query, r row) bool {
	for _, t := range q.Terms() {
		hit := false
		for name, text := range r {
			if t.Any() || t.Column == name {
				hit = hit || t.Hit(text)
			}
		}
		if hit == t.Not() {
			return false
		}
	}
	return true
}

func TestQuery(t *testing.T) {
	columns := []string{"name", "state", "address", "since", "staging"}
	r := row{"name": "Backup-Job of ops", "state": "inactive", "address": "slave(1)@10.0.0.1:5051"}
	for typed, want := range map[string]bool{
		"":                       true,
		"backup":                 true,
		"ckup":                   true,
		"BACKUP":                 false, // a capital was typed: they count
		"backup ops":             true,
		"backup nothing":         false,
		"!nothing":               true,
		"!backup":                false,
		"state:inactive":         true,
		"state:active":           false, // not at the start of a word
		"state:~active":          true,
		"state:~^active":         false,
		"!state:active":          true,
		"name:job":               true,
		"name:ob":                false,
		"name:inactive":          false,
		"na:backup":              true,
		"st:inactive":            false, // two columns begin so: it is text
		"STATE:inact":            true,
		"10.0.0.1:5051":          true,
		"address:10.0.0.1:5051":  true,
		"slave(1)@10.0.0.1":      true,
		`"job of"`:               true,
		`"of job"`:               false,
		`name:"job of"`:          true,
		`name:"job o`:            true,
		"~back.*ops":             true,
		"~^ops":                  false,
		"name:":                  true,
		"name: ops":              true,
		"!":                      true,
		"~":                      true,
		"inactive   backup !xyz": true,
	} {
		q := Parse(typed, columns)
		if got := passes(q, r); got != want || q.Err() != nil || q.String() != typed {
			t.Errorf("%q: %v, want %v (%v)", typed, got, want, q.Err())
		}
	}
	for _, typed := range []string{"~(", "name:~[", "a ~*"} {
		if q := Parse(typed, columns); q.Err() == nil || q.Empty() {
			t.Errorf("%q: no error", typed)
		}
	}
}

func TestCompare(t *testing.T) {
	for typed, want := range map[string][4]bool{ // for 4, 5, 2048, unknown
		"n:>4":    {false, true, true, false},
		"n:>=5":   {false, true, true, false},
		"n:<5":    {true, false, false, false},
		"n:<=5":   {true, true, false, false},
		"n:=5":    {false, true, false, false},
		"n:>=2K":  {false, false, true, false},
		"n:<1.5k": {true, true, false, false},
	} {
		q := Parse(typed, []string{"n"})
		if len(q.Terms()) != 1 || !q.Terms()[0].Numeric() {
			t.Errorf("%q compares no numbers", typed)
			continue
		}
		term := q.Terms()[0]
		if got := [4]bool{term.Compare(4, true), term.Compare(5, true), term.Compare(2048, true), term.Compare(0, false)}; got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
	for _, typed := range []string{"n:5", "n:>", "n:>x", "n:>K", ">5"} {
		if q := Parse(typed, []string{"n"}); len(q.Terms()) > 0 && q.Terms()[0].Numeric() {
			t.Errorf("%q compares numbers", typed)
		}
	}
}

func TestNarrows(t *testing.T) {
	columns := []string{"state", "name"}
	for _, c := range []struct {
		wider, q string
		want     bool
	}{
		{"ab", "abc", true}, {"ab", "cab", true}, {"ab", "ab state:x", true}, {"ab", "a", false}, {"ab", "aB", false}, {"", "a", false},
		{"state:a", "state:ab", true}, {"state:a", "state:ba", false}, {"state:a", "name:ab", false}, {"state:a", "state:a x", true},
		{"!a", "!ab", false}, {"!a", "!a b", true}, {"~a", "~ab", false}, {"~a", "~a b", true}, {"name:>5", "name:>50", false}, {"name:>5", "name:>5 x", true},
	} {
		wider, q := Parse(c.wider, columns), Parse(c.q, columns)
		if got := q.Narrows(&wider); got != c.want {
			t.Errorf("%q narrows %q: %v", c.q, c.wider, got)
		}
	}
}

// Whatever narrows a query must not let more pass.
func FuzzNarrows(f *testing.F) {
	for _, s := range []string{"ab", "state:a", "!x", "~a.", "name:>5", `"a b"`, "A:", "::", "~("} {
		f.Add(s, "c", "xab c")
	}
	columns := []string{"state", "name"}
	f.Fuzz(func(t *testing.T, typed, more, text string) {
		wider, q := Parse(typed, columns), Parse(typed+more, columns)
		r := row{"state": text, "name": "another"}
		if wider.Err() == nil && q.Err() == nil && q.Narrows(&wider) && passes(q, r) && !passes(wider, r) {
			t.Errorf("%q lets pass what %q does not: %q", typed+more, typed, text)
		}
	})
}
