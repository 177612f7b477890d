package ui

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestAftermath: what who got in did next stands in the first sentence.
func TestAftermath(t *testing.T) {
	at := time.Date(2026, 11, 20, 14, 5, 0, 0, time.UTC)
	got := mesoswatch.Finding{ID: "a", Rule: "auth-success-after-failures", Level: mesoswatch.Critical, Status: mesoswatch.Open, FirstSeen: at, LastSeen: at,
		Fields: map[string]string{"claimed_ip": "10.0.9.9"}}
	joined := func(id, rule, ip string, sec int) mesoswatch.Record {
		when := at.Add(time.Duration(sec) * time.Second)
		return mesoswatch.Record{Finding: &mesoswatch.Finding{ID: id, Rule: rule, Status: mesoswatch.Open, FirstSeen: when, LastSeen: when,
			Fields: map[string]string{"claimed_ip": ip, "framework_id": id, "framework_name": "job " + id}}}
	}
	runs := mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at, Source: "m1",
		Framework: &mesoswatch.Framework{ID: "f1", Name: "job f1", User: "root", Tasks: map[string]int64{"TASK_RUNNING": 2, "TASK_FAILED": 3}}}}
	for _, c := range []struct {
		want string
		recs []mesoswatch.Record
	}{
		{"", nil},
		{"", []mesoswatch.Record{joined("f1", "framework-registered", "10.0.1.1", 1), joined("f2", "framework-registered", "10.0.9.9", -60), joined("f3", "auth-failed", "10.0.9.9", 1)}},
		{" It registered job f1.", []mesoswatch.Record{joined("f1", "framework-registered", "10.0.9.9", 1)}},
		{" It registered job f1 (user root, runs 2 tasks) and 1 other.", []mesoswatch.Record{joined("f1", "framework-rogue", "10.0.9.9", 9), joined("f2", "framework-registered", "10.0.9.9", 1), runs}},
	} {
		var b mesoswatch.Board
		for _, rec := range append(c.recs, mesoswatch.Record{Finding: &got}) {
			if err := b.Handle(rec); err != nil {
				t.Fatal(err)
			}
		}
		if said := aftermath(&b, &got); said != c.want {
			t.Errorf("%q, want %q", said, c.want)
		}
	}
}

// TestHeadlineWithoutSources: records without the word of any source are no reason
// to call it well.
func TestHeadlineWithoutSources(t *testing.T) {
	at := time.Date(2026, 11, 20, 14, 5, 0, 0, time.UTC)
	event := mesoswatch.Record{Event: &mesoswatch.Event{Time: at, Source: "m.INFO", Kind: mesoswatch.KindAuthOK}}
	r := newRig(t, liveOptions(), 80, 24, stage.Script{event})
	r.shows("Nothing found so far.")
	r.hides("Nothing known to be wrong")
}
