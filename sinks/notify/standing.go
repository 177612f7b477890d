package notify

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Standing is how it stands with one receiver.
type Standing struct {
	Name          string
	Pending       int64
	Sent, Dropped int64     // since the queue was made
	Oldest        time.Time // when the first that waits was put; zero: none waits
	Last          time.Time // when it last confirmed something; zero: never
	Since         time.Time // when it began to fail; zero: it does not
	Why           string    // it fails
}

// Standings reads the queue at path, as a command does beside a program that uses it.
// It answers os.ErrNotExist when there is none.
func Standings(ctx context.Context, path string) ([]Standing, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	q, err := tryQueue(ctx, queueOptions{path: path, now: time.Now})
	if err != nil {
		return nil, err
	}
	all, err := q.standings(ctx)
	return all, errors.Join(err, q.close())
}

// standings lists all receivers that the queue knows, by name.
func (q *queue) standings(ctx context.Context) ([]Standing, error) {
	rows, err := q.db.QueryContext(ctx, `SELECT r.name, r.sent, r.dropped, r.last, r.since, r.why, count(d.seq), coalesce(min(n.put), 0)
		FROM (SELECT name, sent, dropped, last, since, why FROM receiver UNION ALL
			SELECT DISTINCT receiver, 0, 0, 0, 0, '' FROM due WHERE receiver NOT IN (SELECT name FROM receiver)) r
		LEFT JOIN due d ON d.receiver = r.name LEFT JOIN notice n ON n.seq = d.seq GROUP BY r.name ORDER BY r.name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Standing
	for rows.Next() {
		var s Standing
		var last, since, oldest int64
		if err := rows.Scan(&s.Name, &s.Sent, &s.Dropped, &last, &since, &s.Why, &s.Pending, &oldest); err != nil {
			return nil, err
		}
		s.Last, s.Since, s.Oldest = moment(last), moment(since), moment(oldest)
		all = append(all, s)
	}
	return all, rows.Err()
}

func moment(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro)
}

// told is what was last told of each finding, and whether the queue has ever been told
// what is stored.
func (q *queue) told(ctx context.Context) (all map[string]stand, primed bool, err error) {
	if err := q.db.QueryRowContext(ctx, `SELECT primed FROM meta`).Scan(&primed); err != nil {
		return nil, false, err
	}
	rows, err := q.db.QueryContext(ctx, `SELECT finding, level, over, at FROM told`)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	all = make(map[string]stand)
	for rows.Next() {
		var id string
		var level int
		var at int64
		var s stand
		if err := rows.Scan(&id, &level, &s.over, &at); err != nil {
			return nil, false, err
		}
		s.level, s.at = mesoswatch.Level(level), time.UnixMicro(at)
		all[id] = s
	}
	return all, primed, rows.Err()
}

// keepTold is how many ends of findings are remembered.
const keepTold = 50_000

// prime notes that what is stored is known from now on, and forgets the oldest ends.
func (q *queue) prime(ctx context.Context) error {
	return q.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE meta SET primed = 1`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM told WHERE over AND finding NOT IN (SELECT finding FROM told WHERE over ORDER BY at DESC LIMIT ?)`, keepTold)
		return err
	})
}

// reminded is when each receiver was last reminded of each finding.
func (q *queue) reminded(ctx context.Context) (map[[2]string]time.Time, error) {
	rows, err := q.db.QueryContext(ctx, `SELECT receiver, finding, at FROM reminded`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make(map[[2]string]time.Time)
	for rows.Next() {
		var of [2]string
		var at int64
		if err := rows.Scan(&of[0], &of[1], &at); err != nil {
			return nil, err
		}
		all[of] = time.UnixMicro(at)
	}
	return all, rows.Err()
}
