package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// healths are what sources said last, as far as a change of it is stored.
type healths map[string]string

// wording is what of a Health is stored when it changes.
func wording(h *mesoswatch.Health) string {
	var b strings.Builder
	if h.Source == source { // what it lacks it counts
		fmt.Fprintf(&b, "%v %q", h.OK, h.Why)
		return b.String()
	}
	fmt.Fprintf(&b, "%v %v %q", h.OK, h.Silent, h.Why)
	for _, kind := range slices.Sorted(maps.Keys(h.Lacking)) {
		fmt.Fprintf(&b, " %q %q", kind, h.Lacking[kind])
	}
	return b.String()
}

// health stores a change of what a source sees, and its latest word. Of our own
// only changes are: the word of another process's store says nothing of this one's.
func (b *batch) health(h *mesoswatch.Health) error {
	said := wording(h)
	before, known := b.healths[h.Source]
	if !known {
		before, known = b.s.known[h.Source]
	}
	if (!known || before != said) && (known || !h.OK || h.Source != source) {
		if err := b.log(row{kind: rowHealth, at: h.At, name: h.Source, body: h}); err != nil {
			return err
		}
	}
	if known || len(b.s.known)+len(b.healths) < maxSources {
		if b.healths == nil {
			b.healths = make(healths)
		}
		b.healths[h.Source] = said
	}
	if h.Source == source {
		return nil
	}
	return b.latest(rowHealth, h.Source, h)
}

// learn reads what the sources said last to the writer before.
func (s *Store) learn(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT body FROM latest WHERE kind = ? LIMIT ?`, rowHealth, maxSources)
	if err != nil {
		return err
	}
	defer rows.Close()
	known := make(healths)
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var h mesoswatch.Health
		if json.Unmarshal(body, &h) == nil {
			known[h.Source] = wording(&h)
		}
	}
	s.known = known
	return rows.Err()
}

// thinned are the metrics of the last minutes, by subject: of what is measured all
// the time, one row in a while stays beside the latest.
type thinned map[string]measured

type measured struct {
	kept time.Time // when the row that stays was written
	last int64     // the row that goes when another one comes; 0: none
}

// keepMetrics is how far apart the metrics of a subject are that stay.
const keepMetrics = 5 * time.Minute

// snapshot stores what a source says about a subject.
func (b *batch) snapshot(s *mesoswatch.Snapshot) error {
	subject := s.Subject()
	r := row{kind: rowSnapshot, at: s.At, name: subject.Kind + " " + subject.Name, body: s}
	if subject.Kind != mesoswatch.SubjectMetrics {
		return b.log(r)
	}
	m, known := b.thin[r.name]
	if !known {
		m, known = b.s.thin[r.name]
	}
	if m.last != 0 {
		var size int64
		err := b.tx.row(`DELETE FROM log WHERE seq = ? RETURNING length(body)`, m.last).Scan(&size)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		b.bytes[rowSnapshot] -= size
	}
	if err := b.log(r); err != nil {
		return err
	}
	if m.last = b.seq; b.now.Sub(m.kept) >= keepMetrics || b.now.Before(m.kept) {
		m = measured{kept: b.now}
	}
	if known || len(b.s.thin)+len(b.thin) < maxSources {
		if b.thin == nil {
			b.thin = make(thinned)
		}
		b.thin[r.name] = m
	}
	return nil
}
