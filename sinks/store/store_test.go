package store

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func TestRoundTrip(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	for n := range 10 {
		handle(t, s, event(n), finding("10.0.9.9", event(n).At()))
	}
	settled(t, s)
	all, err := s.Findings(t.Context())
	if err != nil || len(all) != 1 || all[0].Count != 10 || all[0].Status != mesoswatch.Open {
		t.Fatalf("%+v, %v", all, err)
	}
	a, err := s.Act(t.Context(), mesoswatch.Action{Who: "maria", What: mesoswatch.Acknowledge, Finding: all[0].ID, Text: "on it, password=hunter2"})
	if err != nil || a.ID == "" || a.At.IsZero() {
		t.Fatalf("%+v, %v", a, err)
	}
	handle(t, s, event(11), finding("10.0.9.9", time.Now().Add(time.Hour)))
	settled(t, s)
	all, _ = s.Findings(t.Context())
	if all[0].Status != mesoswatch.Acknowledged || all[0].Count != 11 || all[0].Handled.Who != "maria" {
		t.Fatalf("%+v", all[0])
	}
	rs := collect(t, s)
	if last := rs[len(rs)-1]; last.Finding == nil || last.Finding.Count != 11 || last.Origin != mesoswatch.Restored {
		t.Fatalf("%+v", last)
	}
	changes, err := s.History(t.Context(), all[0].ID)
	if err != nil || len(changes) != 2 || changes[0].Turn != mesoswatch.Opened || changes[1].Action == nil {
		t.Fatalf("%+v, %v", changes, err)
	}
	if got := changes[1].Action.Text; got != "on it, password=***" {
		t.Errorf("note %q", got)
	}
}
