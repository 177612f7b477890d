package rules

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// load gives the shipped catalogue; it must be without fault.
func load(t testing.TB) *Catalog {
	t.Helper()
	c, errs := Load(Options{})
	for _, err := range errs {
		t.Error(err)
	}
	return c
}

// Every rule finds what its cases say, and fills its runbook from that: nothing
// stays open, nothing is unknown, and the commands are what a shell takes.
func TestShippedRulesPassTheirTests(t *testing.T) {
	c := load(t)
	shell := make(shellTrial)
	found := make(map[string]bool)
	rep := c.test(func(f mesoswatch.Finding) {
		found[f.Rule] = true
		filled, ok := c.Filled(f)
		if !ok {
			t.Errorf("%s: no runbook %q", f.Rule, f.Runbook)
		}
		if len(filled.Open) > 0 || strings.Contains(filled.Markdown, "unknown)") || strings.Contains(filled.Markdown, "{{") {
			t.Errorf("%s: %s, %s: open %v, unknown %v", filled.ID, f.Rule, f.Subject, filled.Open, unknowns.FindAllString(filled.Markdown, -1))
		}
		shell.try(t, filled)
	})
	for _, r := range c.Rules() {
		if !r.Helper && !found[r.Name] {
			t.Errorf("%s: its cases find nothing", r.Name)
		}
	}
	for _, c := range rep.Cases {
		if c.Wrong != "" {
			t.Errorf("%s: %s: %s", c.File, c.Case, c.Wrong)
		}
	}
}

// unknowns stand in prose for what a finding does not tell.
var unknowns = regexp.MustCompile(`\([a-z ]+ unknown\)`)

func TestShippedRulesAreComplete(t *testing.T) {
	for _, p := range load(t).Lint() {
		t.Error(p)
	}
}
