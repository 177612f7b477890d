package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/sinks/bundle"
)

// attackLog is what a master writes while secrets are tried, and one fits.
func attackLog() string {
	var b strings.Builder
	b.WriteString("Log file created at: 2026/11/20 03:00:00\nRunning on machine: master1\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n")
	b.WriteString("I1120 03:00:01.000000  4242 main.cpp:300] Flags at startup: --zk=\"zk://mesos:hunter2@10.0.0.5:2181/mesos\"\n")
	for i := range 30 {
		fmt.Fprintf(&b, "I1120 03:12:%02d.000000  4242 master.cpp:8414] Authenticating scheduler-a@10.0.9.9:41001\n", i)
		fmt.Fprintf(&b, "W1120 03:12:%02d.500000  4242 master.cpp:8458] Authentication of scheduler-a@10.0.9.9:41001 was unsuccessful: Invalid credentials\n", i)
	}
	b.WriteString("I1120 03:13:00.000000  4242 master.cpp:8446] Successfully authenticated principal 'ops' at scheduler-a@10.0.9.9:41001\n")
	b.WriteString("I1120 03:13:01.000000  4242 master.cpp:2700] Received SUBSCRIBE call for framework 'batch' at scheduler-a@10.0.9.9:41001\n")
	b.WriteString("I1120 09:00:00.000000  4242 master.cpp:8446] Successfully authenticated principal 'late' at scheduler-b@10.0.3.3:41001\n")
	return b.String()
}

// attacked is a board on which the rules have judged a log.
func attacked(t *testing.T, a *app, path string) *mesoswatch.Board {
	t.Helper()
	catalog, err := a.catalog()
	if err != nil {
		t.Fatal(err)
	}
	b := &mesoswatch.Board{}
	files := &mesoslog.Files{Paths: []string{path}, Options: mesoslog.Options{Year: 2026, Zone: time.UTC, All: true}}
	if err := mesoswatch.Watch(context.Background(), []mesoswatch.Collector{files}, catalog.Engine(), b); err != nil {
		t.Fatal(err)
	}
	return b
}

func testApp(t *testing.T) *app {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("SUDO_USER", "maria")
	return &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
}

