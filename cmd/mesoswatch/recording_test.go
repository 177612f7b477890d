package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/collectors/replay"
)

func TestARecordingIsNeverWrittenOver(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 3, 1, 14, 5, 0, 0, time.UTC)
	path := filepath.Join(dir, "a.jsonl")
	first, err := openRecording(path, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openRecording(path, now); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("while it is being written: %v", err)
	}
	if _, err := io.WriteString(first, "{}\n"); err != nil {
		t.Fatal(err)
	}
	first.Close()
	_, err = openRecording(path, now)
	var e *exit
	if !errors.As(err, &e) || !strings.Contains(err.Error(), `a.jsonl": is there already`) || e.hint != anotherFile {
		t.Errorf("once it is there: %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "{}\n" {
		t.Errorf("it holds %q", b)
	}
	empty := filepath.Join(dir, "empty") // as mktemp makes them
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{empty, dir, os.DevNull} {
		f, err := openRecording(p, now)
		if err != nil {
			t.Errorf("%s: %v", p, err)
			continue
		}
		f.Close()
	}
	if _, err := os.Stat(filepath.Join(dir, "mesoswatch-20260301T140500.000000Z.jsonl")); err != nil {
		t.Errorf("in a folder: %v", err)
	}
}

// What an operator does live is in the recording, and a replay of it finds the
// same; also when the last line was being written as the program was killed.
func TestARecordingOfALiveRunReplaysToTheSame(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "live.jsonl")
	f, err := openRecording(path, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rec := mesoswatch.NewRecorder(f)
	rec.Flush = true
	var live mesoswatch.Board
	actions := &operator{name: "maria", records: make(chan mesoswatch.Record, 64)}
	done := 0
	acting := mesoswatch.SinkFunc(func(r mesoswatch.Record) error { // at once, among what comes
		if r.Finding != nil && r.Finding.Status == mesoswatch.Open && done < 8 {
			done++
			return actions.act(mesoswatch.Action{At: r.At(), What: []string{mesoswatch.Acknowledge, mesoswatch.Resolve}[done%2], Finding: r.Finding.ID, Text: "seen"})
		}
		return nil
	})
	r := reelOf(rotated(t, stageSize, 2))
	from, _ := r.open()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	enough := mesoswatch.SinkFunc(func(mesoswatch.Record) error {
		if len(live.Sources()) == 2 && len(live.Actions()) == done { // both files are read, all that was done has come
			cancel()
		}
		return nil
	})
	if err := mesoswatch.Watch(ctx, []mesoswatch.Collector{from[0], actions}, r.judge(), &live, acting, rec, enough); err != nil {
		t.Fatal(err)
	}
	if done < 4 || len(live.Actions()) != done { // nothing was closed: the file is as a kill leaves it
		t.Fatalf("%d actions, %d on the board", done, len(live.Actions()))
	}
	if _, err := io.WriteString(f, `{"event":{"time":"2026-03-01T1`); err != nil {
		t.Fatal(err)
	}
	var cut []error
	var again mesoswatch.Board
	err = mesoswatch.Watch(t.Context(), []mesoswatch.Collector{replay.Recording{Path: path, Cut: func(err error) { cut = append(cut, err) }}}, r.judge(), &again)
	if err != nil {
		t.Error(err)
	}
	if len(cut) != 1 || !errors.Is(cut[0], mesoswatch.ErrCut) || !strings.Contains(cut[0].Error(), "live.jsonl") {
		t.Errorf("told of the cut line: %v", cut)
	}
	if face(t, &live) != face(t, &again) {
		t.Error("the replay gives another board")
	}
}

