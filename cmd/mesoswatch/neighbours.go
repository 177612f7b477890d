package main

import (
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// placed is a record with its place in the play: the time at which it is seen.
type placed struct {
	mesoswatch.Record
	at time.Time
}

// neighbours gives the records of old data their places, in their order. Places
// never go back: a record out of order has the place of the one before it. A
// record far ahead waits for those behind it, which tell whether time has gone on
// or one line lies; so does nothing else.
type neighbours struct {
	at   time.Time
	held []mesoswatch.Record
}

// How far ahead a record must be to be doubted, and how many have to agree.
const (
	farAhead  = 5 * time.Minute
	witnesses = 16
)

// add takes the next record and gives those whose place is sure.
func (n *neighbours) add(r mesoswatch.Record) []placed {
	if len(n.held) == 0 && !n.ahead(r) {
		return []placed{n.place(r)}
	}
	if n.ahead(r) || !hasTime(r) {
		if n.held = append(n.held, r); len(n.held) < witnesses {
			return nil
		}
		return n.leap()
	}
	out := make([]placed, 0, len(n.held)+1)
	for _, h := range n.held { // time has not gone on: they lie
		out = append(out, placed{h, n.at})
	}
	n.held = n.held[:0]
	return append(out, n.place(r))
}

// end gives what is left.
func (n *neighbours) end() []placed {
	var out []placed
	for len(n.held) > 0 {
		out = append(out, n.leap()...)
	}
	return out
}

// leap moves time to the earliest of those held, and takes them in anew.
func (n *neighbours) leap() []placed {
	var first time.Time
	for _, r := range n.held {
		if at := r.At(); hasTime(r) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	held := slices.Clone(n.held)
	n.held = n.held[:0]
	if first.IsZero() { // none has a time
		out := make([]placed, 0, len(held))
		for _, r := range held {
			out = append(out, placed{r, n.at})
		}
		return out
	}
	n.at = first
	var out []placed
	for _, r := range held {
		out = append(out, n.add(r)...)
	}
	return out
}

func (n *neighbours) ahead(r mesoswatch.Record) bool {
	return n.at.IsZero() || hasTime(r) && r.At().Sub(n.at) > farAhead
}

func (n *neighbours) place(r mesoswatch.Record) placed {
	if at := r.At(); hasTime(r) && at.After(n.at) {
		n.at = at
	}
	return placed{r, n.at}
}

// hasTime tells whether the time of a record is one of what happened: a source
// that gave no line has that of its file, and a line whose time is suspicious may
// say what it likes.
func hasTime(r mesoswatch.Record) bool {
	switch {
	case r.Health != nil && r.Health.Log != nil && r.Health.Log.LastLine.IsZero():
		return false
	case r.Event != nil && len(r.Event.Suspect) > 0:
		return false
	}
	return !r.At().IsZero()
}
