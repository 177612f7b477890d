package store

import "maps"

// Waiting is how many units wait to be written.
func (s *Store) Waiting() int { return s.queue.waiting() }

// Dropped counts what was not kept since the start, by kind of record.
func (s *Store) Dropped() map[string]int64 {
	s.state.lose(s.queue.losses())
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	return maps.Clone(s.state.lost)
}
