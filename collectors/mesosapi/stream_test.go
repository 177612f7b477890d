package mesosapi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// someTask is a task of the first framework on the first agent of a board.
func someTask(b *mesoswatch.Board, id string) world.Task {
	return world.Task{
		ID: id, Name: id, Framework: live(b)[0].ID, Agent: b.Subjects("agent").Sorted()[0].Agent.ID,
		State: "TASK_STAGING", Resources: world.Resources{CPUs: 0.1, Mem: 32},
	}
}

func live(b *mesoswatch.Board) []*mesoswatch.Framework {
	var all []*mesoswatch.Framework
	for _, s := range b.Subjects("framework").Sorted() {
		if !s.Framework.Completed {
			all = append(all, s.Framework)
		}
	}
	return all
}

func apply(t *testing.T, c *pretend.Cluster, changes ...world.Change) {
	t.Helper()
	if err := c.World().Apply(c.Now(), changes...); err != nil {
		t.Fatal(err)
	}
}

// rarely makes a collector that reads the lists once and then leaves it to the
// event stream.
func rarely(urls ...string) *Collector {
	c := on(urls...)
	c.tune = func(r *rates) {
		r.factor, r.spare, r.lists, r.rare, r.whole = 1, 1, time.Hour, time.Hour, time.Hour
	}
	return c
}

func TestLiveChanges(t *testing.T) {
	for _, release := range []string{"1.0.4", "1.4.1", "1.12.0"} {
		t.Run(release, func(t *testing.T) {
			c := pretendCluster(t, pretend.Options{Releases: []string{release}})
			w := watching(t, rarely(c.MasterURL()))
			w.until("all is seen", leads(c.MasterURL()))
			if m := masterOf(&w.board, c.MasterURL()); m.Stream != streamOpen {
				t.Fatalf("stream %q", m.Stream)
			}
			v := someTask(&w.board, "quick")
			key := v.Framework + " quick"
			apply(t, c, world.TaskAdded{Task: v})
			w.until("the new task", func(b *mesoswatch.Board) bool { return b.Subjects("task").Get(key) != nil })
			apply(t, c, world.TaskUpdated{Framework: v.Framework, ID: "quick", Status: world.Status{State: "TASK_RUNNING"}})
			w.until("it runs", func(b *mesoswatch.Board) bool {
				s := b.Subjects("task").Get(key)
				return s.Task.State == "TASK_RUNNING" && !s.Task.Started.IsZero()
			})
			apply(t, c, world.TaskUpdated{Framework: v.Framework, ID: "quick", Status: world.Status{State: "TASK_FAILED"}})
			w.until("it ended", func(b *mesoswatch.Board) bool { return b.Subjects("task").Get(key) == nil })
			last := w.all[len(w.all)-1].Snapshot
			if last == nil || !last.Gone || last.Task == nil || last.Task.State != "TASK_FAILED" {
				t.Errorf("told as %+v", last)
			}
			if parseRelease(release).has(1, 4) {
				frameworksComeAndGo(t, c, w)
			}
			for _, r := range c.Journal().Of("master 0") {
				if strings.HasPrefix(r.Path, "/state") && !strings.HasPrefix(r.Path, "/state-summary") {
					t.Errorf("%s although there is a stream", r.Path)
				}
			}
		})
	}
}

func frameworksComeAndGo(t *testing.T, c *pretend.Cluster, w *watched) {
	t.Helper()
	apply(t, c, world.FrameworkAdded{Framework: world.Framework{ID: "new-0001", Name: "rogue", User: "root", Principal: "p", Roles: []string{"*"}}})
	w.until("the new framework", func(b *mesoswatch.Board) bool {
		s := b.Subjects("framework").Get("new-0001")
		return s != nil && s.Framework.User == "root" && s.Framework.Principal == "p"
	})
	apply(t, c, world.FrameworkRemoved{ID: "new-0001"})
	w.until("it is completed", func(b *mesoswatch.Board) bool {
		f := b.Subjects("framework").Get("new-0001").Framework
		return f.Completed && f.User == "root" && f.Active != nil && !*f.Active && !f.Unregistered.IsZero()
	})
}

// The stream breaks: what came and went since is not seen, it is said so, and the
// next subscription closes the gap.
func TestStreamBreaks(t *testing.T) {
	c := pretendCluster(t, pretend.Options{})
	col := on(c.MasterURL())
	col.tune = func(r *rates) { r.factor, r.spare, r.lists = 1, 1, 300*time.Millisecond }
	w := watching(t, col)
	w.until("all is seen", leads(c.MasterURL()))
	c.BreakStreams(0)
	h := w.round(c.MasterURL(), "the gap", ill)
	for _, kind := range []string{mesoswatch.SubjectTask, mesoswatch.SubjectFramework} {
		if why := h.Lacking[kind]; !strings.HasPrefix(why, "the event stream broke at ") || !strings.HasSuffix(why, "what came and went since is not seen") {
			t.Errorf("%s lacks %q", kind, why)
		}
	}
	if !strings.Contains(h.Why, "event stream broke") || slices.Contains(h.Complete, mesoswatch.SubjectTask) {
		t.Errorf("health %+v", h)
	}
	if m := masterOf(&w.board, c.MasterURL()); m.Stream != streamBroken {
		t.Errorf("stream %q", m.Stream)
	}
	w.until("it is closed", func(b *mesoswatch.Board) bool {
		s, _ := b.Source(c.MasterURL())
		return s.OK && masterOf(b, c.MasterURL()).Stream == streamOpen && b.Sight("task").Clear() && b.Sight("framework").Clear()
	})
}

// Without the read-write realm there is no stream: the lists tell, and it is no
// trouble.
func TestStreamRefused(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Security: []pretend.Security{{Readwrite: true}}})
	w := watching(t, on(c.MasterURL()))
	w.until("tasks are seen", func(b *mesoswatch.Board) bool {
		return b.Sight("task").Clear() && b.Sight("framework").Clear() && b.Sight("agent").Clear()
	})
	if m := masterOf(&w.board, c.MasterURL()); m.Stream != streamRefused {
		t.Errorf("stream %q", m.Stream)
	}
	v := someTask(&w.board, "seen-by-the-lists")
	apply(t, c, world.TaskAdded{Task: v})
	w.until("the new task", func(b *mesoswatch.Board) bool { return b.Subjects("task").Get(v.Framework+" "+v.ID) != nil })
	h, _ := w.board.Source(c.MasterURL())
	if why := h.Lacking[mesoswatch.SubjectMachine]; !strings.Contains(why, "mesos-master-readwrite") {
		t.Errorf("machines lack %q", why)
	}
	if h.Lacking[mesoswatch.SubjectRole] != "" || strings.Contains(h.Why, "SUBSCRIBE") || strings.Contains(h.Why, "/weights") {
		t.Errorf("health %+v", h)
	}
}
