package mesoslog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

const (
	infoName    = "mesos-master.node7.root.log.INFO.20260301-120000.77"
	warningName = "mesos-master.node7.root.log.WARNING.20260301-120000.77"
	errorName   = "mesos-master.node7.root.log.ERROR.20260301-120000.77"
)

// tellings writes what one process said into all the files it may stand in.
func tellings(t *testing.T, dir string) {
	t.Helper()
	var info, warning, failure, capture, syslog strings.Builder
	capture.WriteString("WARNING: Logging before InitGoogleLogging() is written to STDERR\n")
	for i := range 200 {
		letter, place, message := "I", "master.cpp:10617", login(i)
		switch {
		case i%50 == 7:
			letter, place, message = "E", "master.cpp:10654", fmt.Sprintf("Received authentication request from scheduler-%d@10.0.0.9:1 but authenticator is not loaded", i)
		case i%10 == 3:
			letter, place, message = "W", "master.cpp:10657", fmt.Sprintf("An error ocurred while attempting to authenticate scheduler-%d@10.0.0.9:1: Authentication discarded", i)
		}
		l := glogLine(letter, i, 21816, place, message)
		at := time.Date(2026, 3, 1, 12, 0, i, 0, time.UTC)
		fmt.Fprintln(&info, l)
		fmt.Fprintln(&capture, l)
		fmt.Fprintf(&syslog, "%s node7 mesos-master[77]: %s\n", at.Format(time.Stamp), l)
		if letter != "I" {
			fmt.Fprintln(&warning, l)
		}
		if letter == "E" {
			fmt.Fprintln(&failure, l)
		}
		if i == 120 {
			for _, own := range []string{"2026-03-01 12:02:00,123:7(0x7f):ZOO_INFO@check_events@1703: initiated connection to server [127.0.0.1:2181]", "W0000 00:00:00.000000 21816 logging.cpp:95] RAW: Received signal SIGTERM from process 1 of user 0; exiting", "Lost leadership... committing suicide!"} {
				fmt.Fprintln(&capture, own)
				fmt.Fprintf(&syslog, "%s node7 mesos-master[77]: %s\n", at.Format(time.Stamp), own)
			}
		}
	}
	saveIn(t, dir, infoName, glogHeader+info.String())
	saveIn(t, dir, warningName, glogHeader+warning.String())
	saveIn(t, dir, errorName, glogHeader+failure.String())
	saveIn(t, dir, "mesos-master.stderr", capture.String())
	saveIn(t, dir, "syslog", syslog.String())
	saveIn(t, dir, "backup.log.gz", glogHeader+info.String())
	if err := os.Symlink(infoName, filepath.Join(dir, "mesos-master.INFO")); err != nil {
		t.Fatal(err)
	}
}

// TestOneProcessOneSeries: each message once, from the richest source; the report
// says what was set aside.
func TestOneProcessOneSeries(t *testing.T) {
	dir := t.TempDir()
	tellings(t, dir)
	got := readPaths(t, utc(), dir)
	if got.err != nil {
		t.Fatal(got.err)
	}
	count := make(map[string]int)
	from := make(map[string]int)
	for _, e := range got.events {
		count[e.Template]++
		from[filepath.Base(e.Source)]++
	}
	want := map[string]int{"authn.ok": 176, "authn.no-authenticator": 4, "authn.error": 20, "run.zk-initiated": 1, "lead.lost.016": 1, "run.signal": 1}
	for id, n := range want {
		if count[id] != n {
			t.Errorf("%s: %d times, want %d (%v)", id, count[id], n, count)
		}
	}
	if from[infoName] != 200 || from["mesos-master.stderr"] != 3 || len(from) != 2 {
		t.Errorf("events came from %v", from)
	}
	for source, n := range map[string]int64{warningName: 24, errorName: 4, "mesos-master.stderr": 200, "syslog": 203, "backup.log.gz": 200} {
		h := got.of(t, source)
		if h.Log.SetAside != n || !strings.Contains(strings.Join(h.Log.Notes, "\n"), "set aside") {
			t.Errorf("%s: %d set aside, want %d; notes %q", source, h.Log.SetAside, n, h.Log.Notes)
		}
	}
	if !strings.Contains(got.notes(), "1 left out: the same file by another name") {
		t.Errorf("notes: %s", got.notes())
	}
	if !sort.SliceIsSorted(got.events, func(i, j int) bool { return got.events[i].Time.Before(got.events[j].Time) }) {
		t.Error("not in the order of time")
	}
}

