package store

import (
	"context"
	"errors"

	"github.com/mesoswatch/mesoswatch"
)

// Act stores what an operator did and answers it as it is stored: ID and At are
// filled in where they were empty (a decision holds for what is stored of its
// finding, also when the clock of the data is ahead), secrets in the text are masked.
// It is on the disk when Act returns, and Run gives it to every process. An action
// whose ID is stored already is not stored again. The error names the file and a way
// out.
func (s *Store) Act(ctx context.Context, a mesoswatch.Action) (mesoswatch.Action, error) {
	if a.ID == "" {
		a.ID = mesoswatch.ActionID()
	}
	if a.What == "" || a.Who == "" {
		return a, errors.New("an action says who did what")
	}
	if a.What == mesoswatch.Silence && a.Until.IsZero() {
		return a, errors.New("a silence needs a time at which it ends")
	}
	a.Text = mesoswatch.Mask(a.Text)
	if err := s.store(ctx, &a); err != nil {
		return a, s.explain("writing to", err)
	}
	nudge(s.wake)
	return a, nil
}

func (s *Store) store(ctx context.Context, a *mesoswatch.Action) error {
	tx, err := s.beginWrite(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	b, err := s.begin(tx)
	if err != nil {
		return err
	}
	if a.At.IsZero() {
		l, err := b.life(a.Finding)
		if err != nil {
			return err
		}
		if a.At = b.now; l.now.LastSeen.After(a.At) {
			a.At = l.now.LastSeen
		}
	}
	if _, err := b.action(*a); err != nil {
		return err
	}
	if len(b.unfit) > 0 {
		return errors.New("it has a time that cannot be written")
	}
	if err := b.end(); err != nil {
		return err
	}
	return tx.Commit()
}
