package mesoslog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func masterAt(url string, named, gone bool) mesoswatch.Record {
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{Gone: gone, Master: &mesoswatch.Master{URL: url, Named: named}}}
}

func agentAt(url string) mesoswatch.Record {
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: url}}}
}

func oneLogin(n int) string { return glogHeader + line(n, login(n)) + "\n" }

// TestRemoteFinds: masters that others find are read, before and while it runs,
// each once; agents only when all are wanted; what is gone is left.
func TestRemoteFinds(t *testing.T) {
	t.Parallel()
	var p []*logProcess
	for i := range 5 {
		p = append(p, newLogProcess(t, oneLogin(i)))
	}
	r := remoteOf(p[0])
	tell := func(rec mesoswatch.Record) {
		if err := r.Handle(rec); err != nil {
			t.Fatal(err)
		}
	}
	tell(masterAt(p[0].URL, false, false)) // named already
	tell(masterAt(p[1].URL, false, false))
	tell(masterAt("http://10.0.0.1:5050/teardown", true, false)) // no address
	tell(mesoswatch.Record{Health: &mesoswatch.Health{}})
	tell(agentAt(p[3].URL))
	f := readRemote(t, r)
	f.events(2)
	tell(masterAt(p[2].URL+"/", false, false))
	got := numbersOf(t, f.events(3))
	slices.Sort(got)
	if !slices.Equal(got, upTo(3)) {
		t.Errorf("events %v", got)
	}
	tell(masterAt(p[0].URL, true, true)) // it was named: it stays
	tell(masterAt(p[1].URL, false, true))
	left, others := -1, 0
	f.until("it is left", func(*told) bool {
		f.nudge()
		if n := len(p[1].requests()); n != left {
			left, others = n, len(p[2].requests())
			return false
		}
		return len(p[2].requests()) >= others+10
	})
	p[0].write(line(9, login(9)) + "\n")
	p[1].write(line(8, login(8)) + "\n")
	f.events(4)
	tell(masterAt(p[1].URL, false, false)) // it is back, and goes on where it was
	last := numbersOf(t, f.events(5))[3:]
	if !slices.Equal(last, []int{9, 8}) {
		t.Errorf("events %v", last)
	}
	if n := len(p[3].requests()) + len(p[4].requests()); n != 0 {
		t.Errorf("%d requests to agents", n)
	}
}

// TestRemoteAgents: agents that are found are read when all are wanted, not more
// than was said; that more were found is told.
func TestRemoteAgents(t *testing.T) {
	t.Parallel()
	var p []*logProcess
	for i := range 4 {
		p = append(p, newLogProcess(t, oneLogin(i)))
	}
	r := remoteOf(p[0])
	r.Processes[0].Agent = true
	r.AllAgents, r.Most = true, 2
	for _, one := range append(p[1:], p[3], p[3]) {
		if err := r.Handle(agentAt(one.URL)); err != nil {
			t.Fatal(err)
		}
	}
	f := readRemote(t, r)
	for _, e := range f.events(3) {
		if e.Service != "agent" || e.Process != "mesos-agent@node7" || !strings.HasSuffix(e.Source, "/files/read?path=/slave/log") {
			t.Errorf("%s", asJSON(e))
		}
	}
	h := f.health("more", func(h mesoswatch.Health) bool { return h.Source == RemoteName })
	if h.OK || !strings.Contains(h.Why, "2 logs of found processes are read, 1 more are not") {
		t.Errorf("%s", asJSON(h))
	}
	if len(p[3].requests()) != 0 {
		t.Error("more than was said")
	}
}

// TestRemoteBesideFile: a log that is followed as a file too is told once, and
// what only one of them has as well.
func TestRemoteBesideFile(t *testing.T) {
	t.Parallel()
	text := glogHeader
	for i := range 50 {
		text += line(i, login(i)) + "\n"
	}
	path := save(t, infoName, text)
	p := newLogProcess(t, text)
	r := remoteOf(p)
	r.Told = new(Told)
	opt := remoteOptions()
	opt.Since = time.Time{}
	file := followLog(t, &Follow{Paths: []string{path}, Options: opt, Told: r.Told})
	file.events(50)
	remote := readRemote(t, r)
	h := remote.health("all set aside", func(h mesoswatch.Health) bool { return h.Log.SetAside == 50 })
	if !h.OK {
		t.Errorf("%s", asJSON(h))
	}
	p.write(line(60, login(60)) + "\n")
	remote.events(1)
	appendTo(t, path, line(60, login(60))+"\n"+line(61, login(61))+"\n")
	if got := numbersOf(t, file.events(51)); got[50] != 61 {
		t.Errorf("events %v", got[50:])
	}
}

