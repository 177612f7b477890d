package rules

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// caseFindings are the findings that the cases of all shipped rules give, by rule.
func caseFindings(t testing.TB, c *Catalog) map[string][]mesoswatch.Finding {
	t.Helper()
	all := make(map[string][]mesoswatch.Finding)
	for _, file := range c.tests {
		for _, k := range file.cases {
			said, _, err := c.playCase(file, k)
			if err != nil {
				t.Fatalf("%s, %s: %v", file.name, k.name, err)
			}
			all[file.rule] = append(all[file.rule], said...)
		}
	}
	return all
}

var unknowns = regexp.MustCompile(`\([a-z ]+ unknown\)`)

// Every rule fills its runbook from what its own cases find: nothing stays open,
// nothing is unknown.
func TestEveryRuleFillsItsRunbook(t *testing.T) {
	c := load(t)
	all := caseFindings(t, c)
	for _, r := range c.Rules() {
		if r.Helper {
			continue
		}
		if len(all[r.Name]) == 0 {
			t.Errorf("%s: its cases find nothing", r.Name)
		}
		for _, f := range all[r.Name] {
			filled, ok := c.Filled(f)
			if !ok {
				t.Errorf("%s: no runbook %q", r.Name, f.Runbook)
				continue
			}
			if len(filled.Open) > 0 || strings.Contains(filled.Markdown, "unknown)") || strings.Contains(filled.Markdown, "{{") {
				t.Errorf("%s: %s, %s: open %v, unknown %v", filled.ID, r.Name, f.Subject, filled.Open, unknowns.FindAllString(filled.Markdown, -1))
			}
		}
	}
}
