package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"sort"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Restore gives what is stored, with origin Restored: the latest snapshot of each
// subject as of the beginning of the span, oldest first; then everything of the span
// in the order in which it was stored (events, snapshots, words of sources when they
// changed, actions; "mesoswatch was not running" where nobody was watching); then the
// last answer of each check; and last all findings, whole, in the order of
// Finding.Compare. A row that cannot be read is left out and told in Health; an
// error that is yielded is the last, and told too.
//
// Run goes on behind it. Judging the records again fills the windows of
// correlations; what the judge says of them is stored already.
func (s *Store) Restore(ctx context.Context) iter.Seq2[mesoswatch.Record, error] {
	return func(yield func(mesoswatch.Record, error) bool) {
		give := func(r mesoswatch.Record) error {
			r.Origin = mesoswatch.Restored
			if !yield(r, nil) {
				return errEnded
			}
			return nil
		}
		if err := s.restore(ctx, give); err != nil && !errors.Is(err, errEnded) {
			if ctx.Err() == nil && !errors.Is(err, ErrOusted) {
				s.state.checked(err)
			}
			yield(mesoswatch.Record{}, err)
		}
	}
}

func (s *Store) restore(ctx context.Context, give func(mesoswatch.Record) error) error {
	var from, to int64
	err := s.reading(ctx, func(tx *sql.Tx) (err error) {
		if err := tx.QueryRowContext(ctx, `SELECT seq FROM meta`).Scan(&to); err != nil {
			return err
		}
		from, err = s.spanStart(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.restoreSubjects(ctx, from, give); err != nil {
		return err
	}
	if err := s.restoreSpan(ctx, from, to, give); err != nil {
		return err
	}
	return s.restoreWhole(ctx, to, give)
}

// restoreSpan gives the log of the span.
func (s *Store) restoreSpan(ctx context.Context, from, to int64, give func(mesoswatch.Record) error) error {
	for more := true; more && from < to; {
		p := page{to: to}
		err := s.reading(ctx, func(tx *sql.Tx) error { return s.readLog(ctx, tx, span{from: from}, &p) })
		if err != nil {
			return err
		}
		if err := s.live(ctx); err != nil && errors.Is(err, ErrOusted) {
			return s.explain("reading", err)
		}
		for _, r := range p.log {
			if err := give(r); err != nil {
				return err
			}
		}
		from, more = p.to, p.more
	}
	return nil
}

// restoreWhole gives what is only known whole, and sets the position.
func (s *Store) restoreWhole(ctx context.Context, to int64, give func(mesoswatch.Record) error) error {
	p := page{}
	err := s.reading(ctx, func(tx *sql.Tx) (err error) {
		p.to = 1 << 62
		if err = s.readLatest(ctx, tx, 0, &p); err == nil {
			p.findings, err = s.findingsIn(ctx, tx, 0, p.to)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range p.latest {
		if r.Verdict == nil {
			continue
		}
		if err := give(r); err != nil {
			return err
		}
	}
	sortFindings(p.findings)
	for i := range p.findings {
		if err := give(mesoswatch.Record{Finding: &p.findings[i]}); err != nil {
			return err
		}
	}
	s.place(to) // what came meanwhile comes again, whole
	return nil
}

// restoreSubjects gives the latest snapshot of each subject up to a row.
func (s *Store) restoreSubjects(ctx context.Context, to int64, give func(mesoswatch.Record) error) error {
	var seqs []int64
	err := s.reading(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT max(seq) FROM log WHERE kind = 2 AND seq <= ? GROUP BY name`, to)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			if err := rows.Scan(&seq); err != nil {
				return err
			}
			seqs = append(seqs, seq)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	sort.Slice(seqs, func(i, j int) bool { return seqs[i] < seqs[j] })
	for len(seqs) > 0 {
		n := min(len(seqs), pageSize)
		if err := s.restoreRows(ctx, seqs[:n], give); err != nil {
			return err
		}
		seqs = seqs[n:]
	}
	return nil
}

// restoreRows gives snapshots by number, but for what is gone.
func (s *Store) restoreRows(ctx context.Context, seqs []int64, give func(mesoswatch.Record) error) error {
	var all []mesoswatch.Record
	err := s.reading(ctx, func(tx *sql.Tx) error {
		for _, seq := range seqs {
			var body []byte
			err := tx.QueryRowContext(ctx, `SELECT body FROM log WHERE seq = ?`, seq).Scan(&body)
			if errors.Is(err, sql.ErrNoRows) {
				continue // pruned meanwhile
			}
			if err != nil {
				return err
			}
			r, err := decodeRow(rowSnapshot, body)
			if err != nil {
				s.unreadable("snapshot", err)
			} else if !r.Snapshot.Gone {
				all = append(all, r)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := give(r); err != nil {
			return err
		}
	}
	return nil
}

// spanStart is the number behind which the span begins: as far back from the last
// row as is wanted, with no more events than are wanted.
func (s *Store) spanStart(ctx context.Context, tx *sql.Tx) (int64, error) {
	var last sql.NullInt64
	if err := tx.QueryRowContext(ctx, `SELECT put FROM log ORDER BY seq DESC LIMIT 1`).Scan(&last); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return 0, err
	}
	from, err := firstSince(ctx, tx, time.UnixMicro(last.Int64).Add(-s.o.Span))
	if err != nil {
		return 0, err
	}
	var most int64
	err = tx.QueryRowContext(ctx, `SELECT seq FROM log WHERE kind = 1 ORDER BY seq DESC LIMIT 1 OFFSET ?`, s.o.SpanEvents).Scan(&most)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return max(from, most), err
}

// firstSince is the number before the first row that was written at or after a time.
// Rows are written in the order of time but for a clock that was set back.
func firstSince(ctx context.Context, tx *sql.Tx, since time.Time) (int64, error) {
	var low, high int64 // what is sought is behind low and not behind high
	if err := tx.QueryRowContext(ctx, `SELECT coalesce((SELECT min(seq) FROM log), 1) - 1, coalesce((SELECT max(seq) FROM log), 0)`).Scan(&low, &high); err != nil {
		return 0, err
	}
	for low < high {
		middle := low + (high-low)/2
		var seq, put int64
		err := tx.QueryRowContext(ctx, `SELECT seq, put FROM log WHERE seq > ? ORDER BY seq LIMIT 1`, middle).Scan(&seq, &put)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			high = middle
		case err != nil:
			return 0, err
		case put >= micro(since):
			high = middle
		default:
			low = seq
		}
	}
	return low, nil
}
