package mesoslog

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// manyLines is a log of several pages, with continued lines and text that is cut
// by pages within characters.
func manyLines(n int) string {
	var b strings.Builder
	b.WriteString(glogHeader)
	for i := range n {
		fmt.Fprintln(&b, line(i, login(i)))
		switch {
		case i%97 == 0:
			b.WriteString("  continued\n")
		case i%13 == 0:
			fmt.Fprintln(&b, line(i, "Registering framework 066a15ae-0000 (日本語 ünïcödé \xff\xc3) at scheduler-1@10.0.0.9:4242"))
		}
	}
	return b.String()
}

// sameAs compares events one by one.
func sameAs(t *testing.T, got, want []*mesoswatch.Event) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("event %d is\n%s\nwanted\n%s", i, asJSON(got[i]), asJSON(want[i]))
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d events, wanted %d", len(got), len(want))
	}
}

// TestRemoteEqualsFile: read over HTTP, a log gives what it gives as a file, in
// both forms that masters write strings in.
func TestRemoteEqualsFile(t *testing.T) {
	t.Parallel()
	texts := map[string]string{"long": manyLines(3000), "torn": glogHeader + torn("x\n"+line(5, login(9))+"\n")}
	for _, path := range corpusLogs(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		id := identify(follow.FileInfo{Path: path, Head: data[:min(len(data), headSize)]}, utc())
		if id.glogFile && id.service == "master" && len(data) < 1<<20 && filepath.Ext(path) != ".gz" {
			texts[path] = strings.TrimSuffix(string(data), "\n") + "\n" // a half line is awaited
		}
	}
	if len(texts) < 3 {
		t.Errorf("only %d logs", len(texts))
	}
	for name, text := range texts {
		for _, bytes := range []bool{false, true} {
			for _, all := range []bool{false, true} {
				t.Run(fmt.Sprint(name, " ", bytes, " ", all), func(t *testing.T) {
					p := newLogProcess(t, text)
					p.bytes = bytes
					r := remoteOf(p)
					r.All = all
					want := onFile(t, r.Options, text, p.source())
					f := readRemote(t, r)
					f.events(len(want))
					f.stop()
					sameAs(t, f.told.events, want)
					if p.overlap {
						t.Error("two requests at a time")
					}
				})
			}
		}
	}
}

// TestRemoteGrows: lines come as they are written, half ones when they are whole,
// and Health says how it stands.
func TestRemoteGrows(t *testing.T) {
	t.Parallel()
	p := newLogProcess(t, "")
	f := readRemote(t, remoteOf(p))
	f.health("an empty log", func(h mesoswatch.Health) bool { return h.OK })
	text := glogHeader
	p.write(text)
	for i := range 20 {
		one := line(i, login(i)) + "\n"
		p.write(one[:30])
		f.until("a look", func(*told) bool { return len(p.requests()) > 3*i })
		p.write(one[30:])
		text += one
		f.events(i + 1)
	}
	f.until("counts", func(g *told) bool { return len(g.health) > 0 && g.health[len(g.health)-1].Log.Lines == 23 })
	h := f.told.of(t, "/master/log")
	if h.Source != p.source() || h.Collector != RemoteName || !h.OK || h.Log.Behind != 0 || h.Log.Bytes != int64(len(text)) || h.Log.Recognised != 20 ||
		len(h.Complete) != 1 || len(h.Asked) != 1 || h.Asked[0].What != "GET /files/read" || h.Asked[0].Outcome != "200" || h.Asked[0].Bytes == 0 || h.Interval <= 0 {
		t.Errorf("%s", asJSON(h))
	}
	f.stop()
	sameAs(t, f.told.events, onFile(t, remoteOptions(), text, p.source()))
}

// TestRemoteSince: a log that is met first is read from Since on, found without
// reading all of it; without Since, from an hour before.
func TestRemoteSince(t *testing.T) {
	t.Parallel()
	text := manyLines(60_000) // until 04:40 of the next day, 60 pages
	for name, tc := range map[string]struct {
		since time.Time
		now   func() time.Time
		first int
	}{
		"a time":                             {time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC), func() time.Time { return noon().Add(24 * time.Hour) }, 8 * 3600},
		"before it began":                    {longAgo, noon, 0},
		"the last hour":                      {time.Time{}, func() time.Time { return time.Date(2026, 3, 2, 4, 40, 0, 0, time.UTC) }, 60_000 - 3600},
		"behind its end":                     {time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC), func() time.Time { return noon().Add(24 * time.Hour) }, 60_000},
		"in a log that is older than a year": {time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC), func() time.Time { return noon().Add(24 * time.Hour) }, 16 * 3600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := text
			if name == "in a log that is older than a year" {
				text = strings.Replace(text, "2026/03/01", "2024/12/24", 1)
			}
			p := newLogProcess(t, text)
			r := remoteOf(p)
			r.Since, r.Now = tc.since, tc.now
			f := readRemote(t, r)
			if tc.first == 60_000 {
				f.health("caught up", func(h mesoswatch.Health) bool { return h.OK && h.Log.Behind == 0 })
				p.write(line(60_000, login(60_000)) + "\n")
			}
			e := f.events(1)[0]
			want := time.Date(2026, 3, 1, 12, 0, tc.first, 0, time.UTC)
			if !e.Time.Equal(want) || (e.Line == 0) != (tc.first > 0) || !strings.HasPrefix(text[e.Offset:]+"I", "I") {
				t.Errorf("first event at line %d, byte %d: %v, wanted %v", e.Line, e.Offset, e.Time, want)
			}
			if n := len(p.requests()); tc.first > 0 && n > 40 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestRemoteResumes: a restart goes on where it was, and tells nothing twice; what
