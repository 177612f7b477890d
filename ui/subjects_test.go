package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// live is a rig whose boards are copies of one that goes on, as in the program.
type live struct {
	*rig
	feed *mesoswatch.Feed
}

func newLive(t *testing.T, w, h int, s stage.Script) *live {
	l := &live{newRig(t, liveOptions(), w, h, nil), mesoswatch.NewFeed(0)}
	l.happens(s...)
	return l
}

func (l *live) happens(records ...mesoswatch.Record) {
	l.t.Helper()
	stage.Script(records).Play(l.feed)
	b, err := l.feed.Next(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	l.board(b)
}

func framework(f mesoswatch.Framework, gone bool) mesoswatch.Record {
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Gone: gone, Framework: &f}}
}

// order is the beginning of the first names column from top to bottom.
func (r *rig) order(names ...string) {
	r.t.Helper()
	at := -1
	for _, n := range names {
		i := strings.Index(r.frame(), "\n"+strings.Repeat(" ", 4)+n)
		if i < 0 {
			i = strings.Index(r.frame(), " "+n+" ")
		}
		if i <= at {
			r.t.Errorf("%s is not below the one before it:\n%s", n, r.frame())
			return
		}
		at = i
	}
}

func TestFrameworksSort(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Cluster()).keys("4")
	r.order("aurora", "backup-job", "chronos", "jenkins", "marathon", "spark", "old-import") // what has ended comes last
	r.keys("s")
	r.shows("sorted by name, a to z")
	r.order("aurora", "jenkins", "marathon", "old-import", "spark")
	r.keys("S")
	r.shows("sorted by name, z to a")
	r.order("spark", "old-import", "marathon", "aurora")
	for range 9 {
		r.keys("s")
	}
	r.shows("sorted by cpu, largest first")
	r.shows("cpu↓")
	r.order("aurora", "marathon", "chronos", "spark", "backup-job", "jenkins", "old-import") // not told comes last
	r.keys("S")
	r.order("jenkins", "backup-job", "spark", "chronos", "marathon", "aurora", "old-import")
	for range 5 {
		r.keys("s")
	}
	r.shows("in its own order")
}

func TestSubjectFilters(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Cluster()).keys("4")
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"user:root", []string{"backup-job", "marathon"}},
		{"state:active", []string{"aurora", "backup-job", "chronos-2.5.1", "marathon", "spark etl"}},
		{"!state:active", []string{"jenkins", "old-import"}},
		{"role:prod !name:aurora", []string{"backup-job"}},
		{"cpu:>80 mem:>1T", []string{"aurora"}},
		{"offers:>=40", []string{"spark etl"}},
		{"found:>0", []string{"backup-job"}},
		{"-0009", []string{"jenkins"}},
		{"~^ma", []string{"marathon"}},
		{"nothing has this", nil},
	} {
		r.keys("/", "ctrl+u", "'"+c.typed, "enter")
		var got []string
		for i := range r.m.frameworks.table.Size() {
			r.m.frameworks.table.Reset()
			r.m.frameworks.table.Move(i)
			got = append(got, r.m.frameworks.table.selected().Framework.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.typed, got, c.want)
		}
	}
	r.shows("Nothing of 7 matches")
	r.keys("esc")
	r.shows("aurora")
	r.keys("esc")
	r.shows("Login after failures")
	r.keys("5", "/", "'access:open zone:eu-1/b", "enter")
	r.shows("4 of 42")
	r.keys("/", "'(", "~(", "enter") // the tilde within the text is text
	r.hides("not a regular expression")
	r.keys("/", "ctrl+u", "'~(", "enter")
	r.shows("not a regular expression")
}

