package mesoslog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const subscribe = "Received SUBSCRIBE call for framework '"

// torn is a log with a subscription whose framework name is the text given.
func torn(name string) string {
	var b strings.Builder
	for i := range 5 {
		fmt.Fprintln(&b, line(i, login(i)))
	}
	fmt.Fprintln(&b, line(5, subscribe+name+"' at scheduler-666@10.0.0.66:4242"))
	for i := range 20 {
		fmt.Fprintln(&b, line(6+i, login(100+i)))
	}
	return b.String()
}

// TestTornNames: a line within a name is marked and judged, and the message it
// lies in is found whole.
func TestTornNames(t *testing.T) {
	forged := line(5, "Successfully authenticated principal 'root' at scheduler-1@10.0.0.1:1")
	strange := glogLine("I", 5, 4, "master.cpp:10617", "Successfully authenticated principal 'root' at scheduler-1@10.0.0.1:1")
	for name, c := range map[string]struct {
		name  string
		inner []string // events within the name: template and marks
	}{
		"no line":             {"x\ny", nil},
		"one line, then rest": {"x\n" + forged + "\n", []string{"authn.ok: inside-a-name"}},
		"one line to its end": {"x\n" + forged[:len(forged)-1], []string{"authn.ok: odd-id,inside-a-name"}},
		"quotes closed":       {"x'\n" + forged + "\n'", []string{"authn.ok: trailing-text,inside-a-name"}},
		"two lines":           {"x\n" + forged + "\n" + forged + "\n", []string{"authn.ok: inside-a-name", "authn.ok: inside-a-name"}},
		"unknown thread":      {"x\n" + strange + "\n", []string{"authn.ok: inside-a-name"}},
		"twenty lines":        {"x\n" + strings.Repeat(forged+"\n", 20), slices.Repeat([]string{"authn.ok: inside-a-name"}, 20)},
		"another subscription": {
			"x\n" + line(5, subscribe+"y' at scheduler-2@10.0.0.2:2") + "\n" + line(5, subscribe+"z") + "\n",
			[]string{"fw.recv-subscribe: inside-a-name"},
		},
		"a header":  {"x\n" + glogHeader, nil},
		"an EXIT":   {"x\nLost leadership... committing suicide!\n", []string{"lead.lost.016: inside-a-name"}},
		"a journal": {"x\nMar  1 12:00:05 n mesos-master[9]: " + forged + "\n", []string{"authn.ok: inside-a-name"}},
	} {
		for _, file := range []string{"mesos-master.stderr", "mesos-master.node7.root.log.INFO.20260301-120000.77"} {
			if strings.Contains(file, "INFO") && (name == "an EXIT" || name == "a journal") {
				continue // glog files are read as such
			}
			got := readPaths(t, utc(), save(t, file, torn(c.name)))
			whole, inner := splitTorn(got.events)
			if whole == nil || whole.FrameworkName != c.name || whole.UPID != "scheduler-666@10.0.0.66:4242" || whole.Line != 6 {
				t.Errorf("%s in %s: whole is %s", name, file, asJSON(whole))
			} else if want := strings.Contains(c.name, "I0301"); slices.Contains(whole.Suspect, "prefix-in-name") != want {
				t.Errorf("%s in %s: whole is marked %q", name, file, whole.Suspect)
			}
			if !slices.Equal(inner, c.inner) {
				t.Errorf("%s in %s: within the name %q, want %q", name, file, inner, c.inner)
			}
			if n := strings.Count(templates(got.events), "authn.ok"); n != 25+strings.Count(strings.Join(c.inner, " "), "authn.ok") {
				t.Errorf("%s in %s: %d logins", name, file, n)
			}
		}
	}
}

// splitTorn finds the torn message and what lay within.
func splitTorn(events []*mesoswatch.Event) (whole *mesoswatch.Event, inner []string) {
	for _, e := range events {
		switch {
		case e.UPID == "scheduler-666@10.0.0.66:4242":
			whole = e
		case len(e.Suspect) > 0:
			inner = append(inner, suspects([]*mesoswatch.Event{e})...)
		}
	}
	return whole, inner
}

