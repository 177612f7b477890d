package pretend

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2026, 3, 2, 13, 20, 0, 123_456_000, time.UTC)

func started(t *testing.T, o Options) *Cluster {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "log")
	c, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return c
}

func played(t *testing.T) *Cluster {
	t.Helper()
	c := started(t, Options{Start: start})
	if err := c.Play(t.Context(), QuietThenAttack()); err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestQuietThenAttack(t *testing.T) {
	a, b := QuietThenAttack(), QuietThenAttack()
	if !reflect.DeepEqual(a, b) {
		t.Error("two scenarios differ")
	}
	if d := a.Length(); d < scenarioLength || d > scenarioLength+time.Second {
		t.Errorf("it takes %v", d)
	}
	var last time.Duration
	for i, s := range a.Steps {
		if s.At < last {
			t.Fatalf("step %d is at %v, after one at %v", i, s.At, last)
		}
		last = s.At
	}
}

func TestMissing(t *testing.T) {
	s := Scenario{expected: []Expectation{{"auth-brute-force", "10.0.9.9"}, {Rule: "leader-lost"}}}
	other := mesoswatch.Finding{Rule: "auth-brute-force", Subject: mesoswatch.Subject{Kind: "address", Name: "10.0.1.31"}}
	lost := mesoswatch.Finding{Rule: "leader-lost", Subject: mesoswatch.Subject{Kind: "master", Name: "m"}}
	got := s.Missing([]mesoswatch.Finding{other, lost})
	if len(got) != 1 || got[0] != s.expected[0] {
		t.Errorf("missing are %v", got)
	}
}

// TestPace: at a speed the steps come when their time has come, and no sooner.
func TestPace(t *testing.T) {
	c := started(t, Options{Start: start, Speed: 100})
	steps := []Step{
		{Line: masterlog.Line{Severity: masterlog.Info, From: "master.cpp:1", Text: "one"}, Thread: 7},
		{At: 5 * time.Second, Line: masterlog.Line{Severity: masterlog.Info, From: "master.cpp:2", Text: "two"}, Thread: 7},
	}
	began := time.Now()
	if err := c.Play(t.Context(), Scenario{Steps: steps}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 50*time.Millisecond {
		t.Errorf("five seconds at speed 100 took %v", took)
	}
	if log := read(t, c.LogPath()); !strings.HasSuffix(log, "I0302 13:20:00.123456     7 master.cpp:1] one\nI0302 13:20:05.123456     7 master.cpp:2] two\n") {
		t.Errorf("log:\n%s", log)
	}
}

func TestPlayHonoursContext(t *testing.T) {
	c := started(t, Options{Speed: 1})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Play(ctx, QuietThenAttack()) }()
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Play: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Play goes on after its context has ended")
	}
}

func TestStartTime(t *testing.T) {
	before := time.Now()
	c := started(t, Options{Speed: DemoSpeed})
	end := c.opt.Start.Add(scenarioLength)
	if wall := before.Add(20 * time.Second); end.Before(wall.Add(-time.Second)) || end.After(wall.Add(time.Minute)) {
		t.Errorf("the log ends at %v, the play at %v", end, wall)
	}
}

func TestStartRefuses(t *testing.T) {
	if _, err := Start(t.Context(), Options{}); err == nil {
		t.Error("no folder: no error")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Dir: file}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a file as folder: %v", err)
	}
}