func TestEvidence(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesos-master.INFO")
	if err := os.WriteFile(path, []byte(attackLog()), 0o600); err != nil {
		t.Fatal(err)
	}
	a := testApp(t)
	b := attacked(t, a, path)
	in := bruteForce(t, b)
	step := mesoswatch.Action{ID: "a-1", At: in.To.Add(time.Minute), Who: "jon", What: mesoswatch.Step, Finding: bruteID(b), Runbook: "brute-force", Step: "gone-12345678", Text: "as it stood"}
	note := mesoswatch.Action{ID: "a-2", At: in.To.Add(2 * time.Minute), Who: "jon", What: mesoswatch.Note, Finding: bruteID(b), Text: "the old bastion"}
	for _, act := range []mesoswatch.Action{step, note} {
		if err := b.Handle(mesoswatch.Record{Action: &act}); err != nil {
			t.Fatal(err)
		}
	}
	in = bruteForce(t, b) // it stands for the incident now that somebody works on it
	c, err := a.evidence(context.Background(), b, in, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if c.By != "maria" || len(c.Findings) != len(in.Findings) || len(c.Actions) != 2 || len(c.Moments) == 0 || c.Versions.Rules == "" {
		t.Errorf("%+v", c)
	}
	if r := c.Runbooks[0]; r.Finding != in.ID || r.Ticks["gone-12345678"].Text != "as it stood" || len(r.Notes) != 1 || len(r.Steps) == 0 {
		t.Errorf("%+v", r)
	}
	checkLines(t, c, path)
	for _, e := range c.Events {
		if e.Principal == "late" {
			t.Error("an event of six hours later is in it")
		}
	}
	var w bytes.Buffer
	hash, err := bundle.Write(&w, c)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := bundle.Verify(bytes.NewReader(w.Bytes()), int64(w.Len()), hash); err != nil || !r.Proven() {
		t.Errorf("%v %q", err, r.Words())
	}
	if bytes.Contains(w.Bytes(), []byte("hunter2")) {
		t.Error("the bundle has a secret")
	}
}

// bruteForce is the incident of the finding that the log is about.
func bruteForce(t *testing.T, b *mesoswatch.Board) mesoswatch.Incident {
	t.Helper()
	in, ok := b.Incident(bruteID(b))
	if !ok {
		t.Fatal("the rules found no brute force")
	}
	return in
}

func bruteID(b *mesoswatch.Board) string {
	for _, f := range b.Findings() {
		if f.Runbook == "brute-force" {
			return f.ID
		}
	}
	return ""
}

// checkLines: every line comes from the file as it stands there.
func checkLines(t *testing.T, c bundle.Content, path string) {
	t.Helper()
	text := attackLog()
	failed := 0
	for _, l := range c.Lines {
		if l.File != path || !strings.HasPrefix(text[l.Offset:], string(l.Bytes)+"\n") {
			t.Errorf("byte %d: %q from %q, %s", l.Offset, l.Bytes, l.File, l.Why)
		}
		if bytes.Contains(l.Bytes, []byte("unsuccessful")) {
			failed++
		}
	}
	if failed != 30 {
		t.Errorf("%d lines of failed logins, want 30", failed)
	}
}

func TestEvidenceOfRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesos-master.INFO")
	if err := os.WriteFile(path, []byte(attackLog()), 0o600); err != nil {
		t.Fatal(err)
	}
	a := testApp(t)
	b := attacked(t, a, path)
	in := bruteForce(t, b)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	agent := func(at time.Time, id string) mesoswatch.Record {
		return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at, Source: "http://10.0.0.1:5050", Agent: &mesoswatch.Agent{ID: id}}}
	}
	round := func(at time.Time, ok bool) mesoswatch.Record {
		return mesoswatch.Record{Health: &mesoswatch.Health{At: at, Source: "http://10.0.0.1:5050", OK: ok}}
	}
	records := []mesoswatch.Record{
		agent(in.From.Add(-3*time.Hour), "before"), agent(in.From.Add(-time.Minute), "S1"), agent(in.To.Add(59*time.Minute), "S2"), agent(in.To.Add(2*time.Hour), "after"),
		{Snapshot: &mesoswatch.Snapshot{At: in.From.Add(-9 * time.Hour), Source: "http://10.0.0.1:5050", Master: &mesoswatch.Master{URL: "http://10.0.0.1:5050", Version: "1.11.0"}}},
		round(in.From, true), round(in.From.Add(time.Second), true), round(in.From.Add(2*time.Second), false), round(in.From.Add(3*time.Second), true),
	}
	for _, r := range records { // the board was filled from the same
		if err := b.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
	c, err := a.evidence(context.Background(), b, in, recordsOf(records, nil), true)
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, s := range c.Snapshots {
		seen = append(seen, s.Subject().Name)
	}
	if got := strings.Join(seen, " "); got != "http://10.0.0.1:5050 S1 S2" {
		t.Errorf("snapshots %q", got)
	}
	rounds := 0
	for _, h := range c.Health {
		if h.Source == "http://10.0.0.1:5050" {
			rounds++
		}
	}
	if rounds != 3 || !strings.Contains(strings.Join(c.LeftOut, "\n"), "said what the round before had said") || !c.Unmasked {
		t.Errorf("%d rounds, %q", rounds, c.LeftOut)
	}
	for _, l := range c.Lines {
		if l.File != "" || l.Why == "" || len(l.Bytes) == 0 {
			t.Errorf("%+v", l)
		}
	}
	if _, err := a.evidence(context.Background(), b, in, recordsOf(nil, errors.New("line 7: not a record")), false); err == nil || !strings.Contains(err.Error(), "line 7") {
		t.Errorf("%v", err)
	}
}

func recordsOf(records []mesoswatch.Record, err error) iter.Seq2[mesoswatch.Record, error] {
	return func(yield func(mesoswatch.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(mesoswatch.Record{}, err)
		}
	}
}

// Bounded: what is wanted stays, then what is nearest.
func TestNearest(t *testing.T) {
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	k := nearest[int]{most: 10, far: func(at time.Time) time.Duration { return at.Sub(now).Abs() }}
	for i := range 1000 {
		k.add(i, now.Add(time.Duration(i)*time.Second), i >= 997)
	}
	got, left := k.sorted()
	if fmt.Sprint(got) != "[0 1 2 3 4 5 6 997 998 999]" || left != 990 {
		t.Errorf("%v, %d left out", got, left)
	}
}