func TestCursorStaysOnFramework(t *testing.T) {
	l := newLive(t, 80, 24, stage.Cluster())
	l.keys("4", "j", "j")
	on := func(want string) {
		t.Helper()
		if got := l.m.frameworks.table.selected().Framework.Name; got != want {
			t.Errorf("on %s, want %s:\n%s", got, want, l.frame())
		}
	}
	row := func() int { return strings.Count(strings.SplitN(l.frame(), "chronos-2.5.1", 2)[0], "\n") }
	on("chronos-2.5.1")
	was := row()
	l.happens(framework(mesoswatch.Framework{ID: "new-1", Name: "a new one"}, false), framework(mesoswatch.Framework{ID: "new-2", Name: "zz"}, false))
	on("chronos-2.5.1")
	if row() != was {
		t.Errorf("the row under the cursor moved from %d to %d:\n%s", was, row(), l.frame())
	}
	l.shows("1 new above")
	l.happens(framework(mesoswatch.Framework{ID: stage.FrameworkID(4), Name: "chronos-2.5.1", User: "changed"}, false))
	on("chronos-2.5.1")
	l.shows("changed")
	l.happens(framework(mesoswatch.Framework{ID: stage.FrameworkID(2)}, true))
	on("chronos-2.5.1")
	l.hides("41   402.5")
	l.happens(framework(mesoswatch.Framework{ID: stage.FrameworkID(4)}, true))
	on("jenkins")
	l.keys("g")
	on("a new one")
	l.happens(framework(mesoswatch.Framework{ID: "new-3", Name: "_first"}, false))
	on("_first") // nobody was reading
}

// What is read in detail stays, whatever happens in the table.
func TestDetailStays(t *testing.T) {
	for _, w := range []int{80, 200} {
		l := newLive(t, w, 40, stage.Cluster())
		l.keys("4", "enter")
		l.shows("framework aurora")
		l.happens(framework(mesoswatch.Framework{ID: "new-1", Name: "a new one"}, false))
		l.shows("framework aurora")
		l.happens(framework(mesoswatch.Framework{ID: stage.FrameworkID(2), Name: "aurora", Roles: []string{"another"}}, false))
		l.shows("another")
		l.happens(framework(mesoswatch.Framework{ID: stage.FrameworkID(2)}, true))
		l.shows("framework aurora  gone")
		l.shows("another")
		l.keys("esc")
		if l.m.frameworks.reading {
			t.Error("still reading")
		}
	}
}

func TestNothingIsDoneForNothing(t *testing.T) {
	l := newLive(t, 120, 36, stage.Cluster())
	l.keys("5")
	rows := l.m.agents.table.All()
	checks := fmt.Sprintf("%p", l.m.agents.around.checks)
	l.happens(lineOf("a line of the log", stage.Now(), 1))
	if again := l.m.agents.table.All(); &again[0] != &rows[0] || fmt.Sprintf("%p", l.m.agents.around.checks) != checks {
		t.Error("a line in the log made the table of agents anew")
	}
	l.happens(framework(mesoswatch.Framework{ID: "x"}, false))
	if again := l.m.agents.table.All(); &again[0] != &rows[0] {
		t.Error("a framework made the table of agents anew")
	}
}

func TestFromFrameworkToTaskToAgentAndBack(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Cluster()).keys("4", "j", "enter", "tab")
	r.shows("on claimed host")
	r.keys("enter")
	r.shows("task x-0")
	r.shows("host path / at /host RW")
	r.keys("j", "j", "j", "j", "enter") // the line with the agent
	r.shows("agent n13.example")
	r.shows("10.0.3.13:5051")
	r.keys("tab")
	r.shows("framework") // a column of the tasks on it
	r.keys("esc", "esc")
	r.shows("task x-0")
	r.keys("esc", "esc")
	r.shows("framework backup-job")
	r.keys("esc")
	r.shows("7   5 active")
	r.keys("esc")
	r.shows("Login after failures")
}

