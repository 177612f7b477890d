package store

import (
	"context"
	"database/sql"
	"sync"
)

// Statements of every commit: they are parsed once.
const (
	readSeq      = `SELECT seq FROM meta`
	writeSeq     = `UPDATE meta SET seq = ?`
	beatLease    = `UPDATE lease SET beat = ? WHERE token = ?`
	addUsage     = `INSERT INTO usage VALUES (?1, ?2) ON CONFLICT (kind) DO UPDATE SET bytes = bytes + ?2`
	addLog       = `INSERT INTO log (seq, put, at, kind, name, of, mark, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	addLatest    = `INSERT OR REPLACE INTO latest (kind, name, seq, put, body) VALUES (?, ?, ?, ?, ?)`
	addFinding   = `INSERT OR REPLACE INTO finding (id, changed, folded, put, body) VALUES (?, ?, ?, ?, ?)`
	readFinding  = `SELECT folded, body FROM finding WHERE id = ?`
	readUnfolded = `SELECT seq, body FROM log WHERE of = ? AND seq > ? AND kind = 4 ORDER BY seq`
	countAction  = `SELECT count(*) FROM log WHERE kind = 4 AND name = ?`
)

// statements are those above on the connection that writes.
type statements struct {
	mu     sync.Mutex
	parsed map[string]*sql.Stmt
}

// begun is a write transaction with its statements.
type begun struct {
	*sql.Tx
	ctx    context.Context
	parsed map[string]*sql.Stmt
}

// beginWrite begins a write transaction. What is parsed is parsed before it: there
// is one connection.
func (s *Store) beginWrite(ctx context.Context) (begun, error) {
	if err := s.statements.parse(ctx, s.write); err != nil {
		return begun{}, err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	return begun{tx, ctx, s.statements.parsed}, err
}

func (t *statements) parse(ctx context.Context, db *sql.DB) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.parsed != nil {
		return nil
	}
	parsed := make(map[string]*sql.Stmt)
	for _, text := range []string{readSeq, writeSeq, beatLease, addUsage, addLog, addLatest, addFinding, readFinding, readUnfolded, countAction} {
		stmt, err := db.PrepareContext(ctx, text)
		if err != nil {
			for _, stmt := range parsed {
				_ = stmt.Close()
			}
			return err
		}
		parsed[text] = stmt
	}
	t.parsed = parsed
	return nil
}

// close lets go of them.
func (t *statements) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, stmt := range t.parsed {
		_ = stmt.Close()
	}
	t.parsed = nil
}

// run executes a statement, parsed or not.
func (tx begun) run(text string, args ...any) (sql.Result, error) {
	if stmt := tx.parsed[text]; stmt != nil {
		return tx.StmtContext(tx.ctx, stmt).ExecContext(tx.ctx, args...)
	}
	return tx.ExecContext(tx.ctx, text, args...)
}

// row asks for one row.
func (tx begun) row(text string, args ...any) *sql.Row {
	if stmt := tx.parsed[text]; stmt != nil {
		return tx.StmtContext(tx.ctx, stmt).QueryRowContext(tx.ctx, args...)
	}
	return tx.QueryRowContext(tx.ctx, text, args...)
}

// rows asks for rows.
func (tx begun) rows(text string, args ...any) (*sql.Rows, error) {
	if stmt := tx.parsed[text]; stmt != nil {
		return tx.StmtContext(tx.ctx, stmt).QueryContext(tx.ctx, args...)
	}
	return tx.QueryContext(tx.ctx, text, args...)
}
