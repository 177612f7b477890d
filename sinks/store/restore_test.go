package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func agent(id, from string, at time.Time) mesoswatch.Record {
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at, Source: from, Agent: &mesoswatch.Agent{ID: id}}}
}

// TestRestoreOrder wants subjects as of the span's beginning, then the span, then
// what is known whole.
func TestRestoreOrder(t *testing.T) {
	now := noon
	s := fresh(t, Options{Now: func() time.Time { return now }, Span: time.Hour})
	claim(t, s)
	gone := agent("S3", "old", noon)
	gone.Snapshot.Gone = true
	handle(t, s, event(0), finding("10.0.0.1", noon), agent("S1", "older", noon), agent("S2", "old", noon), agent("S1", "old", noon), agent("S3", "old", noon), gone, words("log", noon))
	settled(t, s)
	now = noon.Add(2 * time.Hour)
	bad := words("log", now)
	bad.Health.OK, bad.Health.Why = false, "no such file"
	handle(t, s, event(1), finding("10.0.0.2", now), agent("S1", "new", now), words("log", now), bad, bad, words("log", now),
		mesoswatch.Record{Verdict: &mesoswatch.Verdict{At: now, Check: "authn-off", Result: mesoswatch.Pass}},
		mesoswatch.Record{Verdict: &mesoswatch.Verdict{At: now, Check: "authn-off", Result: mesoswatch.Fail}}, event(2))
	settled(t, s)
	if _, err := s.Act(t.Context(), mesoswatch.Action{ID: "a-1", Who: "maria", What: mesoswatch.Resolve, Finding: finding("10.0.0.1", noon).Finding.ID}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"snapshot S2 old", "snapshot S1 old",
		"event 1", "snapshot S1 new", "health false", "health true", "event 2", "action a-1",
		"verdict fail",
		"finding 10.0.0.2 open", "finding 10.0.0.1 resolved",
	}
	var got []string
	for _, r := range collect(t, s) {
		if r.Origin != mesoswatch.Restored {
			t.Errorf("%+v", r)
		}
		got = append(got, text(r))
	}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	// Run goes on behind it.
	handle(t, s, event(3))
	settled(t, s)
	p, err := s.page(t.Context(), span{from: s.at.Load()})
	if err != nil || len(p.log) != 1 || p.log[0].Event.Line != 3 {
		t.Errorf("%+v, %v", p, err)
	}
}

func text(r mesoswatch.Record) string {
	switch {
	case r.Snapshot != nil:
		return "snapshot " + r.Snapshot.Agent.ID + " " + r.Snapshot.Source
	case r.Event != nil:
		return fmt.Sprint("event ", r.Event.Line)
	case r.Health != nil:
		return fmt.Sprint("health ", r.Health.OK)
	case r.Action != nil:
		return "action " + r.Action.ID
	case r.Verdict != nil:
		return "verdict " + string(r.Verdict.Result)
	}
	return "finding " + r.Finding.Subject.Name + " " + string(r.Finding.Status)
}

func TestRestoreSpan(t *testing.T) {
	now := noon
	path := filepath.Join(t.TempDir(), "store.db")
	s := open(t, path, Options{Now: func() time.Time { return now }})
	claim(t, s)
	for n := range 1500 { // a minute each: three pages
		now = noon.Add(time.Duration(n) * time.Minute)
		handle(t, s, event(n))
		if n%25 == 24 {
			settled(t, s)
		}
	}
	count := func(o Options) (first int64, n int) {
		o.Now = func() time.Time { return now }
		o.fill()
		s.o = o
		for _, r := range collect(t, s) {
			if r.Event != nil {
				if n == 0 {
					first = r.Event.Line
				}
				n++
			}
		}
		return first, n
	}
	for _, c := range []struct {
		o Options
		n int
	}{{Options{}, 1500}, {Options{Span: 10*time.Hour - time.Second}, 600}, {Options{Span: 100 * 24 * time.Hour}, 1500}, {Options{SpanEvents: 1234}, 1234}, {Options{Span: time.Minute}, 25}} {
		if first, n := count(c.o); n != c.n || first != int64(1500-c.n) {
			t.Errorf("%v, at most %d events: %d from %d, want %d", c.o.Span, c.o.SpanEvents, n, first, c.n)
		}
	}
	for range s.Restore(t.Context()) {
		break // who has seen enough may leave
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.Restore(ctx) {
		if err == nil {
			t.Error("a record behind the end")
		}
	}
}

// TestEmpty restores what has nothing in it.
func TestEmpty(t *testing.T) {
	s := fresh(t, Options{})
	if rs := collect(t, s); len(rs) > 0 {
		t.Errorf("%+v", rs)
	}
	if all, err := s.History(t.Context(), "f-000000000000"); err != nil || len(all) > 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if at := s.Through("log"); !at.IsZero() {
		t.Errorf("%v", at)
	}
}

// given is a collector that emits what it was given.
type given []mesoswatch.Record

func (given) Name() string { return "given" }

func (g given) Run(_ context.Context, emit mesoswatch.Emit) error {
	for _, r := range g {
		if err := emit(r); err != nil {
			return err
		}
	}
	return nil
}

func TestOnce(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	twice := event(4) // a file that was cut and written again the same
	other := *event(3).Event
	other.Source, other.Inode, other.Offset = "http://10.0.0.1:5050/log", 0, 0
	elsewhere, piped := other, other
	elsewhere.Source, piped.Source = "http://10.0.0.2:5050/log", "-"
	odd := mesoswatch.Event{Raw: "not known", Source: "x"}
	handle(t, s, event(1), event(2), twice, twice, mesoswatch.Record{Event: &other}, mesoswatch.Record{Event: &piped}, mesoswatch.Record{Event: &odd})
	settled(t, s)
	renamed := *event(2).Event
	renamed.Source = "/var/log/mesos/mesos-master.INFO.1"
	var got []string
	c := s.Once(given{event(1), {Event: &renamed}, event(3), twice, twice, twice, {Event: &other}, {Event: &elsewhere}, {Event: &piped}, {Event: &odd}, {Event: &odd}, words("log", noon)})
	emit := func(r mesoswatch.Record) error {
		got = append(got, text(r))
		return s.Handle(r)
	}
	if err := c.Run(t.Context(), emit); err != nil {
		t.Fatal(err)
	}
	if want := `["event 3" "event 4" "event 3" "event 3" "event 0" "event 0" "health true"]`; fmt.Sprintf("%q", got) != want {
		t.Errorf("got  %q\nwant %s", got, want)
	}
	got = nil
	settled(t, s)
	if err := c.Run(t.Context(), emit); err != nil { // after a failure
		t.Fatal(err)
	}
	if want := `["event 3" "event 0" "event 0" "health true"]`; fmt.Sprintf("%q", got) != want {
		t.Errorf("started again: %q", got)
	}
	if c.Name() != "given" {
		t.Errorf("%q", c.Name())
	}
}
