package posture_test

import (
	"testing"

	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/rules/posture"
)

// Runbooks and rules that checks name are there.
func TestNamesOfRulesAndRunbooks(t *testing.T) {
	checks, errs := posture.Load(posture.Options{})
	for _, err := range errs {
		t.Fatal(err)
	}
	known, errs := rules.Load(rules.Options{})
	for _, err := range errs {
		t.Fatal(err)
	}
	book := func(id string) bool {
		b, ok := known.Runbook(id)
		return ok && b.ID == id
	}
	for _, problem := range checks.Lint(book) {
		t.Error(problem)
	}
	for _, id := range checks.Runbooks() {
		if !book(id) {
			t.Errorf("there is no runbook %q", id)
		}
	}
	if all := checks.Lint(func(string) bool { return false }); len(all) != len(checks.Checks()) {
		t.Errorf("without runbooks %d problems", len(all))
	}
	for _, c := range checks.Checks() {
		if r, ok := known.Rule(c.Finding); c.Finding != "" && (!ok || r.Name != c.Finding || r.Helper) {
			t.Errorf("%s: there is no rule %q", c.ID, c.Finding)
		}
		if _, ok := known.Rule(c.ID); ok {
			t.Errorf("%s is a rule as well: their findings would be one", c.ID)
		}
	}
}

func TestManuals(t *testing.T) {
	all := posture.Manuals()
	if len(all) < 10 {
		t.Errorf("%d", len(all))
	}
	titles := make(map[string]bool)
	for _, m := range all {
		if m.Title == "" || m.Why == "" || m.Wanted == "" || m.Command == "" || titles[m.Title] {
			t.Errorf("%+v", m)
		}
		titles[m.Title] = true
	}
}