// was not handed on comes again.
func TestRemoteResumes(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	text := manyLines(2000)
	p := newLogProcess(t, text)
	r := remoteOf(p)
	r.State = state
	f := readRemote(t, r)
	n := len(f.events(len(onFile(t, r.Options, text, p.source()))))
	f.stop()
	more := ""
	for i := 2000; i < 4000; i++ {
		more += line(i, login(i)) + "\n"
	}
	p.write(more)
	again := remoteOf(p)
	again.State = state
	again.Since = time.Time{}
	g := readRemote(t, again)
	g.events(2000)
	h := g.health("resumed", func(h mesoswatch.Health) bool { return h.OK && h.Log.Behind == 0 })
	g.stop()
	want := onFile(t, r.Options, text+more, p.source())
	sameAs(t, g.told.events, want[n:])
	if h.Log.Resumed != int64(len(more)) || !strings.Contains(g.told.notes(), "went on at byte") {
		t.Errorf("%s", asJSON(h))
	}
}

// TestRemoteReplaced: a process that starts again serves another file; that is
// noticed by what stands before the place, whatever the size of the new one, and
// what may be missing is said.
func TestRemoteReplaced(t *testing.T) {
	t.Parallel()
	first, second := manyLines(100), glogHeader+line(1, login(1001))+"\n"
	for name, second := range map[string]string{"shorter": second, "longer": second + strings.Repeat(line(2, login(1002))+"\n", 300), "of the same length": second + strings.Repeat("x", len(first)-len(second)-1) + "\n"} {
		for _, running := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " ", running), func(t *testing.T) {
				t.Parallel()
				p := newLogProcess(t, first)
				r := remoteOf(p)
				r.State = t.TempDir()
				f := readRemote(t, r)
				n := len(f.events(len(onFile(t, r.Options, first, p.source()))))
				if !running {
					f.stop()
				}
				p.replace(second)
				if !running {
					again := remoteOf(p)
					again.State, again.Since = r.State, time.Time{}
					f, n = readRemote(t, again), 0
				}
				want := onFile(t, r.Options, second, p.source())
				f.events(n + len(want))
				f.until("told", func(g *told) bool { return strings.Contains(g.notes(), "another file is served") })
				f.stop()
				sameAs(t, f.told.events[n:], want)
			})
		}
	}
}

// TestRemoteTruncated: a capture that is truncated while it is written begins with
// zeros; they are passed over.
func TestRemoteTruncated(t *testing.T) {
	t.Parallel()
	p := newLogProcess(t, line(1, login(1))+"\n")
	f := readRemote(t, remoteOf(p))
	f.events(1)
	p.replace(strings.Repeat("\x00", 40<<20) + line(2, login(2)) + "\n")
	e := f.events(2)[1]
	if e.Offset != 40<<20 || e.UPID != "scheduler-00000002@10.0.0.9:4242" || len(p.requests()) > 300 { // page by page it would be 640
		t.Errorf("%s after %d requests", asJSON(e), len(p.requests()))
	}
	p.write(line(3, login(3)) + "\n")
	f.events(3)
}

// TestRemoteRolled: glog has begun another file, and the process goes on serving
// the old one: our own requests are not noted in it any more.
func TestRemoteRolled(t *testing.T) {
	t.Parallel()
	p := newLogProcess(t, glogHeader)
	note := func(r *http.Request, second int) string {
		return glogLine("I", second, 7, "http.cpp:1436", "HTTP GET for "+r.URL.RequestURI()+" from 127.0.0.1:1 with User-Agent='"+r.UserAgent()+"'") + "\n"
	}
	p.mu.Lock()
	p.notes = note
	p.mu.Unlock()
	f := readRemote(t, remoteOf(p))
	f.events(20)
	f.health("well", func(h mesoswatch.Health) bool { return h.OK && h.Log.Lines > 10 })
	p.mu.Lock()
	p.notes = nil
	p.mu.Unlock()
	h := f.health("rolled", func(h mesoswatch.Health) bool { return !h.OK })
	if !strings.Contains(h.Why, "no longer notes our requests") || h.Lacking[kindLog] == "" || h.Log.Lines < 10 {
		t.Errorf("%s", asJSON(h))
	}
	p.mu.Lock()
	p.notes = note
	p.mu.Unlock()
	n := len(f.told.health)
	f.until("well again", func(g *told) bool { return len(g.health) > n && g.health[len(g.health)-1].OK })
}

