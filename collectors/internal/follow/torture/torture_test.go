package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the follower that is killed.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		os.Exit(child(role, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// TestTorture is the short form: our follower, 2,000 lines a case.
func TestTorture(t *testing.T) {
	for _, c := range cases(false) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := c.run(t.Context(), plan{lines: 2000, every: 100, pause: 5 * time.Millisecond, dir: t.TempDir()})
			if why := r.failure(); why != "" {
				t.Errorf("%s: %+v", why, r)
			}
			if r.received == 0 {
				t.Error("nothing received")
			}
		})
	}
}

// A counter that counts nothing would be content with every follower.
func TestTallyFindsWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		lines []int
		want  string
	}{
		"all":     {[]int{1, 2, 3}, ""},
		"lost":    {[]int{1, 3}, "loss and report differ"},
		"doubled": {[]int{1, 2, 2, 3}, "lines came twice"},
		"broken":  {[]int{1, 2, 3, 0}, "1 broken lines"},
	} {
		tl := newTally()
		for _, n := range c.lines {
			text := lineText(n)
			if n == 0 {
				text = text[:50]
			}
			tl.line(bytes.TrimSuffix(text, []byte{'\n'}), place{1, int64(n)})
		}
		if got := tl.result(3, time.Now()).failure(); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestTableSaysWhatFailed(t *testing.T) {
	var out bytes.Buffer
	if got := table(&out, []result{{name: "rename", written: 5, received: 4, lost: 1, lostBytes: lineLen}}); got != 1 {
		t.Errorf("status %d", got)
	}
	if !strings.Contains(out.String(), "rename: loss and report differ") {
		t.Error(out.String())
	}
	if got := table(&out, []result{{name: "peer", peer: true, written: 5, lost: 5, lostBytes: 5 * lineLen}}); got != 0 {
		t.Errorf("a peer that loses: status %d", got)
	}
}

func TestArguments(t *testing.T) {
	var out, errs bytes.Buffer
	if got := run(context.Background(), []string{"-nonsense"}, &out, &errs); got != 2 {
		t.Errorf("status %d", got)
	}
	if got := run(t.Context(), []string{"-only", "copytruncate, copy beside", "-lines", "300", "-peers=false"}, &out, &errs); got != 0 {
		t.Errorf("status %d: %s%s", got, out.String(), errs.String())
	}
}