func TestFromAgentToFrameworkAndBack(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 40, stage.Cluster()).keys("5", "enter")
	for range 40 {
		if l := r.m.agents.detail.facts.here(); l.does != nil && l.does.subject != nil {
			break
		}
		r.keys("j")
	}
	r.keys("enter")
	r.shows("framework aurora")
	r.keys("j", "tab", "esc", "esc")
	r.shows("agent n01.example")
	r.keys("esc")
	r.shows("Agents  42")
}

func TestFindingsOfASubject(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Cluster()).keys("4", "j", "enter")
	for range 20 {
		if l := r.m.frameworks.detail.facts.here(); l.does != nil {
			break
		}
		r.keys("j")
	}
	r.keys("enter")
	r.shows("f-") // the finding in detail
	r.shows("Framework backup-job registered and runs as user root")
	r.keys("esc", "esc")
	r.shows("framework backup-job")

	// By name, by host name, by the fields of a finding about something else.
	agent := mesoswatch.Subject{Kind: "agent", Name: "n17.example"}
	other := mesoswatch.Subject{Kind: "task", Name: "x-0"}
	s := append(stage.Cluster(),
		mesoswatch.Record{Finding: &mesoswatch.Finding{ID: "f-1", Rule: "agent-flapping", Title: "Comes and goes", Level: mesoswatch.Low, Status: mesoswatch.Open, Subject: agent, LastSeen: stage.Now()}},
		mesoswatch.Record{Finding: &mesoswatch.Finding{ID: "f-2", Rule: "task-suspicious", Title: "Suspicious task", Level: mesoswatch.High, Status: mesoswatch.Open, Subject: other, LastSeen: stage.Now(),
			Fields: map[string]string{"agent_id": stage.AgentID(17), "framework_id": stage.FrameworkID(3)}}},
		mesoswatch.Record{Finding: &mesoswatch.Finding{ID: "f-3", Rule: "old", Title: "Long ago", Level: mesoswatch.Critical, Status: mesoswatch.Resolved, Subject: agent, LastSeen: stage.Now()}})
	r = newRig(t, liveOptions(), 120, 50, s).keys("5", "/", "'found:=2", "enter", "enter")
	r.shows("agent n17.example")
	r.shows("Comes and goes")
	r.shows("Suspicious task")
	r.hides("Long ago")
	r.keys("4", "/", "'found:>0", "enter")
	r.shows("▲ 1")
	r.shows("marathon")
}

func TestLogOfASubject(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Cluster()).keys("4", "j", "enter", "l")
	r.shows("Registering framework 5fdb8d57")
	r.shows("filter ~5fdb8d57-11ce-4a0a-9d3e-2f6e8c1d7b90-0")
	if n := r.m.log.lines.size(); n != 1 {
		t.Errorf("%d lines name it", n)
	}
	r.keys("esc")
	r.shows("framework backup-job")
	r.keys("3")
	if !r.m.log.lines.match.Empty() {
		t.Error("the filter stays")
	}
	// An id that begins as another one does finds only its own.
	s := append(stage.Cluster(), lineOf("agent "+stage.AgentID(1)+" is back", stage.Now(), 9001), lineOf("agent "+stage.AgentID(12)+" is back", stage.Now(), 9002))
	r = newRig(t, liveOptions(), 80, 24, s).keys("5", "l")
	if n := r.m.log.lines.size(); n != 1 {
		t.Errorf("%d lines name agent S1", n)
	}
	r.keys("esc")
	r.shows("Agents  42")
	r.keys("l", "/", "'x", "enter", "esc") // a filter of one's own leads nowhere
	r.shows("Log")
}

