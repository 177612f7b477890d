package store

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func resolve(t *testing.T, s *Store, at time.Time, subject string) {
	t.Helper()
	if _, err := s.Act(t.Context(), mesoswatch.Action{At: at, Who: "maria", What: mesoswatch.Resolve, Finding: finding(subject, at).Finding.ID}); err != nil {
		t.Fatal(err)
	}
}

// TestAge wants what is old to go, and what findings rest on that are open to stay.
func TestAge(t *testing.T) {
	now := noon
	s := fresh(t, Options{Now: func() time.Time { return now }, Age: 10 * 24 * time.Hour})
	claim(t, s)
	proof := finding("10.0.0.1", event(5000).At())
	proof.Finding.FirstSeen = event(5000).At()
	proof.Finding.Evidence = []mesoswatch.Evidence{{Source: event(9000).Event.Source, Offset: event(9000).Event.Offset, Inode: 77}}
	handle(t, s, event(0), event(1), finding("10.0.0.2", event(1).At()), event(5000), proof, event(9000), event(20_000),
		agent("S1", "old", noon), agent("S1", "new", noon), words("log", noon))
	settled(t, s)
	resolve(t, s, event(1).At(), "10.0.0.2")
	if _, err := s.Act(t.Context(), mesoswatch.Action{At: now, Who: "maria", What: mesoswatch.Note, Finding: proof.Finding.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Act(t.Context(), mesoswatch.Action{At: now, Who: "maria", What: mesoswatch.Note, Text: "on none"}); err != nil {
		t.Fatal(err)
	}
	prune := func() []string {
		t.Helper()
		if err := s.pruneAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range collect(t, s) {
			if r.Action != nil {
				got = append(got, "action on "+r.Action.Finding)
				continue
			}
			got = append(got, text(r))
		}
		return got
	}
	before := len(prune())
	now = now.Add(9 * 24 * time.Hour)
	if n := len(prune()); n != before {
		t.Errorf("%d of %d left before their time", n, before)
	}
	now = now.Add(2 * 24 * time.Hour)
	want := []string{"event 5000", "event 9000", "snapshot S1 new", "action on " + proof.Finding.ID, "finding 10.0.0.1 open"}
	if got := prune(); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	resolve(t, s, now, "10.0.0.1")
	now = now.Add(11 * 24 * time.Hour)
	want = []string{"snapshot S1 new"}
	if got := prune(); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestSize wants the file to stay small: the greediest kind goes first, what open
// findings rest on stays, and pages go back to the disk.
func TestSize(t *testing.T) {
	s := fresh(t, Options{Size: 1 << 20})
	claim(t, s)
	held := finding("10.0.0.1", event(10).At())
	held.Finding.FirstSeen = event(0).At()
	for n := range 11 {
		handle(t, s, event(n))
	}
	handle(t, s, held)
	for n := range 100 {
		handle(t, s, agent(fmt.Sprintf("A%d", n), "rare", noon))
	}
	for n := range 6_000 {
		handle(t, s, event(100_000+n))
		if n%1000 == 999 {
			settled(t, s)
		}
	}
	settled(t, s)
	if used, err := s.used(t.Context()); err != nil || used < 3<<19 {
		t.Fatalf("%d bytes, %v: too little for a test", used, err)
	}
	if err := s.pruneAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	journal, err := os.Stat(s.path + "-wal")
	if err != nil || journal.Size() > 16<<20 {
		t.Errorf("the journal takes %d bytes, %v", journal.Size(), err)
	}
	if _, err := s.write.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	h := s.health()
	if used, err := s.used(t.Context()); err != nil || used > 1<<20 || used < 1<<19 || h.Asked[0].Bytes > 1<<20+vacuumPages*4096 {
		t.Errorf("%d used, %d in the file, %v", used, h.Asked[0].Bytes, err)
	}
	agents, first, events := 0, 0, 0
	for _, r := range collect(t, s) {
		switch {
		case r.Snapshot != nil:
			agents++
		case r.Event != nil && r.Event.Line <= 10:
			first++
		case r.Event != nil:
			events++
		}
	}
	if agents != 100 || first != 11 || events < 800 {
		t.Errorf("%d agents, %d events of the open finding, %d others", agents, first, events)
	}
	tooSmall(t, s)
}

// tooSmall gives less room than the floor takes.
func tooSmall(t *testing.T, s *Store) {
	t.Helper()
	s.o.Size = 50 << 10
	if err := s.pruneAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h := s.health(); !strings.Contains(h.Lacking["size"], "findings that are not resolved") {
		t.Errorf("%+v", h)
	}
	if n := rows(t, s, rowEvent); n != 11 {
		t.Errorf("%d events", n)
	}
	if all, err := s.Findings(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	var said string
	if err := s.read.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		t.Errorf("%q, %v", said, err)
	}
}

// TestMetrics wants of what is measured all the time the latest, and one in a while.
func TestMetrics(t *testing.T) {
	now := noon
	s := fresh(t, Options{Now: func() time.Time { return now }})
	claim(t, s)
	for n := range 60 { // twenty minutes
		now = noon.Add(time.Duration(n) * 20 * time.Second)
		handle(t, s, mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: now, Source: "m", Metrics: &mesoswatch.Metrics{Of: "m", Values: map[string]float64{"n": float64(n)}}}})
		if n%3 == 0 {
			settled(t, s)
		}
	}
	settled(t, s)
	rs := collect(t, s)
	if last := rs[len(rs)-1].Snapshot; len(rs) > 6 || len(rs) < 4 || last.Metrics.Values["n"] != 59 {
		t.Errorf("%d are kept, the last %+v", len(rs), last)
	}
}

// BenchmarkHandle is how many records a second the stream can hand over; of what it
// hands over, BenchmarkStore writes so many.
func BenchmarkHandle(b *testing.B) {
	s := benchStore(b)
	e, f := event(1), finding("10.0.0.1", noon)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		_, _ = s.Handle(e), s.Handle(f)
		if n++; n%5000 == 0 {
			b.StopTimer()
			s.queue.keep(false)
			s.queue.keep(true)
			b.StartTimer()
		}
	}
	b.ReportMetric(2*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkStore writes events, each with a finding about one of a hundred subjects.
func BenchmarkStore(b *testing.B) {
	s := benchStore(b)
	n := 0
	for b.Loop() {
		_, _ = s.Handle(event(n)), s.Handle(finding(fmt.Sprintf("10.0.0.%d", n%100), event(n).At()))
		if n++; n%fullBatch == 0 {
			if err := s.drain(); err != nil {
				b.Fatal(err)
			}
		}
	}
	s.queue.end()
	if err := s.drain(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(2*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func benchStore(b *testing.B) *Store {
	s, err := Open(b.Context(), b.TempDir()+"/store.db", Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if _, ok, err := s.Claim(b.Context()); err != nil || !ok {
		b.Fatal(err)
	}
	return s
}
