package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// TestAcceptAsKnown: what the operator accepts stands in the baseline with who and
// when, is not found again, and the finding is over.
func TestAcceptAsKnown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.yaml")
	if err := os.WriteFile(path, (&baseline.Baseline{Format: baseline.Format, Frameworks: []baseline.Framework{{Name: "marathon"}}}).YAML(), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{baselinePath: path, stderr: os.Stderr}
	catalog, err := a.catalog()
	if err != nil {
		t.Fatal(err)
	}
	judge := &reloading{app: a, engine: catalog.Engine()}
	op := &operator{records: make(chan mesoswatch.Record, 1), accept: judge.accept}
	at := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	registered := func(id string, sec int) []mesoswatch.Finding {
		e := &mesoswatch.Event{Time: at.Add(time.Duration(sec) * time.Second), Source: "a.log", Offset: int64(sec), Line: int64(sec), Service: "master", Template: "fw.adding", Kind: "framework-registered",
			FrameworkID: id, FrameworkName: "backup", UPID: "scheduler-1@10.0.9.9:4000", ClaimedIP: "10.0.9.9", ClaimedPort: "4000", Principal: "ops", Raw: "Adding framework"}
		var rogue []mesoswatch.Finding
		for _, r := range judge.Evaluate(mesoswatch.Record{Event: e}) {
			if r.Finding != nil && r.Finding.Rule == "framework-rogue" {
				rogue = append(rogue, *r.Finding)
			}
			if err := op.Handle(r); err != nil {
				t.Fatal(err)
			}
		}
		return rogue
	}
	found := registered("5fdb8d57-d805-4516-ab7c-97ce39d2402e-0001", 1)
	if len(found) != 1 {
		t.Fatalf("a framework that the baseline does not know: %d findings", len(found))
	}
	if err := op.act(mesoswatch.Action{What: mesoswatch.AcceptBaseline, Finding: found[0].ID, Who: "op1", At: at}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"backup", "op1", "2026-11-20"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if r := <-op.records; r.Action == nil || r.Action.What != mesoswatch.AcceptBaseline {
		t.Errorf("the action does not enter the stream: %+v", r)
	}
	if again := registered("5fdb8d57-d805-4516-ab7c-97ce39d2402e-0002", 60); len(again) != 0 {
		t.Errorf("what was accepted is found again: %+v", again)
	}
	if err := op.act(mesoswatch.Action{What: mesoswatch.AcceptBaseline, Finding: "f-000000000000"}); err == nil {
		t.Error("a finding nobody knows was accepted")
	}
	op.accept = nil
	if err := op.act(mesoswatch.Action{What: mesoswatch.AcceptBaseline, Finding: found[0].ID}); err == nil {
		t.Error("accepted where there is no baseline")
	}
}
