package store

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// foreign is a finding as another machine tells it.
func foreign(subject string, n int, at time.Time) mesoswatch.Record {
	r := finding(subject, at)
	r.Finding.Count, r.Finding.Counts, r.Origin = n, map[string]int{"eu1-b": n}, mesoswatch.Foreign
	return r
}

// TestForeign: what other machines tell is kept, joined with what was found here, and
// nothing of it adds up.
func TestForeign(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	act := mesoswatch.Record{Action: &mesoswatch.Action{ID: "a-1", At: noon.Add(time.Hour), Who: "ada", What: mesoswatch.Acknowledge, Finding: finding("10.0.9.9", noon).Finding.ID}, Origin: mesoswatch.Foreign}
	handle(t, s, event(1), finding("10.0.9.9", noon), foreign("10.0.9.9", 5, noon.Add(time.Second)), foreign("10.0.9.9", 5, noon.Add(time.Second)),
		event(2), finding("10.0.9.9", noon.Add(2*time.Second)), act, act, foreign("10.7.7.7", 3, noon))
	settled(t, s)
	handle(t, s, foreign("10.7.7.7", 4, noon.Add(time.Minute)), act)
	settled(t, s)
	found, err := s.Findings(t.Context())
	if err != nil || len(found) != 2 {
		t.Fatalf("%d findings, %v", len(found), err)
	}
	for _, f := range found {
		switch {
		case f.Subject.Name == "10.0.9.9" && (f.Count != 5 || f.Own() != 2 || f.Status != mesoswatch.Acknowledged):
			t.Errorf("found here twice and there five times: %d, own %d, %s", f.Count, f.Own(), f.Status)
		case f.Subject.Name == "10.7.7.7" && (f.Count != 4 || f.Own() != 0):
			t.Errorf("found only there: %d, own %d", f.Count, f.Own())
		}
	}
}

// TestForeignSpilled: in a flood they stay apart from what adds up.
func TestForeignSpilled(t *testing.T) {
	var p spill
	p.put(finding("10.0.9.9", noon))
	p.put(foreign("10.0.9.9", 5, noon))
	p.put(foreign("10.0.9.9", 6, noon))
	p.put(finding("10.0.9.9", noon))
	units := p.units()
	if len(units) != 1 || len(units[0].said) != 2 || p.len() != 2 {
		t.Fatalf("%d units of %d", len(units), p.len())
	}
	for _, r := range units[0].said {
		if want := map[mesoswatch.Origin]int{mesoswatch.Fresh: 2, mesoswatch.Foreign: 6}[r.Origin]; r.Finding.Count != want {
			t.Errorf("origin %d: count %d", r.Origin, r.Finding.Count)
		}
	}
}
