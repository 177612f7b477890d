package mesoswatch

import (
	"testing"
	"time"
)

func toldBy(who string, n int, at time.Time) Finding {
	f := Finding{ID: "f-1", Rule: "auth-failed", Level: High, Status: Open, FirstSeen: at, LastSeen: at, Count: n}
	if who != "" {
		f.Counts = map[string]int{who: n}
	}
	return f
}

func TestCountsOfSeveralMachines(t *testing.T) {
	at := time.Date(2023, 5, 4, 12, 0, 0, 0, time.UTC)
	own := toldBy("", 10, at)
	other := toldBy("eu1-b", 12, at.Add(time.Second))
	f := own.Join(other)
	if f.Count != 12 || f.Own() != 10 {
		t.Errorf("10 here and 12 there: count %d, own %d", f.Count, f.Own())
	}
	if again := f.Join(other); again.Count != 12 || again.Own() != 10 || len(again.Evidence) != len(f.Evidence) {
		t.Errorf("told twice: %+v", again)
	}
	f = f.Merge(toldBy("", 1, at.Add(2*time.Second)))
	if f.Count != 12 || f.Own() != 11 {
		t.Errorf("one more here: count %d, own %d", f.Count, f.Own())
	}
	f = f.Merge(toldBy("", 5, at.Add(3*time.Second)))
	if f.Count != 16 || f.Own() != 16 {
		t.Errorf("more here than there: count %d, own %d", f.Count, f.Own())
	}
	if late := f.Join(toldBy("eu1-b", 3, at)); late.Count != 16 || late.Counts["eu1-b"] != 12 {
		t.Errorf("told late: %+v", late.Counts)
	}
	if only := toldBy("eu1-b", 3, at); only.Own() != 0 {
		t.Errorf("never found here: own %d", only.Own())
	}
	if plain := own.Merge(own); plain.Count != 20 || plain.Counts != nil {
		t.Errorf("of one machine: %d %v", plain.Count, plain.Counts)
	}
	if own.Counts != nil || len(other.Counts) != 1 {
		t.Error("an argument was changed")
	}
}

// TestBoardJoins: what another machine tells neither adds up nor takes back what
// was decided here meanwhile.
func TestBoardJoins(t *testing.T) {
	at := time.Date(2023, 5, 4, 12, 0, 0, 0, time.UTC)
	var b Board
	tell := func(r Record) {
		if err := b.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
	whole := toldBy("eu1-b", 7, at)
	tell(Record{Finding: &whole, Origin: Foreign})
	tell(Record{Action: &Action{ID: "a-1", At: at.Add(time.Minute), Who: "ada", What: Acknowledge, Finding: "f-1"}})
	whole = toldBy("eu1-b", 8, at.Add(time.Second)) // sent before the decision was known there
	tell(Record{Finding: &whole, Origin: Foreign})
	f, _ := b.Finding("f-1")
	if f.Status != Acknowledged || f.Count != 8 {
		t.Errorf("%s, %d times", f.Status, f.Count)
	}
}
