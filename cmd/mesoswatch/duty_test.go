package main

import (
	"context"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// brief is a source that ends.
type brief struct{}

func (brief) Name() string { return "brief" }

func (brief) Run(_ context.Context, emit mesoswatch.Emit) error {
	return emit(mesoswatch.Record{Health: &mesoswatch.Health{At: time.Now(), Source: "standard input", OK: true, Complete: []string{"task"}}})
}

// TestASourceThatEndedIsNotSeen: a screen that stays does not go on showing a pipe
// that has ended as seen; a run that ends with it says nothing of it.
func TestASourceThatEndedIsNotSeen(t *testing.T) {
	for _, stay := range []bool{true, false} {
		ctx, cancel := context.WithTimeout(t.Context(), liveDeadline)
		board := &mesoswatch.Board{}
		rounds := 0
		d := &duty{from: []mesoswatch.Collector{brief{}}, stay: stay, to: []mesoswatch.Sink{board, mesoswatch.SinkFunc(func(r mesoswatch.Record) error {
			if rounds++; stay && rounds == 2 {
				cancel() // nothing more will come
			}
			return nil
		})}}
		if err := d.run(ctx); err != nil {
			t.Fatal(err)
		}
		h, ok := board.Source("standard input")
		if !ok || h.OK == stay || (h.Why != "") != stay {
			t.Errorf("stay %v: %+v", stay, h)
		}
		cancel()
	}
}
