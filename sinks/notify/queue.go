package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Ending is how the file of a queue ends, in place of the .db of the store it lies
// beside: no store has such a name.
const Ending = ".notify"

// application is the mark of our files in SQLite's header: "mesn".
const application = 0x6d65736e

// schema is version 1. notice holds each notice once; due says which receiver it still
// has to reach, so a row of it goes when that one has confirmed or dropped it. told is
// what was last told of each finding: what becomes of one is seen by comparing it
// with that, however the process ended. Times are microseconds by our clock.
var schema = []string{
	`CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), made INTEGER NOT NULL, primed INTEGER NOT NULL)`,
	`CREATE TABLE receiver (name TEXT PRIMARY KEY, sent INTEGER NOT NULL, dropped INTEGER NOT NULL, last INTEGER NOT NULL, since INTEGER NOT NULL, why TEXT NOT NULL) WITHOUT ROWID`,
	`CREATE TABLE notice (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, put INTEGER NOT NULL, bytes INTEGER NOT NULL, body BLOB NOT NULL)`,
	`CREATE TABLE due (receiver TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (receiver, seq)) WITHOUT ROWID`,
	`CREATE INDEX due_seq ON due (seq)`,
	`CREATE TABLE told (finding TEXT PRIMARY KEY, level INTEGER NOT NULL, over INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID`,
	`CREATE TABLE reminded (receiver TEXT NOT NULL, finding TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (receiver, finding)) WITHOUT ROWID`,
}

// queue is an open queue. Its methods may be called from several goroutines: there is
// one connection.
type queue struct {
	db   *sql.DB
	size int64 // of bodies, beyond which the oldest go
	now  func() time.Time
}

// queueOptions say how a queue is opened.
type queueOptions struct {
	path  string
	size  int64
	pages int // PRAGMA max_page_count; 0: no bound of its own
	now   func() time.Time
}

// openQueue opens the file, or makes it (0600). One that is damaged, or not ours, is
// put aside: that somebody is told is worth more than what it held. aside is its new
// name then.
func openQueue(ctx context.Context, o queueOptions) (q *queue, aside string, err error) {
	if o.path == "" {
		q, err = memoryQueue(ctx, o)
		return q, "", err
	}
	if q, err = tryQueue(ctx, o); err == nil || !errors.Is(err, errDamaged) {
		return q, "", err
	}
	aside = o.path + ".damaged-" + strconv.FormatInt(o.now().Unix(), 10)
	if err := os.Rename(o.path, aside); err != nil {
		return nil, "", fmt.Errorf("putting aside queue %q: %w", o.path, err)
	}
	for _, with := range []string{"-wal", "-shm"} {
		if err := os.Rename(o.path+with, aside+with); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, "", fmt.Errorf("putting aside queue %q: %w", o.path, err)
		}
	}
	q, err = tryQueue(ctx, o)
	return q, aside, err
}

// memoryQueue keeps nothing: for when no file can be had, so that notices still leave.
func memoryQueue(ctx context.Context, o queueOptions) (*queue, error) {
	return connectQueue(ctx, o, "file::memory:?_busy_timeout=5000")
}

var errDamaged = errors.New("damaged")

func tryQueue(ctx context.Context, o queueOptions) (*queue, error) {
	full, err := filepath.Abs(o.path)
	if err != nil {
		return nil, err
	}
	if err := makeFile(full); err != nil {
		return nil, fmt.Errorf("opening queue: %w", err)
	}
	u := url.URL{Scheme: "file", Path: full, RawQuery: "mode=rw&_defensive=1&_dqs=0&_busy_timeout=5000&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)" +
		"&_auto_vacuum=INCREMENTAL&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_pragma=journal_size_limit(1048576)"}
	dsn := u.String()
	if o.pages > 0 {
		dsn += "&_pragma=max_page_count(" + strconv.Itoa(o.pages) + ")"
	}
	return connectQueue(ctx, o, dsn)
}

// makeFile makes the file for its owner alone, or for the group where its folder is the
// group's, as that of the store beside it.
func makeFile(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	folder, err := os.Stat(dir)
	if err != nil {
		return err
	}
	mode := os.FileMode(0o600)
	if folder.Mode()&0o022 == 0o020 {
		mode = 0o660
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		if f, err = os.OpenFile(path, os.O_RDWR, 0); err != nil {
			return err
		}
		return f.Close()
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(mode), f.Close()) // whatever the umask
}

func connectQueue(ctx context.Context, o queueOptions, dsn string) (*queue, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	q := &queue{db: db, size: o.size, now: o.now}
	if err := q.prepare(ctx); err != nil {
		db.Close()
		if broken(err) {
			err = fmt.Errorf("%w: %w", errDamaged, err)
		}
		return nil, fmt.Errorf("opening queue %q: %w", o.path, err)
	}
	return q, nil
}

// prepare makes the tables in an empty file, and looks at those of another.
func (q *queue) prepare(ctx context.Context) error {
	var app, version, tables int
	for _, ask := range []struct {
		text string
		into *int
	}{{`PRAGMA application_id`, &app}, {`PRAGMA user_version`, &version}, {`SELECT count(*) FROM sqlite_schema`, &tables}} {
		if err := q.db.QueryRowContext(ctx, ask.text).Scan(ask.into); err != nil {
			return err
		}
	}
	switch {
	case app == application && version == 1:
		var said string
		if err := q.db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil || said == "ok" {
			return err
		}
		return fmt.Errorf("%w: %s", errDamaged, strings.Join(strings.Fields(said), " "))
	case app == application && version > 1:
		return fmt.Errorf("it was made by a newer version of mesoswatch (its schema is %d)", version)
	case tables > 0:
		return fmt.Errorf("%w: it is a database of another program", errDamaged)
	}
	return q.write(ctx, func(tx *sql.Tx) error {
		for _, s := range schema {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO meta VALUES (1, ?, 0)`, q.now().UnixMicro())
		for _, s := range []string{fmt.Sprintf(`PRAGMA application_id = %d`, application), `PRAGMA user_version = 1`} {
			if err == nil {
				_, err = tx.ExecContext(ctx, s)
			}
		}
		return err
	})
}

// write does something in one transaction.
func (q *queue) write(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (q *queue) close() error { return q.db.Close() }
