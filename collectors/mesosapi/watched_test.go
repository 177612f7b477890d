package mesosapi

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// watched is a collector at work with a board of what it said.
type watched struct {
	*conformance.Running
	t     *testing.T
	board mesoswatch.Board
	all   []mesoswatch.Record
}

func watching(t *testing.T, c *Collector) *watched {
	return &watched{Running: conformance.Start(t, c), t: t}
}

// until takes records in until the board is as wanted.
func (w *watched) until(what string, want func(*mesoswatch.Board) bool) {
	w.t.Helper()
	for end := time.Now().Add(60 * time.Second); !want(&w.board); {
		if time.Now().After(end) {
			w.t.Fatalf("%s: not seen; the sources say %s", what, conformance.Text(healths(&w.board)...))
		}
		w.next()
	}
}

// before is what was said last of the same subject.
func (w *watched) before(r mesoswatch.Record) (last mesoswatch.Record) {
	for _, old := range w.all {
		if old == r {
			break
		}
		if old.Snapshot != nil && old.Snapshot.Subject() == r.Snapshot.Subject() {
			last = old
		}
	}
	return last
}

func (w *watched) next() mesoswatch.Record {
	w.t.Helper()
	r := w.Next()
	w.all = append(w.all, r)
	if err := w.board.Handle(r); err != nil {
		w.t.Fatal(err)
	}
	return r
}

// rounds waits for n more rounds of a source, and answers the last.
func (w *watched) rounds(source string, n int) mesoswatch.Health {
	w.t.Helper()
	for {
		if r := w.next(); r.Health != nil && r.Health.Source == source {
			if n--; n <= 0 {
				return *r.Health
			}
		}
	}
}

// round waits for a round of a source that is as wanted.
func (w *watched) round(source, what string, want func(mesoswatch.Health) bool) mesoswatch.Health {
	w.t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); {
		if r := w.next(); r.Health != nil && r.Health.Source == source && want(*r.Health) {
			return *r.Health
		}
	}
	w.t.Fatalf("%s: not seen; the sources say %s", what, conformance.Text(healths(&w.board)...))
	return mesoswatch.Health{}
}

func healths(b *mesoswatch.Board) []mesoswatch.Record {
	var all []mesoswatch.Record
	for _, h := range b.Sources() {
		all = append(all, mesoswatch.Record{Health: &h})
	}
	return all
}

func clusterOf(b *mesoswatch.Board) mesoswatch.Cluster {
	if s := b.Subjects(mesoswatch.SubjectCluster).Get("cluster"); s != nil {
		return *s.Cluster
	}
	return mesoswatch.Cluster{}
}

func masterOf(b *mesoswatch.Board, url string) mesoswatch.Master {
	if s := b.Subjects(mesoswatch.SubjectMaster).Get(url); s != nil {
		return *s.Master
	}
	return mesoswatch.Master{}
}

// leads tells whether that master's word about the cluster counts and all of it
// was seen.
func leads(url string) func(*mesoswatch.Board) bool {
	return func(b *mesoswatch.Board) bool {
		return clusterOf(b).Leader == url && !slices.ContainsFunc(clusterKinds(), func(k string) bool {
			s := b.Sight(k)
			return !s.Clear() || s.Source != url
		})
	}
}

// pretendCluster starts one that is settled.
func pretendCluster(t *testing.T, o pretend.Options) *pretend.Cluster {
	t.Helper()
	o.Dir, o.Settled = t.TempDir(), true
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c, err := pretend.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}
