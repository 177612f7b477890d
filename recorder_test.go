package mesoswatch

import (
	"bytes"
	"fmt"
	"testing"
)

// TestRecordingWithActionsReplays: judged afresh, a recording leads to the board that
// it was made beside; what an operator did is in it.
func TestRecordingWithActionsReplays(t *testing.T) {
	until := at(500)
	rs := []Record{
		login(1, KindAuthFailed, "10.0.9.9", ""), login(2, KindAuthOK, "10.0.9.9", "ops"),
		{Action: &Action{ID: "1", At: at(3), Who: "maria", What: Acknowledge, Finding: FindingID("echo", Subject{"source", "m.log"}), Text: "on it"}},
		login(4, KindAuthFailed, "10.0.9.9", ""),
		{Action: &Action{ID: "2", At: at(5), Who: "ola", What: Silence, Finding: FindingID("echo", Subject{"source", "m.log"}), Until: until}},
		{Action: &Action{ID: "3", At: at(6), Who: "ola", What: Bookmark, Of: at(2), Text: "got in"}, Origin: Shared},
		{Action: &Action{ID: "3", At: at(6), Who: "ola", What: Bookmark, Of: at(2), Text: "got in"}, Origin: Shared},
		{Health: &Health{At: at(7), Source: "m1", Why: "timeout"}}, agentSnapAt(8, "S1"), whole(9, "m1", SubjectAgent), agentSnapAt(10, "S2"),
		login(100, KindAuthFailed, "10.0.9.9", ""),
		{Action: &Action{ID: "4", At: at(101), Who: "ola", What: Step, Finding: FindingID("echo", Subject{"source", "m.log"}), Runbook: "brute-force", Step: "contain-00000000", Text: "Drop it"}},
		login(600, KindAuthFailed, "10.0.9.9", ""),
		{Action: &Action{ID: "5", At: at(601), Who: "maria", What: Resolve, Finding: FindingID("echo", Subject{"source", "m.log"})}},
	}
	run := func(rs []Record) (*Board, string) {
		var b Board
		var file bytes.Buffer
		rec := NewRecorder(&file)
		for _, r := range rs {
			sinks := []Sink{&b, rec}
			if err := deliver(r, sinks); err != nil {
				t.Fatal(err)
			}
			for _, said := range (echo{}).Evaluate(r) {
				if err := deliver(said, sinks); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := rec.Close(); err != nil {
			t.Fatal(err)
		}
		return &b, file.String()
	}
	live, file := run(rs)
	var back []Record
	for r, err := range Records(bytes.NewBufferString(file)) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Finding == nil {
			back = append(back, r)
		}
	}
	again, second := run(back)
	if file != second {
		t.Errorf("the recording of the replay differs:\n%s\n%s", file, second)
	}
	show := func(b *Board) string {
		f := b.Findings()[0]
		in, _ := b.Incident(f.ID)
		return fmt.Sprintf("%+v %+v %+v\n%s\n%+v %+v %+v", f.Status, f.Handled, f.Count, story(&b.Timeline), in, b.Ticks(in), b.On(in))
	}
	if a, b := show(live), show(again); a != b || live.Findings()[0].Status != Resolved || len(live.Actions()) != 5 {
		t.Errorf("live:\n%s\nreplayed:\n%s", a, b)
	}
}

// What was restored came in another recording's time; what others found is news.
func TestRecorderLeavesOutWhatWasRestored(t *testing.T) {
	var file bytes.Buffer
	rec := NewRecorder(&file)
	for _, from := range []Origin{Restored, Fresh, Shared} {
		r := event(int(from), KindAuthOK)
		r.Origin = from
		handle(t, rec, r)
	}
	if err := rec.Close(); err != nil || bytes.Count(file.Bytes(), []byte("\n")) != 2 || bytes.Contains(file.Bytes(), []byte("line 1\"")) {
		t.Errorf("%v, recorded\n%s", err, file.String())
	}
}
