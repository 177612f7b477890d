package rules

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func TestExplain(t *testing.T) {
	e := load(t).Engine()
	var last *mesoswatch.Event
	for i := range 3 {
		r := failure(i, "10.0.9.9")
		last = r.Event
		e.Evaluate(r)
	}
	var text strings.Builder
	for _, x := range e.Explain(last, false) {
		fmt.Fprintf(&text, "%s: %v: %s %v\n", x.Rule, x.Matched, x.Why, x.Searches)
	}
	for _, want := range []string{
		"auth-failed: true: matches: a finding about address 10.0.9.9 [{failed true} {filter_other_logs false}",
		"auth-brute-force: false: holds 3 of 5 within 1m0s",
		"auth-failed-thrice: true: holds 3 of 3 within 10m0s",
		"auth-success-after-failures: false: holds 1 of 2 within 10m0s; waits for auth-ok",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("does not say %q:\n%s", want, text.String())
		}
	}
	var some, all int
	for _, r := range e.cat.Rules() {
		if r.Form != FormCorrelation {
			all++
		}
	}
	if some = len(e.Explain(last, true)); some < all {
		t.Errorf("all: %d of %d rules", some, all)
	}
	before := e.Stats()
	e.Explain(last, true)
	for i, s := range e.Stats() {
		if s != before[i] {
			t.Errorf("explaining changed %+v to %+v", before[i], s)
		}
	}
}

func TestExplainEventWithoutGroup(t *testing.T) {
	e := load(t).Engine()
	r := failure(0, "")
	r.Event.UPID = "odd"
	e.Evaluate(r)
	for _, x := range e.Explain(r.Event, false) {
		if x.Rule == "auth-brute-force" && !strings.Contains(x.Why, "lacks a field of group-by") {
			t.Error(x.Why)
		}
	}
}

// A reload keeps the windows of rules that did not change, and only those.
func TestReload(t *testing.T) {
	four := func() *Engine {
		e := load(t).Engine()
		for i := range 4 {
			e.Evaluate(failure(i, "10.0.9.9"))
		}
		return e
	}
	guest := strings.NewReplacer("%STATUS%", "stable").Replace(userRule)
	more, errs := Load(Options{Dirs: []string{folder(t, map[string]string{"guest.yml": guest})}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e := four()
	e.Reload(more)
	out := e.Evaluate(failure(4, "10.0.9.9"))
	said := map[string]int{}
	for _, r := range out {
		said[r.Finding.Rule] += r.Finding.Count
	}
	if said["auth-brute-force"] != 5 || said["guest-login"] != 1 {
		t.Errorf("after a reload: %v", said)
	}

	other := "title: Other\nid: 1c2d3e4f-0000-4000-8000-00000000000b\nname: auth-brute-force\nlevel: high\n" +
		"correlation: {type: event_count, rules: [auth-failed], group-by: [claimed_ip], timespan: 90s, condition: {gte: 5}, generate: true}\n"
	changed, errs := Load(Options{Dirs: []string{folder(t, map[string]string{"other.yml": other})}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	e = four()
	e.Reload(changed)
	for _, r := range e.Evaluate(failure(4, "10.0.9.9")) {
		if r.Finding.Rule == "auth-brute-force" {
			t.Error("a changed rule went on with what the old one had counted")
		}
	}
}
