package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/internal/loggen"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/rules/posture"
	"github.com/mesoswatch/mesoswatch/ui"
)

// stageSize is enough of a generated log for findings to open at several times.
const stageSize = 3 << 19

// rotated writes a generated log as a folder of rotated files and gives its path.
func rotated(t *testing.T, size int64, files int) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := loggen.Write(&b, size, 7); err != nil {
		t.Fatal(err)
	}
	dir, text := t.TempDir(), b.Bytes()
	for i := range files {
		end := len(text)
		if i < files-1 {
			end = bytes.IndexByte(text[len(text)/(files-i):], '\n') + len(text)/(files-i) + 1
		}
		name := fmt.Sprintf("mesos-master.host.root.log.INFO.20260301-0000%02d.1", i)
		if err := os.WriteFile(filepath.Join(dir, name), text[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		text = text[end:]
	}
	return dir
}

// recorded records a replay of paths and gives the path of the recording.
func recorded(t *testing.T, r reel) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "all.jsonl")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rec := mesoswatch.NewRecorder(f)
	if err := r.record(t.Context(), nil, rec); err != nil {
		t.Fatal(err)
	}
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

var testRules, testChecks = func() (*rules.Catalog, *posture.Catalog) {
	c, _ := rules.Load(rules.Options{})
	p, _ := posture.Load(posture.Options{})
	return c, p
}()

func reelOf(paths ...string) reel {
	return reel{
		open: func() ([]mesoswatch.Collector, func() (int64, int64)) {
			from, read := old{cut: func(error) {}}.sources(paths, mesoslog.Options{All: true, Zone: time.UTC, Year: 2026})
			return from, read.count
		},
		judge: func() mesoswatch.Evaluator { return besideChecks(testRules.Engine(), testChecks) },
	}
}

