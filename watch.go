package mesoswatch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Pauses before a failed collector is started again: the first, and the most.
const (
	firstPause = time.Second
	longPause  = 30 * time.Second
)

// Watch runs collectors, has each record judged and hands it, and behind it what
// the judge says of it, to every sink. It is one loop: judge and sinks are only
// ever used from it, one record at a time.
//
// It returns when all collectors have ended, when ctx is cancelled (then nil), or
// when a sink fails. A collector that fails is reported as Health and started
// again after a pause that doubles up to half a minute; one whose error is
// Permanent stays down, and its error is part of what Watch returns at the end. A
// permanent error with a method Told that answers true has been reported as Health
// by the collector itself.
func Watch(ctx context.Context, from []Collector, judge Evaluator, to ...Sink) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	stream := make(chan Record, 1024)
	emit := func(r Record) error {
		select {
		case stream <- r:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var running sync.WaitGroup
	failed := make([]error, len(from))
	for i, c := range from {
		running.Go(func() { failed[i] = supervise(ctx, c, emit) })
	}
	go func() {
		running.Wait()
		close(stream)
	}()

	err := pump(stream, judge, to)
	cancel()
	for range stream { // let collectors that still emit come to their end
	}
	return errors.Join(append([]error{err}, failed...)...)
}

// pump is the loop: it ends when the stream is closed or a sink fails.
func pump(stream <-chan Record, judge Evaluator, to []Sink) error {
	for r := range stream {
		if err := deliver(r, to); err != nil {
			return err
		}
		if judge == nil {
			continue
		}
		for _, said := range judge.Evaluate(r) {
			if err := deliver(said, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func deliver(r Record, to []Sink) error {
	for _, s := range to {
		if err := s.Handle(r); err != nil {
			return err
		}
	}
	return nil
}

// supervise runs one collector until it ends by itself, fails for good, or ctx
// is cancelled.
func supervise(ctx context.Context, c Collector, emit Emit) error {
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		began := time.Now()
		err := c.Run(ctx, emit)
		if ctx.Err() != nil || err == nil {
			return nil
		}
		now := time.Now()
		var told interface{ Told() bool }
		if errors.As(err, &told) && told.Told() && IsPermanent(err) {
			return fmt.Errorf("%s: %w", c.Name(), err) // each source has spoken for itself
		}
		h := Health{At: now, Source: c.Name(), Collector: c.Name(), Seconds: now.Sub(began).Seconds(), Why: Mask(err.Error())}
		if emit(Record{Health: &h}) != nil {
			return nil
		}
		if IsPermanent(err) {
			return fmt.Errorf("%s: %w", c.Name(), err)
		}
		if now.Sub(began) > 2*longPause {
			pause = firstPause // it had worked for a while: this is a new trouble
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}
