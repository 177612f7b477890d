package main

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// TestWhoLeaves: the findings named behind the first are taken out of its incident,
// and not the other way round.
func TestWhoLeaves(t *testing.T) {
	fs := []mesoswatch.Finding{{ID: "f-1"}, {ID: "f-2"}, {ID: "f-3"}}
	for what, want := range map[string][][2]string{
		mesoswatch.Link:   {{"f-1", "f-2"}, {"f-1", "f-3"}},
		mesoswatch.Unlink: {{"f-2", "f-1"}, {"f-3", "f-1"}},
	} {
		acts, err := onFindings(mesoswatch.Action{What: what}, fs, []string{"f-1", "f-2", "f-3"})
		if err != nil || len(acts) != len(want) {
			t.Fatal(acts, err)
		}
		for i, a := range acts {
			if a.Finding != want[i][0] || a.Other != want[i][1] {
				t.Errorf("%s: %s and %s", what, a.Finding, a.Other)
			}
		}
	}
	acts, err := onFindings(mesoswatch.Action{What: mesoswatch.Note}, fs, []string{"f-1", "f-2"})
	if err != nil || len(acts) != 2 || acts[1].Finding != "f-2" || acts[1].Other != "" {
		t.Error(acts, err)
	}
}

// TestSilenceByAnotherClock: where the clock of a log's host is ahead, a silence
// lasts as long as it was said to, and is not over before it begins.
func TestSilenceByAnotherClock(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	fs := []mesoswatch.Finding{
		{ID: "f-1", Status: mesoswatch.Open, LastSeen: now.Add(-time.Hour)}, {ID: "f-2", Status: mesoswatch.Open, LastSeen: now.Add(10 * time.Minute)},
	}
	for _, f := range fs {
		acts, err := onFindings(mesoswatch.Action{What: mesoswatch.Silence, Who: "ann", At: now, Until: now.Add(5 * time.Minute)}, fs, []string{f.ID})
		if err != nil || len(acts) != 1 {
			t.Fatal(acts, err)
		}
		if a := acts[0]; a.Until.Sub(a.At) != 5*time.Minute || f.Apply(a).Status != mesoswatch.Silenced {
			t.Errorf("%s: from %s to %s it is %s", f.ID, a.At, a.Until, f.Apply(a).Status)
		}
	}
}
