package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// overviews are the faces of the overview, and of the findings, that the other frames
// do not show.
func overviews() []struct {
	name   string
	script stage.Script
	keys   []string
} {
	return []struct {
		name   string
		script stage.Script
		keys   []string
	}{
		{"handled", stage.Handled(), nil},
		{"weak", stage.Weak(), nil},
		{"weak_incident", stage.WeakIncident(), nil},
		{"blind", stage.Blind(), nil},
		{"cell", stage.WeakIncident(), []string{"E", "E"}},
		{"cell_nothing", stage.WeakIncident(), []string{"E", "{", "["}},
		{"parts", stage.WeakIncident(), []string{"2"}},
		{"parts_last", stage.WeakIncident(), []string{"2", "G"}},
		{"parts_sorted", stage.WeakIncident(), []string{"2", "s"}},
	}
}

func TestOverview(t *testing.T) {
	for _, s := range overviews() {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s_%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				golden.RequireEqual(t, newRig(t, liveOptions(), size[0], size[1], s.script).keys(s.keys...).frame())
			})
		}
	}
	t.Run("cell_ascii", func(t *testing.T) {
		opt := liveOptions()
		opt.ASCII = true
		golden.RequireEqual(t, newRig(t, opt, 80, 24, stage.WeakIncident()).keys("E").frame())
	})
}

// TestWalkTheStrip: keys choose a cell; the list is then that of the cell, and Esc
// brings all back.
func TestWalkTheStrip(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident())
	r.shows("Agent comes and goes")
	r.keys("E")
	r.shows("14:05 to 14:10  1 critical, 1 high")
	r.hides("Agent comes and goes")
	r.hides("Brute force against")
	r.keys("E")
	r.shows("14:00 to 14:05  1 high")
	r.shows("Brute force against")
	r.keys("enter")
	r.shows("auth-brute-force")
	r.keys("esc", "esc")
	r.shows("14:00 to 14:05  1 high") // as it was left
	r.keys("E", "E")
	r.shows("13:55 to 14:00  1 low")
	r.shows("no finding that way in the last 6 h")
	r.keys("[")
	r.shows("13:50 to 13:55  nothing found")
	r.shows("Nothing was found then.")
	r.keys("{", "{", "{", "{", "{", "{", "{")
	r.shows("the strip begins here")
	r.shows("nothing is known of that time")
	r.keys("e")
	r.shows("13:55 to 14:00  1 low")
	r.keys("}")
	r.shows("this is now")
	r.keys("esc")
	r.hides("Esc all of it")
	r.shows("Agent comes and goes")
}

// TestStripLeadsToTheLog: l opens the log at the time of the cell.
func TestStripLeadsToTheLog(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident()).keys("E", "E", "l")
	if e := r.m.log.selected(); r.m.at != viewLog || e == nil || e.Time.Before(stage.Now().Truncate(5*time.Minute).Add(-5*time.Minute)) {
		t.Errorf("the log is at %+v", e)
	}
}

// TestStripStaysOnItsTime: a cell that is chosen stays on its time when time goes on
// and when the screen changes its size, and lets go when it has gone by.
func TestStripStaysOnItsTime(t *testing.T) {
	var s strip
	b := stage.Incident().Board()
	at := scene{board: b, now: stage.Now()}
	s.update(at, 72)
	s.find(-1)
	from, _, _ := s.span()
	at.now = at.now.Add(time.Hour)
	s.update(at, 72)
	if again, _, any := s.span(); !any || !again.Equal(from) {
		t.Errorf("from %v to %v", from, again)
	}
	s.update(at, 20)
	if again, to, any := s.span(); !any || again.After(from) || !to.After(from) {
		t.Errorf("%v to %v does not hold %v", again, to, from)
	}
	at.now = at.now.Add(7 * time.Hour)
	s.update(at, 72)
	if _, _, any := s.span(); any {
		t.Error("it has gone by and is still chosen")
	}
}

// TestStripInAReplay: its keys are the transport's there.
func TestStripInAReplay(t *testing.T) {
	r := newRig(t, playOptions(newDeck()), 120, 36, stage.Incident()).keys("e", "[", "{")
	if _, _, any := r.m.overview.strip.span(); any {
		t.Error("a cell is chosen in a replay")
	}
}

// TestUnseenIsNotQuiet: of a time before anything was known the strip does not say
// that nothing was found.
func TestUnseenIsNotQuiet(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Quiet())
	row := r.row("Last 6 h")
	if n := strings.Count(row, r.m.pen.Marks.Unseen); n != 59 {
		t.Errorf("%d of 72 cells are not known, of which 59 lie before the first line: %s", n, row)
	}
}

