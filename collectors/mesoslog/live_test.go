package mesoslog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// following is a Follow at work.
type following struct {
	t      *testing.T
	mu     sync.Mutex
	told   told
	at     []time.Time // when each event came
	news   chan struct{}
	cancel context.CancelFunc
	done   chan error
	ended  bool
}

func followLog(t *testing.T, f *Follow) *following {
	t.Helper()
	if f.Poll == 0 {
		f.Poll = 2 * time.Millisecond
	}
	ctx, cancel := context.WithCancel(context.Background())
	fl := &following{t: t, news: make(chan struct{}, 1), cancel: cancel, done: make(chan error, 1)}
	go func() { fl.done <- f.Run(ctx, fl.take) }()
	t.Cleanup(fl.stop)
	return fl
}

func (f *following) take(r mesoswatch.Record) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Event != nil {
		f.at = append(f.at, time.Now())
	}
	select {
	case f.news <- struct{}{}:
	default:
	}
	return f.told.take(r)
}

func (f *following) stop() {
	f.t.Helper()
	if f.ended {
		return
	}
	f.ended = true
	f.cancel()
	if err := f.wait(); err != nil {
		f.t.Errorf("Run: %v", err)
	}
}

func (f *following) wait() error {
	f.t.Helper()
	select {
	case err := <-f.done:
		f.done <- err
		return err
	case <-time.After(20 * time.Second):
		f.t.Fatal("Run does not end")
		return nil
	}
}

// until waits for what is to become true.
func (f *following) until(what string, ok func(*told) bool) {
	f.t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		f.mu.Lock()
		is := ok(&f.told)
		f.mu.Unlock()
		if is {
			return
		}
		select {
		case <-f.news:
		case <-deadline:
			f.mu.Lock()
			defer f.mu.Unlock()
			f.t.Fatalf("waited in vain for %s: %d events, health %s", what, len(f.told.events), asJSON(f.told.health[max(0, len(f.told.health)-3):]))
		}
	}
}

func (f *following) events(n int) []*mesoswatch.Event {
	f.t.Helper()
	f.until(fmt.Sprintf("%d events", n), func(g *told) bool { return len(g.events) >= n })
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.told.events)
}

