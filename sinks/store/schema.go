package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Kinds of rows of the log.
const (
	rowEvent    = 1
	rowSnapshot = 2
	rowHealth   = 3 // a source came to see or ceased to
	rowAction   = 4
	rowTurn     = 5 // of a finding
	rowVerdict  = 6 // in table latest only
)

// application is the mark of our files in SQLite's header: "mesw".
const application = 0x6d657377

// step brings the schema from one version to the next. All of it happens in one
// transaction, or nothing.
type step []string

// steps are the versions: a store of version n has had the first n. What stands
// here does not change once it was released; what is new is another step.
//
// log is everything in the order it was written; seq, from meta, numbers log,
// finding and latest alike, so that one number says how far a reader is. Numbers
// are given within write transactions, which follow one another: no smaller one
// appears later. put is when it was written, by our clock, at when it happened, by
// the clock of its source, in microseconds. name is the identity by kind: subject,
// source, action; of is the finding an action or turn belongs to.
//
// finding holds each finding whole; folded is the last action that is in it.
// latest holds what only the newest is kept of: the word of each source, and the
// answer of each check.
var steps = []step{{
	`CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, made INTEGER NOT NULL)`,
	`INSERT INTO meta VALUES (1, 0, unixepoch())`,
	`CREATE TABLE lease (id INTEGER PRIMARY KEY CHECK (id = 1), token TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL,
		space TEXT NOT NULL, command TEXT NOT NULL, user TEXT NOT NULL, since INTEGER NOT NULL, beat INTEGER NOT NULL)`,
	`CREATE TABLE log (seq INTEGER PRIMARY KEY, put INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
		name BLOB, of TEXT, mark INTEGER, body BLOB NOT NULL)`,
	`CREATE INDEX log_kind ON log (kind, seq, mark)`,
	`CREATE INDEX log_subject ON log (name, seq) WHERE kind = 2`,
	`CREATE UNIQUE INDEX log_action ON log (name) WHERE kind = 4`,
	`CREATE INDEX log_of ON log (of, seq) WHERE of IS NOT NULL`,
	`CREATE TABLE finding (id TEXT PRIMARY KEY, changed INTEGER NOT NULL, folded INTEGER NOT NULL, put INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID`,
	`CREATE INDEX finding_changed ON finding (changed)`,
	`CREATE TABLE latest (kind INTEGER NOT NULL, name BLOB NOT NULL, seq INTEGER NOT NULL, put INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID`,
	`CREATE INDEX latest_seq ON latest (seq)`,
	`CREATE TABLE usage (kind INTEGER PRIMARY KEY, bytes INTEGER NOT NULL)`,
}}

// objects is how many tables and indexes of ours the last version has.
const objects = 12

// migrate brings a database to the last of steps. Each step commits by itself: one
// that is interrupted leaves the version before it.
func migrate(ctx context.Context, db *sql.DB, steps []step) error {
	for {
		done, err := migrateOne(ctx, db, steps)
		if done || err != nil {
			return err
		}
	}
}

func migrateOne(ctx context.Context, db *sql.DB, steps []step) (done bool, err error) {
	tx, err := db.BeginTx(ctx, nil) // immediate: another process may be at it too
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return false, err
	}
	if version >= len(steps) {
		return true, nil
	}
	for _, statement := range steps[version] {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return false, fmt.Errorf("bringing it from version %d to %d: %w", version, version+1, err)
		}
	}
	for _, p := range []string{
		fmt.Sprintf(`PRAGMA application_id = %d`, application),
		fmt.Sprintf(`PRAGMA user_version = %d`, version+1),
	} {
		if _, err := tx.ExecContext(ctx, p); err != nil {
			return false, err
		}
	}
	return false, tx.Commit()
}
