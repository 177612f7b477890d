package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

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
	r.shows("5 active")
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
	if !r.m.log.lines.filter.Empty() {
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
	r.keys("4", "enter", "tab", "enter", "l") // of a task, whose id ends in no word
	r.shows("filter ~ct:1763640000001:0:job-1:")
	r.keys("esc", "5")
	r.keys("l", "/", "'x", "enter", "esc") // a filter of one's own leads nowhere
	r.shows("Log")
}
