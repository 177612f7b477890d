package store

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// patienceOfTests is how long a test waits for something that must happen.
const patienceOfTests = 30 * time.Second

// noon is a time of data.
var noon = time.Date(2023, 5, 4, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, path string, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func fresh(t *testing.T, o Options) *Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "store.db"), o)
}

func claim(t *testing.T, s *Store) {
	t.Helper()
	held, ok, err := s.Claim(t.Context())
	if err != nil || !ok {
		t.Fatalf("claim: %+v, %v, %v", held, ok, err)
	}
}

func handle(t *testing.T, s *Store, rs ...mesoswatch.Record) {
	t.Helper()
	for _, r := range rs {
		if err := s.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
}

// settled writes all that was handled.
func settled(t *testing.T, s *Store) {
	t.Helper()
	s.queue.end()
	if err := s.drain(); err != nil {
		t.Fatal(err)
	}
}

func event(n int) mesoswatch.Record {
	return mesoswatch.Record{Event: &mesoswatch.Event{
		Time: noon.Add(time.Duration(n) * time.Second), Source: "/var/log/mesos/mesos-master.INFO", Line: int64(n), Offset: int64(n) * 200, Inode: 77,
		Service: "master", Kind: mesoswatch.KindAuthFailed, Template: "authentication-failed",
		Raw: fmt.Sprintf("W0504 12:00:00.%06d  1742 master.cpp:9981] Failed to authenticate scheduler(1)@10.0.9.9:%d: refused", n%1000000, n)}}
}

func finding(subject string, at time.Time) mesoswatch.Record {
	s := mesoswatch.Subject{Kind: "address", Name: subject}
	return mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID("auth-failed", s), Rule: "auth-failed", Title: "Failed logins",
		Level: mesoswatch.High, Status: mesoswatch.Open, Subject: s, FirstSeen: at, LastSeen: at, Count: 1}}
}

func words(sourceName string, at time.Time) mesoswatch.Record {
	return mesoswatch.Record{Health: &mesoswatch.Health{At: at, Source: sourceName, Collector: "mesoslog", OK: true}}
}

// running is a store at work in a pipeline of its own.
type running struct {
	t    *testing.T
	s    *Store
	mu   sync.Mutex
	got  []mesoswatch.Record
	news chan struct{}
	stop context.CancelFunc
	done chan error
}

func run(t *testing.T, s *Store) *running {
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, s: s, news: make(chan struct{}, 1), stop: cancel, done: make(chan error, 1)}
	go func() {
		r.done <- s.Run(ctx, func(rec mesoswatch.Record) error {
			r.mu.Lock()
			r.got = append(r.got, rec)
			r.mu.Unlock()
			nudge(r.news)
			return s.Handle(rec)
		})
	}()
	t.Cleanup(func() { r.end() })
	return r
}

// end stops it and answers what Run did.
func (r *running) end() error {
	r.stop()
	select {
	case err := <-r.done:
		r.done <- err
		return err
	case <-time.After(patienceOfTests):
		r.t.Fatal("Run does not end")
		return nil
	}
}

// until waits for a record.
func (r *running) until(what string, want func(mesoswatch.Record) bool) mesoswatch.Record {
	r.t.Helper()
	deadline := time.After(patienceOfTests)
	for from := 0; ; {
		r.mu.Lock()
		news := r.got[from:]
		from = len(r.got)
		r.mu.Unlock()
		for _, rec := range news {
			if want(rec) {
				return rec
			}
		}
		select {
		case <-r.news:
		case err := <-r.done:
			r.done <- err
			r.t.Fatalf("waiting for %s: Run ended: %v", what, err)
		case <-deadline:
			r.t.Fatalf("waiting for %s", what)
		}
	}
}

func collect(t *testing.T, s *Store) []mesoswatch.Record {
	t.Helper()
	var all []mesoswatch.Record
	for r, err := range s.Restore(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}
