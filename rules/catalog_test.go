package rules

import "testing"

// load gives the shipped catalogue; it must be without fault.
func load(t testing.TB) *Catalog {
	t.Helper()
	c, errs := Load(Options{})
	for _, err := range errs {
		t.Error(err)
	}
	return c
}

func TestShippedRulesPassTheirTests(t *testing.T) {
	rep := load(t).Test()
	if len(rep.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range rep.Cases {
		if c.Wrong != "" {
			t.Errorf("%s: %s: %s", c.File, c.Case, c.Wrong)
		}
	}
}

func TestShippedRulesAreComplete(t *testing.T) {
	for _, p := range load(t).Lint() {
		t.Error(p)
	}
}
