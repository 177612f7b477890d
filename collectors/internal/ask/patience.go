package ask

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

var (
	errSilent = errors.New("no byte came for too long")
	errLong   = errors.New("the answer took too long as a whole")
)

// patience ends a long answer that falls silent. Only the time spent waiting for
// the other side counts, not that of whoever works on what came.
type patience struct {
	timer *time.Timer
	idle  atomic.Int64 // a time.Duration; 0: for ever
	end   context.CancelCauseFunc
}

// newPatience answers a context that ends with errSilent; it waits already, for
// the header of the answer.
func newPatience(ctx context.Context, idle time.Duration) (context.Context, *patience) {
	ctx, end := context.WithCancelCause(ctx)
	p := &patience{end: end}
	p.set(idle)
	p.timer = time.AfterFunc(idle, func() { end(errSilent) })
	return ctx, p
}

func (p *patience) set(idle time.Duration) { p.idle.Store(int64(idle)) }

// wait starts the clock, rest stops it.
func (p *patience) wait() {
	if idle := time.Duration(p.idle.Load()); idle > 0 {
		p.timer.Reset(idle)
	}
}

func (p *patience) rest() { p.timer.Stop() }

// stop ends the context.
func (p *patience) stop() {
	p.end(context.Canceled)
	p.timer.Stop()
}

// watched is a reader under patience.
type watched struct {
	from io.Reader
	p    *patience
}

func (w watched) Read(b []byte) (int, error) {
	w.p.wait()
	defer w.p.rest()
	return w.from.Read(b)
}
