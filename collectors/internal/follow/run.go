package follow

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// run is the state of one Run. All but streams and positions belongs to the
// goroutine of loop.
type run struct {
	*Follower
	ctx     context.Context
	cancel  context.CancelCauseFunc
	h       *serial
	pos     *Positions
	log     *slog.Logger
	pats    []*pattern
	folders map[string]*folder
	gens    map[identity]*generation
	order   []*generation // oldest first within a series
	aside   map[identity]asideFile
	saved   map[uint64]saved // of earlier runs, not met yet
	known   map[string]bool  // series that earlier runs followed
	started time.Time
	late    map[identity]bool // could not be opened when Run began
	first   bool              // no scan has ended yet
	again   bool              // scan once more, soon
	empty   map[string]bool   // files that wait for content to be judged by
	fulls   time.Time
	rounds  time.Time
	fr      *framer
	scratch []byte
	lost    int64
	evicted int64
	streams sync.WaitGroup
}

// serial lets one call through at a time: files and streams share the handler.
type serial struct {
	mu sync.Mutex
	h  Handler
}

func (f *Follower) begin(ctx context.Context, cancel context.CancelCauseFunc, h Handler) *run {
	r := &run{
		Follower: f, ctx: ctx, cancel: cancel, h: &serial{h: h}, pos: f.Positions, log: f.Log,
		folders: map[string]*folder{}, gens: map[identity]*generation{}, aside: map[identity]asideFile{},
		saved: map[uint64]saved{}, known: map[string]bool{}, late: map[identity]bool{}, empty: map[string]bool{}, started: time.Now(), first: true,
		fr: newFramer(f.MaxLine, f.ChunkSize),
	}
	r.scratch = make([]byte, printSize+r.fr.chunk)
	if r.pos == nil {
		r.pos = &Positions{}
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	for _, raw := range f.Patterns {
		r.pats = append(r.pats, newPattern(raw))
	}
	r.pos.each(func(gen uint64, s saved) {
		r.known[s.Series] = true
		r.saved[gen] = s
	})
	return r
}

// loop looks and reads until the end.
func (r *run) loop() {
	pause := r.poll()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-timer.C:
		}
		busy, err := r.once(time.Now())
		if err != nil {
			r.cancel(err)
			return
		}
		if r.ended() {
			return
		}
		if busy {
			pause = r.poll()
		} else {
			pause = min(pause+pause/2, 5*r.poll())
		}
		timer.Reset(pause)
	}
}

// once is one look at everything; busy means that something was new. As long as
// there is more to read than one turn takes, it reads on without a pause.
func (r *run) once(now time.Time) (busy bool, err error) {
	for {
		changed, err := r.scan(now)
		if err != nil {
			return false, err
		}
		read, more, err := r.readAll(now)
		if err != nil {
			return false, err
		}
		busy = busy || changed || read
		if err := r.retire(now); err != nil {
			return false, err
		}
		if err := r.round(now); err != nil {
			return false, err
		}
		if !more || r.ctx.Err() != nil {
			return busy, nil
		}
		now = time.Now()
	}
}

// ended tells whether all there is are streams that have ended.
func (r *run) ended() bool {
	for _, p := range r.pats {
		if !p.over() {
			return false
		}
	}
	return true
}

func (r *run) keepSaving(stop <-chan struct{}) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-stop:
			r.save()
			return
		}
		r.save()
	}
}

// save saves the positions and logs once why it cannot.
func (r *run) save() {
	before := r.pos.trouble()
	err := r.pos.Save()
	if err != nil && (before == nil || before.Error() != err.Error()) {
		r.log.Error("log positions not saved", "err", err)
	}
}

func (r *run) closeAll() {
	for _, g := range r.gens {
		g.close()
	}
	for _, g := range r.order {
		g.close()
	}
}

// chunk hands a chunk over and counts it as handed on.
func (r *run) chunk(c Chunk) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	r.h.mu.Lock()
	defer r.h.mu.Unlock()
	if err := r.h.h.Chunk(r.ctx, c); err != nil {
		return err
	}
	if !r.Manual {
		r.pos.Commit(c.End())
	}
	return nil
}

func (r *run) status(s Status) error {
	r.h.mu.Lock()
	defer r.h.mu.Unlock()
	return r.h.h.Status(r.ctx, s)
}

// describe wraps an error with the file's name.
func describe(doing, path string, err error) error {
	return fmt.Errorf("%s %q: %w", doing, path, err)
}