// TestRemoteTrouble: each refusal shows as itself, with what helps, and reading
// goes on when it is over.
func TestRemoteTrouble(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	for name, tc := range map[string]struct {
		answer  func(http.ResponseWriter, *http.Request) bool
		says    []string
		outcome string
	}{
		"401":      {answer(401, "text/plain", "401 Unauthorized.", "WWW-Authenticate", `Basic realm="mesos-master-readonly"`), []string{`401, realm "mesos-master-readonly"`, "--credential"}, "401"},
		"403":      {answer(403, "text/plain", "403 Forbidden."), []string{"403 Forbidden", "access_mesos_logs"}, "403"},
		"firewall": {answer(403, "text/plain", "Endpoint '/files/read' is disabled"), []string{"is disabled"}, "403"},
		"404":      {answer(404, "", ""), []string{"404 Not Found", "--log_dir", "stderr on the host"}, "404"},
		"renamed":  {answer(500, "text/plain", "Failed to open file at '/var/log/mesos/x': No such file or directory.\n"), []string{"500 Internal Server Error", "renamed or removed"}, "500"},
		"page":     {answer(200, "text/html", "<html>"), []string{`content type "text/html"`}, "garbage"},
		"no page":  {answer(200, "application/json", `{"offset":0}`), []string{"no offset and data"}, "garbage"},
		"too much": {answer(200, "application/json", `{"offset":0,"data":"`+strings.Repeat("x", 70_000)+`"}`), []string{"70000 bytes where"}, "garbage"},
		"hang": {func(_ http.ResponseWriter, r *http.Request) bool {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
			return true
		}, []string{"timeout"}, "timeout"},
		"half": {func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "500")
			fmt.Fprint(w, `{"offset":0,"data":"I0301`)
			return true
		}, []string{"cut"}, "cut"},
		"redirect": {answer(307, "", "", "Location", "//127.0.0.1:1/files/read"), []string{"not followed"}, "307"},
	} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " ", late), func(t *testing.T) {
				t.Parallel()
				text := manyLines(50)
				p := newLogProcess(t, text)
				r := remoteOf(p)
				if name == "hang" {
					r.Access.Timeout = 200 * time.Millisecond
				}
				r.Interval = time.Millisecond
				n := len(onFile(t, r.Options, text, p.source()))
				if !late {
					p.refuses(tc.answer)
				}
				f := readRemote(t, r)
				if late {
					f.events(n)
					p.refuses(tc.answer)
				}
				h := f.health("trouble", func(h mesoswatch.Health) bool { return !h.OK })
				for _, s := range tc.says {
					if !strings.Contains(h.Why, s) {
						t.Errorf("%q does not say %q", h.Why, s)
					}
				}
				if h.Lacking[kindLog] != h.Why || h.Source != p.source() || h.Asked[len(h.Asked)-1].Outcome != tc.outcome || !strings.Contains(h.Pace, "backing off") {
					t.Errorf("%s", asJSON(h))
				}
				p.refuses(nil)
				p.write(line(60, login(60)) + "\n")
				f.events(n + 1)
				f.health("well", func(h mesoswatch.Health) bool { return h.OK && len(h.Complete) == 1 })
				f.stop()
				sameAs(t, f.told.events, onFile(t, r.Options, text+line(60, login(60))+"\n", p.source()))
			})
		}
	}
}

// TestRemoteLogin: the login goes to processes that were named.
func TestRemoteLogin(t *testing.T) {
	t.Parallel()
	p := newLogProcess(t, manyLines(1))
	p.refuses(func(w http.ResponseWriter, r *http.Request) bool {
		if user, secret, _ := r.BasicAuth(); user == "ops" && secret == "hunter22" {
			return false
		}
		return answer(401, "", "", "WWW-Authenticate", `Basic realm="mesos-master-readonly"`)(w, r)
	})
	r := remoteOf(p)
	r.Access.Credential.Principal, r.Access.Credential.Secret = "ops", "hunter22"
	readRemote(t, r).events(1)
	r.Processes[0].Named = false
	h := readRemote(t, r).health("refused", func(h mesoswatch.Health) bool { return !h.OK })
	if !strings.Contains(h.Why, "the credential was not sent: the user did not name this host") || strings.Contains(asJSON(h), "hunter22") {
		t.Errorf("%s", asJSON(h))
	}
}

// TestRemoteOldForm: up to 0.24 only /files/read.json is there.
func TestRemoteOldForm(t *testing.T) {
	t.Parallel()
	p := newLogProcess(t, manyLines(5))
	p.old, p.bytes = true, true
	f := readRemote(t, remoteOf(p))
	f.events(len(onFile(t, remoteOptions(), manyLines(5), p.source())))
	h := f.health("well", func(h mesoswatch.Health) bool { return h.OK && h.Asked[0].What == "GET /files/read.json" })
	if h.Source != p.source() {
		t.Errorf("%s", asJSON(h))
	}
}
