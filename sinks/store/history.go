package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Change is one entry of the history of a finding: a turn it took, or what an
// operator did on it.
type Change struct {
	At time.Time `json:"at"`
	// Turn, and what the finding was behind it: Level, Status, Count. NoTurn for an
	// action.
	Turn   mesoswatch.Turn   `json:"turn,omitempty"`
	Level  mesoswatch.Level  `json:"level"`
	Status mesoswatch.Status `json:"status,omitempty"`
	Count  int               `json:"count,omitempty"`
	// Action is set on what an operator did.
	Action *mesoswatch.Action `json:"action,omitempty"`
}

func sortFindings(all []mesoswatch.Finding) {
	slices.SortFunc(all, func(a, b mesoswatch.Finding) int { return a.Compare(&b) })
}

// History lists what became of a finding and what was done on it, in the order in
// which it was stored. A finding that is not stored has none.
func (s *Store) History(ctx context.Context, id string) ([]Change, error) {
	var all []Change
	err := s.reading(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT seq, kind, body FROM log WHERE of = ? ORDER BY seq`, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			var kind int
			var body []byte
			if err := rows.Scan(&seq, &kind, &body); err != nil {
				return err
			}
			c, err := decodeChange(kind, body)
			if err != nil {
				s.unreadable(fmt.Sprintf("row %d of finding %s", seq, id), err)
				continue
			}
			all = append(all, c)
		}
		return rows.Err()
	})
	return all, err
}

func decodeChange(kind int, body []byte) (Change, error) {
	if kind == rowAction {
		a, err := decodeAction(body)
		return Change{At: a.At, Action: &a}, err
	}
	var t turned
	err := json.Unmarshal(body, &t)
	return Change{At: t.At, Turn: t.Turn, Level: t.Level, Status: t.Status, Count: t.Count}, err
}

// Actions lists what operators did, in the order in which it was stored.
func (s *Store) Actions(ctx context.Context) ([]mesoswatch.Action, error) {
	var all []mesoswatch.Action
	err := s.reading(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT seq, body FROM log WHERE kind = 4 ORDER BY seq`)
		if err != nil {
			return err
		}
		return s.eachAction(rows, func(a mesoswatch.Action) { all = append(all, a) })
	})
	return all, err
}
