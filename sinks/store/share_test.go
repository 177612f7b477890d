package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// soon is how long what one process stores may take to enter the stream of another.
const soon = time.Second

// TestShared has a writer and three readers: what each does, all others hear.
func TestShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	writer := open(t, path, Options{})
	claim(t, writer)
	all := []*running{run(t, writer)}
	for range 3 {
		s := open(t, path, Options{})
		if held, ok, err := s.Claim(t.Context()); err != nil || ok || held.PID != os.Getpid() || held.Command != "mesoswatch" {
			t.Fatalf("claim: %+v, %v, %v", held, ok, err)
		}
		all = append(all, run(t, s))
	}
	for _, r := range all {
		r.until("its own health", func(rec mesoswatch.Record) bool {
			return rec.Health != nil && rec.Health.Source == source && rec.Health.OK
		})
	}
	for n, by := range all {
		began := time.Now()
		a, err := by.s.Act(t.Context(), mesoswatch.Action{Who: fmt.Sprint("operator ", n), What: mesoswatch.Note, Text: "who else is on it?"})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range all {
			got := r.until("an action", func(rec mesoswatch.Record) bool { return rec.Action != nil && rec.Action.ID == a.ID })
			if got.Origin != mesoswatch.Shared || got.Action.Who != a.Who {
				t.Errorf("%+v", got)
			}
			if took := time.Since(began); took > soon {
				t.Errorf("from %d to %d it took %v", n, i, took)
			}
		}
	}
	shareAll(t, all)
	if err := all[0].end(); err != nil {
		t.Error(err)
	}
	if err := writer.Release(); err != nil {
		t.Fatal(err)
	}
	for _, r := range all[1:] {
		if err := <-r.done; !errors.Is(err, ErrVacant) {
			t.Errorf("Run ended with %v", err)
		}
		r.done <- nil
	}
}

// shareAll has the first write one of everything, and the others hear of it.
func shareAll(t *testing.T, all []*running) {
	t.Helper()
	handle(t, all[0].s, event(1), finding("10.0.9.9", noon), event(2), finding("10.0.9.9", noon.Add(time.Second)),
		mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: noon, Source: "http://10.0.0.1:5050", Agent: &mesoswatch.Agent{ID: "S1"}}},
		mesoswatch.Record{Verdict: &mesoswatch.Verdict{At: noon, Check: "authn-off", Result: mesoswatch.Fail}},
		words("http://10.0.0.1:5050", noon))
	for _, r := range all[1:] {
		r.until("a whole finding", func(rec mesoswatch.Record) bool {
			return rec.Finding != nil && rec.Finding.Count == 2 && rec.Origin == mesoswatch.Shared
		})
		r.until("an event", func(rec mesoswatch.Record) bool { return rec.Event != nil && rec.Event.Line == 2 })
		r.until("a snapshot", func(rec mesoswatch.Record) bool { return rec.Snapshot != nil && rec.Snapshot.Agent.ID == "S1" })
		r.until("a verdict", func(rec mesoswatch.Record) bool { return rec.Verdict != nil && rec.Verdict.Check == "authn-off" })
		r.until("health", func(rec mesoswatch.Record) bool {
			return rec.Health != nil && rec.Health.Source == "http://10.0.0.1:5050" && rec.Origin == mesoswatch.Shared
		})
	}
	for _, rec := range all[0].got {
		if rec.Origin == mesoswatch.Shared && rec.Action == nil {
			t.Errorf("the writer hears of what it wrote: %+v", rec)
		}
	}
	late := run(t, open(t, all[0].s.path, Options{}))
	late.until("how a source is that speaks seldom", func(rec mesoswatch.Record) bool {
		return rec.Health != nil && rec.Health.Source == "http://10.0.0.1:5050"
	})
}

