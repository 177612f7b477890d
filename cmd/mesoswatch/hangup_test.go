package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// hangUp drops the line: the terminal goes, and the system tells the program. It
// answers how the program ended.
func (c *console) hangUp() (status int) {
	c.t.Helper()
	_ = c.file.Close()
	late := time.AfterFunc(liveDeadline, func() { _ = c.cmd.Process.Kill() })
	defer late.Stop()
	<-c.done
	_ = c.cmd.Wait()
	return c.cmd.ProcessState.ExitCode()
}

// grow writes a line that is new to a log.
func grow(t *testing.T, log string) {
	t.Helper()
	f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString("I0301 14:00:02.000001  1 main.cpp:1] Build: y\n")
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestDroppedLine: what was arranged and marked is there again once the line is; the
// program ends by itself, without asking, in the middle of typing.
func TestDroppedLine(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mesos-master.INFO")
	if err := os.WriteFile(log, []byte("Log file created at: 2026/03/01 14:00:00\nI0301 14:00:01.000001  1 main.cpp:1] Build: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	size := pty.Winsize{Rows: 30, Cols: 120}
	args := []string{"--cluster", "prod", "--state", dir, "--log", log}
	c := sit(t, "alice", dir, size, args...)
	c.shows("1 Overview")
	c.press("3")
	c.shows("No lines yet", "  log ") // it is followed
	grow(t, log)
	c.shows("Build: y")
	c.press("b")
	c.shows("bookmark")
	c.press("seen before the line fell", "\r")
	c.shows("seen before the line fell · Build: y")
	c.press(":", "theme light", "\r")
	c.shows("theme light")
	c.press(":", "filter Build", "\r")
	c.shows("filter Build")
	c.press(":", "half ty")
	c.shows("half ty")
	if status := c.hangUp(); status != 0 {
		t.Errorf("it ended with %d", status)
	}
	b, err := os.ReadFile(filepath.Join(dir, "clusters", "prod."+strconv.Itoa(os.Getuid())+".settings.json"))
	if err != nil || !strings.Contains(string(b), `"light"`) || !strings.Contains(string(b), "Build") {
		t.Errorf("settings: %v, %s", err, b)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "clusters", ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	c = sit(t, "alice", dir, size, args...)
	c.shows("still filtered", "filter Build")
	c.press("9")
	c.shows("seen before the line fell")
}

// TestQuitAsksInADashboardThatKeepsNothing: what was marked would be lost.
func TestQuitAsksInADashboardThatKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mesos-master.INFO")
	if err := os.WriteFile(log, []byte("Log file created at: 2026/03/01 14:00:00\nI0301 14:00:01.000001  1 main.cpp:1] Build: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := sit(t, "alice", dir, pty.Winsize{Rows: 24, Cols: 80}, "--no-store", "--state", dir, "--log", log)
	c.shows("1 Overview")
	c.press("3")
	c.shows("No lines yet", "  log ") // it is followed
	grow(t, log)
	c.shows("Build: y")
	c.press("b")
	c.shows("bookmark")
	c.press("here", "\r")
	c.shows("here · Build: y")
	c.press("q")
	c.shows("1 bookmark is kept nowhere: q again quits, Esc stays")
	c.press("q")
	late := time.AfterFunc(liveDeadline, func() { _ = c.cmd.Process.Kill() })
	defer late.Stop()
	<-c.done
	if _ = c.cmd.Wait(); c.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("it ended with %v", c.cmd.ProcessState)
	}
}

// TestReplaySettings: how a replay is looked at comes back, whatever is replayed; what
// was filtered does not.
func TestReplaySettings(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("Log file created at: 2026/03/01 14:00:00\nI0301 14:00:01.000001  1 main.cpp:1] Build: x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	size := pty.Winsize{Rows: 24, Cols: 120}
	replay := func(name string, args ...string) *console {
		return sit(t, "alice", dir, size, append([]string{"replay", "--tui", "--state", dir, "--year", "2026", "--timezone", "UTC", filepath.Join(dir, name)}, args...)...)
	}
	c := replay("a")
	c.shows("AT THE END")
	c.press(":", "theme light", "\r")
	c.shows("theme light")
	c.press("2", "s")
	c.press("3")
	c.shows("Build: x")
	c.press(":", "filter Build", "\r")
	c.shows("filter Build")
	c.press("q")
	<-c.done
	_ = c.cmd.Wait()
	b, err := os.ReadFile(filepath.Join(dir, "replay."+strconv.Itoa(os.Getuid())+".settings.json"))
	if err != nil || !strings.Contains(string(b), `"light"`) || !strings.Contains(string(b), `"findings"`) || strings.Contains(string(b), "Build") || strings.Contains(string(b), "view") {
		t.Fatalf("%v, %s", err, b)
	}
	c = replay("b")
	c.shows("AT THE END", "1 Overview")
	c.press("3")
	c.shows("Build: x")
	c.until("no filter", func(screen string) bool { return !strings.Contains(screen, "filter Build") })
}
