package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// obedient does what the test wants, so that the test itself is tested.
type obedient struct{}

func (obedient) Name() string { return "obedient" }

func (obedient) Run(ctx context.Context, emit mesoswatch.Emit) error {
	for first := true; ctx.Err() == nil; first = false {
		now := time.Now()
		s := &mesoswatch.Snapshot{At: now, Source: "x", Master: &mesoswatch.Master{URL: "x"}}
		h := &mesoswatch.Health{At: now, Source: "x", Collector: "obedient", Asked: mesoswatch.Asked("y"), OK: true}
		if first {
			if err := emit(mesoswatch.Record{Snapshot: s}); err != nil {
				return err
			}
		}
		if err := emit(mesoswatch.Record{Health: h}); err != nil {
			return nil
		}
	}
	return nil
}

func TestObedient(t *testing.T) {
	Run(t, Case{New: func() mesoswatch.Collector { return obedient{} }, Sources: []string{"x"}, Kinds: []string{"master"}})
}
