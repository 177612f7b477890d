package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/mesoswatch/mesoswatch"
)

// The real program on a folder of rotated logs: to the start, to the first
// finding, which is acknowledged, and to the end; the recording has all of it.
func TestReplayOnTheScreen(t *testing.T) {
	t.Parallel()
	dir, out := rotated(t, stageSize, 3), filepath.Join(t.TempDir(), "told.jsonl")
	c := sit(t, "maria", t.TempDir(), pty.Winsize{Rows: 30, Cols: 120}, "replay", "--tui", "--record", out, "--year", "2026", "--timezone", "UTC", dir)
	c.shows("AT THE END")
	c.press(":goto start\r")
	c.shows("PAUSED", "2 Findings 0 ")
	c.press("e")
	c.shows("PAUSED", "2 Findings 1 ")
	c.press("2")
	c.shows("nobody has taken it")
	c.press("a")
	c.shows("acknowledged by maria")
	c.press(":goto end\r")
	c.shows("AT THE END")
	c.press("q")
	<-c.done
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("%v:\n%s", err, c.screen.String())
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var acts []mesoswatch.Action
	var last time.Time
	for r, err := range mesoswatch.Records(f) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Action != nil {
			acts = append(acts, *r.Action)
		}
		last = r.At()
	}
	if len(acts) != 1 || !acts[0].Replay || acts[0].Who != "maria" || !acts[0].At.Before(last) {
		t.Errorf("the recording has %+v, and ends at %v", acts, last)
	}
}
