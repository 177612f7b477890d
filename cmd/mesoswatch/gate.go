package main

import (
	"context"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// gate is the collector of a replay that is played: it lets the records of old
// data pass while their place is at or before a clock that others set, and puts
// what the operator did among them at its time. It goes on behind the last record,
// for what is done there, until its context ends.
type gate struct {
	from []mesoswatch.Collector
	// news is called when the gate has come to rest: what may pass has passed and
	// was judged. It must not block.
	news func()

	mu      sync.Mutex
	changed chan struct{} // closed when clock or deeds change
	free    bool          // all may pass
	until   time.Time
	deeds   []mesoswatch.Action // not yet handed on, by time
	resting bool
	ended   bool  // all records have passed
	err     error // why not all could be read
	first   time.Time
	at      time.Time   // place of the last record that passed
	sent    int64       // records handed on
	through int64       // of them, those that were judged
	places  []time.Time // of those between
}

func newGate(from []mesoswatch.Collector, deeds []mesoswatch.Action, news func()) *gate {
	return &gate{from: from, news: news, changed: make(chan struct{}), deeds: deeds}
}

// Name names the collector.
func (g *gate) Name() string { return "replay" }

// Run reads and waits until ctx ends.
func (g *gate) Run(ctx context.Context, emit mesoswatch.Emit) error {
	var near neighbours
	take := func(list []placed) error {
		for _, p := range list {
			if err := g.pass(ctx, &p, emit); err != nil {
				return err
			}
		}
		return nil
	}
	err := mesoswatch.Watch(ctx, g.from, nil, mesoswatch.SinkFunc(func(r mesoswatch.Record) error { return take(near.add(r)) }))
	if terr := take(near.end()); ctx.Err() != nil || terr != nil {
		return nil
	}
	g.mu.Lock()
	g.err = err
	g.mu.Unlock()
	g.pass(ctx, nil, emit)
	return nil
}

// pass hands on the deeds that are due before a record, and it, once it may pass.
// Nil stands for the end, which never does.
func (g *gate) pass(ctx context.Context, p *placed, emit mesoswatch.Emit) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for {
		if a := g.due(p); a != nil {
			if err := g.hand(mesoswatch.Record{Action: a}, emit); err != nil {
				return err
			}
			continue
		}
		if p != nil && (g.free || !p.at.After(g.until)) {
			if g.first.IsZero() {
				g.first = p.at
			}
			g.at = p.at
			return g.hand(p.Record, emit)
		}
		g.resting, g.ended = true, p == nil
		g.rested()
		changed := g.changed
		g.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		g.mu.Lock()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// due is the next deed that comes before a record, and whose time has come.
func (g *gate) due(p *placed) *mesoswatch.Action {
	if len(g.deeds) == 0 || p != nil && !g.deeds[0].At.Before(p.at) || !g.free && g.deeds[0].At.After(g.until) {
		return nil
	}
	a := g.deeds[0]
	g.deeds = g.deeds[1:]
	return &a
}

// hand hands one record on; the lock is free meanwhile.
func (g *gate) hand(r mesoswatch.Record, emit mesoswatch.Emit) error {
	g.sent++
	g.places = append(g.places, g.at)
	g.mu.Unlock()
	defer g.mu.Lock()
	return emit(r)
}

// place is that of the record which is being judged.
func (g *gate) place() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.places[0]
}

// judged tells that a record is through, with all that was said of it.
func (g *gate) judged() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.through++
	g.places = g.places[1:]
	g.rested()
}

func (g *gate) rested() {
	if g.resting && g.sent == g.through {
		g.news()
	}
}

func (g *gate) change() {
	g.resting = false
	close(g.changed)
	g.changed = make(chan struct{})
}

// to sets the clock; false, and nothing is set, when records behind t have passed.
func (g *gate) to(t time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.at.After(t) {
		return false
	}
	g.free, g.until = false, t
	g.change()
	return true
}

// open lets all pass.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.free = true
	g.change()
}

// halt stops the clock where it is.
func (g *gate) halt() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free || g.until.After(g.at) {
		g.free, g.until = false, g.at
		g.change()
	}
}

// do puts in what an operator does now and answers it with its time.
func (g *gate) do(a mesoswatch.Action) mesoswatch.Action {
	g.mu.Lock()
	defer g.mu.Unlock()
	if a.At = g.until; g.free {
		a.At = g.at
	}
	g.deeds = insertDeed(g.deeds, a)
	g.change()
	return a
}

// insertDeed puts an action in its place by time, behind those of the same.
func insertDeed(deeds []mesoswatch.Action, a mesoswatch.Action) []mesoswatch.Action {
	i := len(deeds)
	for i > 0 && deeds[i-1].At.After(a.At) {
		i--
	}
	out := append(deeds[:i:i], a)
	return append(out, deeds[i:]...)
}

// gateState is where a gate is.
type gateState struct {
	first, at time.Time
	// rest: all that may pass has, and was judged.
	rest, ended bool
	err         error
}

func (g *gate) state() gateState {
	g.mu.Lock()
	defer g.mu.Unlock()
	return gateState{g.first, g.at, g.resting && g.sent == g.through, g.ended, g.err}
}