// TestOtherProcess is TestShared with a real other process, which acts on what it
// reads.
func TestOtherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := open(t, path, Options{})
	claim(t, s)
	r := run(t, s)
	cmd := child(t, "act", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(out)
	says := func(want string) {
		t.Helper()
		if !sc.Scan() || sc.Text() != want {
			t.Fatalf("it says %q, want %q", sc.Text(), want)
		}
	}
	says("reads")
	handle(t, s, event(1), finding("10.0.9.9", noon), words("log", noon))
	id := finding("10.0.9.9", noon).Finding.ID
	r.until("its action", func(rec mesoswatch.Record) bool {
		return rec.Action != nil && rec.Action.What == mesoswatch.Acknowledge && rec.Action.Finding == id
	})
	says("acknowledged")
	if err := errors.Join(r.end(), s.Release()); err != nil {
		t.Fatal(err)
	}
	says("vacant")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	all, err := s.Findings(t.Context())
	if err != nil || len(all) != 1 || all[0].Status != mesoswatch.Acknowledged {
		t.Errorf("%+v, %v", all, err)
	}
}

// actingChild reads and acknowledges the first finding it hears of.
func actingChild() error {
	ctx, cancel := context.WithTimeout(context.Background(), patienceOfTests)
	defer cancel()
	s, err := Open(ctx, os.Getenv(pathEnv), Options{})
	if err != nil {
		return err
	}
	if _, ok, err := s.Claim(ctx); ok || err != nil {
		return fmt.Errorf("claimed, %w", err)
	}
	said := false
	err = s.Run(ctx, func(r mesoswatch.Record) error {
		if r.Health != nil && !said {
			said = true
			fmt.Println("reads")
		}
		if r.Finding == nil || r.Finding.Status != mesoswatch.Open {
			return nil
		}
		_, err := s.Act(ctx, mesoswatch.Action{Who: "maria", What: mesoswatch.Acknowledge, Finding: r.Finding.ID})
		if err == nil {
			fmt.Println("acknowledged")
		}
		return err
	})
	if !errors.Is(err, ErrVacant) {
		return err
	}
	fmt.Println("vacant")
	return s.Close()
}

func TestLease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	now := time.Now()
	clock := func() time.Time { return now }
	a, b := open(t, path, Options{Now: clock, User: "maria", Command: "mesoswatch watch"}), open(t, path, Options{Now: clock})
	if _, ok, err := a.Writer(t.Context()); ok || err != nil {
		t.Fatalf("a writer before any: %v", err)
	}
	claim(t, a)
	claim(t, a) // twice is once
	if held, ok, err := b.Claim(t.Context()); ok || err != nil || held.User != "maria" || held.Command != "mesoswatch watch" {
		t.Fatalf("%+v, %v, %v", held, ok, err)
	}
	now = now.Add(staleAfter - time.Second)
	if _, ok, _ := b.Claim(t.Context()); ok {
		t.Fatal("claimed from a writer that lives")
	}
	now = now.Add(2 * time.Second)
	claim(t, b)
	handle(t, a, event(1), finding("10.0.9.9", noon))
	a.queue.end()
	if err := a.drain(); !errors.Is(err, ErrOusted) {
		t.Fatalf("writing without the lease: %v", err)
	}
	if all, err := a.Findings(t.Context()); err != nil || len(all) > 0 {
		t.Fatalf("%+v, %v", all, err)
	}
	if h := a.health(); h.Lacking["event"] == "" || h.Lacking["finding"] == "" {
		t.Errorf("nothing is said of what was not kept: %+v", h)
	}
	if err := a.live(t.Context()); !errors.Is(err, ErrOusted) {
		t.Fatalf("%v", err)
	}
	if err := b.Release(); err != nil {
		t.Fatal(err)
	}
	if err := a.live(t.Context()); err != nil {
		t.Fatalf("it is given back: %v", err)
	}
	handle(t, a, event(2), finding("10.0.9.9", noon))
	settled(t, a)
	if all, err := a.Findings(t.Context()); err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
}

// TestDeadHolder wants the lease of a process that is gone to be free at once.
func TestDeadHolder(t *testing.T) {
	s := fresh(t, Options{})
	claim(t, s)
	cmd := child(t, "nothing", "")
	cmd.Env = append(cmd.Env, "X=1")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	dead := cmd.Process.Pid
	if _, err := s.write.Exec(`UPDATE lease SET pid = ?, token = 'x'`, dead); err != nil {
		t.Fatal(err)
	}
	other := open(t, s.path, Options{})
	claim(t, other)
	if _, err := other.write.Exec(`UPDATE lease SET pid = ?, token = 'x', space = 'pid:[1]'`, dead); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := s.Claim(t.Context()); ok {
		t.Error("claimed from a process whose numbers are not ours")
	}
}

