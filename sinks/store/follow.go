package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mesoswatch/mesoswatch"
)

// pageSize is how many rows are read at a time: no reader holds a transaction for
// long, which would keep the journal from being folded back.
const pageSize = 500

// page is what was written from one number to another.
type page struct {
	log      []mesoswatch.Record
	latest   []mesoswatch.Record // verdicts, words of sources
	findings []mesoswatch.Finding
	to       int64
	more     bool
}

// span is what of the log is wanted.
type span struct {
	from, to int64 // behind from, up to to; to 0: all
	actions  bool  // and nothing else
}

// page reads the next rows of a span. Findings and what only the latest is kept of
// come with the page in which they changed last; findings as they are now, so that
// what an operator decided does not flicker.
func (s *Store) page(ctx context.Context, want span) (p page, err error) {
	err = s.reading(ctx, func(tx *sql.Tx) error {
		if p.to = want.to; p.to == 0 {
			if err := tx.QueryRowContext(ctx, `SELECT seq FROM meta`).Scan(&p.to); err != nil {
				return err
			}
		}
		if p.to <= want.from {
			p.to = want.from
			return nil
		}
		if err := s.readLog(ctx, tx, want, &p); err != nil || want.actions {
			return err
		}
		if err := s.readLatest(ctx, tx, want.from, &p); err != nil {
			return err
		}
		p.findings, err = s.findingsIn(ctx, tx, want.from, p.to)
		return err
	})
	return p, err
}

const (
	logAll     = `SELECT seq, kind, body FROM log WHERE seq > ? AND seq <= ? AND kind <> 5 ORDER BY seq LIMIT ?`
	logActions = `SELECT seq, kind, body FROM log WHERE kind = 4 AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`
)

func (s *Store) readLog(ctx context.Context, tx *sql.Tx, want span, p *page) error {
	query := logAll
	if want.actions {
		query = logActions
	}
	rows, err := tx.QueryContext(ctx, query, want.from, p.to, pageSize)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	var seq int64
	for rows.Next() {
		var kind int
		var body sql.RawBytes
		if err := rows.Scan(&seq, &kind, &body); err != nil {
			return err
		}
		n++
		r, err := decodeRow(kind, body)
		if err != nil {
			s.unreadable(fmt.Sprintf("%s %d", kindName(kind), seq), err)
			continue
		}
		p.log = append(p.log, r)
	}
	if n == pageSize {
		p.to, p.more = seq, true
	}
	return rows.Err()
}

func (s *Store) readLatest(ctx context.Context, tx *sql.Tx, from int64, p *page) error {
	rows, err := tx.QueryContext(ctx, `SELECT kind, body FROM latest WHERE seq > ? AND seq <= ? ORDER BY seq`, from, p.to)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind int
		var body sql.RawBytes
		if err := rows.Scan(&kind, &body); err != nil {
			return err
		}
		r, err := decodeRow(kind, body)
		if err != nil {
			s.unreadable("latest "+kindName(kind), err)
			continue
		}
		p.latest = append(p.latest, r)
	}
	return rows.Err()
}

// decodeRow reads a row's body, and wants in it what makes its kind.
func decodeRow(kind int, body []byte) (r mesoswatch.Record, err error) {
	sound := false
	switch kind {
	case rowEvent:
		r.Event = new(mesoswatch.Event)
		err = json.Unmarshal(body, r.Event)
		sound = !r.Event.Time.IsZero() || r.Event.Source != "" || r.Event.Raw != ""
	case rowSnapshot:
		r.Snapshot = new(mesoswatch.Snapshot)
		err = json.Unmarshal(body, r.Snapshot)
		sound = r.Snapshot.Subject() != mesoswatch.Subject{}
	case rowHealth:
		r.Health = new(mesoswatch.Health)
		err = json.Unmarshal(body, r.Health)
		sound = r.Health.Source != ""
	case rowVerdict:
		r.Verdict = new(mesoswatch.Verdict)
		err = json.Unmarshal(body, r.Verdict)
		sound = r.Verdict.Check != ""
	case rowAction:
		var a mesoswatch.Action
		a, err = decodeAction(body)
		r.Action, sound = &a, true
	default:
		err = fmt.Errorf("of unknown kind %d", kind)
	}
	if err == nil && !sound {
		err = errors.New("nothing of its kind is in it")
	}
	if err != nil {
		return mesoswatch.Record{}, err
	}
	return r, nil
}