// TestRemoteCatchesUpPolitely: page after page, never two at a time, with pauses
// in between, and health on the way.
func TestRemoteCatchesUpPolitely(t *testing.T) {
	t.Parallel()
	text := manyLines(5000)
	p := newLogProcess(t, text)
	f := readRemote(t, remoteOf(p))
	f.events(len(onFile(t, remoteOptions(), text, p.source())))
	f.stop()
	pages := 0
	for _, q := range p.requests() {
		if strings.HasSuffix(q, "+65536") {
			pages++
		}
	}
	if need := len(text)/(65536-overlap) + 1; pages < need || pages > need+20 || p.overlap {
		t.Errorf("%d pages of %d bytes, two at a time: %v", pages, len(text), p.overlap)
	}
}

// TestRemoteSlowly: while pages come slowly, a message that lies in two of them
// stays one.
func TestRemoteSlowly(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(glogHeader)
	for i := range 40 {
		fmt.Fprintf(&b, "%s\n", line(i, `Flags at startup: --acls="permissive: true`))
		for range 60 {
			b.WriteString("register_frameworks { principals { type: NONE } roles { type: ANY } }\n")
		}
		b.WriteString("\" --port=\"5050\"\n")
	}
	p := newLogProcess(t, b.String())
	p.delay = 300 * time.Millisecond // 1.2 s between two pages
	f := readRemote(t, remoteOf(p))
	want := onFile(t, remoteOptions(), b.String(), p.source())
	f.events(len(want))
	f.stop()
	sameAs(t, f.told.events, want)
}

// TestRemoteWithoutTimes: where no line has a time, Since cannot be looked for.
func TestRemoteWithoutTimes(t *testing.T) {
	t.Parallel()
	p := newLogProcess(t, strings.Repeat("words of its own, without a time\n", 100_000)+"and the last\n")
	r := remoteOf(p)
	r.All = true
	f := readRemote(t, r)
	f.until("told", func(g *told) bool { return strings.Contains(g.notes(), "no line has a time") })
	h := f.health("caught up", func(h mesoswatch.Health) bool { return h.OK && h.Log.Behind == 0 && h.Log.Lines > 0 })
	if h.Log.Bytes > withoutEnd || h.Log.Bytes < withoutEnd-100 {
		t.Errorf("%s", asJSON(h))
	}
}

func TestRemoteConformance(t *testing.T) {
	var text string
	for i := range 100 { // of now: conformance wants records of now
		text += "I" + time.Now().UTC().Format("0102 15:04:05.000000") + strings.TrimPrefix(line(i, login(i)), line(i, "")[:21]) + "\n"
	}
	p, q := newLogProcess(t, text), newLogProcess(t, text)
	conformance.Run(t, conformance.Case{
		New: func() mesoswatch.Collector {
			r := remoteOf(p, q)
			r.Processes = append(r.Processes, Process{URL: p.URL + "/", Named: true})
			r.Now = nil
			return r
		},
		Sources: []string{p.source(), q.source()},
	})
	if p.overlap || q.overlap {
		t.Error("two requests at a time")
	}
}

// TestRemoteCannotServe: what nobody can cure by waiting ends it.
func TestRemoteCannotServe(t *testing.T) {
	for _, r := range []*Remote{
		{Processes: []Process{{URL: "http://m1:5050/teardown", Named: true}}}, {Processes: []Process{{URL: "http://ops:hunter22@m1:5050", Named: true}}},
		{Access: Access{CACert: "/no/such/file.pem"}},
	} {
		err := r.Run(t.Context(), func(mesoswatch.Record) error { return errors.New("a record") })
		if !mesoswatch.IsPermanent(err) || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%v", err)
		}
	}
}

// TestRemotePlaces: places that cannot be understood or saved are told of, and
// nothing else is lost by it.
func TestRemotePlaces(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"no JSON": "{", "another version": `{"version":7}`, "nothing in it": `{"version":1,"places":[null,{"source":"x","offset":-1}]}`} {
		state := t.TempDir()
		saveIn(t, state, placesName, content)
		p := newLogProcess(t, oneLogin(1))
		r := remoteOf(p)
		r.State = state
		f := readRemote(t, r)
		f.events(1)
		if name != "nothing in it" {
			f.until("told", func(g *told) bool { return strings.Contains(g.notes(), "reading places in remote logs") })
		}
		f.stop()
		b, err := os.ReadFile(filepath.Join(state, placesName))
		if err != nil || !strings.Contains(string(b), fmt.Sprintf(`"offset":%d`, len(oneLogin(1)))) || strings.Contains(string(b), "authenticated") {
			t.Errorf("%s: %s, %v", name, b, err)
		}
	}
	p := newLogProcess(t, oneLogin(1))
	r := remoteOf(p)
	r.State = filepath.Join(saveIn(t, t.TempDir(), "file", ""), "below")
	f := readRemote(t, r)
	f.events(1)
	f.health("not savable", func(h mesoswatch.Health) bool {
		return h.Source == r.State && !h.OK && strings.Contains(h.Why, "after a restart lines are read again")
	})
}
