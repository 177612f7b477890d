package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

const (
	// heldAround is how much of the beginning and of the end of an unresolved
	// finding's span is held whole; between them, its evidence is.
	heldAround = time.Hour
	// maxHeld is how many events are held of one such time, so that a flood does not
	// become a floor: the first of them.
	maxHeld = 20_000
)

// floor is what stays whatever its age and the size of the store: what findings that
// are not resolved rest on.
type floor struct {
	places map[place]bool // of evidence
	times  []heldTime     // apart from each other, in order
	// hard: also what is known of subjects that are still there may go.
	hard bool
}

// place is where a line stands. inode 0: whichever.
type place struct {
	source string
	offset int64
	inode  uint64
}

type heldTime struct {
	from, to int64 // microseconds
	held     int
}

// floor reads which findings are not resolved.
func (s *Store) floor(ctx context.Context) (*floor, error) {
	all, err := s.Findings(ctx)
	if err != nil {
		return nil, err
	}
	held := &floor{places: make(map[place]bool)}
	for i := range all {
		f := &all[i]
		if f.Status == mesoswatch.Resolved {
			continue
		}
		for _, e := range f.Evidence {
			held.places[place{e.Source, e.Offset, e.Inode}] = true
		}
		if f.Posture() {
			continue // how something is set up rests on no events
		}
		first, last := micro(f.FirstSeen), micro(f.LastSeen)
		around := heldAround.Microseconds()
		held.times = append(held.times,
			heldTime{from: first, to: min(first+around, last)}, heldTime{from: max(last-around, first), to: last})
	}
	held.times = apart(held.times)
	return held, nil
}

// apart joins times that overlap.
func apart(times []heldTime) []heldTime {
	slices.SortFunc(times, func(a, b heldTime) int { return cmp.Compare(a.from, b.from) })
	var out []heldTime
	for _, t := range times {
		if n := len(out); n > 0 && t.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, t.to)
			continue
		}
		out = append(out, t)
	}
	return out
}

// restart begins to count anew: another pass.
func (f *floor) restart() {
	for i := range f.times {
		f.times[i].held = 0
	}
}

// holds tells whether a row stays.
func (f *floor) holds(ctx context.Context, tx *sql.Tx, kind int, c candidate) (bool, error) {
	switch kind {
	case rowEvent:
		return f.holdsEvent(c), nil
	case rowSnapshot:
		if f.hard || bytes.Contains(c.body, []byte(`"gone":true`)) {
			return false, nil
		}
		var later bool // otherwise it is what is known of its subject
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM log WHERE kind = 2 AND name = ? AND seq > ?)`, c.name, c.seq).Scan(&later)
		return !later, err
	case rowAction:
		var there bool // it goes with its finding
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM finding WHERE id = ?)`, c.of).Scan(&there)
		return there, err
	}
	return false, nil
}

func (f *floor) holdsEvent(c candidate) bool {
	i, _ := slices.BinarySearchFunc(f.times, c.at, func(t heldTime, at int64) int { return cmp.Compare(t.to, at) })
	if i < len(f.times) && f.times[i].from <= c.at && f.times[i].held < maxHeld {
		f.times[i].held++
		return true
	}
	var e struct {
		Source string
		Offset int64
		Inode  uint64
	}
	if json.Unmarshal(c.body, &e) != nil {
		return false
	}
	return f.places[place{e.Source, e.Offset, e.Inode}] || f.places[place{e.Source, e.Offset, 0}]
}