func (f *following) health(what string, want func(mesoswatch.Health) bool) mesoswatch.Health {
	f.t.Helper()
	var found mesoswatch.Health
	f.until(what, func(g *told) bool {
		i := slices.IndexFunc(g.health, want)
		if i >= 0 {
			found = g.health[i]
		}
		return i >= 0
	})
	return found
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// numbersOf are the numbers of logins, in the order they came.
func numbersOf(t *testing.T, events []*mesoswatch.Event) (all []int) {
	t.Helper()
	for _, e := range events {
		var n int
		if _, err := fmt.Sscanf(e.UPID, "scheduler-%d@", &n); err != nil {
			t.Fatalf("%s: %v", asJSON(e), err)
		}
		all = append(all, n)
	}
	return all
}

func upTo(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

// TestLinesArriveSoon: an event is there within 250 ms, and one whose message goes
// on a little later is whole.
func TestLinesArriveSoon(t *testing.T) {
	path := save(t, infoName, glogHeader+line(0, login(0))+"\n")
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	f.events(1)
	var late []time.Duration
	for i := 1; i <= 20; i++ {
		wrote := time.Now()
		appendTo(t, path, line(i, login(i))+"\n")
		f.events(i + 1)
		late = append(late, f.at[i].Sub(wrote))
	}
	slices.Sort(late)
	if late[len(late)/2] > 250*time.Millisecond {
		t.Errorf("half of the lines took longer than %v", late[len(late)/2])
	}
	appendTo(t, path, line(30, `Flags at startup: --acls="permissive: true`)+"\n")
	time.Sleep(10 * time.Millisecond) // the writer is in the middle of it
	appendTo(t, path, "\" --port=\"5050\"\n")
	e := f.events(22)[21]
	if !strings.HasSuffix(e.Message, "--port=\"5050\"") || e.Template != "start.flags" {
		t.Errorf("%s", asJSON(e))
	}
}

// TestBusyLogDoesNotWait: while lines come all the time, none waits for the log to
// be quiet, not even behind one that looks torn.
func TestBusyLogDoesNotWait(t *testing.T) {
	path := save(t, infoName, glogHeader+line(0, login(0))+"\n")
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	f.events(1)
	appendTo(t, path, line(1, subscribe+"torn and never closed")+"\n")
	var wrote []time.Time
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for i := 1; i <= 150; i++ {
		<-tick.C
		wrote = append(wrote, time.Now())
		appendTo(t, path, line(i, login(i))+"\n")
	}
	f.events(151)
	slow := 0
	for i, at := range wrote {
		if f.at[i+1].Sub(at) > 250*time.Millisecond {
			slow++
		}
	}
	if slow > 15 {
		t.Errorf("%d of %d lines took longer than 250 ms", slow, len(wrote))
	}
}

// TestRotationAndRestart: what a writer rotates, and what it writes while nobody
// reads, is there once.
func TestRotationAndRestart(t *testing.T) {
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

// TestTruncation: what copytruncate took away is said.
func TestTruncation(t *testing.T) {
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

// TestWaiting: a path that is not there yet is told of, not every second, and told
// of again when it is there.
func TestWaiting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesos-master.log")
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	h := f.health("waiting", func(h mesoswatch.Health) bool { return !h.OK })
	if h.Source != path || !strings.Contains(h.Why, "no such file") {
		t.Errorf("%s", asJSON(h))
	}
	rounds := time.Now().Add(2500 * time.Millisecond)
	f.until("some rounds", func(*told) bool {
		select {
		case f.news <- struct{}{}: // look again
		default:
		}
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

// TestPipe: what comes through a pipe is told as it comes; at its end all ends.
func TestPipe(t *testing.T) {
	r, w := io.Pipe()
	f := followLog(t, &Follow{Paths: []string{"-"}, Options: Options{Zone: time.UTC}, Stdin: r})
	entry := func(n int) string {
		now := time.Date(2026, 3, 1, 12, 0, n, 0, time.UTC)
		return fmt.Sprintf(`{"MESSAGE":"%s","__REALTIME_TIMESTAMP":"%d","SYSLOG_IDENTIFIER":"mesos-master","_PID":"7","_HOSTNAME":"node7"}`+"\n", at(now.Format(fourDigits), n), now.UnixMicro())
	}
	for i := range 5 {
		if _, err := io.WriteString(w, entry(i)); err != nil {
			t.Fatal(err)
		}
		e := f.events(i + 1)[i]
		if e.Source != "-" || e.Process != "mesos-master@node7" || e.Service != "master" || !e.Time.Equal(time.Date(2026, 3, 1, 12, 0, i, 0, time.UTC)) {
			t.Fatalf("%s", asJSON(e))
		}
	}
	if _, err := io.WriteString(w, strings.TrimSuffix(entry(5), "\n")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if err := f.wait(); err != nil || len(f.told.events) != 6 {
		t.Errorf("%d events, %v", len(f.told.events), err)
	}
	if got := numbersOf(t, f.told.events); !slices.Equal(got, upTo(6)) {
		t.Errorf("got %v", got)
	}
}

// TestReplayEqualsLive: the same file gives the same events either way.
func TestReplayEqualsLive(t *testing.T) {
	texts := map[string]string{"torn": torn("x\n" + line(5, login(9)) + "\n")}
	for _, name := range []string{"glog.INFO", "torn.INFO", "stderr", "syslog", "containers", "journal", "broken"} {
		data, err := os.ReadFile(filepath.Join("testdata", "seeds", name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = strings.TrimSuffix(string(data), "\n") + "\n" // a half line is awaited
	}
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintln(&b, line(i, login(i)))
		if i%97 == 0 {
			b.WriteString("  continued\n")
		}
		if i%1009 == 0 {
			fmt.Fprintf(&b, "%sx\n%s\n' at scheduler-666@10.0.0.66:%d\n", line(i, subscribe), line(i-5000, login(i)), i)
		}
	}
	texts["long"] = b.String()
	for name, text := range texts {
		for _, all := range []bool{false, true} {
			path := save(t, "mesos-master.log", text)
			opt := Options{Zone: time.UTC, All: all}
			want := readPaths(t, opt, path)
			f := followLog(t, &Follow{Paths: []string{path}, Options: opt})
			got := f.events(len(want.events))
			f.stop()
			got = append(got, f.told.events[len(got):]...)
			for i := range min(len(got), len(want.events)) {
				if !reflect.DeepEqual(got[i], want.events[i]) {
					t.Fatalf("%s: event %d is live\n%s\nand in a replay\n%s", name, i, asJSON(got[i]), asJSON(want.events[i]))
				}
			}
			if len(got) != len(want.events) {
				t.Errorf("%s: %d events live, %d in a replay", name, len(got), len(want.events))
			}
		}
	}
}

// TestEmptyAtFirst: a file of which nothing is there when it is found shows later
// what it is.
func TestEmptyAtFirst(t *testing.T) {
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

// TestFolderOfLogs: severity files that repeat others, archives and what is no log
// are left alone; a file that appears later is followed.
func TestFolderOfLogs(t *testing.T) {
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

// TestConformance: what Watch relies on.
func TestConformance(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
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
