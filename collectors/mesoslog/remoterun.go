package mesoslog

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Times of a Run.
const (
	remoteInterval = 5 * time.Second
	remoteLongest  = time.Minute // between two looks at a process that is in trouble
	firstHour      = time.Hour
	keepEvery      = time.Second
)

// remoteGen is the first number of a generation of a remote log: those of files
// are smaller, so that both can share a Told.
const remoteGen = 1 << 32

// remoteRun is one Run of Remote.
type remoteRun struct {
	*Remote
	client *ask.Client
	live   *live
	places *places
	since  time.Time

	failed  chan error
	reading sync.WaitGroup
	logs    map[string]*remoteLog // by target
	told    time.Time             // when it was last told that not all are read

	// Guarded by live.mu.
	gens map[uint64]*remoteLog
	last uint64
}

func (r *Remote) begin(client *ask.Client, emit mesoswatch.Emit) *remoteRun {
	opt := r.Options
	since := opt.Since
	if since.IsZero() {
		since = opt.now().Add(-firstHour)
	}
	opt.Since = time.Time{} // by place in the file: a late line counts
	run := &remoteRun{
		Remote: r, client: client, since: since, failed: make(chan error, 1),
		logs: make(map[string]*remoteLog), gens: make(map[uint64]*remoteLog), last: remoteGen,
	}
	l := &live{
		f: &Follow{Options: opt, State: r.State, Log: r.Log}, collector: RemoteName, opt: opt, emit: emit,
		parser: opt.parser(), gens: make(map[uint64]*liveSource), told: r.Told.orNew(), known: run.known, came: make(chan struct{}, 1),
	}
	l.parser.hashes = true // two names may lead to one process
	var err error
	if run.places, err = loadPlaces(r.State); err != nil {
		l.note = mesoswatch.Mask(err.Error())
	}
	l.pos = run.places
	run.live = l
	return run
}

// known completes what name and beginning of a log tell of it.
func (r *remoteRun) known(id *identity, info follow.FileInfo) {
	if l := r.gens[info.Gen]; l != nil {
		l.complete(id, info)
	}
}

// work reads until ctx is cancelled or a log fails.
func (r *remoteRun) work(ctx context.Context, news <-chan struct{}) error {
	ctx, cancel := context.WithCancel(ctx)
	r.reading.Go(func() { r.live.tick(ctx) })
	keep := time.NewTicker(keepEvery)
	defer keep.Stop()
	var err error
	for err == nil && ctx.Err() == nil {
		r.adapt(ctx)
		select {
		case <-ctx.Done():
		case err = <-r.failed:
		case <-news:
		case <-keep.C:
			err = r.keep(time.Now())
		}
	}
	cancel()
	r.reading.Wait()
	r.live.finish()
	return err
}

// adapt begins to read what is new and ends what is gone.
func (r *remoteRun) adapt(ctx context.Context) {
	all, _ := r.all()
	wanted := make(map[string]bool, len(all))
	for _, p := range all {
		t, err := p.target()
		if err != nil {
			continue
		}
		wanted[t.String()] = true
		if r.logs[t.String()] == nil {
			r.start(ctx, p, t)
		}
	}
	for name, l := range r.logs {
		if !wanted[name] {
			l.stop()
			delete(r.logs, name)
		}
	}
}

func (r *remoteRun) start(ctx context.Context, p Process, t ask.Target) {
	ctx, cancel := context.WithCancel(ctx)
	l := newRemoteLog(r, p, t)
	l.stop = cancel
	r.logs[t.String()] = l
	r.reading.Go(func() {
		defer cancel()
		if err := l.pace().Run(ctx, l.round); err != nil {
			select {
			case r.failed <- err:
			default: // another was first
			}
		}
		l.close()
	})
}

// keep saves places, and tells what is not read.
func (r *remoteRun) keep(now time.Time) error {
	r.live.mu.Lock()
	defer r.live.mu.Unlock()
	if r.live.err != nil {
		return r.live.err
	}
	r.live.commit(r.live.settled(now))
	if err := r.live.keep(r.live.savable(now)); err != nil {
		return err
	}
	_, over := r.all()
	if over == 0 || now.Sub(r.told) < healthQuiet {
		return nil
	}
	r.told = now
	h := mesoswatch.Health{At: now, Source: RemoteName, Collector: RemoteName, Asked: mesoswatch.Asked("logs of the masters and agents that were found")}
	h.Why = fmt.Sprintf("%d logs of found processes are read, %d more are not: follow them with another process, or name those that matter", r.most(), over)
	return r.live.keep(r.live.emit(mesoswatch.Record{Health: &h}))
}

// number gives a generation its number. live.mu is held.
func (r *remoteRun) number(l *remoteLog) uint64 {
	r.last++
	r.gens[r.last] = l
	return r.last
}
