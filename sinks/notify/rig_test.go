package notify

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// taker is a receiver that does as it is told.
type taker struct {
	mu   sync.Mutex
	got  []notice.Notice
	fail func(n []notice.Notice) error
	news chan struct{}
	// batches are how many came at once.
	batches []int
}

func newTaker() *taker { return &taker{news: make(chan struct{}, 1)} }

func (r *taker) Deliver(_ context.Context, ns []notice.Notice) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer nudge(r.news)
	if r.fail != nil {
		if err := r.fail(ns); err != nil {
			return err
		}
	}
	r.got, r.batches = append(r.got, ns...), append(r.batches, len(ns))
	return nil
}

func (r *taker) failing(f func([]notice.Notice) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = f
}

// said lists what came as "turn finding level".
func (r *taker) said() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, n := range r.got {
		all = append(all, fmt.Sprintf("%s %s %s", n.Turn, n.Finding.ID, n.Finding.Level))
	}
	return all
}

// until waits for so many notices.
func (r *taker) until(t *testing.T, n int) []string {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		if said := r.said(); len(said) >= n {
			return said
		}
		select {
		case <-r.news:
		case <-late:
			t.Fatalf("%d notices did not come, but %q", n, r.said())
		}
	}
}

// rig is a notifier on a queue of its own that runs.
type rig struct {
	*Notifier
	t    *testing.T
	stop func()
	mu   sync.Mutex
	said map[string]mesoswatch.Health
	news chan struct{}
}

func options(t *testing.T, all ...Receiver) Options {
	return Options{Path: filepath.Join(t.TempDir(), "c.notify"), Cluster: "prod", Host: "m1", Receivers: all, Least: time.Millisecond, Most: 5 * time.Millisecond}
}

// begin opens it with what is stored and runs it.
func begin(t *testing.T, o Options, stored ...mesoswatch.Finding) *rig {
	t.Helper()
	r := &rig{Notifier: New(o), t: t, said: make(map[string]mesoswatch.Health), news: make(chan struct{}, 1)}
	for i := range stored {
		r.hand(mesoswatch.Record{Finding: &stored[i], Origin: mesoswatch.Restored})
	}
	if err := r.Take(context.Background()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx, r.hear) }()
	var once sync.Once
	r.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
			if err := r.Leave(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(r.stop)
	return r
}

func (r *rig) hear(rec mesoswatch.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said[rec.Health.Source] = *rec.Health
	nudge(r.news)
	return nil
}

// health waits for a source to say what is wanted.
func (r *rig) health(source string, want func(mesoswatch.Health) bool) mesoswatch.Health {
	r.t.Helper()
	late := time.After(20 * time.Second)
	for {
		r.mu.Lock()
		h, ok := r.said[source]
		r.mu.Unlock()
		if ok && want(h) {
			return h
		}
		select {
		case <-r.news:
		case <-late:
			r.t.Fatalf("%s says %+v %+v", source, h, h.Queue)
		}
	}
}

func (r *rig) hand(rec mesoswatch.Record) {
	r.t.Helper()
	if err := r.Handle(rec); err != nil {
		r.t.Fatal(err)
	}
}

var day = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func at(sec int) time.Time { return day.Add(time.Duration(sec) * time.Second) }

// found is what a judge says of a finding.
func found(id string, level mesoswatch.Level, sec int) mesoswatch.Finding {
	return mesoswatch.Finding{ID: id, Rule: "auth-brute-force", Title: "Brute force", Level: level, Status: mesoswatch.Open,
		Subject: mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}, FirstSeen: at(sec), LastSeen: at(sec), Count: 1,
		Evidence: []mesoswatch.Evidence{{Source: "mesos-master.INFO", Line: int64(sec), Text: "Failed to authenticate"}}}
}

func ended(id string, sec int) mesoswatch.Finding {
	f := found(id, mesoswatch.Informational, sec)
	f.Status = mesoswatch.Resolved
	return f
}

func (r *rig) find(fs ...mesoswatch.Finding) {
	r.t.Helper()
	for i := range fs {
		r.hand(mesoswatch.Record{Finding: &fs[i]})
	}
}

var errDown = errors.New("connection refused")

func down([]notice.Notice) error { return errDown }
