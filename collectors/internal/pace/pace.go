// Package pace says when a polling collector asks again.
//
// In: how long the last round's slowest answer took, and whether it failed.
// Out: the pause. It keeps polling from being the cause of an outage: the pause
// grows with the answer time and with failures, and rounds of several pollers
// drift apart. It must not judge what was answered, and never lets two rounds
// of one poller overlap.
package pace

import (
	"context"
	"math/rand/v2"
	"time"
)

// Pace is the rhythm of one poller.
type Pace struct {
	// Interval is the shortest pause between two rounds.
	Interval time.Duration
	// Factor makes the pause at least so many times the slowest answer; 0 leaves
	// answer times out of it.
	Factor int
	// Longest bounds how far failures stretch the pause; at most Interval means
	// that they do not. It does not bound what Factor asks for.
	Longest time.Duration
}

// Round is what a round says of itself.
type Round struct {
	// Took is the time of the slowest answer.
	Took time.Duration
	// Failed means that asking again soon would not help: no answer, or a server
	// in trouble. Being refused is an answer.
	Failed bool
}

// Pause is the time until the next round, without the random part: failures
// counts the failed rounds in a row.
func (p Pace) Pause(last Round, failures int) time.Duration {
	pause := p.Interval
	for range failures {
		if pause >= p.Longest {
			break
		}
		pause = min(2*pause, p.Longest)
	}
	return max(pause, p.Interval, time.Duration(p.Factor)*last.Took)
}

// Run calls round at once and then after each pause, lengthened by up to a
// tenth at random. It answers nil when ctx is cancelled, and the first error of
// round otherwise.
func (p Pace) Run(ctx context.Context, round func(context.Context) (Round, error)) error {
	failures := 0
	for ctx.Err() == nil {
		r, err := round(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if r.Failed {
			failures++
		} else {
			failures = 0
		}
		pause := p.Pause(r, failures)
		wake := time.NewTimer(pause + rand.N(pause/10+1))
		select {
		case <-wake.C:
		case <-ctx.Done():
			wake.Stop()
		}
	}
	return nil
}
