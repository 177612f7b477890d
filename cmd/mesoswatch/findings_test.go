package main

import (
	"testing"

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
