package store

import (
	"context"
	"errors"
	"fmt"
)

// beatIn says within a transaction that the writer lives; ErrOusted when it is not
// the writer any more.
func (s *Store) beatIn(tx begun) error {
	s.lease.mu.Lock()
	defer s.lease.mu.Unlock()
	now := s.o.Now()
	res, err := tx.run(beatLease, micro(now), s.lease.token)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(ErrOusted, err)
	}
	s.lease.beat = now
	return nil
}

// live beats when nothing was written for a while, and tries to get the lease back
// when it was taken from us.
func (s *Store) live(ctx context.Context) error {
	s.lease.mu.Lock()
	token, ousted, last := s.lease.token, s.lease.ousted, s.lease.beat
	s.lease.mu.Unlock()
	if ousted {
		held, ok, err := s.Claim(ctx)
		if err == nil && !ok {
			err = fmt.Errorf("%w (pid %d on %s): what this one sees is not kept", ErrOusted, held.PID, held.Host)
		}
		return err
	}
	if age := s.o.Now().Sub(last); token == "" || age >= 0 && age < beatEvery {
		return nil
	}
	tx, err := s.beginWrite(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := s.beatIn(tx); err != nil {
		s.lost(err)
		return err
	}
	return tx.Commit()
}

// lost takes note that the lease is another's: what waits is not kept.
func (s *Store) lost(err error) {
	if !errors.Is(err, ErrOusted) {
		return
	}
	s.lease.mu.Lock()
	s.lease.token, s.lease.ousted = "", true
	s.lease.mu.Unlock()
	s.queue.keep(false)
	s.o.Log.Warn("the lease of the store was taken by another process", "path", s.path)
}