// Several recordings are read in the order of time, each in its own, and the same
// each time; what is wrong with one is told at the time of its records.
func TestTogetherReadsInTheOrderOfTime(t *testing.T) {
	dir := t.TempDir()
	begin := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	var paths []string
	for i, source := range []string{"a", "b", "c"} {
		path := filepath.Join(dir, source+".jsonl")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		rec := mesoswatch.NewRecorder(f)
		for n := range 200 {
			h := mesoswatch.Health{At: begin.Add(time.Duration(n*3+i) * time.Second), Source: source, OK: true}
			if n == 100 && source == "b" {
				h.At = begin.Add(48 * time.Hour) // lies
			}
			if err := rec.Handle(mesoswatch.Record{Health: &h}); err != nil {
				t.Fatal(err)
			}
		}
		if err := rec.Close(); err != nil {
			t.Fatal(err)
		}
		if source == "c" {
			if _, err := io.WriteString(f, "nonsense\n"); err != nil {
				t.Fatal(err)
			}
		}
		f.Close()
		paths = append(paths, path)
	}
	var order string
	var broken []mesoswatch.Health
	from, _ := old{}.sources(paths, mesoslog.Options{})
	err := mesoswatch.Watch(t.Context(), from, nil, mesoswatch.SinkFunc(func(r mesoswatch.Record) error {
		if !r.Health.OK {
			broken = append(broken, *r.Health)
			return nil
		}
		if r.Health.At.Sub(begin) < time.Hour {
			order += r.Health.Source
		}
		return nil
	}))
	if want := strings.Repeat("abc", 100) + "ac" + strings.Repeat("abc", 99); order != want {
		t.Errorf("came as %s", order)
	}
	if !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), `c.jsonl": line 201`) {
		t.Errorf("%v", err)
	}
	if len(broken) != 1 || broken[0].At.After(begin.Add(time.Hour)) || !strings.HasSuffix(broken[0].Source, "c.jsonl") {
		t.Errorf("%+v", broken)
	}
}

func TestNeighboursAreNotMovedByOneThatLies(t *testing.T) {
	begin := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	const lie, none = 30 * 24 * time.Hour, -1
	place := func(at ...time.Duration) (places []time.Duration) {
		var near neighbours
		var all []placed
		for _, d := range at {
			h := &mesoswatch.Health{At: begin.Add(d)}
			if d == none {
				h.Log = &mesoswatch.LogHealth{}
			}
			all = append(all, near.add(mesoswatch.Record{Health: h})...)
		}
		for i, p := range append(all, near.end()...) {
			if want := begin.Add(at[i]); !p.Health.At.Equal(want) {
				t.Errorf("%d: %v came in the place of %v", i, p.Health.At, want)
			}
			places = append(places, p.at.Sub(begin))
		}
		return places
	}
	s := time.Second
	many := func(from time.Duration, n int) (out []time.Duration) {
		for i := range n {
			out = append(out, from+time.Duration(i)*s)
		}
		return out
	}
	for name, c := range map[string]struct{ in, want []time.Duration }{
		"in order":         {[]time.Duration{0, s, 2 * s}, []time.Duration{0, s, 2 * s}},
		"one behind":       {[]time.Duration{5 * s, s, 6 * s}, []time.Duration{5 * s, 5 * s, 6 * s}},
		"one ahead":        {[]time.Duration{0, lie, s}, []time.Duration{0, 0, s}},
		"the first ahead":  {slices.Concat([]time.Duration{lie}, many(0, 20)), slices.Concat([]time.Duration{0}, many(0, 20))},
		"a night":          {slices.Concat(many(0, 3), many(10*time.Hour, 20)), slices.Concat(many(0, 3), many(10*time.Hour, 20))},
		"a night, a lie":   {slices.Concat(many(0, 3), []time.Duration{lie}, many(10*time.Hour, 20)), slices.Concat(many(0, 3), []time.Duration{10 * time.Hour}, many(10*time.Hour, 20))},
		"one a day":        {[]time.Duration{0, 24 * time.Hour, 48 * time.Hour}, []time.Duration{0, 24 * time.Hour, 48 * time.Hour}},
		"none has a time":  {[]time.Duration{none, 0, none, s}, []time.Duration{0, 0, 0, s}},
		"the end is later": {[]time.Duration{0, s, time.Hour}, []time.Duration{0, s, time.Hour}},
	} {
		if got := place(c.in...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v\nwant %v", name, got, c.want)
		}
	}
}
