package mesosapi

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

func TestConformance(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2, Releases: []string{"1.12.0", "0.28.3"}})
	urls := c.MasterURLs()
	conformance.Run(t, conformance.Case{
		New:     func() mesoswatch.Collector { return on(urls[0], urls[1]+"/", urls[0]) },
		Sources: urls,
		Kinds:   []string{"cluster", "master", "metrics", "flag", "realm", "framework", "agent", "role", "task"},
	})
}

// Every release is seen whole, through the endpoints it has.
func TestReleases(t *testing.T) {
	for _, release := range []string{"0.27.1", "0.28.3", "1.0.4", "1.1.3", "1.2.3", "1.4.1", "1.7.3", "1.8.1", "1.9.0", "1.12.0"} {
		t.Run(release, func(t *testing.T) {
			c := pretendCluster(t, pretend.Options{Releases: []string{release}})
			w := watching(t, on(c.MasterURL()))
			w.until("all kinds", leads(c.MasterURL()))
			m := masterOf(&w.board, c.MasterURL())
			if m.Version != release || m.ID == "" || m.PID == "" || !is(m.Elected) || !is(m.Healthy) || !m.FlagsVisible || m.Started.IsZero() {
				t.Errorf("master %+v", m)
			}
			for kind, n := range map[string]int{"framework": 3, "agent": 4} {
				if got := w.board.Subjects(kind).Len(); got != n {
					t.Errorf("%d subjects of kind %s, want %d", got, kind, n)
				}
			}
			if w.board.Subjects("task").Len() == 0 {
				t.Error("no tasks")
			}
			if h, _ := w.board.Source(c.MasterURL()); !h.OK {
				t.Errorf("health %+v", h)
			}
		})
	}
}

// While nothing happens nothing is said, though the same subjects are read from
// the summary, the whole state, the agents' list and the event stream in turn,
// which tell them in different words.
func TestQuietCluster(t *testing.T) {
	for _, release := range []string{"0.28.3", "1.0.4", "1.4.1", "1.12.0"} {
		t.Run(release, func(t *testing.T) {
			c := pretendCluster(t, pretend.Options{Releases: []string{release}})
			col := on(c.MasterURL())
			col.tune = func(r *rates) { r.factor, r.spare, r.rare, r.whole = 1, 1, 0, 0 }
			w := watching(t, col)
			w.until("all kinds", leads(c.MasterURL()))
			w.rounds(c.MasterURL(), 3)
			before := len(w.all)
			for range 3 {
				c.BreakStreams(0)
				w.rounds(c.MasterURL(), 6)
			}
			for _, r := range w.all[before:] {
				s := r.Snapshot
				if s != nil && (s.Framework != nil || s.Agent != nil || s.Task != nil || s.Role != nil || s.Machine != nil || s.Flag != nil) {
					t.Fatalf("said although nothing happened: %s\nbefore: %s", conformance.Text(r), conformance.Text(w.before(r)))
				}
			}
			asked := make(map[string]bool)
			for _, r := range c.Journal().Requests() {
				asked[r.Path+r.Call] = true
			}
			if !asked["/state"] || !asked["/state-summary"] || !asked["/slaves"] || asked["/api/v1SUBSCRIBE"] != parseRelease(release).has(1, 0) {
				t.Errorf("asked %v", asked)
			}
		})
	}
}
