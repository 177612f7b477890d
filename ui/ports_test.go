package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestWideSocketsStandOut(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.PortsBad()).keys("7", "tab", "tab")
	r.shows("3 all addresses · 1 public")
	r.order("all addresses    2375", "all addresses    5051", "public           4400", "private            22", "loopback           25")
	r.shows("not seen") // a process that we may not look at
	loud := r.m.pen.Level(mesoswatch.High)
	for _, word := range []string{"all addresses", "public       "} {
		if !strings.Contains(r.m.compose(), loud.Paint(word)) && !strings.Contains(r.m.View().Content, r.m.pen.Cursor.With(loud).Paint(word)) {
			t.Errorf("%q looks like any other word", word)
		}
	}
	r.keys("/", "'reach:all !process:java", "enter")
	r.shows("2 of 10")
	r.hides("8080")
	r.keys("esc", "s", "s")
	r.shows("sorted by port, smallest first")
	r.order("22", "25", "323", "2181", "2375")
}

func TestPortAgainstBaseline(t *testing.T) {
	for _, c := range []struct{ state, expected, want string }{
		{"open", "closed", "unexpected open"}, {"open", "open", "as expected"}, {"open", "", "open, not in baseline"},
		{"closed", "open", "expected, is closed"}, {"closed", "closed", "as expected"}, {"closed", "", "not open"},
		{"silent", "open", "expected, is silent"}, {"silent", "closed", "as expected"}, {"silent", "", "not open"},
		{"unknown", "open", "unknown"}, {"unknown", "closed", "unknown"}, {"unknown", "", "unknown"}, {"", "closed", "unknown"}, {"ajar", "open", "unknown"},
	} {
		if got := expectedWord(&mesoswatch.Port{State: c.state, Expected: c.expected}); got != c.want {
			t.Errorf("%s, expected %s: %q, want %q", c.state, c.expected, got, c.want)
		}
	}
	r := newRig(t, liveOptions(), 80, 24, stage.PortsBad()).keys("7")
	r.order("unexpected open        10.0.0.12", "unexpected open        10.0.0.31", "▪  expected, is closed", "▪  expected, is silent", "?  unknown", "open, not in baseline", "as expected")
	r.keys("/", "'unexpected", "enter", "enter")
	r.shows("unexpected open: the baseline says it is closed")
	r.shows("Docker without TLS is reachable")
}

// endpointAt is what is seen of one endpoint when the board is at a time.
func endpointAt(now time.Time, e mesoswatch.Endpoint) *around {
	b := &mesoswatch.Board{}
	_ = b.Handle(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: now, Endpoint: &e}})
	return newAround(scene{board: b, now: now.Add(1000 * time.Hour), zone: time.UTC}, nil)
}

