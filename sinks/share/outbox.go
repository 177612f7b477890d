package share

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of the outbox.
const (
	maxPending = 20_000  // actions that wait
	maxKnown   = 100_000 // actions that are known to be told
)

// outbox is the file that keeps what must survive: actions that are not told yet, in
// their order; which are; what of each finding was told last; and how far the stream
// was read.
type outbox struct {
	db       *sql.DB
	instance string // of this file: tells two machines of one name apart
}

var tables = [...]string{
	`CREATE TABLE IF NOT EXISTS meta (id INTEGER PRIMARY KEY CHECK (id = 1), instance TEXT NOT NULL, stream TEXT NOT NULL, position INTEGER NOT NULL, dropped INTEGER NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS action (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body BLOB)`,
	`CREATE INDEX IF NOT EXISTS action_waits ON action (n) WHERE body IS NOT NULL`,
	`CREATE TABLE IF NOT EXISTS finding (id TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID`,
}

func openOutbox(ctx context.Context, path string) (*outbox, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: "mode=rw&_defensive=1&_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	b := &outbox{db: db}
	if err := b.prepare(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return b, nil
}

func (b *outbox) prepare(ctx context.Context) error {
	for _, t := range tables {
		if _, err := b.db.ExecContext(ctx, t); err != nil {
			return err
		}
	}
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	if _, err := b.db.ExecContext(ctx, `INSERT OR IGNORE INTO meta VALUES (1, ?, '', 0, 0)`, hex.EncodeToString(id[:])); err != nil {
		return err
	}
	return b.db.QueryRowContext(ctx, `SELECT instance FROM meta`).Scan(&b.instance)
}

// news is what is written at once.
type news struct {
	actions  []mesoswatch.Action // done here, to be told
	known    []string            // told by others
	position uint64              // 0: as it is
	dropped  int64
}

func (n *news) empty() bool {
	return len(n.actions) == 0 && len(n.known) == 0 && n.position == 0 && n.dropped == 0
}

// write puts news on the disk. An action that is known already is not told again; of
// more than may wait the oldest are dropped and counted.
func (b *outbox) write(ctx context.Context, n news) error {
	return b.change(ctx, func(tx *sql.Tx) error {
		for _, a := range n.actions {
			body, err := json.Marshal(a)
			if err != nil {
				continue // a time that cannot be written: the store refused it too
			}
			if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO action (id, body) VALUES (?, ?)`, a.ID, body); err != nil {
				return err
			}
		}
		for _, id := range n.known {
			if _, err := tx.ExecContext(ctx, `INSERT INTO action (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET body = NULL`, id); err != nil {
				return err
			}
		}
		if n.position > 0 {
			if _, err := tx.ExecContext(ctx, `UPDATE meta SET position = max(position, ?)`, int64(n.position)); err != nil {
				return err
			}
		}
		return b.bound(ctx, tx, n.dropped)
	})
}

// bound keeps the tables within their bounds.
func (b *outbox) bound(ctx context.Context, tx *sql.Tx, dropped int64) error {
	r, err := tx.ExecContext(ctx, `UPDATE action SET body = NULL WHERE body IS NOT NULL AND n <= (SELECT n FROM action WHERE body IS NOT NULL ORDER BY n DESC LIMIT 1 OFFSET ?)`, maxPending)
	if err != nil {
		return err
	}
	if more, err := r.RowsAffected(); err == nil {
		dropped += more
	}
	if dropped > 0 {
		if _, err := tx.ExecContext(ctx, `UPDATE meta SET dropped = dropped + ?`, dropped); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM action WHERE body IS NULL AND n <= (SELECT max(n) FROM action) - ?`, maxKnown)
	return err
}

func (b *outbox) change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("writing the outbox: %w", err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return fmt.Errorf("writing the outbox: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing the outbox: %w", err)
	}
	return nil
}

// pending is an action that waits.
type pending struct {
	id   string
	body []byte
}

// next are the first actions that wait.
func (b *outbox) next(ctx context.Context, most int) (all []pending, err error) {
	rows, err := b.db.QueryContext(ctx, `SELECT id, body FROM action WHERE body IS NOT NULL ORDER BY n LIMIT ?`, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p pending
		if err := rows.Scan(&p.id, &p.body); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// waits is how many actions wait, and how many were dropped ever.
func (b *outbox) waits(ctx context.Context) (n, dropped int64, err error) {
	err = b.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM action WHERE body IS NOT NULL), dropped FROM meta`).Scan(&n, &dropped)
	return n, dropped, err
}

// told is what of a finding was told last, and when.
func (b *outbox) told(ctx context.Context, id string) (digest string, at time.Time, err error) {
	var unix int64
	err = b.db.QueryRowContext(ctx, `SELECT digest, at FROM finding WHERE id = ?`, id).Scan(&digest, &unix)
	if err == sql.ErrNoRows {
		return "", time.Time{}, nil
	}
	return digest, time.Unix(unix, 0), err
}

// tell notes that a finding was told.
func (b *outbox) tell(ctx context.Context, id, digest string, at time.Time) error {
	_, err := b.db.ExecContext(ctx, `INSERT INTO finding VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, at = excluded.at`, id, digest, at.Unix())
	return err
}

// stream is how far that stream was read. Of another one nothing was, and nothing was
// told to it; fresh says so. One of the same name that ends before that is another one
// too when it was lost; a server that has just begun to lead may only be behind, which
// is errBehind.
func (b *outbox) stream(ctx context.Context, name string, last uint64, lost bool) (position uint64, fresh bool, err error) {
	err = b.change(ctx, func(tx *sql.Tx) error {
		var was string
		var at int64
		if err := tx.QueryRowContext(ctx, `SELECT stream, position FROM meta`).Scan(&was, &at); err != nil {
			return err
		}
		position = uint64(max(at, 0))
		switch {
		case was == name && position <= last:
			return nil
		case was == name && !lost:
			return errBehind
		}
		position, fresh = 0, true
		for _, s := range []string{`DELETE FROM finding`, `DELETE FROM action WHERE body IS NULL`} {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE meta SET stream = ?, position = 0`, name)
		return err
	})
	return position, fresh, err
}

// errBehind: the stream ends before what was read of it.
var errBehind = errors.New("the stream ends before what was read of it already")

func (b *outbox) close() error { return b.db.Close() }
