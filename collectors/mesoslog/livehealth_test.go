package mesoslog

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// TestWaiting: a path that is not there yet is told of, not every second, and told
// of again when it is there.
func TestWaiting(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mesos-master.log")
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	h := f.health("waiting", func(h mesoswatch.Health) bool { return !h.OK })
	if h.Source != path || !strings.Contains(h.Why, "no such file") {
		t.Errorf("%s", asJSON(h))
	}
	rounds := time.Now().Add(2500 * time.Millisecond)
	f.until("some rounds", func(*told) bool {
		f.nudge()
		return time.Now().After(rounds)
	})
	f.mu.Lock()
	n := len(f.told.health)
	f.mu.Unlock()
	if n != 1 {
		t.Errorf("%d healths while waiting: %s", n, asJSON(f.told.health))
	}
	appendTo(t, path, line(1, login(1))+"\n")
	f.events(1)
	f.health("found", func(h mesoswatch.Health) bool { return h.OK && h.Source == path && h.Log == nil })
}

// TestLiveHealth: lag and counts every few seconds, and positions that cannot be
// saved.
func TestLiveHealth(t *testing.T) {
	t.Parallel()
	path := save(t, "mesos-master.log", line(1, login(1))+"\n")
	state := filepath.Join(path, "no", "folder") // below a file
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc(), State: state})
	f.events(1)
	appendTo(t, path, line(2, login(2))+"\n")
	f.health("counts", func(h mesoswatch.Health) bool { return h.Source == path && h.OK && h.Log != nil && h.Log.Lines == 2 })
	h := f.health("positions", func(h mesoswatch.Health) bool { return h.Source == state })
	if h.OK || !strings.Contains(h.Why, "after a restart lines are read again") {
		t.Errorf("%s", asJSON(h))
	}
}

// TestVanished: what was taken away while nobody read is told, though there is no
// source to tell it of.
func TestVanished(t *testing.T) {
	var got told
	l := &live{f: &Follow{}, emit: got.take, gens: make(map[uint64]*liveSource), pos: &follow.Positions{}}
	st := follow.Status{State: follow.Vanished, File: follow.FileInfo{Path: "/log/a.1", Gen: 7}, Lost: 4711, AtLeast: true}
	if err := l.Status(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	if h := got.of(t, "/log/a.1"); h.Log.LostBytes != 4711 || !strings.Contains(got.notes(), "vanished: at least 4711 bytes lost") {
		t.Errorf("%s", asJSON(h))
	}
}

// TestFollowed: a log that a newer one goes on from is no source any more; one whose
// name the newer one has, or that just ended, still is.
func TestFollowed(t *testing.T) {
	for _, c := range []struct {
		what, newer string
		followed    bool
		want        string
	}{
		{"a newer log under another name", "/log/b", true, "nothing more"},
		{"a newer log under the same name", "/log/a", true, "/log/a"},
		{"an end with nothing behind it", "/log/b", false, "/log/a"},
	} {
		var got told
		l := &live{f: &Follow{}, emit: got.take, parser: Options{}.parser(), gens: make(map[uint64]*liveSource), pos: &follow.Positions{}}
		for gen, path := range map[uint64]string{7: "/log/a", 8: c.newer} {
			if err := l.Status(t.Context(), follow.Status{State: follow.Opened, File: follow.FileInfo{Path: path, Gen: gen, Size: 100}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Status(t.Context(), follow.Status{State: follow.Finished, File: follow.FileInfo{Path: "/log/a", Gen: 7}, Followed: c.followed}); err != nil {
			t.Fatal(err)
		}
		if h := got.health[len(got.health)-1]; !h.OK || h.Log == nil || h.Asked[0].What != c.want {
			t.Errorf("%s: %s", c.what, asJSON(h))
		}
	}
}

// TestFailing: a source that cannot be read is not well until it can.
func TestFailing(t *testing.T) {
	var got told
	l := &live{f: &Follow{}, emit: got.take, parser: Options{}.parser(), gens: make(map[uint64]*liveSource), pos: &follow.Positions{}}
	file := follow.FileInfo{Path: "/log/a", Gen: 7, Size: 100}
	step := func(what string, err error, ok bool) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		l.gens[7].told = time.Time{}
		if err := l.Round(t.Context(), follow.Round{Open: []follow.Progress{{Gen: 7}}}); err != nil {
			t.Fatal(err)
		}
		if h := got.health[len(got.health)-1]; h.OK != ok || ok != (h.Why == "") {
			t.Errorf("%s: %s", what, asJSON(h))
		}
	}
	step("opened", l.Status(t.Context(), follow.Status{State: follow.Opened, File: file}), true)
	step("failed", l.Status(t.Context(), follow.Status{State: follow.Failed, File: file, Err: errors.New("reading log \"/log/a\": input/output error")}), false)
	step("read again", l.Chunk(t.Context(), follow.Chunk{Gen: 7, Source: "/log/a", Line: 1, Data: []byte(line(1, login(1)) + "\n")}), true)
}

// TestConformance: what Watch relies on.
func TestConformance(t *testing.T) {
	t.Parallel()
	path := save(t, "mesos-master.log", line(1, login(1))+"\n")
	w := conformance.Start(t, &Follow{Paths: []string{path}, Options: utc(), Poll: 2 * time.Millisecond})
	w.Until("an event", func(r mesoswatch.Record) bool { return r.Event != nil && r.Event.Template == "authn.ok" })
	h := w.Health(path, func(h mesoswatch.Health) bool { return h.OK && h.Log != nil && h.Log.Lines == 1 })
	if h.Collector != "mesoslog" || len(h.Asked) != 1 || time.Since(h.At).Abs() > time.Minute {
		t.Errorf("%s", asJSON(h))
	}
	w.Stop()
}

// TestPipelineEnds: once emit answers an error, Run returns it.
func TestPipelineEnds(t *testing.T) {
	path := save(t, "mesos-master.log", steps(fourDigits, 500, date(0, 3, 1, 12, 0, 0)))
	over := fmt.Errorf("the pipeline has ended")
	f := &Follow{Paths: []string{path}, Options: utc(), Poll: 2 * time.Millisecond}
	if err := f.Run(t.Context(), func(mesoswatch.Record) error { return over }); err != over {
		t.Errorf("Run: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Run(ctx, func(mesoswatch.Record) error { return nil }); err != nil {
		t.Errorf("Run of a cancelled context: %v", err)
	}
}