// TestWhoIsOnIt: the headline and a row of their own say who has taken what on.
func TestWhoIsOnIt(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident())
	r.shows("Nobody is on it yet.")
	r.hides("On it ")
	r = newRig(t, liveOptions(), 120, 36, stage.Handled())
	r.shows(" maria is on it since")
	r.shows("All that is bad is acknowledged or silenced.")
	r.shows("On it      maria 3 findings since 14:05, last: ")
	r.shows("jonas silenced 1 until 15:00")
}

// TestSetUpIsApart: how things are set up is one row of the overview and not among what
// happened.
func TestSetUpIsApart(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.WeakIncident())
	r.shows("Set up weakly  1 critical, 2 high, 1 medium, 1 low")
	r.hides("ACLs are permissive")
	r = newRig(t, liveOptions(), 80, 24, stage.Weak())
	r.shows("Nothing bad has happened, but the set-up is weak.")
	r.shows("1 critical, 2 high, 1 medium, 1 low; first: Operator endpoints")
}

// TestPartsOfFindings: headings tell the parts and are never under the cursor; a
// column that sorts makes one list.
func TestPartsOfFindings(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.WeakIncident()).keys("2")
	r.shows(" Happened  5")
	r.shows(" How it is set up  5")
	seen := map[string]bool{}
	for range 12 {
		f, ok := r.m.findings.table.finding()
		if !ok {
			t.Fatal("nothing is under the cursor")
		}
		seen[f.ID] = true
		r.keys("j")
	}
	if len(seen) != 10 {
		t.Errorf("the cursor was on %d findings", len(seen))
	}
	r.keys("s")
	r.hides(" Happened  5")
	r.shows("in one list")
	r.keys("/", "'permissive", "enter")
	r.hides("Login after failures")
}

// TestWhom: a list names whom a finding is about so that two can be told apart.
func TestWhom(t *testing.T) {
	b := stage.Cluster().Board()
	var known mesoswatch.Snapshot
	for row := range b.Subjects(mesoswatch.SubjectFramework).All() {
		known = *row
		break
	}
	for _, c := range []struct {
		of     mesoswatch.Subject
		fields map[string]string
		want   string
	}{
		{mesoswatch.Subject{Kind: "master", Name: "http://10.0.0.11:5050"}, nil, "10.0.0.11:5050"},
		{mesoswatch.Subject{Kind: "endpoint", Name: "https://10.0.0.11:5050/flags"}, nil, "https://10.0.0.11:5050/flags"},
		{mesoswatch.Subject{Kind: "framework", Name: known.Framework.ID}, nil, known.Framework.Name},
		{mesoswatch.Subject{Kind: "framework", Name: "x-0001"}, map[string]string{"framework_name": "backup"}, "backup"},
		{mesoswatch.Subject{Kind: "framework", Name: "x-0001"}, nil, "x-0001"},
		{mesoswatch.Subject{Kind: "task", Name: "x-0001 web.1"}, map[string]string{"framework_id": "x-0001"}, "web.1"},
		{mesoswatch.Subject{Kind: "task", Name: "of a 1"}, nil, "of a 1"},
		{mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}, nil, "10.0.9.9"},
	} {
		if got := whom(b, &mesoswatch.Finding{Subject: c.of, Fields: c.fields}); got != c.want {
			t.Errorf("%s is %q, want %q", c.of, got, c.want)
		}
	}
}

// TestFailuresAreCounted: a login behind failures says how many where another finding
// about the same address knows, and not when some of them came later.
func TestFailuresAreCounted(t *testing.T) {
	at := stage.Now()
	address := mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}
	in := mesoswatch.Finding{ID: "in", Rule: gotIn, Subject: address, LastSeen: at}
	for _, c := range []struct {
		last time.Duration
		want string
	}{{-time.Minute, "12"}, {time.Minute, ""}} {
		var b mesoswatch.Board
		tries := mesoswatch.Finding{ID: mesoswatch.FindingID("auth-brute-force", address), Rule: "auth-brute-force", Subject: address, Count: 12, FirstSeen: at.Add(-time.Hour), LastSeen: at.Add(c.last)}
		if err := b.Handle(mesoswatch.Record{Finding: &tries}); err != nil {
			t.Fatal(err)
		}
		if got := withFailures(&b, in).Fields["failures"]; got != c.want {
			t.Errorf("%q failures, want %q", got, c.want)
		}
	}
}
