package found

import (
	"context"
	"math/rand/v2"
	"time"
)

// Looks is when a collector looks: at all there is once and then after each
// Interval, and in between at what was found meanwhile.
type Looks struct {
	// Interval is the rest after a look at all; 0: there is only one, and Run
	// returns when nothing more is found.
	Interval time.Duration
	// Linger is how long Run waits for more to be found when Interval is 0.
	Linger time.Duration
	// Bell rings when something was found; nil: nothing ever is.
	Bell <-chan struct{}
}

// Run calls look until ctx is cancelled, which is no error, or look fails. all is
// false for a look at only what has come since.
func (l Looks) Run(ctx context.Context, look func(ctx context.Context, all bool) error) error {
	for ctx.Err() == nil {
		if err := look(ctx, true); err != nil {
			return unlessOver(ctx, err)
		}
		rest := l.Linger
		if l.Interval > 0 {
			rest = l.Interval + rand.N(l.Interval/10+1) // looks of several drift apart
		}
		if err := l.news(ctx, rest, look); err != nil || l.Interval <= 0 {
			return unlessOver(ctx, err)
		}
	}
	return nil
}

// news looks at what comes while the rest lasts. Lingering begins anew with each.
func (l Looks) news(ctx context.Context, rest time.Duration, look func(context.Context, bool) error) error {
	end := time.NewTimer(rest)
	defer end.Stop()
	for {
		select {
		case <-l.Bell: // also when the rest is none
		default:
			select {
			case <-l.Bell:
			case <-end.C:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err := look(ctx, false); err != nil {
			return err
		}
		if l.Interval <= 0 {
			end.Reset(rest)
		}
	}
}

func unlessOver(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
