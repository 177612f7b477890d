package mesoslog

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// TestRotationAndRestart: what a writer rotates, and what it writes while nobody
// reads, is there once.
func TestRotationAndRestart(t *testing.T) {
	t.Parallel()
	dir, state := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, "mesos-master.log")
	n := 0
	write := func(many int) {
		var b strings.Builder
		for range many {
			fmt.Fprintln(&b, line(n, login(n)))
			n++
		}
		appendTo(t, path, b.String())
	}
	rotate := func(to string) {
		if err := os.Rename(path, filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	follow := func() *following {
		return followLog(t, &Follow{Paths: []string{path}, Options: utc(), State: state})
	}
	write(100)
	f := follow()
	f.events(100)
	rotate("mesos-master.log.1")
	write(100)
	f.events(200)
	f.stop()
	all := f.told.events
	write(50)
	rotate("mesos-master.log.2")
	write(50)
	f = follow()
	all = append(all, f.events(100)...)
	h := f.health("resumed", func(h mesoswatch.Health) bool { return h.Log != nil && h.Log.Resumed > 0 })
	if !strings.Contains(strings.Join(h.Log.Notes, "\n"), "bytes behind") {
		t.Errorf("notes %q", h.Log.Notes)
	}
	f.stop()
	if got := numbersOf(t, append(all, f.told.events[100:]...)); !slices.Equal(got, upTo(300)) {
		t.Errorf("got %v", got)
	}
}

// TestKilled: what a process that was killed had told is told again at most from
// the last saved place on, with the same inodes and offsets, and nothing is missing.
func TestKilled(t *testing.T) {
	t.Parallel()
	path := save(t, "mesos-master.log", "")
	state, kept := t.TempDir(), t.TempDir()
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc(), State: state})
	n := 0
	write := func(many int) {
		var b strings.Builder
		for range many {
			fmt.Fprintln(&b, line(n, login(n)))
			n++
		}
		appendTo(t, path, b.String())
	}
	write(100)
	first := f.events(100)
	saved := func() []byte {
		data, err := os.ReadFile(filepath.Join(state, "positions.json"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return data
	}
	var image []byte
	f.until("a saved place", func(*told) bool {
		f.nudge()
		image = saved()
		return bytes.Contains(image, []byte(`"line":101`))
	})
	write(100)
	first = append(first, f.events(200)[100:]...)
	if err := os.WriteFile(filepath.Join(kept, "positions.json"), image, 0o600); err != nil {
		t.Fatal(err)
	}
	f.stop() // what it saves at its end is not looked at
	write(50)
	g := followLog(t, &Follow{Paths: []string{path}, Options: utc(), State: kept})
	place := make(map[string]int64)
	for _, e := range append(first, g.events(150)...) {
		if at, ok := place[e.UPID]; ok && at != e.Offset {
			t.Errorf("%s at %d and at %d", e.UPID, at, e.Offset)
		}
		place[e.UPID] = e.Offset
	}
	if len(place) != 250 {
		t.Errorf("%d of 250 lines", len(place))
	}
}

// TestTruncation: what copytruncate took away is said.
func TestTruncation(t *testing.T) {
	t.Parallel()
	path := save(t, "mesos-master.log", steps(fourDigits, 50, date(0, 3, 1, 12, 0, 0)))
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	f.events(50)
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	appendTo(t, path, line(60, login(60))+"\n")
	f.events(51)
	f.health("truncation", func(h mesoswatch.Health) bool {
		return h.Log != nil && strings.Contains(strings.Join(h.Log.Notes, "\n"), "truncated: ")
	})
}

// TestSinceOnStart: only the last hour of what there is, all of what comes.
func TestSinceOnStart(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	now := time.Now().UTC().Truncate(time.Second)
	for i := range 10_000 {
		fmt.Fprintln(&b, at(now.Add(time.Duration(i-10_000)*time.Second).Format(fourDigits), i))
	}
	dir := t.TempDir()
	path := saveIn(t, dir, "mesos-master.log", b.String())
	old := saveIn(t, dir, "mesos-master.log.1.gz", b.String())
	aged(t, old, now.Add(-time.Minute)) // compressed just now, as its lines are not
	f := followLog(t, &Follow{Paths: []string{path}, Options: Options{Zone: time.UTC, Since: now.Add(-time.Hour)}})
	f.events(3600)
	appendTo(t, path, at(now.Add(-2*time.Hour).Format(fourDigits), 1)+"\n") // late, and counts
	appendTo(t, path, at(now.Format(fourDigits), 20_000)+"\n")
	events := f.events(3602)
	f.stop()
	if len(f.told.events) != 3602 || events[0].Time.Before(now.Add(-time.Hour)) {
		t.Errorf("%d events, the first %s", len(f.told.events), asJSON(events[0]))
	}
}

// TestSourcesThatRepeat: what two files tell is told once.
func TestSourcesThatRepeat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tellings(t, dir)
	f := followLog(t, &Follow{Paths: []string{dir}, Options: utc()})
	f.events(203)
	for i := range 20 {
		l := line(1000+i, login(1000+i)) + "\n"
		appendTo(t, filepath.Join(dir, "mesos-master.stderr"), l)
		appendTo(t, filepath.Join(dir, infoName), l)
	}
	f.events(223)
	f.until("the repeats set aside", func(g *told) bool {
		sum := make(map[string]int64)
		for _, h := range g.health {
			if h.Log != nil {
				sum[h.Source] = h.Log.SetAside
			}
		}
		total := int64(0)
		for _, n := range sum {
			total += n
		}
		return total >= 200+203+20
	})
	f.stop()
	if len(f.told.events) != 223 {
		t.Errorf("%d events", len(f.told.events))
	}
}

