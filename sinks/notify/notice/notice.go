// Package notice is the words between what decides that somebody is told and what
// tells them: a Notice goes in at a Deliverer, which is one receiver. Formats and
// transports import it and nothing of each other.
package notice

import (
	"context"
	"errors"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Turns that a receiver is told of, in the order of a life. The first four are those
// of the root package; the last two are made by notifying alone.
const (
	Opened   = mesoswatch.Opened
	Rose     = mesoswatch.Rose
	Reopened = mesoswatch.Reopened
	Resolved = mesoswatch.Ended
	// Reminder: it is still open, and nobody has taken it.
	Reminder mesoswatch.Turn = "reminder"
	// Test: an example that somebody asked for; nothing happened.
	Test mesoswatch.Turn = "test"
)

// Turns lists all turns a notice can have.
func Turns() []mesoswatch.Turn {
	return []mesoswatch.Turn{Opened, Rose, Reopened, Resolved, Reminder, Test}
}

// Notice says that a finding took a turn. Its JSON is what is kept in the queue and
// what a webhook without a template gets.
type Notice struct {
	// Seq numbers the notices of one queue; it grows with their order. 0 on a test.
	Seq uint64 `json:"seq,omitempty"`
	// Key is the same whenever the same turn of the same finding is told again, and of
	// no other: a receiver that gets one twice may drop the second. At most 64 bytes
	// of lower case letters, digits and "-".
	Key     string          `json:"key"`
	Cluster string          `json:"cluster"`
	Turn    mesoswatch.Turn `json:"turn"`
	// At is when it took the turn, by the clock of the data; of a reminder or a test,
	// when it was made.
	At time.Time `json:"at"`
	// Was is the level before, of one that rose.
	Was *mesoswatch.Level `json:"was,omitempty"`
	// Host is where the mesoswatch runs that tells it.
	Host string `json:"host,omitempty"`
	// Finding, whole, as it was at that turn; secrets in it are masked, texts are
	// foreign and hostile.
	Finding mesoswatch.Finding `json:"finding"`
}

// Over tells whether it says that the finding is over.
func (n *Notice) Over() bool { return n.Turn == Resolved }

// Deliverer is one receiver. Deliver hands it notices, in order, and answers nil when
// the receiver has confirmed all of them. An error that is mesoswatch.Permanent means
// that it will never take these; every other is tried again with the same notices,
// maybe with more behind them. It is called by one goroutine at a time. Secrets are
// not in its errors.
type Deliverer interface {
	Deliver(ctx context.Context, notices []Notice) error
}

// Later wraps an error of a receiver that says itself when to come again.
type Later struct {
	After time.Duration
	Err   error
}

func (l *Later) Error() string { return l.Err.Error() }

// Unwrap is Err.
func (l *Later) Unwrap() error { return l.Err }

// After is how long a receiver asked to be left alone; 0: it did not say.
func After(err error) time.Duration {
	var l *Later
	if errors.As(err, &l) {
		return l.After
	}
	return 0
}
