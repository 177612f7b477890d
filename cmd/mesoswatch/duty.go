package main

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

// duty is a live run. Whoever holds the lease of the store looks at the cluster;
// the others read what that one writes, and one of them goes on when it ends.
type duty struct {
	from  []mesoswatch.Collector // look at the cluster
	also  []mesoswatch.Collector // run in either case
	judge mesoswatch.Evaluator
	to    []mesoswatch.Sink
	store *store.Store // nil: nothing is kept
	// stay: a screen stays when there is nothing left to look at.
	stay bool
}

// keep takes the store, or the collector that stands for one that cannot be used.
func (d *duty) keep(s *store.Store, instead mesoswatch.Collector) {
	d.store = s
	if instead != nil {
		d.also = append(d.also, instead)
	}
}

// close writes what is not written yet.
func (d *duty) close() error {
	if d.store == nil {
		return nil
	}
	return d.store.Close()
}

// run ends when ctx does, or when all collectors that look have ended.
func (d *duty) run(ctx context.Context) error {
	if d.store == nil {
		return d.look(ctx)
	}
	for first := true; ; first = false {
		_, ours, err := d.store.Claim(ctx)
		if ctx.Err() != nil {
			return nil
		}
		ours = ours || err != nil // what the store's trouble is it says itself, while we look
		if err := d.resume(ctx, first, ours); err != nil || ctx.Err() != nil {
			return err
		}
		if ours {
			defer d.store.Release()
			return d.look(ctx)
		}
		vacant, err := d.read(ctx)
		if !vacant || ctx.Err() != nil {
			return err
		}
	}
}

// resume gives sinks what is stored, when they have nothing yet, and has the judge
// judge it once more when it is to go on.
func (d *duty) resume(ctx context.Context, sinks, judge bool) error {
	var again *resumed
	if judge && d.judge != nil {
		again = &resumed{judge: d.judge, supposed: make(map[string]bool)}
		d.judge = again
	}
	for r, err := range d.store.Restore(ctx) {
		if err != nil {
			return err
		}
		if sinks {
			for _, s := range d.to {
				if err := s.Handle(r); err != nil {
					return err
				}
			}
		}
		if again != nil {
			again.restore(r)
		}
	}
	return nil
}

// look runs the collectors and keeps what comes of it.
func (d *duty) look(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from, to := slices.Clone(d.also), slices.Clone(d.to)
	if d.store != nil {
		from, to = append(from, d.store), append(to, d.store)
	}
	var looking sync.WaitGroup
	looking.Add(len(d.from))
	for _, c := range d.from {
		if d.store != nil {
			c = d.store.Once(c)
		}
		from = append(from, &lasting{Collector: c, ended: looking.Done})
	}
	go func() {
		looking.Wait() // each ends at the latest with ctx
		if !d.stay {
			cancel()
		}
	}()
	return mesoswatch.Watch(ctx, from, d.judge, to...)
}

// read follows the store until whoever keeps it has ended.
func (d *duty) read(ctx context.Context) (vacant bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reader := &untilVacant{Store: d.store, vacant: cancel}
	err = mesoswatch.Watch(ctx, append([]mesoswatch.Collector{reader}, d.also...), nil, d.to...)
	return reader.was, err
}

// lasting tells when a collector has come to its end; one that failed is started
// again and has not.
type lasting struct {
	mesoswatch.Collector
	ended func()
	once  sync.Once
}

// Run runs the collector.
func (e *lasting) Run(ctx context.Context, emit mesoswatch.Emit) error {
	err := e.Collector.Run(ctx, emit)
	if err == nil || ctx.Err() != nil || mesoswatch.IsPermanent(err) {
		e.once.Do(e.ended)
	}
	return err
}

// untilVacant is the store as a reader has it.
type untilVacant struct {
	*store.Store
	vacant func()
	was    bool
}

// Run ends, with all beside it, when nobody keeps the store any more.
func (u *untilVacant) Run(ctx context.Context, emit mesoswatch.Emit) error {
	err := u.Store.Run(ctx, emit)
	if errors.Is(err, store.ErrVacant) {
		u.was = true
		u.vacant()
		return nil
	}
	return err
}