func TestSightIsLoud(t *testing.T) {
	l := newLive(t, 80, 24, stage.Cluster())
	l.keys("5")
	l.shows("12 s ago")
	l.happens(mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now(), Source: stage.Leader, Collector: "mesosapi", Why: "401, realm mesos-master-readonly", Lacking: map[string]string{
		mesoswatch.SubjectAgent: "401, realm mesos-master-readonly", mesoswatch.SubjectCluster: "401"}}})
	l.shows("▲ unknown since 14:07: 401, realm mesos-master-readonly")
	l.shows("as of 14:06, 12 s ago")
	l.shows("leader ? +3")
	l.send(tea.WindowSizeMsg{Width: 120, Height: 24})
	l.shows("leader ?   zk 3/3   agents ?   fw ?")
	l.shows("n01.example") // what was known is still there
	dim := l.m.pen.Dim.Paint("registered ")
	if !strings.Contains(l.m.View().Content, dim) {
		t.Error("old rows look like fresh ones")
	}
	l.happens(stage.Seen(-20 * time.Second)...)
	l.hides("unknown since")
	if strings.Contains(l.m.View().Content, dim) {
		t.Error("fresh rows look like old ones")
	}
}

// A source that died without a word is noticed by the time that has gone by.
func TestSilenceIsNoticed(t *testing.T) {
	now := stage.Now()
	opt := liveOptions()
	opt.Now = func() time.Time { return now }
	r := newRig(t, opt, 100, 24, stage.Cluster()).keys("4")
	r.shows("12 s ago")
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{2 * time.Minute, "2 min ago"}, {6 * time.Minute, "unknown since 14:06: nothing was heard of http://10.0.0.11:5050 for 6m"}} {
		now = stage.Now().Add(c.after)
		r.send(tickMsg{r.m.ticks})
		r.shows(c.want)
	}
	r.keys("1")
	r.hides("Nothing known to be wrong.")
}

func TestCutDownIsNotBlind(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.CutDown()).keys("4")
	r.shows("not all are seen: 2 of 8 frameworks are hidden from us (view_frameworks)")
	r.shows("12 s ago")
	r.keys("5")
	r.hides("hidden from us")

	// The master says so with every round, in place of "all were seen".
	why := "2 of 8 frameworks are hidden from us (view_frameworks)"
	s := append(stage.CutDown(), mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now().Add(-2 * time.Second), Source: stage.Leader, Collector: "mesosapi", Why: why, Subjects: 60, Lacking: map[string]string{mesoswatch.SubjectFramework: why}}})
	r = newRig(t, liveOptions(), 80, 24, s).keys("4")
	r.shows("▪ not all are seen: 2 of 8")
	r.shows("2 s ago")
	r.hides("unknown since")

	c := &mesoswatch.Cluster{Masters: []string{stage.Leader}, Leader: stage.Leader, Seen: map[string]int64{"framework": 9}, Registered: map[string]int64{"frameworks_active": 12}, Cut: []string{"", "frameworks that are not ours are hidden"}}
	s = append(stage.Cluster(), mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Cluster: c}})
	newRig(t, liveOptions(), 120, 24, s).keys("4").shows("▪ 9 of 12, the rest is hidden from us: frameworks that are not ours are hidden")
}

func TestPrincipalIsAClaim(t *testing.T) {
	flag := func(name, value string) mesoswatch.Record {
		return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Flag: &mesoswatch.Flag{Of: stage.Leader, Name: name, Value: value}, Gone: value == ""}}
	}
	l := newLive(t, 80, 24, stage.Cluster())
	l.keys("4")
	l.hides("aurora? ")
	l.happens(framework(mesoswatch.Framework{ID: stage.FrameworkID(7), Name: "over http", Principal: "etl"}, false))
	l.shows("etl? ") // only drivers must log in
	l.happens(flag("authenticate_frameworks", "false"))
	l.shows("aurora? ")
	l.keys("enter")
	l.shows("aurora, a claim: frameworks need not log in")
	l.happens(flag("authenticate_frameworks", ""))
	l.shows("a claim: whether frameworks must log in is not")
	l.happens(flag("authenticate", "true")) // its name up to 0.28
	l.shows("aurora, which it had to prove")
}

