package store

import (
	"context"
	"fmt"
	"time"
)

const (
	// pruneStep is how many rows are looked at in one transaction, and pruneRest how
	// long others have the file between two.
	pruneStep = 1000
	pruneRest = 5 * time.Millisecond
	// vacuumPages is how many free pages go back to the disk at a time.
	vacuumPages = 500
	// maxFindings bounds what a flood of findings can fill; the Board shows half.
	maxFindings = 20_000
)

// shares of the size that kinds of rows may take when there is too little room: a
// busy cluster's tasks must not drive out the logins of last week.
func share(kind int) float64 {
	switch kind {
	case rowEvent:
		return 0.6
	case rowSnapshot:
		return 0.3
	}
	return 0.1
}

// pruneAll brings the store back into its bounds, in small steps: first what is too
// old, then the oldest of whatever kind takes more than its share.
func (s *Store) pruneAll(ctx context.Context) error {
	old := s.o.Now().Add(-s.o.Age)
	if err := s.pruneFindings(ctx, old); err != nil {
		return err
	}
	held, err := s.floor(ctx)
	if err != nil {
		return err
	}
	for _, kind := range []int{rowEvent, rowSnapshot, rowHealth, rowAction, rowTurn} {
		if _, err := s.sweep(ctx, sweep{kind: kind, old: old, held: held}); err != nil {
			return err
		}
	}
	if err := s.shrink(ctx, held); err != nil {
		return err
	}
	return s.vacuum(ctx)
}

// shrink takes the oldest of what takes more than its share until the size fits.
// What is known of subjects that are still there goes last.
func (s *Store) shrink(ctx context.Context, held *floor) error {
	exhausted := make(map[int]bool)
	for {
		used, err := s.used(ctx)
		if err != nil {
			return err
		}
		if used <= s.o.Size {
			s.state.tooLarge("")
			return nil
		}
		kind, err := s.greediest(ctx, exhausted)
		switch {
		case err != nil:
			return err
		case kind == 0 && !held.hard:
			held.hard = true
			clear(exhausted)
			continue
		case kind == 0:
			s.state.tooLarge(fmt.Sprintf("%d kB are taken where %d kB are allowed: the rest belongs to findings that are not resolved", used>>10, s.o.Size>>10))
			return nil
		}
		// A little more than too much, so that the next time there is room.
		gone, err := s.sweep(ctx, sweep{kind: kind, old: s.o.Now().Add(s.o.Age), held: held, bytes: used - s.o.Size + s.o.Size/50})
		if err != nil {
			return err
		}
		exhausted[kind] = gone == 0
	}
}

// used is what the file takes, without the pages that are free.
func (s *Store) used(ctx context.Context) (int64, error) {
	var n int64
	err := s.read.QueryRowContext(ctx, `SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).Scan(&n)
	return n, err
}

// greediest is the kind that is most above its share; 0: nothing more can go.
func (s *Store) greediest(ctx context.Context, exhausted map[int]bool) (int, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT kind, bytes FROM usage WHERE bytes > 0`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	best, most := 0, 0.0
	for rows.Next() {
		var kind int
		var bytes int64
		if err := rows.Scan(&kind, &bytes); err != nil {
			return 0, err
		}
		if over := float64(bytes) / share(kind); over > most && !exhausted[kind] && kind != rowAction {
			best, most = kind, over
		}
	}
	return best, rows.Err()
}

// vacuum gives free pages back to the disk.
func (s *Store) vacuum(ctx context.Context) error {
	for {
		var free int64
		if err := s.read.QueryRowContext(ctx, `PRAGMA freelist_count`).Scan(&free); err != nil || free < vacuumPages {
			return err
		}
		rows, err := s.write.QueryContext(ctx, fmt.Sprintf(`PRAGMA incremental_vacuum(%d)`, vacuumPages))
		if err != nil {
			return err
		}
		for rows.Next() { // each step frees a page
		}
		if err := errorsOf(rows); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
