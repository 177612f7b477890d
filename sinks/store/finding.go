package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// life is a finding within a batch.
type life struct {
	now    mesoswatch.Finding
	known  bool  // it was stored before, or met before in this batch
	folded int64 // the last action in it
	dirty  bool
}

// turned is a turn as it is stored.
type turned struct {
	Turn   mesoswatch.Turn   `json:"turn"`
	At     time.Time         `json:"at"`
	Level  mesoswatch.Level  `json:"level"`
	Status mesoswatch.Status `json:"status"`
	Count  int               `json:"count"`
}

// finding adds what was found to what is stored of it, or joins what another machine
// told with it.
func (b *batch) finding(f mesoswatch.Finding, from mesoswatch.Origin) error {
	l := b.findings[f.ID]
	if l == nil {
		var err error
		if l, err = b.life(f.ID); err != nil {
			return err
		}
		b.findings[f.ID] = l
	}
	turn := mesoswatch.TurnOf(nil, f)
	if l.known {
		before := l.now.Heard(f.LastSeen)
		if l.now = before.Merge(f); from == mesoswatch.Foreign {
			l.now = before.Join(f)
		}
		turn = mesoswatch.TurnOf(&before, l.now)
	} else {
		l.now = f
	}
	l.known, l.dirty = true, true
	switch turn {
	case mesoswatch.NoTurn, mesoswatch.Repeated:
		return nil
	}
	return b.log(row{kind: rowTurn, at: f.LastSeen, of: f.ID,
		body: turned{Turn: turn, At: f.LastSeen, Level: l.now.Level, Status: l.now.Status, Count: l.now.Count}})
}

// life reads a finding with everything operators did on it up to now. One that
// cannot be read is told and begins anew.
func (b *batch) life(id string) (*life, error) {
	l := &life{}
	var body []byte
	err := b.tx.row(readFinding, id).Scan(&l.folded, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	if l.now, err = decodeFinding(id, body); err != nil {
		b.s.unreadable("finding "+id, err)
		return &life{}, nil
	}
	l.known = true
	rows, err := b.tx.rows(readUnfolded, id, l.folded)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&l.folded, &body); err != nil {
			return nil, err
		}
		if a, err := decodeAction(body); err != nil {
			b.s.unreadable(fmt.Sprintf("action %d", l.folded), err)
		} else {
			l.now = l.now.Apply(a)
		}
	}
	return l, rows.Err()
}

func (b *batch) writeFindings() error {
	for id, l := range b.findings {
		if !l.dirty {
			continue
		}
		body, err := json.Marshal(l.now)
		if err != nil {
			b.unfit["finding"]++
			b.s.o.Log.Error("a finding cannot be written as JSON", "id", id, "err", err)
			continue
		}
		b.seq++
		err = b.exec(addFinding, id, b.seq, l.folded, micro(b.now), body)
		if err != nil {
			return err
		}
	}
	return nil
}

func decodeFinding(id string, body []byte) (f mesoswatch.Finding, err error) {
	if err := json.Unmarshal(body, &f); err != nil {
		return f, err
	}
	if f.ID != id {
		return f, fmt.Errorf("it names itself %q", f.ID)
	}
	return f, nil
}

func decodeAction(body []byte) (a mesoswatch.Action, err error) {
	if err := json.Unmarshal(body, &a); err != nil {
		return a, err
	}
	if a.ID == "" || a.What == "" {
		return a, errors.New("it has no id, or says nothing")
	}
	return a, nil
}

// Findings lists all findings with what operators decided, in the order of
// Finding.Compare. Silences that are over by the store's clock have ended.
func (s *Store) Findings(ctx context.Context) ([]mesoswatch.Finding, error) {
	var all []mesoswatch.Finding
	err := s.reading(ctx, func(tx *sql.Tx) (err error) {
		all, err = s.findingsIn(ctx, tx, 0, 1<<62)
		return err
	})
	sortFindings(all)
	return all, err
}

// findingsIn reads the findings that changed behind from, up to to, as they are
// now: with all actions that the transaction sees.
func (s *Store) findingsIn(ctx context.Context, tx *sql.Tx, from, to int64) ([]mesoswatch.Finding, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, body FROM finding WHERE changed > ? AND changed <= ? ORDER BY changed`, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []mesoswatch.Finding
	at := make(map[string]int)
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, err
		}
		f, err := decodeFinding(id, body)
		if err != nil {
			s.unreadable("finding "+id, err)
			continue
		}
		at[id] = len(all)
		all = append(all, f)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return nil, err
	}
	if err := s.fold(ctx, tx, fold{from: from, to: to, all: all, at: at}); err != nil {
		return nil, err
	}
	now := s.o.Now()
	for i := range all {
		all[i] = all[i].Heard(now)
	}
	return all, nil
}

// fold is what operators did on findings that is not in their rows yet.
type fold struct {
	from, to int64 // of finding.changed
	all      []mesoswatch.Finding
	at       map[string]int // place in all, by id
}

func (s *Store) fold(ctx context.Context, tx *sql.Tx, f fold) error {
	rows, err := tx.QueryContext(ctx, `SELECT log.seq, log.body FROM finding JOIN log ON log.of = finding.id AND log.seq > finding.folded AND log.kind = 4
		WHERE finding.changed > ? AND finding.changed <= ? ORDER BY log.seq`, f.from, f.to)
	if err != nil {
		return err
	}
	return s.eachAction(rows, func(a mesoswatch.Action) {
		if i, known := f.at[a.Finding]; known {
			f.all[i] = f.all[i].Apply(a)
		}
	})
}

// eachAction gives out the actions of rows of seq and body, and closes them. One
// that cannot be read is told and left out.
func (s *Store) eachAction(rows *sql.Rows, give func(mesoswatch.Action)) error {
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var body []byte
		if err := rows.Scan(&seq, &body); err != nil {
			return err
		}
		a, err := decodeAction(body)
		if err != nil {
			s.unreadable(fmt.Sprintf("action %d", seq), err)
			continue
		}
		give(a)
	}
	return rows.Err()
}