// Days left are counted by the clock of the board, whatever the time is here.
func TestEndpointNotes(t *testing.T) {
	now, yes, no := stage.Now(), true, false
	good := func(left time.Duration) *mesoswatch.Certificate {
		return &mesoswatch.Certificate{NotBefore: now.Add(-time.Hour), NotAfter: now.Add(left), Verified: true}
	}
	for _, c := range []struct {
		name string
		e    mesoswatch.Endpoint
		want string
	}{
		{"well", mesoswatch.Endpoint{TLS: &yes, Plain: &no, Versions: map[string]bool{"TLS 1.2": true, "TLS 1.0": false}, Certificate: good(999 * time.Hour)}, "nothing odd seen"},
		{"nobody knows", mesoswatch.Endpoint{}, "not known: it did not answer"},
		{"reset", mesoswatch.Endpoint{Why: "connection reset"}, "not known: connection reset"},
		{"plain only", mesoswatch.Endpoint{TLS: &no, Plain: &yes}, "speaks no TLS"},
		{"plain too, old", mesoswatch.Endpoint{TLS: &yes, Plain: &yes, Versions: map[string]bool{"TLS 1.1": true, "SSLv3": true}, Weak: []string{"RC4"}}, "answers plain too; accepts SSLv3, TLS 1.1; RC4"},
		{"expired", mesoswatch.Endpoint{TLS: &yes, Plain: &yes, Certificate: good(-72 * time.Hour)}, "expired 3 d ago; answers plain too"},
		{"ends now", mesoswatch.Endpoint{TLS: &yes, Certificate: good(0)}, "expired <1 s ago"},
		{"ends soon", mesoswatch.Endpoint{TLS: &yes, Certificate: good(29*24*time.Hour + time.Hour)}, "ends in 29 d"},
		{"ends today", mesoswatch.Endpoint{TLS: &yes, Certificate: good(5 * time.Hour)}, "ends in 5 h"},
		{"a month", mesoswatch.Endpoint{TLS: &yes, Certificate: good(30 * 24 * time.Hour)}, "nothing odd seen"},
		{"no end", mesoswatch.Endpoint{TLS: &yes, Certificate: &mesoswatch.Certificate{Verified: true}}, "no end is known"},
		{"not yet", mesoswatch.Endpoint{TLS: &yes, Certificate: &mesoswatch.Certificate{NotBefore: now.Add(time.Hour), NotAfter: now.Add(9000 * time.Hour), Verified: true}}, "not valid yet"},
		{"self-signed", mesoswatch.Endpoint{TLS: &yes, Certificate: &mesoswatch.Certificate{NotAfter: now.Add(9000 * time.Hour), SelfSigned: true}}, "not verified: self-signed"},
		{"wrong name", mesoswatch.Endpoint{TLS: &yes, Certificate: &mesoswatch.Certificate{NotAfter: now.Add(9000 * time.Hour), Wrong: "valid for b, not a"}}, "not verified: valid for b, not a"},
	} {
		if got := noteWords(endpointAt(now, c.e), &c.e); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestVersionSpans(t *testing.T) {
	for want, all := range map[string][]string{
		"1.2-1.3": {"TLS 1.2", "TLS 1.3"}, "SSLv3-1.3": tlsVersions(), "SSLv3 1.1 1.3": {"SSLv3", "TLS 1.1", "TLS 1.3"}, "1.0-1.1 1.3": {"TLS 1.0", "TLS 1.1", "TLS 1.3"}, "1.2": {"TLS 1.2"},
		"?": nil, "TLS 9": {"TLS 9"},
	} {
		e := &mesoswatch.Endpoint{Versions: map[string]bool{}}
		for _, v := range all {
			e.Versions[v] = true
		}
		if want == "TLS 9" {
			want = "9"
		}
		if got := versionSpans(e); got != want {
			t.Errorf("%v: %q", all, got)
		}
	}
	no := false
	if got := versionSpans(&mesoswatch.Endpoint{TLS: &no}); got != "none" {
		t.Errorf("without TLS: %q", got)
	}
}

func TestListsTakeTurns(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.PortsBad()).keys("7")
	r.shows("▶Reachable from here")
	r.shows("unexpected open  ")
	r.hides("loopback   ")
	r.keys("/", "'10.0.0.22", "enter", "tab")
	r.shows("▶TLS")
	r.shows("Reachable from here  1 of 23") // each list has a filter of its own
	r.send(tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
	r.shows("▶Reachable from here")
	r.keys("tab", "tab")
	r.shows("▶Listening sockets")
	r.keys("l")
	r.shows("logs do not tell of sockets")
	r.keys("tab", "esc")
	r.shows("Reachable from here  23")
	r.keys("esc")
	r.shows("Login after failures")
}

// From an endpoint to its port, to the endpoint again, and back the same way.
func TestSamePort(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 50, stage.PortsBad()).keys("7", "tab", "/", "'10.0.0.11", "enter", "enter")
	r.shows("endpoint 10.0.0.11:5050")
	toLink := func(word string) {
		t.Helper()
		for range 60 {
			if l := r.m.ports.here().detail.facts.here(); l.does != nil && strings.HasPrefix(l.spans[0].Text, word) {
				r.keys("enter")
				return
			}
			r.keys("j")
		}
		t.Fatalf("no link %q:\n%s", word, r.frame())
	}
	r.shows("from here")
	toLink("listens here")
	r.shows("socket tcp 10.0.0.11:5050")
	r.shows("10.0.0.11:5050 is open, as expected")
	toLink("from here")
	r.shows("port 10.0.0.11:5050")
	r.keys("esc")
	r.shows("socket tcp 10.0.0.11:5050")
	r.keys("esc")
	r.shows("endpoint 10.0.0.11:5050")
	r.keys("esc")
	r.shows("▶TLS")
}

// What is read in detail stays when its row goes.
func TestPortDetailStays(t *testing.T) {
	for _, w := range []int{80, 200} {
		l := newLive(t, w, 50, stage.PortsBad())
		l.keys("7", "enter")
		l.shows("port 10.0.0.12:2375")
		gone := mesoswatch.Port{Host: "10.0.0.12", Port: 2375}
		l.happens(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: "ports", Gone: true, Port: &gone}})
		l.shows("port 10.0.0.12:2375  gone")
		l.keys("esc")
		l.hides("port 10.0.0.12:2375  gone")
	}
}

