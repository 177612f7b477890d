package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	upkeepEvery = time.Second
	// pruneEvery is how often it is seen whether something is too old or too much.
	pruneEvery = 10 * time.Second
)

// upkeep keeps the lease, the file and its bounds, until ctx ends.
func (s *Store) upkeep(ctx context.Context) {
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	s.wholeCheck(ctx)
	pruned := time.Now()
	for {
		s.state.lived(s.explainLive(s.live(ctx)))
		if err := s.sameFile(); err != nil {
			s.state.checked(err)
		}
		now := time.Now()
		if s.lease.held() != "" && now.Sub(pruned) >= pruneEvery {
			pruned = now
			if err := s.pruneAll(ctx); err != nil && ctx.Err() == nil {
				s.o.Log.Warn("the store's bounds are not kept", "path", s.path, "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Store) explainLive(err error) error {
	if err == nil || errors.Is(err, ErrOusted) || errors.Is(err, context.Canceled) {
		return err
	}
	return s.explain("keeping the lease of", err)
}

// wholeCheck looks for damage in a file that was too large for it when it was
// opened.
func (s *Store) wholeCheck(ctx context.Context) {
	if s.file.Size() <= checkAtOnce {
		return
	}
	var o *OpenError
	err := check(ctx, s.read)
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.As(err, &o) || damaged(err):
		s.state.checked(fmt.Errorf("store %q is damaged (%v): end all programs that use it, %s", s.path, err, asideHint(s.path)))
	default:
		s.o.Log.Warn("the store could not be checked for damage", "path", s.path, "err", err)
	}
}
