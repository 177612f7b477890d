package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// item is one turn on its way to the disk: what was told of the finding then, and the
// notice of it with those it is for; a turn that nobody is told of has none.
type item struct {
	finding string
	stand   stand
	notice  *notice.Notice
	to      []string
	remind  bool // a reminder: what was told stays
	bytes   int
}

// stand is what was last told of a finding.
type stand struct {
	level mesoswatch.Level
	over  bool
	at    time.Time // by our clock
}

// put writes turns and who is to be told, all or nothing. A notice whose key is there
// already is the same turn and is not put twice.
func (q *queue) put(ctx context.Context, items []item) error {
	return q.write(ctx, func(tx *sql.Tx) error {
		for i := range items {
			if err := putOne(ctx, tx, &items[i]); err != nil {
				return err
			}
		}
		return q.bound(ctx, tx)
	})
}

func putOne(ctx context.Context, tx *sql.Tx, it *item) error {
	at := it.stand.at.UnixMicro()
	if it.remind {
		for _, name := range it.to {
			if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO reminded VALUES (?, ?, ?)`, name, it.finding, at); err != nil {
				return err
			}
		}
	} else {
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)`, it.finding, int(it.stand.level), it.stand.over, at); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM reminded WHERE finding = ?`, it.finding); err != nil {
			return err
		}
	}
	if it.notice == nil || len(it.to) == 0 {
		return nil
	}
	body, err := json.Marshal(it.notice)
	if err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO notice (key, put, bytes, body) VALUES (?, ?, ?, ?)`, it.notice.Key, at, len(body), body)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	seq, err := res.LastInsertId()
	if err != nil {
		return err
	}
	for _, name := range it.to {
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO due VALUES (?, ?)`, name, seq); err != nil {
			return err
		}
	}
	return nil
}

// bound lets the oldest notices go while all together are too large, and counts them
// for each receiver that did not get them.
func (q *queue) bound(ctx context.Context, tx *sql.Tx) error {
	var bytes, upTo int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(sum(bytes), 0) FROM notice`).Scan(&bytes); err != nil || bytes <= q.size {
		return err
	}
	// A tenth more than needed, so that a queue that is full does not do it each time.
	err := tx.QueryRowContext(ctx, `SELECT seq FROM (SELECT seq, sum(bytes) OVER (ORDER BY seq) AS sofar FROM notice) WHERE sofar >= ? ORDER BY seq LIMIT 1`,
		bytes-q.size+q.size/10).Scan(&upTo)
	if err != nil {
		return err
	}
	for _, s := range []string{
		`INSERT INTO receiver SELECT receiver, 0, count(*), 0, 0, '' FROM due WHERE seq <= ? GROUP BY receiver
			ON CONFLICT (name) DO UPDATE SET dropped = dropped + excluded.dropped`,
		`DELETE FROM due WHERE seq <= ?`, `DELETE FROM notice WHERE seq <= ?`,
	} {
		if _, err := tx.ExecContext(ctx, s, upTo); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `PRAGMA incremental_vacuum`)
	return err
}

// waiting is a notice in the queue.
type waiting struct {
	notice notice.Notice
	put    time.Time
}

// head are the first notices that are due to a receiver. One that cannot be read any
// more is dropped.
func (q *queue) head(ctx context.Context, receiver string, most int) ([]waiting, error) {
	rows, err := q.db.QueryContext(ctx, `SELECT n.seq, n.put, n.body FROM due d JOIN notice n ON n.seq = d.seq WHERE d.receiver = ? ORDER BY d.seq LIMIT ?`, receiver, most)
	if err != nil {
		return nil, err
	}
	var all []waiting
	var unfit []uint64
	for rows.Next() {
		var seq uint64
		var put int64
		var body []byte
		if err := rows.Scan(&seq, &put, &body); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		w := waiting{put: time.UnixMicro(put)}
		if json.Unmarshal(body, &w.notice) != nil {
			unfit = append(unfit, seq)
			continue
		}
		w.notice.Seq = seq
		all = append(all, w)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	if len(unfit) > 0 {
		return all, q.settle(ctx, receiver, unfit, 0, int64(len(unfit)))
	}
	return all, nil
}

// any tells whether something is due to anybody.
func (q *queue) any(ctx context.Context) (some bool) {
	err := q.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM due)`).Scan(&some)
	return some && err == nil
}

// settle takes notices out for a receiver, as sent or as dropped.
func (q *queue) settle(ctx context.Context, receiver string, seqs []uint64, sent, dropped int64) error {
	return q.write(ctx, func(tx *sql.Tx) error {
		for _, seq := range seqs {
			if _, err := tx.ExecContext(ctx, `DELETE FROM due WHERE receiver = ? AND seq = ?`, receiver, seq); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM notice WHERE seq = ?1 AND NOT EXISTS (SELECT 1 FROM due WHERE seq = ?1)`, seq); err != nil {
				return err
			}
		}
		var last int64
		if sent > 0 {
			last = q.now().UnixMicro()
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO receiver VALUES (?, ?, ?, ?, 0, '') ON CONFLICT (name) DO UPDATE SET
			sent = sent + excluded.sent, dropped = dropped + excluded.dropped, last = max(last, excluded.last), since = 0, why = ''`, receiver, sent, dropped, last)
		return err
	})
}

// lost counts notices that never reached the file.
func (q *queue) lost(ctx context.Context, receiver string, n int64) error {
	_, err := q.db.ExecContext(ctx, `INSERT INTO receiver VALUES (?, 0, ?, 0, 0, '') ON CONFLICT (name) DO UPDATE SET dropped = dropped + excluded.dropped`, receiver, n)
	return err
}

// failing notes why a receiver gets nothing, and since when.
func (q *queue) failing(ctx context.Context, receiver, why string) error {
	_, err := q.db.ExecContext(ctx, `INSERT INTO receiver VALUES (?, 0, 0, 0, ?, ?) ON CONFLICT (name) DO UPDATE SET
		why = excluded.why, since = CASE since WHEN 0 THEN excluded.since ELSE since END`, receiver, q.now().UnixMicro(), why)
	return err
}