// face is what of a board has to be the same however it was reached.
func face(t *testing.T, b *mesoswatch.Board) string {
	t.Helper()
	out, err := json.MarshalIndent(map[string]any{
		"now": b.Now, "findings": b.Findings(), "sources": b.Sources(), "moments": b.Timeline.All(), "actions": b.Actions(), "lines": b.Log.End(), "evicted": b.Timeline.Evicted,
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// score is all of the data with its places: what plain runs are made over.
type score struct {
	all   []placed
	judge func() mesoswatch.Evaluator
}

func scoreOf(t *testing.T, r reel) score {
	t.Helper()
	var near neighbours
	var all []placed
	from, _ := r.open()
	err := mesoswatch.Watch(t.Context(), from, nil, mesoswatch.SinkFunc(func(rec mesoswatch.Record) error {
		all = append(all, near.add(rec)...)
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	return score{append(all, near.end()...), r.judge}
}

// plain is the board of a plain run over everything up to a time.
func (s score) plain(until time.Time, deeds ...mesoswatch.Action) *mesoswatch.Board {
	b, judge := &mesoswatch.Board{}, s.judge()
	take := func(rec mesoswatch.Record) {
		_ = b.Handle(rec)
		for _, said := range judge.Evaluate(rec) {
			_ = b.Handle(said)
		}
	}
	for _, p := range s.all {
		if p.at.After(until) {
			break
		}
		for len(deeds) > 0 && deeds[0].At.Before(p.at) {
			take(mesoswatch.Record{Action: &deeds[0]})
			deeds = deeds[1:]
		}
		take(p.Record)
	}
	for i := range deeds {
		if deeds[i].At.After(until) {
			break
		}
		take(mesoswatch.Record{Action: &deeds[i]})
	}
	return b
}

// theatre is a playback that runs, and the board on its screen.
type theatre struct {
	*playback
	t     *testing.T
	board *mesoswatch.Board
	stop  func()
}

// open starts one and waits until all has been read. It must be called in a
// bubble, and closed there.
func openTheatre(t *testing.T, r reel) *theatre {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &theatre{playback: newPlayback(r), t: t}
	s.when = screening{opt: mesoslog.Options{Zone: time.UTC}}.begin
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	s.stop = func() { cancel(); <-done }
	s.settle()
	return s
}

// settle waits until nothing moves any more and takes the board that is there then.
func (s *theatre) settle() *theatre {
	s.t.Helper()
	synctest.Wait()
	if st := s.State(); st.Seeking {
		s.t.Fatalf("still on its way: %+v", st)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Nanosecond)
	defer cancel()
	if b, err := s.Next(ctx); err == nil {
		s.board = b
	}
	return s
}

func (s *theatre) same(what string, board *mesoswatch.Board) {
	s.t.Helper()
	if a, b := face(s.t, s.board), face(s.t, board); a != b {
		at := 0
		for at < min(len(a), len(b)) && a[at] == b[at] {
			at++
		}
		s.t.Errorf("%s: the board is another:\n…%s\nwant\n…%s", what, a[max(at-300, 0):min(at+300, len(a))], b[max(at-300, 0):min(at+300, len(b))])
	}
}

// The board at a time is the same however it was reached, and that of a plain run
// over what came before: for logs in a folder and for a recording of them.
func TestTheBoardAtATimeIsTheSameHoweverItIsReached(t *testing.T) {
	t.Parallel()
	dir := rotated(t, stageSize, 4)
	logs := reelOf(dir)
	for name, r := range map[string]reel{"rotated logs": logs, "a recording": reelOf(recorded(t, logs))} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openTheatre(t, r)
				defer s.stop()
				st, want := s.State(), scoreOf(t, r)
				if !st.Whole || st.At != st.To || len(st.Marks) < 2 || st.To.Sub(st.From) < 5*time.Minute {
					t.Fatalf("begins at %+v", st)
				}
				s.same("the end", want.plain(st.To))
				span := st.To.Sub(st.From)
				early, mid := st.From.Add(span/4), st.From.Add(span/2)
				s.Goto(mid)
				s.settle().same("back", want.plain(mid))
				s.Goto(early)
				s.settle()
				s.Goto(mid)
				s.settle().same("back, then on", want.plain(mid))

				s.Goto(mid.Add(-time.Minute))
				s.settle()
				s.Speed(10)
				s.Play(true)
				time.Sleep(6*time.Second + 3*playTick)
				s.Play(false)
				s.settle()
				at := s.State().At
				if late := at.Sub(mid); late < 0 || late > 5*time.Second {
					t.Errorf("6 s at speed 10 after a minute before: %v", late)
				}
				s.same("by playing", want.plain(at))
				s.Speed(ui.MaxSpeed)
				s.Play(true)
				time.Sleep(time.Minute)
				s.settle()
				if st := s.State(); st.Playing || st.At != st.To {
					t.Errorf("behind the end: %+v", st)
				}
				s.same("the end, by playing", want.plain(s.State().To))
			})
		})
	}
}

// What is done at a time holds from there on and not before, wherever one goes,
// and a recording of the replay says the same.
func TestDeedsSurviveSeeking(t *testing.T) {
	t.Parallel()
	r := reelOf(rotated(t, stageSize, 2))
	path := filepath.Join(t.TempDir(), "done.jsonl")
	var end string
	synctest.Test(t, func(t *testing.T) {
		s := openTheatre(t, r)
		defer s.stop()
		first, want := s.State().Marks[0], scoreOf(t, r)
		s.Goto(first.At)
		s.settle()
		if err := s.act(mesoswatch.Action{What: mesoswatch.Resolve, Finding: first.Finding, Text: "dealt with"}); err != nil {
			t.Fatal(err)
		}
		s.settle()
		if f, _ := s.board.Finding(first.Finding); f.Status != mesoswatch.Resolved {
			t.Errorf("is %v", f.Status)
		}
		acts := s.board.Actions()
		if len(acts) != 1 || !acts[0].Replay || !acts[0].At.Equal(first.At) || acts[0].ID == "" {
			t.Errorf("%+v", acts)
		}
		before := first.At.Add(-time.Second)
		s.Goto(before)
		if s.settle(); len(s.board.Actions()) != 0 {
			t.Error("done before it was")
		}
		after := s.State().From.Add(s.State().To.Sub(s.State().From) / 2)
		s.Goto(after)
		s.settle().same("behind it", want.plain(after, s.done()...))
		s.Goto(s.State().To)
		s.settle().same("at the end", want.plain(s.State().To, s.done()...))
		end = face(t, s.board)
		if err := s.act(mesoswatch.Action{What: mesoswatch.AcceptBaseline, Finding: first.Finding}); err == nil {
			t.Error("a replay changes the baseline")
		}
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rec := mesoswatch.NewRecorder(f)
		if err := r.record(t.Context(), s.done(), rec); err != nil {
			t.Fatal(err)
		}
		if err := rec.Close(); err != nil {
			t.Fatal(err)
		}
	})
	again := reelOf(path)
	if got := face(t, scoreOf(t, again).plain(time.Now().Add(100*365*24*time.Hour))); got != end {
		t.Errorf("the recording gives another board: %d and %d bytes", len(got), len(end))
	}
}

// A second goto while one runs is followed, whichever way it leads; the former
// board stays until then, and nothing is left behind.
func TestSeekingCanBeInterrupted(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	r := reelOf(rotated(t, stageSize, 3))
	synctest.Test(t, func(t *testing.T) {
		s := openTheatre(t, r)
		defer s.stop()
		st, want := s.State(), scoreOf(t, r)
		span := st.To.Sub(st.From)
		for i, part := range []time.Duration{5, 1, 9, 2, 8, 3, 7, 0, 4} {
			s.Goto(st.From.Add(span * part / 10))
			if got := s.State(); !got.Seeking || got.Target != st.From.Add(span*part/10) {
				t.Errorf("%d: %+v", i, got)
			}
			if err := s.act(mesoswatch.Action{What: mesoswatch.Note}); err == nil {
				t.Errorf("%d: something was done on the way", i)
			}
		}
		at := st.From.Add(span * 4 / 10)
		s.settle()
		if s.State().At != at {
			t.Errorf("at %v, want %v", s.State().At, at)
		}
		s.same("the last one", want.plain(at, s.done()...))
		s.Goto(st.From.Add(-time.Hour))
		if s.settle(); s.State().At != st.From {
			t.Errorf("before the start: %v", s.State().At)
		}
		s.Goto(st.To.Add(time.Hour))
		if s.settle(); s.State().At != st.To {
			t.Errorf("behind the end: %v", s.State().At)
		}
		s.Goto(st.From) // and away in the middle of it
	})
}

// e and E go from opening to opening; --at begins where it says.
func TestFindingsInTime(t *testing.T) {
	t.Parallel()
	r := reelOf(rotated(t, stageSize, 2))
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s := &theatre{playback: newPlayback(r), t: t}
		s.when, s.at = screening{opt: mesoslog.Options{Zone: time.UTC}}.begin, "start"
		done := make(chan struct{})
		go func() { defer close(done); s.Run(ctx) }()
		defer func() { cancel(); <-done }()
		s.settle()
		if st := s.State(); st.At != st.From || s.board == nil || len(s.board.Findings()) > 0 {
			t.Fatalf("begins at %+v", st)
		}
		n := 0
		for last := s.State().At; ; n++ {
			m, more := s.NextFinding()
			if !more {
				break
			}
			s.settle()
			if f, known := s.board.Finding(m.Finding); !known || !s.State().At.Equal(m.At) || !m.At.After(last) || f.Title != m.Title {
				t.Errorf("%v: %+v, %v", m, f, s.State().At)
			}
			last = m.At
		}
		if n < 2 {
			t.Errorf("%d times", n)
		}
		for back := 1; back < n; back++ {
			if _, more := s.PrevFinding(); !more {
				t.Fatalf("no more after %d of %d", back, n)
			}
		}
		s.settle()
		if first := s.State().Marks[0]; !s.State().At.Equal(first.At) {
			t.Errorf("at %v, the first opens at %v", s.State().At, first.At)
		}
		if _, more := s.PrevFinding(); more {
			t.Error("one before the first")
		}
	})
}
