package store

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func ofStore(ok bool, words ...string) func(mesoswatch.Record) bool {
	return func(r mesoswatch.Record) bool {
		if r.Health == nil || r.Health.Source != source || r.Health.OK != ok {
			return false
		}
		for _, w := range words {
			if !strings.Contains(r.Health.Why, w) {
				return false
			}
		}
		return true
	}
}

// TestFull fills the disk, and gives room again.
func TestFull(t *testing.T) {
	s := fresh(t, Options{MaxPages: 60})
	s.every = time.Millisecond
	claim(t, s)
	r := run(t, s)
	n, subject := 0, "10.0.9.9"
	began := time.Now()
	for full := false; !full; {
		for range 50 {
			handle(t, s, event(n), finding(subject, event(n).At()))
			n++
		}
		handle(t, s, words("log", event(n).At()))
		full = s.health().Why != ""
		if time.Since(began) > patienceOfTests {
			t.Fatal("the disk does not get full")
		}
	}
	h := r.until("a word of it", ofStore(false, s.path, "no room left", "free space")).Health
	if len(h.Asked) != 1 || !strings.HasSuffix(h.Asked[0].Outcome, "waiting") {
		t.Errorf("%+v", h)
	}
	var err error // a short note may still fit
	for range 100 {
		if _, err = s.Act(t.Context(), mesoswatch.Action{Who: "maria", What: mesoswatch.Note, Text: strings.Repeat("x", 9000)}); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "no room left") || !strings.Contains(err.Error(), s.path) {
		t.Errorf("acting on a full disk: %v", err)
	}
	before := s.Through("log")
	for range 100 { // watching goes on
		handle(t, s, event(n), finding(subject, event(n).At()))
		n++
	}
	last := event(n).At()
	handle(t, s, words("log", last))
	if !s.Through("log").Equal(before) {
		t.Error("it says that something was committed on a full disk")
	}
	if _, err := s.write.Exec(`PRAGMA max_page_count = 100000`); err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	r.got = nil
	r.mu.Unlock()
	r.until("all is well again", ofStore(true))
	handle(t, s, words("log", last))
	waitFor(t, "everything is written", func() bool { return s.Through("log").Equal(last) })
	all, err := s.Findings(t.Context())
	if err != nil || len(all) != 1 || all[0].Count != n {
		t.Errorf("of %d: %+v, %v", n, all, err)
	}
	if got := rows(t, s, rowEvent); got != n {
		t.Errorf("%d events of %d", got, n)
	}
}

func rows(t *testing.T, s *Store, kind int) (n int) {
	t.Helper()
	if err := s.read.QueryRow(`SELECT count(*) FROM log WHERE kind = ?`, kind).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patienceOfTests); !is(); {
		if time.Now().After(deadline) {
			t.Fatalf("waiting until %s", what)
		}
		<-time.After(time.Millisecond)
	}
}

// TestFlood gives far more than is written: what waits stays bounded, events are
// counted as not kept, findings and actions are all kept.
func TestFlood(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	const flood = 20_000
	for n := range flood {
		handle(t, s, event(n), finding(fmt.Sprintf("10.0.0.%d", n%200), event(n).At()))
	}
	handle(t, s, mesoswatch.Record{Action: &mesoswatch.Action{ID: "a-1", At: noon, Who: "maria", What: mesoswatch.Note}})
	for n := range 2 {
		handle(t, s, mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: noon, Source: fmt.Sprint(n), Agent: &mesoswatch.Agent{ID: "S1"}}})
	}
	last := noon.Add(time.Hour)
	handle(t, s, words("log", last))
	s.queue.end()
	if s.queue.bytes > maxWaiting+1<<20 || s.queue.waiting() > maxWaitingUnits {
		t.Errorf("%d bytes in %d units wait", s.queue.bytes, s.queue.waiting())
	}
	settled(t, s)
	h := s.health()
	var lost int
	if _, err := fmt.Sscanf(h.Lacking["event"], "%d were not kept", &lost); err != nil || lost == 0 || h.Lacking["finding"] != "" || h.Lacking["snapshot"] != "" {
		t.Fatalf("%+v", h.Lacking)
	}
	if got := rows(t, s, rowEvent); got+lost != flood {
		t.Errorf("%d stored and %d not, of %d", got, lost, flood)
	}
	all, err := s.Findings(t.Context())
	count := 0
	for _, f := range all {
		count += f.Count
	}
	if err != nil || len(all) != 200 || count != flood {
		t.Errorf("%d findings count %d of %d, %v", len(all), count, flood, err)
	}
	if actions, err := s.Actions(t.Context()); err != nil || len(actions) != 1 {
		t.Errorf("%+v, %v", actions, err)
	}
	if !s.Through("log").Equal(last) {
		t.Errorf("written through %v", s.Through("log"))
	}
	var agents []string
	for _, r := range collect(t, s) {
		if r.Snapshot != nil {
			agents = append(agents, r.Snapshot.Source)
		}
	}
	if len(agents) != 1 || agents[0] != "1" {
		t.Errorf("of the agent the latest is %q", agents)
	}
}