// TestFolderOfLogs: severity files that repeat others, archives and what is no log
// are left alone; a file that appears later is followed.
func TestFolderOfLogs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	saveIn(t, dir, infoName, glogHeader+lines(line(1, login(0))))
	saveIn(t, dir, warningName, glogHeader+lines(glogLine("W", 1, 7, "x.cpp:1", login(100))))
	saveIn(t, dir, "mesos-master.[a].root.log.ERROR.20260301-120000.78", glogHeader+lines(line(2, login(1)))) // its INFO file is gone
	saveIn(t, dir, "notes.txt", "shopping list\n")
	f := followLog(t, &Follow{Paths: []string{dir}, Options: utc()})
	f.events(2)
	saveIn(t, dir, "stderr", lines(line(3, login(2))))
	got := numbersOf(t, f.events(3))
	slices.Sort(got)
	if !slices.Equal(got, upTo(3)) {
		t.Errorf("got %v", got)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range f.told.health {
		if strings.HasSuffix(h.Source, warningName) || strings.HasSuffix(h.Source, "notes.txt") {
			t.Errorf("%s", asJSON(h))
		}
	}
}

// TestEmptyAtFirst: a file of which nothing is there when it is found shows later
// what it is.
func TestEmptyAtFirst(t *testing.T) {
	t.Parallel()
	path := save(t, "x.log", "")
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	f.health("opened", func(h mesoswatch.Health) bool { return h.OK && h.Log != nil })
	appendTo(t, path, glogHeader)
	f.health("the header", func(h mesoswatch.Health) bool { return h.Log != nil && h.Log.Lines == 3 })
	appendTo(t, path, glogLine("I", 1, 7, "slave.cpp:1", "Slave asked to shut down by master@10.0.0.1:5050")+"\n")
	e := f.events(1)[0]
	if e.Service != "agent" || e.Template != "sl.shutdown.019" {
		t.Errorf("%s", asJSON(e))
	}
	f.stop()
	if notes := f.told.notes(); !strings.Contains(notes, "year 2026 from") {
		t.Errorf("notes %s", notes)
	}
}
