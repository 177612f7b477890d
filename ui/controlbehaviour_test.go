package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestPartsInTurn(t *testing.T) {
	r := newRig(t, planeOptions(), 80, 24, stage.Plane()).keys("6")
	at := func(title string) {
		t.Helper()
		if got := r.m.control.blocks[r.m.control.here].title; got != title {
			t.Errorf("in %s, want %s:\n%s", got, title, r.frame())
		}
	}
	for _, title := range []string{"Leader", "Masters", "Elections", "Ensemble", "Log replicas", "Maintenance", "Roles", "Our load", "Asked", "Leader"} {
		at(title)
		r.shows(title)
		r.keys("tab")
	}
	r.keys("S-tab", "S-tab", "S-tab")
	at("Our load" /* before Asked, before Leader, before Masters */)
	r.keys("G")
	r.shows("tree /mesos") // the last row is reachable
	r.keys("6")
	at("Our load") // where the cursor was
	for _, part := range r.m.control.blocks {
		r.shows(" " + part.title + " ") // no part is ever out of sight
	}
}

func TestDetailOfEachPart(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want []string
	}{
		{[]string{"tab", "enter"}, []string{"master 10.0.0.11:5050", "2026-11-17 12:07:10 UTC, 3 d ago", "open to anyone, by GET /flags: 200", "unknown, by GET /api/v1/scheduler: 503", "the first, who leads", "GET /state-summary", "38 ms", "20 kB"}},
		{[]string{"tab", "tab", "enter"}, []string{"znode /mesos", "world:anyone:cdrwa", "anyone may do everything", "Anyone may write the masters' znodes"}},
		{[]string{"tab", "tab", "j", "j", "enter"}, []string{"znode /mesos/json.info_0000000008", "number 2", "0x10000a7c41d20002", "who knows the password of mesos may do everything", "10.0.0.12:5050"}},
		{[]string{"tab", "tab", "tab", "j", "enter"}, []string{"zookeeper 10.0.0.32:2181", "leader", "refused: it is not in the whitelist", "as far as any", "maxClientCnxns", "10.0.0.13:44718", "average 0.7 ms", "Words that tell much are open"}},
		{[]string{"S-tab", "S-tab", "S-tab", "G", "enter"}, []string{"role prod", "400 cpus", "800 cpus", "402.5 cpus"}},
		{[]string{"S-tab", "S-tab", "S-tab", "S-tab", "G", "enter"}, []string{"machine n08.example 10.0.3.8", "2026-11-20 13:07:10 UTC", "without end"}},
		{[]string{"S-tab", "S-tab", "G", "enter"}, []string{"source tree /mesos", stage.Tree, "and at once when a watch fires", "children of /mesos", "seen whole"}},
		{[]string{"S-tab", "enter"}, []string{"source 10.0.0.11:5050", "the master"}},
	} {
		r := newRig(t, planeOptions(), 100, 100, stage.Plane()).keys("6").keys(c.keys...)
		for _, want := range c.want {
			r.shows(want)
		}
		part := r.m.control.here
		r.keys("esc")
		if r.m.control.reading || r.m.control.here != part || r.m.at != viewControl {
			t.Errorf("%v: Esc leads elsewhere:\n%s", c.keys, r.frame())
		}
		r.keys("esc")
		r.shows("1 Overview")
		if r.m.at != viewOverview {
			t.Errorf("%v: Esc again does not lead back", c.keys)
		}
	}
}

func TestFlagsOfAMaster(t *testing.T) {
	r := newRig(t, planeOptions(), 80, 24, stage.Plane()).keys("6", "tab", "enter", "tab")
	r.shows("Flags and numbers  17")
	r.shows("--authenticate_agents")
	r.keys("/", "'zk", "enter")
	r.shows("2 of 17")
	r.keys("enter")
	r.shows("zk://mesos:***@10.0.0.31:2181,10.0.0.32:2181,10.0.0.33:2181/mesos")
	r.shows("last changed")
	r.keys("esc")
	r.shows("2 of 17")
	r.keys("esc") // all of them again
	r.shows("Flags and numbers  17")
	r.keys("/", "'what:number elected", "enter")
	r.shows("1 of 17")
	r.keys("esc", "esc")
	r.shows("claimed host") // back at the facts
	r.keys("esc", "j", "enter", "tab")
	r.shows("master 10.0.0.12:5050")
	r.shows("master-2.example") // its own flags
}

