package main

import (
	"context"
	"errors"
	"sync"

	"github.com/mesoswatch/mesoswatch"
)

// together reads several old sources as one: in the order of time, but never
// against the order within one of them, so that the same files give the same
// stream each time.
type together struct {
	from []mesoswatch.Collector
}

// oldLane is one of the sources on its way.
type oldLane struct {
	next chan placed
	head placed
	err  error // valid once next is closed
}

// laneAhead is how many records of a source wait for the others.
const laneAhead = 256

// Name names the collector.
func (t together) Name() string { return "replay" }

// errTold are errors that the sources have reported themselves.
type errTold struct{ error }

// Told says that a Health was emitted for each.
func (errTold) Told() bool { return true }

// Unwrap gives them.
func (e errTold) Unwrap() error { return e.error }

// Run reads all to their end.
func (t together) Run(ctx context.Context, emit mesoswatch.Emit) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer func() { cancel(); running.Wait() }()
	all := make([]*oldLane, len(t.from))
	for i, c := range t.from {
		l := &oldLane{next: make(chan placed, laneAhead)}
		all[i] = l
		running.Go(func() { l.read(ctx, c) })
	}
	var open []*oldLane
	for _, l := range all {
		if l.forward() {
			open = append(open, l)
		}
	}
	for len(open) > 0 && ctx.Err() == nil {
		at := 0
		for i, l := range open {
			if l.head.at.Before(open[at].head.at) {
				at = i
			}
		}
		if emit(open[at].head.Record) != nil {
			return nil
		}
		if !open[at].forward() {
			open = append(open[:at], open[at+1:]...)
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	var errs []error
	for _, l := range all {
		errs = append(errs, l.err)
	}
	if err := errors.Join(errs...); err != nil {
		return mesoswatch.Permanent(errTold{err})
	}
	return nil
}

func (l *oldLane) read(ctx context.Context, c mesoswatch.Collector) {
	defer close(l.next)
	var near neighbours
	give := func(list []placed) error {
		for _, p := range list {
			select {
			case l.next <- p:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	l.err = mesoswatch.Watch(ctx, []mesoswatch.Collector{c}, nil, mesoswatch.SinkFunc(func(r mesoswatch.Record) error { return give(near.add(r)) }))
	if err := give(near.end()); l.err == nil {
		l.err = err
	}
}

func (l *oldLane) forward() (more bool) {
	l.head, more = <-l.next
	return more
}
