package posture

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
)

// failures are answers that fail in the cases of a check.
func failures(t *testing.T, c Check) []Answer {
	t.Helper()
	var all []Answer
	for _, o := range append(goCases()[c.ID].more, outcomeAs{expect: goCases()[c.ID].fail}) {
		if len(o.from) > 0 {
			all = append(all, c.Judge(factsOf(o.from))...)
		}
	}
	return failed(all)
}

func failed(all []Answer) []Answer {
	var out []Answer
	for _, a := range all {
		if a.Result == mesoswatch.Fail {
			out = append(out, a)
		}
	}
	return out
}

// Every check fills the runbook it names from what its cases find.
func TestEveryCheckFillsItsRunbook(t *testing.T) {
	books, errs := rules.Load(rules.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e := load(t, Options{}).Engine()
	byID := make(map[string]*Row)
	entries, _ := shipped.ReadDir("checks")
	for _, f := range entries {
		text, _ := shipped.ReadFile("checks/" + f.Name())
		for _, r := range rowsOf(t, f.Name(), text) {
			byID[r.ID] = r
		}
	}
	for _, c := range load(t, Options{}).Checks() {
		said := failures(t, c)
		if r := byID[c.ID]; r != nil {
			said = failed(slices.Collect(maps.Values(answers(t, r))))
		}
		if _, never := goCases()[c.ID].never[mesoswatch.Fail]; len(said) == 0 && !never {
			t.Errorf("%s: no case of it fails", c.ID)
		}
		for _, a := range said {
			f, _ := answered{}.finding(e.verdict(c, a, start), true, "")
			filled, ok := books.Filled(*f)
			if !ok || len(filled.Steps) == 0 {
				t.Errorf("%s: no runbook %q", c.ID, c.Runbook)
				continue
			}
			if len(filled.Open) > 0 || strings.Contains(filled.Markdown, " unknown)") || strings.Contains(filled.Markdown, "{{") {
				t.Errorf("%s: %s, %s: open %v\n%s", filled.ID, c.ID, f.Subject, filled.Open, filled.Markdown)
			}
		}
	}
}
