package mesosapi

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// The leader is killed: for a while nobody leads and nothing is called seen, then
// another leads and all is seen by its word; nothing is gone because of it.
func TestFailover(t *testing.T) {
	for _, release := range []string{"0.28.3", "1.4.1", "1.12.0"} {
		t.Run(release, func(t *testing.T) {
			c := pretendCluster(t, pretend.Options{Masters: 3, Releases: []string{release}})
			urls := c.MasterURLs()
			w := watching(t, on(urls...))
			w.until("the first leads", leads(urls[0]))
			agents, frameworks := w.board.Subjects("agent").Len(), w.board.Subjects("framework").Len()

			if err := c.Kill(0); err != nil {
				t.Fatal(err)
			}
			w.until("nobody leads", func(b *mesoswatch.Board) bool {
				v := clusterOf(b)
				return v.Leader == "" && len(v.Leaders) == 0 && slices.Equal(v.Silent, urls[:1])
			})
			h := w.round(urls[0], "the dead one", ill)
			for _, kind := range clusterKinds() {
				if s := w.board.Sight(kind); s.Clear() {
					t.Errorf("%s is called seen while nobody leads: %+v", kind, s)
				}
			}
			if !strings.Contains(h.Why, "refused") || h.Lacking["framework"] == "" || h.Lacking["metrics"] == "" {
				t.Errorf("health of the dead leader %+v", h)
			}
			before := len(w.all)
			if err := c.Elect(1); err != nil {
				t.Fatal(err)
			}
			w.until("the second leads", leads(urls[1]))
			if v := clusterOf(&w.board); !slices.Equal(v.Leaders, urls[1:2]) || !slices.Equal(v.Silent, urls[:1]) {
				t.Errorf("cluster %+v", v)
			}
			for _, r := range w.all[before:] {
				if r.Snapshot != nil && r.Snapshot.Gone && (r.Snapshot.Agent != nil || r.Snapshot.Framework != nil) {
					t.Errorf("said to be gone: %+v", r.Snapshot.Subject())
				}
			}
			if a, f := w.board.Subjects("agent").Len(), w.board.Subjects("framework").Len(); a != agents || f != frameworks {
				t.Errorf("%d agents and %d frameworks, want %d and %d", a, f, agents, frameworks)
			}
		})
	}
}

func ill(h mesoswatch.Health) bool { return !h.OK }

// All masters say that nobody is elected.
func TestNoLeader(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2})
	urls := c.MasterURLs()
	w := watching(t, on(urls...))
	w.until("the first leads", leads(urls[0]))
	c.NoLeader()
	w.until("no leader", func(b *mesoswatch.Board) bool {
		return masterOf(b, urls[0]).NoLeader && masterOf(b, urls[1]).NoLeader && clusterOf(b).Leader == ""
	})
	h := w.round(urls[1], "lacking", func(h mesoswatch.Health) bool { return len(h.Lacking) > 0 })
	if why := h.Lacking[mesoswatch.SubjectTask]; why != "no master leads: none is elected" {
		t.Errorf("tasks lack %q", why)
	}
	if m := masterOf(&w.board, urls[0]); m.Elected == nil || *m.Elected || m.PointsAt != "" {
		t.Errorf("master %+v", m)
	}
}

// Two masters lead by their own word: both are told, and the cluster goes on being
// read from the one whose word counted.
func TestTwoLeaders(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2})
	urls := c.MasterURLs()
	w := watching(t, on(urls...))
	w.until("the first leads", leads(urls[0]))
	c.Believe(1, 1)
	w.until("two lead", func(b *mesoswatch.Board) bool { return slices.Equal(clusterOf(b).Leaders, urls) })
	w.rounds(urls[0], 2)
	w.rounds(urls[1], 2)
	if v := clusterOf(&w.board); v.Leader != urls[0] {
		t.Errorf("cluster %+v", v)
	}
	if n := c.Streams(1); n != 0 {
		t.Errorf("%d event streams of the one that is not read", n)
	}
}

// An elected master that has not read its registry tells an empty cluster: that is
// not the real one.
func TestRecovering(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2})
	urls := c.MasterURLs()
	w := watching(t, on(urls...))
	w.until("the first leads", leads(urls[0]))
	agents := w.board.Subjects("agent").Len()
	if err := c.Kill(0); err != nil {
		t.Fatal(err)
	}
	c.Empty(1, true)
	if err := c.Elect(1); err != nil {
		t.Fatal(err)
	}
	c.Empty(1, true)
	w.until("it recovers", func(b *mesoswatch.Board) bool { return masterOf(b, urls[1]).Recovering })
	h := w.rounds(urls[1], 3)
	if h.OK || !strings.Contains(h.Why, "has not read its registry") || !strings.Contains(h.Lacking[mesoswatch.SubjectAgent], "registry") || slices.Contains(h.Complete, mesoswatch.SubjectAgent) {
		t.Errorf("health %+v", h)
	}
	if n := w.board.Subjects("agent").Len(); n != agents {
		t.Errorf("%d agents, want the %d that were known", n, agents)
	}
	c.Empty(1, false)
	w.until("it has read it", leads(urls[1]))
	if masterOf(&w.board, urls[1]).Recovering {
		t.Error("still recovering")
	}
}

// A process that is stopped answers nothing; the others are asked as before, and
// it is seen again when it goes on.
func TestPausedLeader(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2})
	urls := c.MasterURLs()
	col := on(urls...)
	col.Access.Timeout, col.tune = 200*time.Millisecond, nil
	w := watching(t, col)
	w.until("the first leads", leads(urls[0]))
	c.Pause(0)
	h := w.round(urls[0], "silence", ill)
	if !strings.Contains(h.Why, "timeout") || h.Lacking[mesoswatch.SubjectTask] == "" || h.Interval < 10*0.2 {
		t.Errorf("health %+v", h)
	}
	w.rounds(urls[1], 20) // many of them in the time of one pause of the other
	c.Resume(0)
	w.until("it answers again", leads(urls[0]))
	if !slices.Equal(clusterOf(&w.board).Silent, nil) {
		t.Errorf("cluster %+v", clusterOf(&w.board))
	}
}

// The only master restarts and leads again: it is another process, of which all is
// asked anew, and nothing is gone because of it.
func TestRestart(t *testing.T) {
	c := pretendCluster(t, pretend.Options{})
	url := c.MasterURL()
	w := watching(t, on(url))
	w.until("it leads", leads(url))
	id := masterOf(&w.board, url).ID
	if err := c.Kill(0); err != nil {
		t.Fatal(err)
	}
	w.round(url, "it is dead", ill)
	before := len(w.all)
	c.Journal().Clear()
	if err := c.Start(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if err := c.Elect(0); err != nil {
		t.Fatal(err)
	}
	w.until("it leads again", func(b *mesoswatch.Board) bool {
		m := masterOf(b, url)
		return m.ID != "" && m.ID != id && m.Stream == streamOpen && leads(url)(b)
	})
	for _, r := range w.all[before:] {
		if r.Snapshot != nil && r.Snapshot.Gone && (r.Snapshot.Agent != nil || r.Snapshot.Framework != nil) {
			t.Errorf("said to be gone: %+v", r.Snapshot.Subject())
		}
	}
	asked := make(map[string]bool)
	for _, r := range c.Journal().Requests() {
		asked[r.Path+r.Call] = true
	}
	for _, what := range []string{"/version", "/flags", "/api/v1/scheduler", "/api/v1SUBSCRIBE"} {
		if !asked[what] {
			t.Errorf("%s was not asked anew", what)
		}
	}
}