func TestLinksWithinTheControlPlane(t *testing.T) {
	r := newRig(t, planeOptions(), 80, 24, stage.Plane()).keys("6", "tab", "enter")
	r.follow("candidate")
	r.shows("znode /mesos/json.info_0000000007")
	r.follow("master there")
	r.shows("master 10.0.0.11:5050")
	r.keys("esc")
	r.shows("znode /mesos/json.info_0000000007")
	r.keys("esc")
	r.shows("master 10.0.0.11:5050")
	r.keys("esc")
	r.shows("who") // the parts
	r.hides("claimed host")
	r.keys("esc")
	if r.m.at != viewOverview {
		t.Error("not back at the overview")
	}
	// A finding, and back.
	r.keys("6", "S-tab", "G", "enter")
	r.shows("f-")
	r.shows("Words that tell much are open")
	r.keys("esc", "esc")
	if r.m.at != viewControl {
		t.Errorf("back in view %d:\n%s", r.m.at, r.frame())
	}
	// A framework of a role, in its own view, and back.
	r = newRig(t, planeOptions(), 80, 24, append(stage.Cluster(), stage.Plane()...)).keys("6", "tab", "tab", "tab", "tab", "tab", "tab", "G", "enter")
	r.follow("aurora")
	r.shows("framework aurora")
	r.keys("esc")
	r.shows("role prod")
}

// Logs know a master by its host, ZooKeeper by its address.
func TestFindingsOfAMasterByAnyName(t *testing.T) {
	s := stage.Plane()
	for i, name := range []string{"mesos-master@master-2.example", "http://10.0.0.12:5050", "10.0.0.12:5050", "master@10.0.0.12:5050"} {
		subject := mesoswatch.Subject{Kind: "master", Name: name}
		f := mesoswatch.Finding{ID: mesoswatch.FindingID("r", subject), Rule: "r", Title: fmt.Sprint("Wrong ", i), Level: mesoswatch.High, Status: mesoswatch.Open, Subject: subject, FirstSeen: stage.Now(), LastSeen: stage.Now(), Count: 1}
		s = append(s, mesoswatch.Record{Finding: &f})
	}
	r := newRig(t, planeOptions(), 80, 60, s).keys("6", "tab")
	if row := r.row("master-1.example"); strings.HasPrefix(row, " ▲") {
		t.Errorf("the others are marked too: %s", row)
	}
	r.keys("j", "enter")
	r.shows("master 10.0.0.12:5050")
	for i := range 4 {
		r.shows(fmt.Sprint("Wrong ", i))
	}
	r.follow("Wrong 2")
	r.shows("f-")
	r.keys("esc", "esc")
	r.shows("master 10.0.0.12:5050")
}

// follow moves to the line that holds text and presses Enter.
func (r *rig) follow(text string) {
	r.t.Helper()
	d := &r.m.control.detail.facts
	for i, l := range d.lines {
		line := ""
		for _, s := range l.spans {
			line += s.Text
		}
		if l.does != nil && strings.Contains(line, text) {
			d.put(i)
			r.keys("enter")
			return
		}
	}
	r.t.Fatalf("no line leads to %q:\n%s", text, r.frame())
}

