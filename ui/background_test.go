package ui

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// manyMore is the cluster with 30,000 more tasks, half of marathon, half of chronos.
func manyMore() stage.Script {
	s := stage.Cluster()
	for i := range 30_000 {
		s = append(s, mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Task: &mesoswatch.Task{
			ID: fmt.Sprint("many-", i), FrameworkID: stage.FrameworkID(3 + i%2), AgentID: stage.AgentID(1), State: "TASK_RUNNING", Started: stage.Now().Add(-time.Duration(i) * time.Second)}}})
	}
	return s
}

// Many tasks are gathered in the background; what comes late is dropped.
func TestManyTasksAreGatheredInTheBackground(t *testing.T) {
	l := newLive(t, 80, 24, manyMore())
	l.keys("4", "j", "j")
	late := l.hold(press("enter")) // chronos
	l.keys("tab")
	l.shows("Looking…")
	l.keys("esc", "esc", "j", "j")
	now := l.hold(press("enter")) // marathon
	l.keys("tab")
	l.run(late)
	l.shows("Looking…")
	l.run(now)
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

// What runs in the background shares nothing with what goes on meanwhile (seen by
// the race detector), and whatever comes when, all of it is there at the end.
func TestBackgroundIsApart(t *testing.T) {
	l := newLive(t, 200, 40, manyMore())
	done := make(chan tea.Msg, 1000)
	var under sync.WaitGroup
	var apart func(tea.Cmd)
	apart = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		under.Go(func() {
			switch msg := cmd().(type) {
			case nil:
			case tea.BatchMsg:
				for _, c := range msg {
					apart(c)
				}
			default:
				done <- msg
			}
		})
	}
	for i, k := range []string{"4", "j", "j", "enter", "tab", "s", "s", "s", "S", "/", "M", "a", "c", "enter", "esc", "s", "s", "esc", "esc", "j", "j", "enter", "tab", "s", "s"} {
		apart(l.hold(press(k)))
		stage.Script{
			{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Agent: &mesoswatch.Agent{ID: stage.AgentID(1), Hostname: fmt.Sprint("renamed-", i)}}},
			{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Task: &mesoswatch.Task{ID: fmt.Sprint("more-", i), FrameworkID: stage.FrameworkID(3), AgentID: stage.AgentID(1)}}},
		}.Play(l.feed)
		b, err := l.feed.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		apart(l.hold(boardMsg{board: b, taken: stage.Now().Add(time.Duration(i) * time.Second)}))
		select {
		case msg := <-done:
			apart(l.hold(msg))
		default:
		}
	}
	for {
		under.Wait()
		if len(done) == 0 {
			break
		}
		apart(l.hold(<-done))
	}
	if n := l.m.frameworks.detail.tasks.Of(); n != 15_000+12+25 || l.m.frameworks.detail.tasks.Busy() {
		t.Errorf("%d tasks of marathon:\n%s", n, l.frame())
	}
}

// A view that nobody looks at does not hold on to an old board.
func TestViewsBehindKeepUp(t *testing.T) {
	now := stage.Now()
	l := newLive(t, 80, 24, stage.Cluster())
	l.m.opt.Now = func() time.Time { return now }
	l.keys("5", "3")
	old := l.m.agents.around.board
	for range 3 {
		now = now.Add(40 * time.Second)
		l.happens(lineOf("later", now, now.Unix()))
		l.send(tickMsg{l.m.ticks})
	}
	if b := l.m.agents.around.board; b == old || b.Log.End() < l.m.board.Log.End()-2 {
		t.Error("the view of agents still holds its old board")
	}
	if l.m.frameworks.table.started {
		t.Error("a view that was never seen was prepared")
	}
}

// hold sends a message and answers the command it asks for in place of running it.
func (r *rig) hold(msg tea.Msg) tea.Cmd {
	_, cmd := r.m.Update(msg)
	return cmd
}
