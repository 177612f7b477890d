package mesoswatch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// source is a Collector made of a function.
type source struct {
	name string
	run  func(context.Context, Emit) error
}

func (s source) Name() string                             { return s.name }
func (s source) Run(ctx context.Context, emit Emit) error { return s.run(ctx, emit) }

func event(sec int, kind string) Record {
	return Record{Event: &Event{Time: at(sec), Source: "a.log", Kind: kind, Raw: fmt.Sprintf("line %d", sec)}}
}

func emitting(rs ...Record) source {
	return source{"emitting", func(_ context.Context, emit Emit) error {
		for _, r := range rs {
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	}}
}

// echo finds something in every event of kind auth-failed.
type echo struct{}

func (echo) Evaluate(r Record) []Record {
	if r.Event == nil || r.Event.Kind != KindAuthFailed {
		return nil
	}
	s := Subject{"source", r.Event.Source}
	return []Record{{Finding: &Finding{ID: FindingID("echo", s), Rule: "echo", Status: Open, Subject: s, Count: 1, FirstSeen: r.Event.Time, LastSeen: r.Event.Time}}}
}

func kindsOf(rs []Record) string {
	var w []string
	for _, r := range rs {
		switch {
		case r.Event != nil:
			w = append(w, "event")
		case r.Finding != nil:
			w = append(w, "finding")
		case r.Health != nil:
			w = append(w, "health")
		}
	}
	return strings.Join(w, " ")
}

func TestWatchOrder(t *testing.T) {
	var got, second []Record
	keep := func(to *[]Record) Sink { return SinkFunc(func(r Record) error { *to = append(*to, r); return nil }) }
	err := Watch(t.Context(), []Collector{emitting(event(1, "auth-ok"), event(2, KindAuthFailed), event(3, "auth-ok"))}, echo{}, keep(&got), keep(&second))
	if err != nil {
		t.Fatal(err)
	}
	if k := kindsOf(got); k != "event event finding event" {
		t.Errorf("a finding comes right behind its cause; got %s", k)
	}
	if kindsOf(second) != kindsOf(got) {
		t.Error("sinks saw different streams")
	}
}

func TestWatchSinkFails(t *testing.T) {
	full := errors.New("disk full")
	err := Watch(t.Context(), []Collector{source{"endless", func(ctx context.Context, emit Emit) error {
		for i := 0; ; i++ {
			if err := emit(event(i, "x")); err != nil {
				return err
			}
		}
	}}}, nil, SinkFunc(func(Record) error { return full }))
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestWatchRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := 0
		flaky := source{"flaky", func(context.Context, Emit) error {
			runs++
			if runs < 4 {
				return fmt.Errorf("connecting to zk://u:hunter2@h/x: refused")
			}
			return nil
		}}
		var got []Record
		began := time.Now()
		if err := Watch(t.Context(), []Collector{flaky}, nil, SinkFunc(func(r Record) error { got = append(got, r); return nil })); err != nil {
			t.Fatal(err)
		}
		if runs != 4 || kindsOf(got) != "health health health" {
			t.Errorf("%d runs, %s", runs, kindsOf(got))
		}
		if took := time.Since(began); took != 7*time.Second {
			t.Errorf("pauses of 1, 2 and 4 s; took %v", took)
		}
		if h := got[0].Health; h.OK || strings.Contains(h.Why, "hunter2") || h.Source != "flaky" {
			t.Errorf("health %+v", h)
		}
	})
}

func TestWatchPermanent(t *testing.T) {
	gone := errors.New("no such file")
	var got []Record
	err := Watch(t.Context(), []Collector{
		source{"files", func(context.Context, Emit) error { return Permanent(gone) }},
		emitting(event(1, "x")),
	}, nil, SinkFunc(func(r Record) error { got = append(got, r); return nil }))
	if !errors.Is(err, gone) || !IsPermanent(err) {
		t.Errorf("got %v", err)
	}
	if len(got) != 2 {
		t.Errorf("the others go on: %s", kindsOf(got))
	}
	if Permanent(nil) != nil || IsPermanent(gone) {
		t.Error("Permanent(nil) is nil, and only it marks")
	}
}

func TestWatchCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		waiting := source{"waiting", func(ctx context.Context, _ Emit) error { <-ctx.Done(); return ctx.Err() }}
		if err := Watch(ctx, []Collector{waiting}, nil); err != nil {
			t.Errorf("a cancelled watch ends with %v", err)
		}
	})
}

// TestRecording: what is recorded replays to the same findings and to the same
// bytes.
func TestRecording(t *testing.T) {
	hostile := &Event{Time: at(4), Source: "a.log", Kind: KindAuthFailed, Message: "x\u202e\u009b\x7f", Raw: "bad \xff\x00 bytes"}
	first, replayed := new(bytes.Buffer), new(bytes.Buffer)
	rec := NewRecorder(first)
	in := []Record{event(1, "auth-ok"), event(2, KindAuthFailed), {Event: hostile}, {Health: &Health{At: at(5), Source: "a.log", OK: true}},
		{Snapshot: &Snapshot{At: at(6), Source: "http://m", Master: &Master{URL: "http://m"}}}, {Action: &Action{At: at(7), Who: "op", What: Note}}}
	if err := errors.Join(Watch(t.Context(), []Collector{emitting(in...)}, echo{}, rec), rec.Close()); err != nil {
		t.Fatal(err)
	}
	for _, r := range first.String() {
		if r != '\n' && (r < 0x20 || !harmless(r)) {
			t.Errorf("the recording holds %U", r)
		}
	}
	var again []Record
	for r, err := range Records(bytes.NewReader(first.Bytes())) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Finding == nil {
			again = append(again, r)
		}
	}
	if len(again) != len(in) || again[2].Event.Raw != hostile.Raw || again[2].Event.Message != hostile.Message {
		t.Fatalf("came back as %v", again)
	}
	rec = NewRecorder(replayed)
	if err := errors.Join(Watch(t.Context(), []Collector{emitting(again...)}, echo{}, rec), rec.Close()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), replayed.Bytes()) {
		t.Errorf("first\n%sthen\n%s", first, replayed)
	}
}

func TestRecordsNamesTheLine(t *testing.T) {
	text := `{"event":{"time":"2026-11-20T05:00:00Z","offset":0}}` + "\n\n" + `{"event":` + "\n" + `{"event":{},"health":{}}` + "\n" + `{"action":{"at":"2026-11-20T05:00:00Z","who":"a","what":"note"}}`
	good, bad := 0, ""
	for _, err := range Records(strings.NewReader(text)) {
		if err != nil {
			bad += err.Error() + "\n"
			continue
		}
		good++
	}
	if good != 2 || !strings.Contains(bad, "line 3: not a record") || !strings.Contains(bad, "line 4: a record has exactly one") {
		t.Errorf("%d good, said %s", good, bad)
	}
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte(`{"event":{"time":"2026-11-20T05:00:00Z","offset":0,"raw_base64":"/w=="}}`))
	f.Add([]byte(`{"finding":{"id":"f","level":"high","first_seen":"2026-11-20T05:00:00Z"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for r, err := range Records(bytes.NewReader(b)) {
			if err != nil {
				continue
			}
			line, err := MarshalLine(r)
			if err != nil {
				return // a time outside of RFC 3339's years
			}
			for back, err := range Records(bytes.NewReader(line)) {
				if err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				if again, err := MarshalLine(back); err != nil || !bytes.Equal(again, line) {
					t.Fatalf("%s then %s, %v", line, again, err)
				}
			}
		}
	})
}

func TestRecorderFails(t *testing.T) {
	rec := &Recorder{}
	*rec = *NewRecorder(failing{})
	rec.Flush = true
	if err := rec.Handle(event(1, "x")); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