func TestWhoLeads(t *testing.T) {
	cluster := func(c mesoswatch.Cluster) stage.Script {
		c.Masters = []string{stage.Leader, stage.Master}
		return append(stage.Cluster(), mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Cluster: &c}})
	}
	for _, c := range []struct {
		c    mesoswatch.Cluster
		want string
	}{
		{mesoswatch.Cluster{Leader: stage.Master, Leaders: []string{stage.Master}}, "leader 10.0.0.12  "},
		{mesoswatch.Cluster{Leaders: []string{stage.Leader, stage.Master}}, "2 leaders"},
		{mesoswatch.Cluster{}, "no leader"},
		{mesoswatch.Cluster{Silent: []string{stage.Leader}}, "leader ?"},
	} {
		newRig(t, liveOptions(), 120, 24, cluster(c.c)).shows(c.want)
	}
	zk := mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now(), Source: "10.0.0.32:2181", Collector: "zookeeper", Why: "connection refused", Lacking: map[string]string{mesoswatch.SubjectZooKeeper: "connection refused"}}}
	newRig(t, liveOptions(), 140, 24, append(stage.Cluster(), zk)).shows("zk 2/3")
}

func TestChangedInTheLastHour(t *testing.T) {
	newRig(t, liveOptions(), 120, 36, stage.Cluster()).shows("leader none · framework +2 backup-job, spark etl -1 old-import · agent none")
	newRig(t, liveOptions(), 120, 36, stage.Blind()).shows("leader unknown · framework unknown · agent unknown")
	newRig(t, liveOptions(), 120, 36, stage.Incident()).hides("Changed in the last hour")
	m := mesoswatch.Master{URL: stage.Leader, ElectedAt: stage.Now().Add(-5 * time.Minute)}
	s := append(stage.Cluster(), mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Master: &m}})
	newRig(t, liveOptions(), 120, 36, s).shows("leader 10.0.0.11 since 14:02 ·")
}

// Many tasks are gathered in the background; what comes late is dropped.
func TestManyTasksAreGatheredInTheBackground(t *testing.T) {
	s := stage.Cluster()
	for i := range 30_000 {
		s = append(s, mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Task: &mesoswatch.Task{
			ID: fmt.Sprint("many-", i), FrameworkID: stage.FrameworkID(3 + i%2), AgentID: stage.AgentID(1), State: "TASK_RUNNING", Started: stage.Now().Add(-time.Duration(i) * time.Second)}}})
	}
	l := newLive(t, 80, 24, s)
	l.keys("4", "j", "j")
	late := l.hold(press("enter")) // chronos
	l.keys("tab")
	l.shows("Looking…")
	l.keys("esc", "esc", "j", "j")
	now := l.hold(press("enter")) // marathon
	l.keys("tab")
	for _, cmd := range late {
		l.run(cmd)
	}
	l.shows("Looking…")
	for _, cmd := range now {
		l.run(cmd)
	}
	l.hides("Looking…")
	l.shows("Tasks  15,012")
	l.keys("G")
	l.shows("many-29998")
	row := l.frame()
	l.happens(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Task: &mesoswatch.Task{ID: "latest", FrameworkID: stage.FrameworkID(3), Started: stage.Now()}}})
	l.shows("1 new above")
	if got := l.row("many-29998"); !strings.Contains(row, got) {
		t.Errorf("the row under the cursor moved or changed: %q", got)
	}
	l.keys("/", "'many-2999", "enter")
	l.shows("5 of 15,013")
}

// hold sends a message and answers the commands in place of running them.
func (r *rig) hold(msg tea.Msg) []tea.Cmd {
	_, cmd := r.m.Update(msg)
	all := []tea.Cmd{cmd}
	for i := 0; i < len(all); i++ {
		if all[i] == nil {
			continue
		}
		if batch, ok := all[i]().(tea.BatchMsg); ok {
			all[i] = nil
			all = append(all, batch...)
		}
	}
	return all
}