// TestEqualLinesOfOneFile are two messages; so are those of two masters.
func TestEqualLinesOfOneFile(t *testing.T) {
	dir := t.TempDir()
	saveIn(t, dir, "mesos-master.a.root.log.INFO.20260301-120000.1", lines(line(1, login(1)), line(1, login(1)), line(2, login(2))))
	saveIn(t, dir, "mesos-master.b.root.log.INFO.20260301-120000.1", lines(glogLine("I", 1, 9, "master.cpp:10617", login(1)), glogLine("I", 2, 9, "master.cpp:10617", login(2))))
	got := readPaths(t, utc(), dir)
	if len(got.events) != 5 {
		t.Errorf("%d events: %s", len(got.events), templates(got.events))
	}
	var hosts []string
	for _, e := range got.events {
		hosts = append(hosts, e.Process)
	}
	if want := []string{"mesos-master@a", "mesos-master@a", "mesos-master@b", "mesos-master@a", "mesos-master@b"}; !slices.Equal(hosts, want) {
		t.Errorf("processes %q", hosts)
	}
}

// TestGenerations are read in their order, whatever their names say, compressed or
// not, and never against the order within a file.
func TestGenerations(t *testing.T) {
	dir := t.TempDir()
	part := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintln(&b, line(i, login(i)))
		}
		return b.String()
	}
	saveIn(t, dir, "stderr", part(200, 300))
	saveIn(t, dir, "stderr.1", part(100, 200))
	saveIn(t, dir, "stderr.2.gz", part(0, 100))
	saveIn(t, dir, "other.log", lines(line(50, "New master detected at master@10.0.0.1:5050"), line(49, "Lost leading master"), line(150, "New master detected at master@10.0.0.2:5050")))
	got := readPaths(t, utc(), dir)
	last, n := time.Time{}, 0
	for _, e := range got.events {
		if e.Template != "authn.ok" {
			continue
		}
		if want := fmt.Sprintf("scheduler-%08d@10.0.0.9:4242", n); e.UPID != want || e.Time.Before(last) {
			t.Fatalf("event %d is %s at %v", n, e.UPID, e.Time)
		}
		last = e.Time
		n++
	}
	if n != 300 || len(got.events) != 303 {
		t.Errorf("%d of %d events", n, len(got.events))
	}
	i := slices.IndexFunc(got.events, func(e *mesoswatch.Event) bool { return strings.HasSuffix(e.Source, "other.log") })
	if a, b := got.events[i], got.events[i+1]; a.Line != 1 || b.Line != 2 || b.Time.After(a.Time) {
		t.Errorf("the order within other.log: %s, %s", asJSON(a), asJSON(b))
	}
}

// TestManyOverlap: memory and goroutines follow neither the number of files nor
// their size.
func TestManyOverlap(t *testing.T) {
	dir := t.TempDir()
	const files, each = 200, 400
	for f := range files {
		var b strings.Builder
		for i := range each {
			fmt.Fprintln(&b, glogLine("I", i, 100+f, "master.cpp:10617", login(f*each+i)))
		}
		saveIn(t, dir, fmt.Sprintf("mesos-master.n%d.root.log.INFO.20260301-120000.1", f), b.String())
	}
	n, most, last := 0, 0, time.Time{}
	f := &Files{Paths: []string{dir}, Options: utc()}
	err := f.Run(t.Context(), func(r mesoswatch.Record) error {
		if r.Event == nil {
			return nil
		}
		if r.Event.Time.Before(last) {
			t.Errorf("%v behind %v", r.Event.Time, last)
		}
		last = r.Event.Time
		if n++; n%1000 == 0 {
			most = max(most, runtime.NumGoroutine())
		}
		return nil
	})
	if err != nil || n != files*each {
		t.Errorf("%d events, %v", n, err)
	}
	if most > files+50 {
		t.Errorf("%d goroutines", most)
	}
	if f.Done.Load() != f.Total.Load() {
		t.Errorf("%d of %d bytes", f.Done.Load(), f.Total.Load())
	}
}