func TestWhatIsNeverSeen(t *testing.T) {
	r := newRig(t, planeOptions(), 80, 24, stage.Failover()).keys("2", "B")
	r.shows("What is not seen")
	r.shows("http://10.0.0.11:5050: GET /health: connection refused")
	r.shows("What a scheduler thinks")
	r.shows("a proxy that writes")
	r.keys("B", "esc") // twice is once
	if r.m.at != viewFindings {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
	r.keys("?", "B")
	r.shows("What is not seen")
	r.keys("esc", "6", "tab", "B")
	r.shows("What is not seen")
	r.keys("esc")
	r.shows("2 of 3 answer") // back in the parts
	r.keys("enter", "B", "esc")
	r.shows("master 10.0.0.11:5050") // back in the detail
	newRig(t, planeOptions(), 80, 24, stage.Plane()).keys("B").shows("All that is asked is seen.")
	newRig(t, liveOptions(), 80, 24, stage.Plane()).keys("B").shows("No list of it was given.")
}

// Nothing is green, fresh or silent about it once it is no longer seen.
func TestControlIsNeverGreenWhenBlind(t *testing.T) {
	l := newLive(t, 120, 60, stage.Plane())
	l.keys("6")
	for _, part := range []string{"Leader", "Masters", "Ensemble", "Log replicas", "Maintenance"} {
		if row := l.row(" " + part + " "); strings.Contains(row, "▲") || strings.Contains(row, "unknown") {
			t.Errorf("while all is well: %s", row)
		}
	}
	l.happens(stage.PlaneDead()[len(stage.Plane()):]...)
	for _, part := range []string{"Leader", "Masters", "Elections", "Ensemble", "Log replicas", "Maintenance", "Roles"} {
		if row := l.row(" " + part + " "); !strings.Contains(row, "▲") || !strings.Contains(row, "unknown") {
			t.Errorf("while blind: %s", row)
		}
	}
	l.shows(`unknown since 14:02: GET /health: connection refused`)
	l.shows("as of 14:07") // when it was seen last
	if ok := l.m.pen.OK.Open(); ok == "" || strings.Contains(strings.Join(strings.Split(l.m.compose(), "\n")[2:], "\n"), ok) {
		t.Error("something is green")
	}
	if dim := l.m.pen.Dim.Paint("1.9.0   "); !strings.Contains(l.m.compose(), dim) {
		t.Errorf("old versions look like fresh ones:\n%s", l.frame())
	}
	l.keys("tab", "enter")
	l.shows(`▲ unknown since 14:02: GET /health: connection refused`)
	l.shows("leads             unknown")
	l.keys("esc")
	for i := range stage.Servers() {
		l.happens(snapped(mesoswatch.Snapshot{Source: stage.Servers()[i], ZooKeeper: stage.ServerOf(i)}))
	}
	l.happens(stage.Rounds(-20 * time.Second)...)
	for _, part := range []string{"Leader", "Masters", "Ensemble", "Log replicas", "Maintenance"} {
		if row := l.row(" " + part + " "); strings.Contains(row, "▲") || strings.Contains(row, "unknown") {
			t.Errorf("after it came back: %s", row)
		}
	}
}

// Whoever dies without a word is noticed by the time that goes by.
func TestSilentSourcesAreNoticed(t *testing.T) {
	now := stage.Now()
	opt := planeOptions()
	opt.Now = func() time.Time { return now }
	r := newRig(t, opt, 120, 60, stage.Plane()).keys("6")
	r.shows("3 of 3 serve, quorum holds")
	now = now.Add(30 * time.Second)
	r.send(tickMsg{r.m.ticks})
	r.shows("38 s ago")
	r.shows("34 s ago")
	r.shows("3 of 3 serve, quorum holds")
	now = now.Add(10 * time.Minute)
	r.send(tickMsg{r.m.ticks})
	r.shows("unknown since 14:07: no master answers; the last that led was 10.0.0.11:5050")
	r.shows("unknown since 14:07: none of 3 says whether it serves")
	r.shows("unknown since 14:07: nothing was heard of zk://10.0.0.31:2181")
	r.hides("quorum holds")
}

func TestCursorStaysOnCandidate(t *testing.T) {
	l := newLive(t, 80, 24, stage.Plane())
	l.keys("6", "tab", "tab", "j", "j")
	on := func(want string) {
		t.Helper()
		if got := l.m.control.blocks[2].selected().node.Path; !strings.HasSuffix(got, want) {
			t.Errorf("on %s, want %s:\n%s", got, want, l.frame())
		}
	}
	on("0000000008")
	l.happens(stage.Candidate(1, 3, true, 0)) // somebody put one before the others
	on("0000000008")
	l.shows("4 candidates")
	l.happens(gone(stage.Candidate(1, 8, false, 0)))
	on("0000000009")
	l.keys("enter")
	l.happens(gone(stage.Candidate(2, 9, false, 0)))
	l.shows("znode /mesos/json.info_0000000009  gone")
	l.shows("10.0.0.13:5050") // as it last was
}

// A thousand rows more cost nothing while they do not change.
func TestRowsAreListedWhenTheyChange(t *testing.T) {
	l := newLive(t, 120, 36, stage.Plane())
	l.keys("6")
	rows := func(title string) []*planeRow {
		for _, b := range l.m.control.blocks {
			if b.title == title {
				return b.table.All()
			}
		}
		t.Fatal(title)
		return nil
	}
	was := map[string]*planeRow{"Elections": rows("Elections")[0], "Log replicas": rows("Log replicas")[0], "Roles": rows("Roles")[0], "Maintenance": rows("Maintenance")[0]}
	l.happens(stage.Rounds(-5 * time.Second)...)
	for title, first := range was {
		if rows(title)[0] != first {
			t.Errorf("%s was listed anew for nothing", title)
		}
	}
	l.happens(snapped(mesoswatch.Snapshot{Role: &mesoswatch.Role{Name: "a new one"}}))
	if rows("Roles")[1] == was["Roles"] || rows("Elections")[0] != was["Elections"] {
		t.Error("a new role is not listed, or more than that is")
	}
	l.shows("4 roles, 1 with quota")
}

func TestFiltersOfParts(t *testing.T) {
	r := newRig(t, planeOptions(), 80, 24, stage.Plane()).keys("6", "S-tab")
	for typed, want := range map[string]int{"state-summary": 1, "outcome:401": 1, "took:>0.007": 4, "source:mesos what:data": 1, "ruok": 3, "nothing at all": 0} {
		r.keys("/", "ctrl+u", "'"+typed, "enter")
		if got := r.m.control.blocks[8].table.Size(); got != want {
			t.Errorf("%s: %d rows, want %d", typed, got, want)
		}
	}
	r.keys("/", "ctrl+u", "'nothing at all", "enter")
	r.shows("Nothing of 25 matches nothing at all.")
	r.keys("esc")
	r.shows("GET /redirect")
	r.keys("tab", "tab", "/", "'leads:leads", "enter") // each part has its own
	if n := r.m.control.blocks[1].table.Size(); n != 1 {
		t.Errorf("%d masters lead", n)
	}
	r.keys("/", "ctrl+u", "'~(", "enter")
	r.shows("not a regular expression")
}

func TestSubjectsAreOpenedFromElsewhere(t *testing.T) {
	r := newRig(t, planeOptions(), 80, 24, stage.Plane()).keys("2")
	for _, c := range []struct {
		of   mesoswatch.Subject
		want string
	}{
		{mesoswatch.Subject{Kind: "master", Name: stage.Masters()[2]}, "master 10.0.0.13:5050"},
		{mesoswatch.Subject{Kind: "zookeeper", Name: stage.Servers()[0]}, "zookeeper 10.0.0.31:2181"},
		{mesoswatch.Subject{Kind: "znode", Name: "/mesos"}, "znode /mesos"},
		{mesoswatch.Subject{Kind: "source", Name: "agents"}, "source agents"},
		{mesoswatch.Subject{Kind: "master", Name: "http://nobody:5050"}, "nothing is known of master http://nobody:5050"},
	} {
		r.run(r.m.follow(intent{subject: &c.of}))
		r.send(tickMsg{r.m.ticks})
		r.shows(c.want)
	}
	r.keys("esc", "esc", "esc", "esc")
	if r.m.at != viewFindings {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
}

func TestWhatIsLeadingStandsBesideOnWideScreens(t *testing.T) {
	r := newRig(t, planeOptions(), 200, 60, stage.Plane()).keys("6", "tab")
	r.shows("master 10.0.0.11:5050")
	r.keys("j")
	r.shows("master 10.0.0.12:5050")
	r.keys("enter", "tab", "tab") // into facts, into flags, round to the parts again
	if r.m.control.reading {
		t.Error("Tab does not lead out of the detail")
	}
	r.keys("tab")
	r.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	r.shows("3, all answer")
	r.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	r.shows("master 10.0.0.12:5050")
}

// Whatever the height, the part that is worked in is there, and rows are neither
// lost nor used twice.
func TestFolding(t *testing.T) {
	want := []wanted{{2, 8}, {1, 4}, {1, 0}, {1, 30_000}, {1, 5}, {3, 1}, {1, 3}}
	for h := range 80 {
		for here := range want {
			used, bodies := 0, 0
			all := foldBlocks(h, here, want)
			for i, f := range all {
				used += f.head + f.body + int(bit(f.blank))
				bodies += f.body
				if f.head == 0 && f.body > 0 || f.body > want[i].body || f.head > want[i].head {
					t.Errorf("%d rows, in %d: part %d gets %+v", h, here, i, f)
				}
				if h >= len(want)+leastBody && f.head == 0 {
					t.Errorf("%d rows, in %d: part %d is out of sight", h, here, i)
				}
			}
			if used > h || h > 0 && all[here].head == 0 || h > 5 && want[here].body > 1 && all[here].body < 2 {
				t.Errorf("%d rows, in %d: %s", h, here, fmt.Sprint(all))
			}
			if h < 60 && h > 20 && h-used > len(want) {
				t.Errorf("%d rows, in %d: %d are wasted", h, here, h-used)
			}
		}
	}
}
