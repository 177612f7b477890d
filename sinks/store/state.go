package store

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// rememberLoss is how long a source is said to lack what was not kept.
const rememberLoss = time.Hour

// state is how the store is, for its own Health.
type state struct {
	mu      sync.Mutex
	writing error // why nothing can be written
	reading error
	living  error // trouble with the lease
	file    error // damaged, or not there any more
	large   string
	lost    map[string]int64 // never kept, by kind
	lostAt  time.Time
	bad     int64 // rows that could not be read
	badAt   time.Time
	lastBad string
}

func (t *state) set(where *error, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*where = err
}

func (t *state) wrote(err error)   { t.set(&t.writing, err) }
func (t *state) read(err error)    { t.set(&t.reading, err) }
func (t *state) lived(err error)   { t.set(&t.living, err) }
func (t *state) checked(err error) { t.set(&t.file, err) }

func (t *state) tooLarge(why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.large = why
}

// lose counts what was not kept.
func (t *state) lose(n map[string]int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for kind, n := range n {
		if n == 0 {
			continue
		}
		if t.lost == nil {
			t.lost = make(map[string]int64)
		}
		t.lost[kind] += n
		t.lostAt = time.Now()
	}
}

// unreadable tells of a row that is left out.
func (s *Store) unreadable(what string, err error) {
	s.o.Log.Error("a row of the store cannot be read and is left out", "path", s.path, "row", what, "err", err)
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.bad++
	s.state.badAt = time.Now()
	s.state.lastBad = what
}

// health is how the store is.
func (s *Store) health() mesoswatch.Health {
	s.state.lose(s.queue.losses())
	info, gone := os.Stat(s.path) // not under the lock: who counts does not wait for a disk
	t := &s.state
	t.mu.Lock()
	defer t.mu.Unlock()
	h := mesoswatch.Health{At: s.o.Now(), Source: source, Collector: source, Interval: healthEvery.Seconds()}
	why := errors.Join(t.file, t.writing, t.living, t.reading)
	if h.OK = why == nil; !h.OK {
		h.Why = mesoswatch.Mask(strings.ReplaceAll(why.Error(), "\n", "; "))
	}
	h.Lacking = t.lacking()
	outcome := "kept"
	switch {
	case !s.writes():
		outcome = "read"
	case !h.OK:
		outcome = fmt.Sprintf("%d waiting", s.queue.waiting())
	}
	x := mesoswatch.Exchange{What: s.path, Outcome: outcome}
	if gone == nil {
		x.Bytes = info.Size()
	}
	h.Asked = []mesoswatch.Exchange{x}
	return h
}

// lacking says what is not in the store although it should be.
func (t *state) lacking() map[string]string {
	out := make(map[string]string)
	if time.Since(t.lostAt) < rememberLoss {
		for _, kind := range slices.Sorted(maps.Keys(t.lost)) {
			out[kind] = fmt.Sprintf("%d were not kept, the last at %s", t.lost[kind], t.lostAt.UTC().Format("15:04:05 MST"))
		}
	}
	if t.bad > 0 && time.Since(t.badAt) < rememberLoss {
		out["row"] = fmt.Sprintf("%d could not be read and were left out, the last %s", t.bad, t.lastBad)
	}
	if t.large != "" {
		out["size"] = t.large
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// sameFile tells whether the file at the path still is the one that is open: SQLite
// goes on with a removed one, and all would be lost with its end.
func (s *Store) sameFile() error {
	info, err := os.Stat(s.path)
	if err == nil && os.SameFile(info, s.file) {
		return nil
	}
	return fmt.Errorf("store %q was removed or replaced while in use: nothing is kept any more, start again", s.path)
}
