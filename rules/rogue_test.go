package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// The log and the master speak of one framework: one finding with both kinds of
// evidence, the worse level, and all that either tells.
func TestRogueFrameworkHasTwoKindsOfEvidence(t *testing.T) {
	c, errs := Load(Options{Baseline: &baseline.Baseline{Frameworks: []baseline.Framework{{Name: "shop", Principal: "shop"}}}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	listed := func(min int, f mesoswatch.Framework) mesoswatch.Record {
		return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: start.Add(time.Duration(min) * time.Minute), Source: "http://10.0.0.1:5050", Gone: min > 5, Framework: &f}}
	}
	line := mesoswatch.Record{Event: &mesoswatch.Event{
		Time: start, Source: "mesos-master.INFO", Service: "master", Kind: "framework-registered", Template: "fw.adding", Offset: 100,
		FrameworkID: "f-1", FrameworkName: "nightly", UPID: "s@10.0.9.9:4000", ClaimedIP: "10.0.9.9", ClaimedPort: "4000", Raw: "I0301 Adding framework f-1 (nightly)",
	}}
	f := mesoswatch.Framework{ID: "f-1", Name: "nightly", User: "root", Principal: "ops", Roles: []string{"a", "b"}, PID: "s@10.0.9.9:4000"}
	var merged mesoswatch.Finding
	for i, d := range said(c.Engine(), "framework-rogue", line, listed(1, f), listed(9, f)) {
		if i == 0 {
			merged = d
		} else {
			merged = merged.Merge(d)
		}
	}
	if merged.Count != 1 || merged.Level != mesoswatch.High || merged.Status != mesoswatch.Open || len(merged.Evidence) != 3 {
		t.Fatalf("%+v", merged)
	}
	if e := merged.Evidence[1]; e.Source != "http://10.0.0.1:5050" || e.JSONPath != `$.frameworks[?(@.id=="f-1")]` || !strings.Contains(e.Text, `framework "nightly", principal "ops", user "root", roles "a,b", at s@10.0.9.9:4000`) {
		t.Errorf("%+v", e)
	}
	want := map[string]string{"framework_id": "f-1", "framework_name": "nightly", "principal": "ops", "user": "root", "roles": "a, b",
		"upid": "s@10.0.9.9:4000", "claimed_ip": "10.0.9.9", "claimed_port": "4000", "baseline": "not in the baseline", "left": merged.LastSeen.Format(shortTime), "service": "master"}
	for k, v := range want {
		if merged.Fields[k] != v {
			t.Errorf("%s: %q, want %q", k, merged.Fields[k], v)
		}
	}
	if len(merged.Fields) != len(want) {
		t.Errorf("%v", merged.Fields)
	}
	// What was accepted from it is known.
	b := &baseline.Baseline{Frameworks: []baseline.Framework{}}
	if err := b.Accept(merged, "ana", start); err != nil || b.Framework("nightly", "ops", "10.0.9.9").State != baseline.Known {
		t.Errorf("%v, %s", err, b.YAML())
	}
	book, ok := c.Runbook("framework-rogue")
	if !ok {
		t.Fatal("no runbook")
	}
	filled, err := Fill(book, merged)
	text := filled.Markdown
	if err != nil || strings.Contains(text, "{{") || !strings.Contains(text, " f-1 mesos-master.INFO") {
		t.Errorf("%v\n%s", err, text)
	}
}
