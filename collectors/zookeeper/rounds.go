package zookeeper

import (
	"context"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// rounds asks the servers of an ensemble side by side, so that their zxids can be
// compared, and a dead one delays nobody: it misses rounds until it is done.
type rounds struct {
	servers []*server
	pace    pace.Pace

	asking sync.WaitGroup
	mu     sync.Mutex
	failed error
}

// run asks round by round until ctx is cancelled or the pipeline has ended.
func (e *rounds) run(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer e.asking.Wait()
	defer end()
	err := e.pace.Run(ctx, func(ctx context.Context) (pace.Round, error) {
		meeting, now := newRoll(len(e.servers)), time.Now()
		for _, s := range e.servers {
			if !s.free(now) {
				meeting.absent()
				continue
			}
			e.asking.Go(func() {
				defer s.busy.Store(false)
				if err := s.look(ctx, meeting); err != nil && ctx.Err() == nil {
					e.fail(err)
					end()
				}
			})
		}
		return pace.Round{}, nil
	})
	e.asking.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failed != nil {
		return e.failed
	}
	return err
}

func (e *rounds) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failed == nil {
		e.failed = err
	}
}

// free takes the server for a round; false while it is still at the last one, or
// rests because it is slow.
func (s *server) free(now time.Time) bool {
	if !s.busy.CompareAndSwap(false, true) {
		return false
	}
	if now.Before(s.resume) {
		s.busy.Store(false)
		return false
	}
	return true
}
