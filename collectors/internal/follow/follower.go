package follow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Place is where a Start begins.
type Place int

// Places.
const (
	// Beginning reads all generations that exist, the oldest first.
	Beginning Place = iota
	// End reads only what is written from now on. A line half written when Run
	// begins is given whole.
	End
	// Since begins at the first line at or after Start.Time.
	Since
)

// Start is where to begin in files that have no saved position. Files that
// appear later are always read from their beginning.
type Start struct {
	At   Place
	Time time.Time
	// TimeOf answers, for one file, how to tell the time of its lines; needed for
	// Since. A nil answer reads the file from its beginning.
	TimeOf func(FileInfo) func(line []byte) (time.Time, bool)
}

// Follower reads what Patterns name and goes on reading what is written.
type Follower struct {
	// Patterns are paths of files, links, folders and named pipes, globs, or "-".
	Patterns []string
	Start    Start
	// Positions are where to go on after a restart; nil starts afresh.
	Positions *Positions
	// Manual leaves it to the consumer to call Positions.Commit. Otherwise a
	// chunk counts as handed on when Handler.Chunk answers nil.
	Manual bool
	// Poll is how often to look while something is written (20 ms by default);
	// when nothing is, the pause grows to five times that.
	Poll time.Duration
	// Quiet is how long a generation that has a successor must be silent before
	// it counts as finished (30 s by default). A half line at its end is handed
	// over then; the half line of a file without successor is held for ever.
	Quiet time.Duration
	// MaxLine and ChunkSize limit memory: 1 MiB and 256 KiB by default.
	MaxLine, ChunkSize int
	// Stdin is what "-" reads.
	Stdin io.Reader
	// Accept may decline files of a folder or glob by name and content; it is
	// asked once they have content. Nil accepts all.
	Accept func(FileInfo) bool
	Log    *slog.Logger
}

const (
	saveEvery  = time.Second
	roundEvery = time.Second
	fullEvery  = 2 * time.Second // list folders although nothing seems changed
)

// Run follows until ctx is cancelled (nil), all patterns are streams that have
// ended (nil), or the handler answers an error (that error). A file that is not
// there or not readable is no error but a Status. Run may be called once at a
// time.
func (f *Follower) Run(ctx context.Context, h Handler) error {
	if len(f.Patterns) == 0 {
		return errors.New("following logs: no path given")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := f.begin(ctx, cancel, h)
	var helpers sync.WaitGroup
	stop := make(chan struct{})
	helpers.Go(func() { r.keepSaving(stop) })
	r.loop()
	cancel(nil)
	r.streams.Wait()
	close(stop)
	helpers.Wait()
	r.closeAll()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return nil
}

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
		saved: map[uint64]saved{}, known: map[string]bool{}, late: map[identity]bool{}, started: time.Now(), first: true,
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

func (f *Follower) poll() time.Duration {
	if f.Poll > 0 {
		return f.Poll
	}
	return 20 * time.Millisecond
}

func (f *Follower) quiet() time.Duration {
	if f.Quiet > 0 {
		return f.Quiet
	}
	return 30 * time.Second
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
		}
		if err := r.pos.Save(); err != nil {
			r.log.Error("log positions not saved", "err", err)
		}
		select {
		case <-stop:
			return
		default:
		}
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