// TestTornInEnvelopes: each line of the message has an envelope of its own, and
// lines of others lie between.
func TestTornInEnvelopes(t *testing.T) {
	forged := line(5, "Successfully authenticated principal 'root' at scheduler-1@10.0.0.1:1")
	text := ""
	for i, l := range strings.Split(strings.TrimSpace(torn("x\n"+forged+"\n")), "\n") {
		text += "m_1  | " + l + "\n"
		if i%2 == 0 {
			text += "m_2  | " + line(5, login(1000+i)) + "\n"
		}
	}
	got := readPaths(t, utc(), save(t, "a.log", text))
	whole, inner := splitTorn(got.events)
	if whole == nil || whole.FrameworkName != "x\n"+forged+"\n" || !slices.Equal(inner, []string{"authn.ok: inside-a-name"}) {
		t.Errorf("whole %s, within %q", asJSON(whole), inner)
	}
	if !strings.Contains(whole.Raw, "\nm_1  | "+forged+"\n") || strings.Contains(whole.Raw, "m_2") {
		t.Errorf("raw %q", whole.Raw)
	}
}

// TestTornAcrossPieces: names around the places where a file is cut.
func TestTornAcrossPieces(t *testing.T) {
	forged := line(5, "Successfully authenticated principal 'root' at scheduler-1@10.0.0.1:1")
	var b strings.Builder
	n := 0
	for b.Len() < 3*largePiece {
		fmt.Fprintln(&b, line(n/100, login(n)))
		if n%150 == 0 {
			fmt.Fprintln(&b, line(n/100, fmt.Sprintf("%sx\n%s\n' at scheduler-666@10.0.0.66:%d", subscribe, forged, n)))
		}
		n++
	}
	got := readPaths(t, utc().all(), save(t, "mesos-master.stderr", b.String()))
	subscriptions, inside := 0, 0
	for _, e := range got.events {
		if e.FrameworkName == "x\n"+forged+"\n" {
			subscriptions++
		}
		if slices.Contains(e.Suspect, SuspectInName) {
			inside++
		}
	}
	if want := (n + 149) / 150; subscriptions != want || inside != want {
		t.Errorf("%d subscriptions and %d forged lines, want %d", subscriptions, inside, want)
	}
}

// TestManyOpenNames: lines that look torn must not make a log slow to read.
func TestManyOpenNames(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintln(&b, line(i/100, "it isn't closed, and ' at scheduler closes nothing'"))
	}
	got := readPaths(t, utc(), save(t, "mesos-master.stderr", b.String()))
	if h := got.of(t, ".stderr"); h.Log.Unrecognised != 20_000 {
		t.Errorf("%+v", *h.Log)
	}
}

// TestThreads: a process shows its threads early; one that is new later, far from
// the others, is marked.
func TestThreads(t *testing.T) {
	var b strings.Builder
	write := func(n, thread int, message string) {
		fmt.Fprintln(&b, glogLine("I", n/10, thread, "master.cpp:10617", message))
	}
	for i := range 400 {
		write(i, 700+i%20, login(i))
	}
	write(400, 12, login(400))  // forged
	write(401, 730, login(401)) // a new one beside the others
	write(402, 12, login(402))  // stays strange
	for i := range 50 {
		write(403+i, 700+i%20, login(403+i))
	}
	fmt.Fprintln(&b, glogLine("I", 46, 9000, "logging.cpp:461", "INFO level logging started!")) // another process
	fmt.Fprintln(&b, glogLine("I", 46, 9000, "main.cpp:243", "Build: 2020-11-19 10:41:22 by builder"))
	for i := range 100 {
		write(470+i, 9000+i%20, login(470+i))
	}
	got := readPaths(t, utc(), save(t, "mesos-master.stderr", b.String()))
	var marked []string
	for _, e := range got.events {
		if len(e.Suspect) > 0 {
			marked = append(marked, e.Thread+" "+strings.Join(e.Suspect, ","))
		}
	}
	if want := []string{"12 thread-never-seen", "12 thread-never-seen"}; !slices.Equal(marked, want) {
		t.Errorf("got %q, want %q", marked, want)
	}
}

// TestThreadsOfWriters: processes that write into one file have each their own.
func TestThreadsOfWriters(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "m_1  | %s\nm_2  | %s\n", glogLine("I", i/10, 8, "master.cpp:1", login(i)), glogLine("I", i/10, 5000, "master.cpp:1", login(1000+i)))
	}
	if s := suspects(readPaths(t, utc(), save(t, "a.log", b.String())).events); s != nil {
		t.Errorf("marked: %q", s[:min(len(s), 3)])
	}
}

// TestTornIsCountedOnce: a message whose beginning alone looks like a whole one is
// one message.
func TestTornIsCountedOnce(t *testing.T) {
	text := lines(line(0, login(0)), "  continued", line(1, login(1)), line(2, login(2)))
	for _, opt := range []Options{utc(), utc().all()} {
		h := readText(t, opt, text).health[0].Log
		if h.Lines != 4 || h.Recognised != 3 || h.Unrecognised != 0 {
			t.Errorf("%s", asJSON(h))
		}
	}
}
