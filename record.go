package mesoswatch

import (
	"context"
	"errors"
	"time"
)

// Record is what travels through the pipeline. Exactly one field is set.
//
// JSON: an object with one key that names the kind of record, for example
// {"event":{…}}.
type Record struct {
	Event    *Event    `json:"event,omitempty"`
	Snapshot *Snapshot `json:"snapshot,omitempty"`
	Health   *Health   `json:"health,omitempty"`
	Action   *Action   `json:"action,omitempty"`
	Finding  *Finding  `json:"finding,omitempty"`
	Verdict  *Verdict  `json:"verdict,omitempty"`

	// Origin tells how it came into the stream; it is never recorded.
	Origin Origin `json:"-"`
}

// Origin tells how a record came into the stream.
type Origin uint8

// The origins of records.
const (
	// Fresh: seen, found or done just now by this process.
	Fresh Origin = iota
	// Restored: from the store at the start. It was known before: sinks that tell
	// or write or record leave it alone. A finding is whole and not what is to be added to it.
	Restored
	// Shared: written to the store by another process meanwhile, or an action of
	// this one that has been written. Whole, as Restored.
	Shared
	// Foreign: from another machine. What it found is whole as far as that machine
	// knows, and joined with what is known here (Finding.Join); nothing of it but
	// actions is judged here. The store keeps it, as it does what is Fresh, and does
	// not give it out again to the process that took it.
	Foreign
)

// At is the time of the record: when the thing happened or was seen, by the
// clock of its source. The zero Record answers the zero time.
func (r Record) At() time.Time {
	switch {
	case r.Event != nil:
		return r.Event.Time
	case r.Snapshot != nil:
		return r.Snapshot.At
	case r.Health != nil:
		return r.Health.At
	case r.Action != nil:
		return r.Action.At
	case r.Finding != nil:
		return r.Finding.LastSeen
	case r.Verdict != nil:
		return r.Verdict.At
	}
	return time.Time{}
}

// Validate says what is wrong with a record that was read from outside: not
// exactly one field set.
func (r Record) Validate() error {
	n := 0
	for _, set := range []bool{r.Event != nil, r.Snapshot != nil, r.Health != nil, r.Action != nil, r.Finding != nil, r.Verdict != nil} {
		if set {
			n++
		}
	}
	if n != 1 {
		return errors.New("a record has exactly one of event, snapshot, health, action, finding, verdict")
	}
	return nil
}

// Emit takes one record from a collector. It blocks while the pipeline is busy
// and answers an error when the pipeline has ended: the collector then returns.
// It may be called from several goroutines of one collector.
type Emit func(Record) error

// Collector reads one source. Run blocks; it returns nil when its context is
// cancelled or, for a source that ends (an old log), when it has read all of
// it. It returns errors and does not retry: Watch starts it again after a pause,
// except for an error wrapped by Permanent. A collector awaits the goroutines it
// started before Run returns.
type Collector interface {
	Name() string
	Run(ctx context.Context, emit Emit) error
}

// Evaluator judges. Evaluate is called with one record at a time, from one
// goroutine, in the order of the stream; what it answers (Findings and
// Verdicts) enters the stream right behind that record.
type Evaluator interface {
	Evaluate(Record) []Record
}

// Sink takes every record, in order, from one goroutine. An error ends Watch.
type Sink interface {
	Handle(Record) error
}

// SinkFunc lets a function serve as a Sink.
type SinkFunc func(Record) error

// Handle calls f.
func (f SinkFunc) Handle(r Record) error { return f(r) }

// permanent marks an error that starting again cannot cure.
type permanent struct{ err error }

func (p permanent) Error() string { return p.err.Error() }
func (p permanent) Unwrap() error { return p.err }

// Permanent wraps an error that starting the collector again cannot cure (a
// file that does not exist, a broken recording). Watch does not restart it and
// returns the error at its end. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// IsPermanent tells whether err, or an error it wraps, came from Permanent.
func IsPermanent(err error) bool {
	var p permanent
	return errors.As(err, &p)
}
