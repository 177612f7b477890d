package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Running is a collector at work, for tests that watch what it says.
type Running struct {
	t       *testing.T
	records chan mesoswatch.Record
	cancel  context.CancelFunc
	done    chan error
	stopped bool
}

// Start runs a collector until Stop or the end of the test.
func Start(t *testing.T, c mesoswatch.Collector) *Running {
	ctx, cancel := context.WithCancel(context.Background())
	w := &Running{t: t, records: make(chan mesoswatch.Record, 4096), cancel: cancel, done: make(chan error, 1)}
	go func() {
		w.done <- c.Run(ctx, func(r mesoswatch.Record) error {
			select {
			case w.records <- r:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	t.Cleanup(w.Stop)
	return w
}

// Next waits for a record.
func (w *Running) Next() mesoswatch.Record {
	w.t.Helper()
	select {
	case r := <-w.records:
		return r
	case err := <-w.done:
		w.done <- err
		w.t.Fatalf("Run returned: %v", err)
	case <-time.After(patience):
		w.t.Fatalf("no record for %v", patience)
	}
	return mesoswatch.Record{}
}

// Until takes records until one satisfies want, and answers all of them, that
// one last.
func (w *Running) Until(what string, want func(mesoswatch.Record) bool) []mesoswatch.Record {
	w.t.Helper()
	var all []mesoswatch.Record
	for end := time.Now().Add(patience); time.Now().Before(end); {
		r := w.Next()
		all = append(all, r)
		if want(r) {
			return all
		}
	}
	w.t.Fatalf("%s: not seen in %d records, the last %s", what, len(all), Text(all[len(all)-1]))
	return nil
}

// Health waits for the next health of a source that satisfies want.
func (w *Running) Health(source string, want func(mesoswatch.Health) bool) mesoswatch.Health {
	w.t.Helper()
	all := w.Until("health of "+source, func(r mesoswatch.Record) bool {
		return r.Health != nil && r.Health.Source == source && want(*r.Health)
	})
	return *all[len(all)-1].Health
}

// Snapshot waits for a snapshot that satisfies want.
func (w *Running) Snapshot(what string, want func(mesoswatch.Snapshot) bool) mesoswatch.Snapshot {
	w.t.Helper()
	all := w.Until(what, func(r mesoswatch.Record) bool { return r.Snapshot != nil && want(*r.Snapshot) })
	return *all[len(all)-1].Snapshot
}

// Stop cancels and wants Run to return nil promptly.
func (w *Running) Stop() {
	if w.stopped {
		return
	}
	w.stopped = true
	w.cancel()
	select {
	case err := <-w.done:
		if err != nil {
			w.t.Errorf("Run of a cancelled collector: %v", err)
		}
	case <-time.After(prompt):
		w.t.Errorf("Run did not return within %v of being cancelled", prompt)
	}
}