// TestGap wants it said when nobody was watching.
func TestGap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	now := noon
	clock := func() time.Time { return now }
	s := open(t, path, Options{Now: clock})
	claim(t, s)
	now = noon.Add(time.Minute)
	handle(t, s, event(1), words("log", noon))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	now = noon.Add(time.Hour)
	s = open(t, path, Options{Now: clock})
	claim(t, s)
	var gap []mesoswatch.Health
	for _, r := range collect(t, s) {
		if r.Health != nil && r.Health.Source == "mesoswatch" {
			gap = append(gap, *r.Health)
		}
	}
	if len(gap) != 2 || gap[0].OK || gap[0].Why != "mesoswatch was not running" || !gap[0].At.Equal(noon.Add(time.Minute)) || !gap[1].OK || !gap[1].At.Equal(now) {
		t.Errorf("%+v", gap)
	}
}

// TestRace has operators act while the writer writes about the same finding: what
// was decided last holds, whatever came between.
func TestRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, other := open(t, path, Options{}), open(t, path, Options{})
	s.every = time.Millisecond
	claim(t, s)
	r, reader := run(t, s), run(t, other)
	id := finding("10.0.9.9", noon).Finding.ID
	const rounds = 40
	for n := range rounds {
		handle(t, s, event(n), finding("10.0.9.9", noon.Add(time.Duration(n)*time.Second)))
		if n == 0 {
			reader.until("the finding", func(rec mesoswatch.Record) bool { return rec.Finding != nil })
		}
		what := mesoswatch.Acknowledge
		if n%2 == 1 {
			what = mesoswatch.Reopen
		}
		if n == rounds-1 {
			what = mesoswatch.Acknowledge
		}
		if _, err := other.Act(t.Context(), mesoswatch.Action{Who: "maria", What: what, Finding: id}); err != nil {
			t.Fatal(err)
		}
		all, err := other.Findings(t.Context())
		want := mesoswatch.Acknowledged
		if what == mesoswatch.Reopen {
			want = mesoswatch.Open
		}
		if err != nil || len(all) != 1 || all[0].Status != want {
			t.Fatalf("round %d: %+v, want %s, %v", n, all, want, err)
		}
	}
	handle(t, s, words("log", noon))
	reader.until("all of it", func(rec mesoswatch.Record) bool {
		return rec.Finding != nil && rec.Finding.Count == rounds && rec.Finding.Status == mesoswatch.Acknowledged
	})
	r.until("health", func(rec mesoswatch.Record) bool { return rec.Health != nil && rec.Health.OK })
}

// TestClaimedLater: one that could not have the lease looks all the same. It gets it
// as soon as it can be had, and keeps what comes then; or it is told that another
// one looks.
func TestClaimedLater(t *testing.T) {
	for _, another := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "store.db")
		a, b := open(t, path, Options{}), open(t, path, Options{})
		tx, err := b.beginWrite(t.Context()) // the file cannot be written
		if err != nil {
			t.Fatal(err)
		}
		soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		_, ok, err := a.Claim(soon)
		cancel()
		if ok || err == nil || !a.writes() {
			t.Fatalf("%v, %v; it looks: %v", ok, err, a.writes())
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if another {
			claim(t, b)
			if err := a.Run(t.Context(), a.Handle); !errors.Is(err, ErrOusted) {
				t.Errorf("while another one looks: %v", err)
			}
			continue
		}
		r := run(t, a)
		waitFor(t, "it has the lease", func() bool { return a.lease.held() != "" })
		handle(t, a, finding("10.0.0.1", noon))
		r.until("it is well", ofStore(true))
		if err := r.end(); err != nil {
			t.Fatal(err)
		}
		settled(t, a)
		if all, err := b.Findings(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("%+v, %v", all, err)
		}
	}
}
