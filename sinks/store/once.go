package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what Once remembers.
const (
	maxMarks    = 1_000_000 // of stored events, the newest
	recentMarks = 8_192     // of events that went by: more than a stream holds
)

// settleFor is how long a restarted collector waits for what it gave before to be
// written.
const settleFor = 5 * time.Second

// Once wraps a collector whose events may come a second time: one that follows logs
// and, after a kill, begins where its position was last saved. Events that are
// stored are left out, each as often as it is stored. An event is the same when its
// text, offset and inode are, or without an inode text, offset and source; what comes
// out of a pipe comes once. Only what Options.Keep wants is looked at: the rest has no
// influence. When the store cannot be read, everything passes: watching goes on.
func (s *Store) Once(c mesoswatch.Collector) mesoswatch.Collector { return &once{Collector: c, s: s} }

type once struct {
	mesoswatch.Collector
	s *Store

	mu     sync.Mutex // a collector may emit from several goroutines
	stored marks
	recent []int64 // ring of what went by in this process
	next   int
}

// Run runs the collector. When it is started again, what it gave before counts as
// stored.
func (o *once) Run(ctx context.Context, emit mesoswatch.Emit) error {
	o.load(ctx)
	return o.Collector.Run(ctx, func(r mesoswatch.Record) error {
		if r.Event != nil && r.Origin == mesoswatch.Fresh && returns(r.Event) && o.s.o.Keep(r.Event) && o.seen(markOf(r.Event)) {
			return nil
		}
		return emit(r)
	})
}

// returns tells whether a line can come again at its place: not out of a pipe,
// where each beginning is a new one.
func returns(e *mesoswatch.Event) bool { return e.Inode != 0 || strings.Contains(e.Source, "://") }

func (o *once) load(ctx context.Context) {
	o.mu.Lock()
	recent := slices.Clone(o.recent)
	o.mu.Unlock()
	if len(recent) > 0 {
		o.s.settle(ctx)
	}
	stored, err := o.s.marks(ctx)
	if err != nil && ctx.Err() == nil {
		o.s.o.Log.Error("what is stored already is not known: lines may be judged twice", "collector", o.Name(), "err", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stored = newMarks(stored, recent)
}

// seen tells whether an event is stored already, and remembers it otherwise.
func (o *once) seen(mark int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stored.take(mark) {
		return true
	}
	if len(o.recent) < recentMarks {
		o.recent = append(o.recent, mark)
	} else {
		o.recent[o.next] = mark
		o.next = (o.next + 1) % recentMarks
	}
	return false
}

// settle waits until what went through the stream is written.
func (s *Store) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, settleFor)
	defer cancel()
	tick := time.NewTicker(flushEvery / 4)
	defer tick.Stop()
	for s.queue.waiting() > 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// marks are those of the newest stored events.
func (s *Store) marks(ctx context.Context) ([]int64, error) {
	var all []int64
	err := s.reading(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT mark FROM log INDEXED BY log_kind WHERE kind = 1 ORDER BY seq DESC LIMIT ?`, maxMarks)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var mark int64
			if err := rows.Scan(&mark); err != nil {
				return err
			}
			all = append(all, mark)
		}
		return rows.Err()
	})
	return all, err
}

// marks are a set in which each may be more than once: sorted, with what is taken.
type marks struct {
	all   []int64
	taken []uint64 // bits
	left  int
}

// newMarks is what is stored, and of what went by that which is not.
func newMarks(stored, recent []int64) marks {
	slices.Sort(stored)
	n := len(stored)
	for _, mark := range recent {
		if _, known := slices.BinarySearch(stored[:n], mark); !known {
			stored = append(stored, mark)
		}
	}
	slices.Sort(stored)
	return marks{all: stored, taken: make([]uint64, len(stored)/64+1), left: len(stored)}
}

// take takes one out; false: it is not there, or not any more.
func (m *marks) take(mark int64) bool {
	if m.left == 0 {
		return false
	}
	i, _ := slices.BinarySearch(m.all, mark)
	for ; i < len(m.all) && m.all[i] == mark; i++ {
		if m.taken[i/64]&(1<<(i%64)) != 0 {
			continue
		}
		m.taken[i/64] |= 1 << (i % 64)
		if m.left--; m.left == 0 {
			m.all, m.taken = nil, nil
		}
		return true
	}
	return false
}

// markOf tells an event from all others. It is cut from a SHA-256, so that nobody
// writes a line that passes for another.
func markOf(e *mesoswatch.Event) int64 {
	h := sha256.New()
	var place [16]byte
	binary.LittleEndian.PutUint64(place[:], e.Inode)
	binary.LittleEndian.PutUint64(place[8:], uint64(e.Offset))
	h.Write(place[:])
	if e.Inode == 0 {
		h.Write([]byte(e.Source + "\x00"))
	}
	h.Write([]byte(e.Raw))
	var sum [sha256.Size]byte
	return int64(binary.LittleEndian.Uint64(h.Sum(sum[:0])))
}