// TestFloodGoesOn: after a flood that found no room, sources are no further than
// what is written, also while more keeps coming; else a kill takes away what was
// found in between.
func TestFloodGoesOn(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	const flood = 20_000 // some of them spill
	for n := range flood {
		handle(t, s, event(n), finding("10.0.0.1", event(n).At()))
	}
	found := func() (count int) {
		all, err := s.Findings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all {
			count += f.Count
		}
		return count
	}
	n, steps := flood, 0
	for ; !s.Through("log").After(noon); steps++ {
		units, _ := s.queue.next()
		if err := s.commitFit(units); err != nil {
			t.Fatal(err)
		}
		s.queue.done(len(units))
		if !s.Through("log").IsZero() && found() < flood {
			t.Fatalf("the log is written through %v, of %d times %d are", s.Through("log"), flood, found())
		}
		for range fullBatch { // there is room again, and no end of more
			handle(t, s, event(n), finding("10.0.0.1", event(n).At()))
			n++
		}
		handle(t, s, words("log", noon.Add(time.Duration(n)*time.Second)))
		if steps > 100 {
			t.Fatal("a flood that does not end is never written whole")
		}
	}
}

// TestRemoved takes the file away while it is in use.
func TestRemoved(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	r := run(t, s)
	r.until("it works", ofStore(true))
	if err := os.Remove(s.path); err != nil {
		t.Fatal(err)
	}
	r.until("the file is gone", ofStore(false, "removed", s.path))
}

// TestBadRows puts rows into the file that are none: the rest is handed out, and it
// is told.
func TestBadRows(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	handle(t, s, event(1), finding("10.0.0.1", noon), event(2), finding("10.0.0.2", noon),
		mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: noon, Source: "x", Agent: &mesoswatch.Agent{ID: "S1"}}}, words("log", noon))
	settled(t, s)
	if _, err := s.Act(t.Context(), mesoswatch.Action{Who: "maria", What: mesoswatch.Note}); err != nil {
		t.Fatal(err)
	}
	id := finding("10.0.0.1", noon).Finding.ID
	for _, bad := range []string{
		`UPDATE log SET body = '{' WHERE kind = 1 AND seq = (SELECT min(seq) FROM log WHERE kind = 1)`,
		`UPDATE finding SET body = '{"id":"f-000000000000"}' WHERE id = '` + id + `'`,
		`INSERT INTO log (seq, put, at, kind, name, body) VALUES (1000, 0, 0, 4, x'61', '{}'), (1001, 0, 0, 3, x'62', '[]'), (1002, 0, 0, 9, NULL, '{}'),
			(1003, 0, 0, 2, x'63', '{"at":"2023-05-04T12:00:00Z"}'), (1004, 0, 0, 1, NULL, x'00')`,
		`UPDATE meta SET seq = 1010`,
		`INSERT INTO latest VALUES (6, x'61', 1005, 0, '{"check":7}')`,
	} {
		if _, err := s.write.Exec(bad); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, r := range collect(t, s) {
		if err := r.Validate(); err != nil || r.Origin != mesoswatch.Restored {
			t.Errorf("%+v: %v", r, err)
		}
		n++
	}
	// one event, one finding, snapshot, word of a source, the action
	if n != 5 {
		t.Errorf("%d records", n)
	}
	if h := s.health(); !strings.Contains(h.Lacking["row"], "could not be read") {
		t.Errorf("%+v", h)
	}
	if all, err := s.Findings(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	handle(t, s, event(5), finding("10.0.0.1", noon)) // found again: it begins anew
	settled(t, s)
	if all, err := s.Findings(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestUnfit gives a record that cannot be written: what comes with it is.
func TestUnfit(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	never := time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC) // JSON has no such year
	handle(t, s, event(1), mesoswatch.Record{Event: &mesoswatch.Event{Time: never, Kind: "x"}}, finding("10.0.0.1", noon), finding("10.0.0.2", never), event(2))
	settled(t, s)
	if got := rows(t, s, rowEvent); got != 2 {
		t.Errorf("%d events", got)
	}
	if h := s.health(); h.Lacking["event"] == "" || h.Lacking["finding"] == "" {
		t.Errorf("%+v", h)
	}
	if _, err := s.Act(t.Context(), mesoswatch.Action{Who: "x", What: mesoswatch.Note, At: never}); err == nil {
		t.Error("it says that it stored an action that it did not")
	}
}
