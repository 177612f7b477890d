package store

import (
	"context"
	"errors"
	"maps"
	"time"
)

const (
	// flushEvery is how long news waits for its commit; healthEvery, words of
	// sources that bring no news.
	flushEvery  = 200 * time.Millisecond
	healthEvery = time.Second
	// retryEvery is how often it is tried again when writing fails.
	retryEvery = time.Second
)

// flushing writes what waits, until ctx ends; then once more.
func (s *Store) flushing(ctx context.Context) {
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	full := s.full
	for failed := (time.Time{}); ; {
		select {
		case <-ctx.Done():
			s.state.wrote(s.drain())
			return
		case <-tick.C:
		case <-full:
		}
		now := time.Now()
		if now.Sub(failed) < retryEvery {
			continue
		}
		full = s.full
		if !s.queue.due(now) {
			if s.queue.waiting() == 0 {
				s.state.wrote(nil) // what could not be written is not ours to write any more
			}
			continue
		}
		err := s.drain()
		if err != nil {
			failed, full = time.Now(), nil // a flood is no reason to try sooner
		}
		s.state.wrote(err)
	}
}

// drain writes all that waits, but for the unit that is open. What could not be
// written goes on waiting.
func (s *Store) drain() error {
	s.flush.Lock()
	defer s.flush.Unlock()
	for {
		units, _ := s.queue.next()
		if len(units) == 0 {
			return nil
		}
		if err := s.commitFit(units); err != nil {
			s.lost(err)
			return s.explain("writing to", err)
		}
		s.queue.done(len(units))
	}
}

// commitFit commits units, and leaves out those that SQLite does not take whatever
// the disk: they would stand in the way of all that come behind.
func (s *Store) commitFit(units []unit) error {
	err := s.commit(units)
	switch {
	case err == nil || !unfit(err):
		return err
	case len(units) == 1:
		s.o.Log.Error("a record does not fit into the store", "path", s.path, "err", err)
		s.queue.drop(units[0])
		return nil
	}
	half := len(units) / 2
	if err := s.commitFit(units[:half]); err != nil {
		return err
	}
	return s.commitFit(units[half:])
}

// commit writes units in one transaction.
func (s *Store) commit(units []unit) error {
	ctx := context.Background() // what is under way is finished
	if s.nothingIn(units) {
		for _, u := range units {
			s.passed(u.passes())
		}
		return nil
	}
	tx, err := s.beginWrite(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if s.lease.held() != "" {
		if err := s.beatIn(tx); err != nil {
			return err
		}
	}
	b, err := s.begin(tx)
	if err != nil {
		return err
	}
	for _, u := range units {
		if err := b.unit(u); err != nil {
			return err
		}
	}
	if err := b.end(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.committed(b)
	return nil
}

// committed takes over what a batch found out, now that it is on the disk.
func (s *Store) committed(b *batch) {
	if s.known == nil {
		s.known = make(healths)
	}
	maps.Copy(s.known, b.healths)
	if s.thin == nil {
		s.thin = make(thinned)
	}
	maps.Copy(s.thin, b.thin)
	s.passed(b.through)
	s.state.lose(b.unfit)
	nudge(s.wake)
}

// nothingIn tells whether no unit has anything to write: our own word, unchanged.
func (s *Store) nothingIn(units []unit) bool {
	for _, u := range units {
		h := u.first.Health
		quiet := h != nil && h.Source == source && s.known[source] == wording(h) || h == nil && u.through != nil
		if !quiet || len(u.said) > 0 {
			return false
		}
	}
	return true
}

// passes is how far sources are with a unit.
func (u unit) passes() map[string]time.Time {
	if h := u.first.Health; h != nil && !u.late {
		return map[string]time.Time{h.Source: h.At}
	}
	return u.through
}

// unfit tells whether an error comes from what is written and not from the file.
func unfit(err error) bool {
	const codeError, codeTooBig, codeConstraint, codeMismatch = 1, 18, 19, 20
	switch c := code(err) & 0xff; c {
	case codeError, codeTooBig, codeConstraint, codeMismatch:
		return !errors.Is(err, ErrOusted)
	}
	return false
}