// TestStopsWhenToldTo: an error of the pipeline, and the end of the context, stop
// the reading; nothing is left behind (see TestMain).
func TestStopsWhenToldTo(t *testing.T) {
	dir := t.TempDir()
	tellings(t, dir)
	over := errors.New("the pipeline has ended")
	n := 0
	f := &Files{Paths: []string{dir}, Options: utc()}
	if err := f.Run(t.Context(), func(mesoswatch.Record) error { n++; return over }); !errors.Is(err, over) || n != 1 {
		t.Errorf("%d calls, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	n = 0
	err := f.Run(ctx, func(mesoswatch.Record) error {
		if n++; n == 5 {
			cancel()
		}
		return nil
	})
	if err != nil || n > 5 {
		t.Errorf("%d calls, %v", n, err)
	}
}

// TestSinceAndUntil bound the events; Since finds its place in a large file
// without reading what is before.
func TestSinceAndUntil(t *testing.T) {
	var b strings.Builder
	for i := range 40_000 {
		fmt.Fprintln(&b, glogLine("I", i, 7, "master.cpp:10617", login(i)))
	}
	path := save(t, infoName, glogHeader+b.String())
	aged(t, path, date(2026, 3, 1, 23, 10, 0))
	opt := Options{Zone: time.UTC, Since: date(2026, 3, 1, 22, 0, 0), Until: date(2026, 3, 1, 22, 10, 0)}
	f := &Files{Paths: []string{path}, Options: opt}
	var got told
	if err := f.Run(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	if len(got.events) != 600 || got.events[0].Time != opt.Since || got.events[0].Line != 0 {
		t.Errorf("%d events, the first %s", len(got.events), asJSON(got.events[0]))
	}
	if h := got.of(t, infoName); h.Log.Bytes > int64(b.Len())/4 {
		t.Errorf("read %d of %d bytes", h.Log.Bytes, b.Len())
	}
	if f.Done.Load() != f.Total.Load() {
		t.Errorf("%d of %d bytes", f.Done.Load(), f.Total.Load())
	}
	packed := save(t, "x.log.gz", glogHeader+b.String())
	if got := readPaths(t, opt, packed); len(got.events) != 600 {
		t.Errorf("compressed: %d events", len(got.events))
	}
	if got := readPaths(t, opt, save(t, "x.log", strings.ReplaceAll(b.String(), "I0301", "I0401"))); len(got.events) != 0 {
		t.Errorf("another month: %d events", len(got.events))
	}
}

// TestSinceAcrossNewYear: the place is found on the other side too.
func TestSinceAcrossNewYear(t *testing.T) {
	var b strings.Builder
	begin := date(2025, 12, 31, 20, 0, 0)
	for i := range 30_000 {
		fmt.Fprintln(&b, at(begin.Add(time.Duration(i)*time.Second).Format(fourDigits), i))
	}
	path := save(t, "a.log", b.String())
	aged(t, path, begin.Add(30_000*time.Second))
	for _, hour := range []int{1, 3, 5, 7} {
		since := begin.Add(time.Duration(hour) * time.Hour)
		got := readPaths(t, Options{Zone: time.UTC, Since: since}, path)
		if want := 30_000 - hour*3600; len(got.events) != want || !got.events[0].Time.Equal(since) {
			t.Errorf("since %v: %d events, not %d; the first %s", since, len(got.events), want, asJSON(got.events[:min(1, len(got.events))]))
		}
	}
}

// TestForgedLineOutsideOfSpan: a forged time does not take a line out of the span
// that is looked at.
func TestForgedLineOutsideOfSpan(t *testing.T) {
	text := steps(fourDigits, 30, date(0, 3, 1, 12, 0, 0)) + at("0101 00:00:00.0", 9000) + "\n" + steps(fourDigits, 30, date(0, 3, 1, 12, 0, 30))
	opt := utc()
	opt.Since, opt.Until = date(2026, 3, 1, 11, 0, 0), date(2026, 3, 1, 13, 0, 0)
	if got := readPaths(t, opt, save(t, "a.log", text)); len(got.events) != 61 {
		t.Errorf("%d events", len(got.events))
	}
}

// TestJoinsOfProcesses: what one process said completes its own lines only.
func TestJoinsOfProcesses(t *testing.T) {
	text := ""
	for _, m := range []string{"m_1", "m_2"} {
		text += m + "  | " + line(1, "Successfully authenticated principal '"+m+"' at scheduler-1@10.0.0.9:1") + "\n"
		text += m + "  | " + line(2, "Received SUBSCRIBE call for framework 'f' at scheduler-1@10.0.0.9:1") + "\n"
	}
	got := readPaths(t, utc(), save(t, "a.log", text))
	var principals []string
	for _, e := range got.events {
		if e.Template == "fw.recv-subscribe" {
			principals = append(principals, e.Principal)
		}
	}
	if !slices.Equal(principals, []string{"m_1", "m_2"}) {
		t.Errorf("principals %q", principals)
	}
}
