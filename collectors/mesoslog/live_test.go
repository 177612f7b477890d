package mesoslog

import (
	"context"
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

	"github.com/mesoswatch/mesoswatch"
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

// nudge makes until look again although nothing came.
func (f *following) nudge() {
	time.AfterFunc(5*time.Millisecond, func() {
		select {
		case f.news <- struct{}{}:
		default:
		}
	})
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

// TestLinesArrive: an event comes though nothing follows its line, and one whose
// message goes on is whole. How soon is measured by a benchmark of the program.
func TestLinesArrive(t *testing.T) {
	path := save(t, infoName, glogHeader+line(0, login(0))+"\n")
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	f.events(1)
	for i := 1; i <= 20; i++ {
		appendTo(t, path, line(i, login(i))+"\n")
		f.events(i + 1)
	}
	appendTo(t, path, line(30, `Flags at startup: --acls="permissive: true`)+"\n")
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

// TestMessageWithoutEnd: what a framework prints of its own behind a line of its
// driver does not keep that line back.
func TestMessageWithoutEnd(t *testing.T) {
	path := save(t, "scheduler.stderr", lines(glogLine("I", 0, 7, "sched.cpp:753", "Framework registered with 066a15ae-0000")))
	f := followLog(t, &Follow{Paths: []string{path}, Options: utc()})
	f.events(1)
	appendTo(t, path, glogLine("I", 1, 7, "sched.cpp:753", "Framework registered with 066a15ae-0001")+"\n")
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	began := time.Now()
	for range 400 {
		<-tick.C
		appendTo(t, path, "words of its own\n")
		f.mu.Lock()
		n := len(f.told.events)
		f.mu.Unlock()
		if n == 2 {
			break
		}
	}
	if e := f.events(2)[1]; time.Since(began) > time.Second || e.Message != "Framework registered with 066a15ae-0001" {
		t.Errorf("after %v: %s", time.Since(began), asJSON(e))
	}
}

// TestPipe: what comes through a pipe is told as it comes; at its end all ends.
func TestPipe(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
