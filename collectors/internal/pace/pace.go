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
	"fmt"
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

// Rest is the pause until the next round and what made it that long.
type Rest struct {
	Pause time.Duration
	// Why reads "the shortest", "10 times the slowest answer, 3.2s" or "3 failed
	// rounds in a row".
	Why string
}

// Pause is the time until the next round, without the random part: failures
// counts the failed rounds in a row.
func (p Pace) Pause(last Round, failures int) time.Duration { return p.rest(last, failures).Pause }

func (p Pace) rest(last Round, failures int) Rest {
	rest := Rest{Pause: p.Interval, Why: "the shortest"}
	for range failures {
		if rest.Pause >= p.Longest {
			break
		}
		rest.Pause = min(2*rest.Pause, p.Longest)
	}
	if rest.Pause > p.Interval {
		rest.Why = fmt.Sprintf("%d failed rounds in a row", failures)
		if failures == 1 {
			rest.Why = "a failed round"
		}
	}
	rest.Pause = max(rest.Pause, p.Interval)
	if slow := time.Duration(p.Factor) * last.Took; slow > rest.Pause {
		rest = Rest{slow, fmt.Sprintf("%d times the slowest answer, %s", p.Factor, last.Took.Round(time.Millisecond))}
	}
	return rest
}

// Rhythm is a Pace at work: it remembers the failures. The zero Rhythm with a
// Pace is ready; it belongs to one goroutine.
type Rhythm struct {
	Pace
	failures int
}

// After says how long to rest after a round, without the random part.
func (r *Rhythm) After(last Round) Rest {
	if last.Failed {
		r.failures++
	} else {
		r.failures = 0
	}
	return r.rest(last, r.failures)
}

// Wait rests for the pause, lengthened by up to a tenth at random. It answers
// false when ctx ended before.
func Wait(ctx context.Context, pause time.Duration) bool {
	wake := time.NewTimer(pause + rand.N(pause/10+1))
	defer wake.Stop()
	select {
	case <-wake.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// Run calls round at once and then after each pause. It answers nil when ctx is
// cancelled, and the first error of round otherwise.
func (p Pace) Run(ctx context.Context, round func(context.Context) (Round, error)) error {
	rhythm := Rhythm{Pace: p}
	for ctx.Err() == nil {
		r, err := round(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if !Wait(ctx, rhythm.After(r).Pause) {
			return nil
		}
	}
	return nil
}
