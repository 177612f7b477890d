// Package conformance is the test that every polling collector passes: what Watch
// relies on, and what keeps a dashboard from being green when it is blind.
//
// In: a collector on a source that answers, with a short interval. Out: test
// failures. Only tests import it.
package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
)

// Limits that no test should come near to.
const (
	patience = 60 * time.Second // for something to happen
	prompt   = 10 * time.Second // for Run to return once it should
)

// Case is one collector to test.
type Case struct {
	// New makes a collector that has not run; each call another one.
	New func() mesoswatch.Collector
	// Sources that must say how they are, each round.
	Sources []string
	// Kinds of subjects that must be seen.
	Kinds []string
}

// Run runs all of it.
func Run(t *testing.T, c Case) {
	t.Helper()
	t.Run("rounds", c.rounds)
	t.Run("cancelled before it began", c.cancelledFirst)
	t.Run("pipeline ended", c.ended)
}

// rounds wants two rounds of every source, records that are sound and survive
// JSON, nothing said twice, and a prompt end.
func (c Case) rounds(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	col := c.New()
	w := Start(t, col)
	count := make(map[string]int)
	kinds := make(map[string]bool)
	said := make(map[mesoswatch.Subject]mesoswatch.Snapshot)
	enough := func() bool {
		return !slices.ContainsFunc(c.Sources, func(s string) bool { return count[s] < 2 })
	}
	for !enough() {
		r := w.Next()
		sound(t, col, r)
		switch {
		case r.Health != nil:
			count[r.Health.Source]++
			if !slices.Contains(c.Sources, r.Health.Source) {
				t.Errorf("health of %q, which is not one of %q", r.Health.Source, c.Sources)
			}
		case r.Snapshot != nil:
			subject := r.Snapshot.Subject()
			kinds[subject.Kind] = true
			if old, twice := said[subject]; twice && same(old, *r.Snapshot) {
				t.Errorf("%v said again although nothing changed", subject)
			}
			said[subject] = *r.Snapshot
		}
	}
	w.Stop()
	for _, k := range c.Kinds {
		if !kinds[k] {
			t.Errorf("no snapshot of a %s", k)
		}
	}
}

func same(a, b mesoswatch.Snapshot) bool {
	b.At = a.At
	return reflect.DeepEqual(a, b)
}

func sound(t *testing.T, col mesoswatch.Collector, r mesoswatch.Record) {
	t.Helper()
	if err := r.Validate(); err != nil {
		t.Fatal(err)
	}
	if at := r.At(); at.IsZero() || time.Since(at) > patience || time.Until(at) > time.Minute {
		t.Errorf("time %v", at)
	}
	if s := r.Snapshot; s != nil && (s.Source == "" || s.Subject() == (mesoswatch.Subject{})) {
		t.Errorf("snapshot without source or subject: %+v", s)
	}
	if h := r.Health; h != nil {
		if h.Collector != col.Name() || len(h.Asked) == 0 || h.Seconds < 0 {
			t.Errorf("health %+v", h)
		}
		if h.OK == (h.Why != "") {
			t.Errorf("health must be OK or say why not: %+v", h)
		}
	}
	first, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back mesoswatch.Record
	if err := json.Unmarshal(first, &back); err != nil {
		t.Fatal(err)
	}
	if second, _ := json.Marshal(back); !bytes.Equal(first, second) {
		t.Errorf("JSON changes the record:\n%s\n%s", first, second)
	}
}

func (c Case) cancelledFirst(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := wait(t, func() error { return c.New().Run(ctx, func(mesoswatch.Record) error { return nil }) }); err != nil {
		t.Errorf("Run of a cancelled context: %v", err)
	}
}

// ended wants Run to return once emit answers an error, without another try.
func (c Case) ended(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	over := errors.New("the pipeline has ended")
	var calls atomic.Int64
	wait(t, func() error {
		return c.New().Run(t.Context(), func(mesoswatch.Record) error { calls.Add(1); return over })
	})
	// Sources are asked side by side, so each may have tried once.
	if n := calls.Load(); n == 0 || n > int64(max(1, len(c.Sources))) {
		t.Errorf("emit was called %d times", n)
	}
}

func wait(t *testing.T, run func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- run() }()
	select {
	case err := <-done:
		return err
	case <-time.After(prompt):
		t.Fatalf("Run did not return within %v", prompt)
		return nil
	}
}
