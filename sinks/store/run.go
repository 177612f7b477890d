package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// lookEvery is how often it is seen whether another process wrote.
const lookEvery = 100 * time.Millisecond

// Run is the Collector. For the writer it writes what Handle took in, keeps the
// lease and the bounds, and emits the actions of all processes once they are
// stored. For others it emits what the writer and others stored, within a quarter
// of a second, and ends with ErrVacant when there is no writer any more; that of one
// that lost the lease to another process ends with ErrOusted. All of
// that has origin Shared. Health of the store itself comes every second, and at
// once when it changes. It goes on where Restore ended, or else from now.
func (s *Store) Run(ctx context.Context, emit mesoswatch.Emit) error {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	running.Go(func() { s.flushing(within) })
	running.Go(func() { s.upkeep(within) })
	err := s.follow(within, emit)
	cancel()
	running.Wait()
	if errors.Is(err, errEnded) || ctx.Err() != nil {
		return nil
	}
	return err
}

// errEnded: the pipeline takes nothing any more.
var errEnded = errors.New("the pipeline has ended")

// follower is one Run's view of what others write.
type follower struct {
	s       *Store
	emit    mesoswatch.Emit
	conn    *sql.Conn // whose data_version is watched; nil while it cannot be had
	version int64
	stale   bool // something may have been written that was not given out
	told    time.Time
	said    string
	looked  time.Time // at the lease
}

func (s *Store) follow(ctx context.Context, emit mesoswatch.Emit) error {
	f := &follower{s: s, emit: func(r mesoswatch.Record) error {
		if emit(r) != nil {
			return errEnded
		}
		return nil
	}, stale: true}
	defer f.close()
	if err := f.begin(ctx); err != nil {
		return err
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := f.round(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-s.wake:
			f.stale = true
		}
	}
}

func (f *follower) close() {
	if f.conn != nil {
		_ = f.conn.Close()
		f.conn = nil
	}
}

// begin finds the position, and tells a reader how the sources are: of one that
// speaks seldom it would know nothing for long.
func (f *follower) begin(ctx context.Context) error {
	if f.s.placed.Load() {
		if f.s.writes() {
			return nil
		}
	} else {
		var now int64
		if err := f.s.read.QueryRowContext(ctx, `SELECT seq FROM meta`).Scan(&now); err != nil {
			return f.s.explain("reading", err)
		}
		f.s.place(now)
	}
	if f.s.writes() {
		return nil
	}
	p := page{to: f.s.at.Load()}
	if err := f.s.reading(ctx, func(tx *sql.Tx) error { return f.s.readLatest(ctx, tx, 0, &p) }); err != nil {
		return err
	}
	for _, r := range p.latest {
		if r.Health != nil {
			if err := f.share(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) place(seq int64) {
	s.at.Store(seq)
	s.placed.Store(true)
}

// round gives out what is new and says how the store is.
func (f *follower) round(ctx context.Context) error {
	err := f.news(ctx)
	if errors.Is(err, errEnded) || ctx.Err() != nil {
		return errEnded
	}
	f.s.state.read(err)
	if err := f.vacant(ctx); err != nil {
		return err
	}
	return f.health()
}

// news gives out what was stored since.
func (f *follower) news(ctx context.Context) error {
	if err := f.look(ctx); err != nil {
		return err
	}
	for f.stale {
		p, err := f.s.page(ctx, span{from: f.s.at.Load(), actions: f.s.writes()})
		if err != nil {
			return err
		}
		for _, r := range p.records() {
			if err := f.share(r); err != nil {
				return err
			}
		}
		f.s.at.Store(p.to)
		f.stale = p.more
	}
	return nil
}

// records are those of a page, in the order in which they are given out.
func (p *page) records() []mesoswatch.Record {
	all := append(p.log, p.latest...)
	for i := range p.findings {
		all = append(all, mesoswatch.Record{Finding: &p.findings[i]})
	}
	return all
}

// share emits a record. What the store of the writer says of itself is not how
// this one is.
func (f *follower) share(r mesoswatch.Record) error {
	if r.Health != nil && r.Health.Source == source {
		return nil
	}
	r.Origin = mesoswatch.Shared
	return f.emit(r)
}

// look finds out whether anybody else wrote: data_version changes with each commit
// of another connection, and costs no more than a look at shared memory.
func (f *follower) look(ctx context.Context) error {
	if f.conn == nil {
		conn, err := f.s.read.Conn(ctx)
		if err != nil {
			return f.s.explain("reading", err)
		}
		f.conn, f.stale = conn, true
	}
	var version int64
	if err := f.conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		f.close()
		return f.s.explain("reading", err)
	}
	if version != f.version {
		f.version, f.stale = version, true
	}
	return nil
}

// vacant looks every second whether a reader has somebody to read from, and whether
// one that looks is the only one.
func (f *follower) vacant(ctx context.Context) error {
	if f.s.lease.isOthers() {
		return ErrOusted
	}
	if f.s.writes() || time.Since(f.looked) < time.Second {
		return nil
	}
	f.looked = time.Now()
	_, ok, err := f.s.Writer(ctx)
	if err != nil || ok {
		return nil // err was told by news, or will be
	}
	return ErrVacant
}

// health says how the store is, each second, at once when that changed, and when a
// unit waits for a record that ends it.
func (f *follower) health() error {
	h := f.s.health()
	said := wording(&h)
	now := time.Now()
	if said == f.said && now.Sub(f.told) < healthEvery && !f.s.queue.lingers(now) {
		return nil
	}
	f.said, f.told = said, now
	return f.emit(mesoswatch.Record{Health: &h})
}
