package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/share"
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
	share *share.Share // runs while we hold the lease of the store; nil: nothing is shared
	// watch is mesoswatch.Watch, or the same measured; nil: the former.
	watch func(context.Context, []mesoswatch.Collector, mesoswatch.Evaluator, ...mesoswatch.Sink) error
	// tells are told while we look.
	tells tells
	// stay: a screen stays when there is nothing left to look at.
	stay bool
	// reads is told who looks at the cluster when we only read; nil: nobody is.
	reads func(store.Holder)
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
	if d.share != nil {
		return errors.Join(d.share.Close(), d.store.Close())
	}
	return d.store.Close()
}

// run ends when ctx does, or when all collectors that look have ended.
func (d *duty) run(ctx context.Context) error {
	if d.store == nil {
		return d.look(ctx)
	}
	if d.share != nil {
		d.to = append(slices.Clip(d.to), d.share)
	}
	for first := true; ; first = false {
		holder, ours, err := d.store.Claim(ctx)
		if ctx.Err() != nil {
			return nil
		}
		ours = ours || err != nil // what the store's trouble is it says itself, while we look
		if err := d.resume(ctx, first, ours); err != nil || ctx.Err() != nil {
			return err
		}
		over := false // this part of the duty is, and another one begins
		if ours {
			over, err = d.hold(ctx)
		} else {
			if d.reads != nil {
				d.reads(holder)
			}
			over, err = d.follow(ctx)
		}
		if !over || ctx.Err() != nil {
			return err
		}
	}
}

// hold looks at the cluster until that is over, or until another process turns out
// to do it: then its word on all findings counts.
func (d *duty) hold(ctx context.Context) (ousted bool, err error) {
	defer d.store.Release()
	ousted, err = d.lookUntil(ctx, store.ErrOusted)
	if !ousted || err != nil || ctx.Err() != nil {
		return ousted, err
	}
	found, err := d.store.Findings(ctx)
	if err != nil {
		return true, nil // reading it will tell
	}
	for i := range found {
		for _, s := range d.to {
			if err := s.Handle(mesoswatch.Record{Finding: &found[i], Origin: mesoswatch.Shared}); err != nil {
				return true, err
			}
		}
	}
	return true, nil
}

// resume gives sinks what is stored, when they have nothing yet, and has the judge
// judge it once more when it is to go on. What cannot be read the store tells:
// watching goes on without it.
func (d *duty) resume(ctx context.Context, sinks, judge bool) error {
	if !sinks && !judge {
		return nil
	}
	var again *resumed
	if judge && d.judge != nil {
		again = &resumed{judge: d.judge, supposed: make(map[string]bool)}
		d.judge = again
	}
	for r, err := range d.store.Restore(ctx) {
		if err != nil {
			return nil
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

// look runs the collectors.
func (d *duty) look(ctx context.Context) error {
	_, err := d.lookUntil(ctx, nil)
	return err
}

// lookUntil runs the collectors and keeps what comes of it, until the store says
// that it is not for us.
func (d *duty) lookUntil(ctx context.Context, why error) (was bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from, to := append(d.tells.take(ctx), d.also...), slices.Clone(d.to)
	defer func() { err = errors.Join(err, d.tells.leave()) }()
	end := &until{Store: d.store, why: why, end: cancel}
	if d.store != nil {
		from, to = append(from, end), append(to, d.store)
	}
	if d.share != nil {
		from = append(from, d.share)
	}
	var looking sync.WaitGroup
	looking.Add(len(d.from))
	for _, c := range d.from {
		if d.store != nil {
			c = d.store.Once(c)
		}
		from = append(from, &lasting{Collector: c, ended: looking.Done, stay: d.stay})
	}
	go func() {
		looking.Wait() // each ends at the latest with ctx
		if !d.stay {
			cancel()
		}
	}()
	err = d.pipeline(ctx, from, d.judge, to...)
	return end.was, err
}

// follow reads the store until whoever keeps it has ended.
func (d *duty) follow(ctx context.Context) (was bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	end := &until{Store: d.store, why: store.ErrVacant, end: cancel}
	err = d.pipeline(ctx, append([]mesoswatch.Collector{end}, d.also...), nil, d.to...)
	return end.was, err
}

// pipeline is the loop.
func (d *duty) pipeline(ctx context.Context, from []mesoswatch.Collector, judge mesoswatch.Evaluator, to ...mesoswatch.Sink) error {
	if d.watch != nil {
		return d.watch(ctx, from, judge, to...)
	}
	return mesoswatch.Watch(ctx, from, judge, to...)
}

// lasting tells when a collector has come to its end; one that failed is started
// again and has not. With stay its sources are told to be over: a screen that stays
// would go on showing them as they last were.
type lasting struct {
	mesoswatch.Collector
	ended func()
	stay  bool

	once    sync.Once
	mu      sync.Mutex // a collector may emit from several goroutines
	sources map[string]mesoswatch.Health
}

// Run runs the collector.
func (e *lasting) Run(ctx context.Context, emit mesoswatch.Emit) error {
	err := e.Collector.Run(ctx, func(r mesoswatch.Record) error {
		if e.stay && r.Health != nil {
			e.hear(r.Health)
		}
		return emit(r)
	})
	if err == nil && e.stay && ctx.Err() == nil {
		e.over(emit)
	}
	if err == nil || ctx.Err() != nil || mesoswatch.IsPermanent(err) {
		e.once.Do(e.ended)
	}
	return err
}

// maxHeard bounds the sources of a collector that are remembered.
const maxHeard = 1_000

func (e *lasting) hear(h *mesoswatch.Health) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, known := e.sources[h.Source]; !known && len(e.sources) >= maxHeard {
		return
	}
	if e.sources == nil {
		e.sources = make(map[string]mesoswatch.Health)
	}
	e.sources[h.Source] = *h
}

// over says of each source that nothing more comes from it.
func (e *lasting) over(emit mesoswatch.Emit) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(e.sources)) {
		h := e.sources[name]
		h.At, h.OK, h.Silent, h.Complete, h.Why = time.Now(), false, false, nil, "it has ended: nothing more comes from it"
		if emit(mesoswatch.Record{Health: &h}) != nil {
			return
		}
	}
}

// until is the store as a collector that ends everything beside it when it ends
// for that reason.
type until struct {
	*store.Store
	why error
	end func()
	was bool
}

// Run ends with all beside it when it is over.
func (u *until) Run(ctx context.Context, emit mesoswatch.Emit) error {
	err := u.Store.Run(ctx, emit)
	if u.why != nil && errors.Is(err, u.why) {
		u.was = true
		u.end()
		return nil
	}
	return err
}