func TestPortsSight(t *testing.T) {
	health := func(source string, ok bool, subjects int, ago time.Duration, lacking string) mesoswatch.Record {
		h := mesoswatch.Health{At: stage.Now().Add(-ago), Source: source, OK: ok, Subjects: subjects, Interval: 60}
		if lacking == "" {
			h.Complete = []string{mesoswatch.SubjectEndpoint}
		} else {
			h.Lacking = map[string]string{mesoswatch.SubjectEndpoint: lacking}
		}
		return mesoswatch.Record{Health: &h}
	}
	for _, c := range []struct {
		name   string
		script stage.Script
		grade  grade
		says   string
	}{
		{"nobody", nil, neverAsked, "nobody has looked yet"},
		{"one sees", stage.Script{health("a", true, 3, 12*time.Second, "")}, wellSeen, "12 s ago"},
		{"one sees some", stage.Script{health("a", true, 3, time.Second, "1 of 4: refused")}, partly, "1 of 4: refused"},
		{"one is blind", stage.Script{health("a", false, 0, time.Second, "refused")}, unseen, "unknown since 14:07: refused"},
		{"one of two is blind", stage.Script{health("a", true, 3, 4*time.Second, ""), health("b", false, 0, time.Second, "refused")}, partly, "b: unknown since 14:07: refused"},
		{"both are blind", stage.Script{health("a", false, 0, time.Second, "timeout"), health("b", false, 0, time.Second, "refused")}, unseen, "b: unknown since 14:07: refused"},
		{"both see", stage.Script{health("a", true, 3, 40*time.Second, ""), health("b", true, 3, time.Second, "")}, wellSeen, "40 s ago"},
		{"one is silent", stage.Script{health("a", true, 3, 2*time.Hour, "")}, unseen, "nothing was heard of a for 2h"},
	} {
		g := sightingOfParts(scene{board: c.script.Board(), now: stage.Now(), zone: time.UTC}, mesoswatch.SubjectEndpoint)
		if g.grade != c.grade || !strings.Contains(g.fresh+" "+g.why, c.says) {
			t.Errorf("%s: %+v, want %d, %q", c.name, g, c.grade, c.says)
		}
	}
	r := newRig(t, liveOptions(), 120, 36, stage.PortsBlind()).keys("7")
	r.shows("▲ unknown since 14:07: open /proc/net/tcp: permission denied")
	r.shows("▪ 1 of 24 ports: no route to the host")
	if dim := r.m.pen.Dim.Paint("public       "); !strings.Contains(r.m.compose(), dim) {
		t.Error("old rows look like fresh ones")
	}
	r.hides("nothing odd seen ·")
	newRig(t, liveOptions(), 80, 24, stage.PortsBad()).keys("7").shows("▪ the process of one socket is not seen")
	newRig(t, liveOptions(), 80, 24, stage.Quiet()).keys("7").shows("no port was tried: --probe looks at those of the cluster")
}

// No height is given out twice, and the list that has the keys is seen as long as
// anything is.
func TestLayoutBlocks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	for h := range 130 {
		for at := range 3 {
			for range 20 {
				var wants [3]blockWant
				for i := range wants {
					wants[i] = blockWant{head: 1 + rnd.IntN(max(listHead(h), 1)), rows: rnd.IntN(40), bare: i != at && rnd.IntN(3) == 0}
				}
				order := [3]int(rnd.Perm(3))
				rooms := layoutBlocks(h, at, order, wants)
				sum := 0
				for _, r := range rooms {
					if r.head < 0 || r.rows < 0 || r.gap < 0 {
						t.Fatalf("%d rows: %+v", h, rooms)
					}
					sum += r.head + r.rows + r.gap
				}
				for i, w := range wants {
					if w.bare && rooms[i].rows > 0 {
						t.Fatalf("%d rows: a table without rows has room: %+v", h, rooms)
					}
				}
				if sum != h {
					t.Fatalf("%d rows of %d: %+v", sum, h, rooms)
				}
				if h >= 2 && rooms[at].rows < min(h-listHead(h), 3) && rooms[at].rows < wants[at].rows+1 {
					t.Fatalf("%d rows, list %d of %+v: %+v", h, at, wants, rooms)
				}
			}
		}
	}
	if got := fmt.Sprint(layoutBlocks(19, 1, [3]int{2, 0, 1}, [3]blockWant{{head: 1, rows: 10}, {head: 2, rows: 40}, {head: 1, rows: 5}})); got != "[{1 0 0} {2 15 0} {1 0 0}]" {
		t.Error(got)
	}
}

// Who reads a row of one list is not disturbed by what comes to another.
func TestListsDoNotMoveUnderTheCursor(t *testing.T) {
	l := newLive(t, 120, 50, stage.PortsBad())
	l.keys("7", "j", "j")
	at := func() int { return strings.Count(strings.SplitN(l.frame(), "10.0.0.31", 2)[0], "\n") }
	was := at()
	more := func(n int) {
		for i := range n {
			l.happens(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: "/proc/net", Socket: &mesoswatch.Socket{Host: "master-1", Protocol: "tcp", Address: "0.0.0.0", Port: 40_000 + n + i, Reach: "all"}}})
		}
	}
	more(3)
	if at() != was {
		t.Errorf("from row %d to %d:\n%s", was, at(), l.frame())
	}
	l.keys("g")
	more(2)
	l.shows("40002") // nobody reads: there is room again
}

func TestNothingIsDoneForNothingInPorts(t *testing.T) {
	l := newLive(t, 120, 36, stage.PortsBad())
	l.keys("7")
	rows := l.m.ports.blocks[0].table.All()
	l.happens(lineOf("a line of the log", stage.Now(), 1))
	if again := l.m.ports.blocks[0].table.All(); &again[0] != &rows[0] {
		t.Error("a line in the log made the table of ports anew")
	}
}
