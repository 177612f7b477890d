package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// sweep is one pass over the rows of a kind, oldest first.
type sweep struct {
	kind  int
	old   time.Time // what was written before may go
	held  *floor
	bytes int64 // it is enough when so much went; 0: all that may go
}

// candidate is a row that may have to go.
type candidate struct {
	seq, put, at int64
	name         []byte
	of           sql.NullString
	body         []byte
}

func (c *candidate) size() int64 { return int64(len(c.body)) + rowCost }

// sweep answers how many bytes went.
func (s *Store) sweep(ctx context.Context, w sweep) (gone int64, err error) {
	w.held.restart()
	for from, more := int64(0), true; more; {
		var n int64
		err := s.writing(ctx, func(tx *sql.Tx) (err error) {
			from, n, more, err = sweepStep(ctx, tx, w, from)
			return err
		})
		if err != nil {
			return gone, err
		}
		if gone += n; w.bytes > 0 && gone >= w.bytes || !more {
			break
		}
		select {
		case <-ctx.Done():
			return gone, ctx.Err()
		case <-time.After(pruneRest):
		}
	}
	return gone, nil
}

// writing is a write transaction of the writer.
func (s *Store) writing(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// sweepStep takes away what may go of the next rows behind from.
func sweepStep(ctx context.Context, tx *sql.Tx, w sweep, from int64) (to, gone int64, more bool, err error) {
	rows, err := candidates(ctx, tx, w.kind, from)
	if err != nil {
		return from, 0, false, err
	}
	to, more = from, len(rows) == pruneStep
	for _, c := range rows {
		if c.put >= micro(w.old) || w.bytes > 0 && gone >= w.bytes {
			more = false
			break
		}
		to = c.seq
		held, err := w.held.holds(ctx, tx, w.kind, c)
		if err != nil {
			return from, 0, false, err
		}
		if held {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM log WHERE seq = ?`, c.seq); err != nil {
			return from, 0, false, err
		}
		gone += c.size()
	}
	if gone > 0 {
		_, err = tx.ExecContext(ctx, takeUsage, gone, w.kind)
	}
	return to, gone, more, err
}

// takeUsage counts bytes of a kind of row out.
const takeUsage = `UPDATE usage SET bytes = max(0, bytes - ?) WHERE kind = ?`

func candidates(ctx context.Context, tx *sql.Tx, kind int, from int64) ([]candidate, error) {
	rows, err := tx.QueryContext(ctx, `SELECT seq, put, at, name, of, body FROM log WHERE kind = ? AND seq > ? ORDER BY seq LIMIT ?`, kind, from, pruneStep)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []candidate
	for rows.Next() {
		var c candidate
		if err := rows.Scan(&c.seq, &c.put, &c.at, &c.name, &c.of, &c.body); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// errorsOf closes rows and answers what went wrong with them.
func errorsOf(rows *sql.Rows) error {
	err := rows.Err()
	if cerr := rows.Close(); err == nil {
		err = cerr
	}
	return err
}

// pruneFindings takes away findings that were resolved long ago, with all that was
// said and done about them, and of too many the least.
func (s *Store) pruneFindings(ctx context.Context, old time.Time) error {
	all, err := s.Findings(ctx)
	if err != nil {
		return err
	}
	var over []string
	for i, f := range all { // in the order of Compare: the least comes last
		if i >= maxFindings {
			over = append(over, f.ID)
			continue
		}
		if f.Status != mesoswatch.Resolved || !f.LastSeen.Before(old) || f.Handled != nil && !f.Handled.At.Before(old) {
			continue
		}
		if err := s.forget(ctx, f.ID, old); err != nil {
			return err
		}
	}
	for _, id := range over {
		if err := s.forget(ctx, id, s.o.Now().Add(s.o.Age)); err != nil {
			return err
		}
	}
	s.state.lose(map[string]int64{"finding": int64(len(over))})
	return nil
}

// forget takes a finding away unless something was written about it since old.
func (s *Store) forget(ctx context.Context, id string, old time.Time) error {
	return s.writing(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM finding WHERE id = ?1 AND put < ?2
			AND NOT EXISTS (SELECT 1 FROM log WHERE of = ?1 AND put >= ?2)`, id, micro(old))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for _, kind := range []int{rowAction, rowTurn} {
			var bytes int64
			err := tx.QueryRowContext(ctx, `SELECT coalesce(sum(length(body) + ?), 0) FROM log WHERE of = ? AND kind = ?`, rowCost, id, kind).Scan(&bytes)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, takeUsage, bytes, kind); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM log WHERE of = ?`, id)
		return err
	})
}
