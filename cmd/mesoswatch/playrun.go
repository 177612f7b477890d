package main

import (
	"cmp"
	"context"
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui"
)

// reel is what is played: the same data and judge anew for each run.
type reel struct {
	// open makes the collectors; read tells how much of the data they have read.
	open func() (from []mesoswatch.Collector, read func() (done, total int64))
	// judge makes one that remembers nothing.
	judge func() mesoswatch.Evaluator
}

// playRun is one pipeline over old data, from its start.
type playRun struct {
	*gate
	feed    *mesoswatch.Feed
	read    func() (done, total int64)
	settled *settling
	cancel  context.CancelFunc
	done    chan struct{}
	broken  error // why the pipeline ended by itself; valid once done is closed
}

// run starts a pipeline that waits for its gate to open; cancel ends it.
func (r reel) run(ctx context.Context, deeds []mesoswatch.Action, news func(), to ...mesoswatch.Sink) *playRun {
	ctx, cancel := context.WithCancel(ctx)
	from, read := r.open()
	run := &playRun{feed: mesoswatch.NewFeed(0), read: read, cancel: cancel, done: make(chan struct{})}
	run.gate = newGate(from, slices.Clone(deeds), news)
	run.settled = &settling{judge: r.judge(), gate: run.gate, known: make(map[string]mesoswatch.Finding)}
	go func() {
		defer close(run.done)
		sinks := append(append([]mesoswatch.Sink{run.feed}, to...), run.settled)
		run.broken = mesoswatch.Watch(ctx, []mesoswatch.Collector{run.gate}, run.settled, sinks...)
	}()
	return run
}

// settling is the judge of a run, and the last of its sinks: it tells the gate
// when a record is through, and notes where findings open.
type settling struct {
	judge mesoswatch.Evaluator
	gate  *gate
	owed  int // of what was said of the last record, not yet delivered
	known map[string]mesoswatch.Finding
	grave []ui.Mark // of medium level and above
	small []ui.Mark
}

// maxMarks bounds what is known of where findings open, graver and smaller ones
// each.
const maxMarks = 10_000

// Evaluate judges.
func (s *settling) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	said := s.judge.Evaluate(r)
	if r.Action != nil {
		s.acted(r.Action)
	}
	for _, d := range said {
		if d.Finding != nil {
			s.mark(*d.Finding)
		}
	}
	if s.owed = len(said); s.owed == 0 {
		s.gate.judged()
	}
	return said
}

// Handle counts what was said as it arrives.
func (s *settling) Handle(r mesoswatch.Record) error {
	if s.owed > 0 {
		if s.owed--; s.owed == 0 {
			s.gate.judged()
		}
	}
	return nil
}

// acted lets a decision of the recording count: what was resolved opens again.
func (s *settling) acted(a *mesoswatch.Action) {
	if f, ok := s.known[a.Finding]; ok {
		s.known[a.Finding] = f.Apply(*a)
	}
}

func (s *settling) mark(f mesoswatch.Finding) {
	old, known := s.known[f.ID]
	var before *mesoswatch.Finding
	if known {
		before = &old
		f = old.Merge(f)
	} else if len(s.known) >= maxMarks {
		return
	}
	s.known[f.ID] = f
	if turn := mesoswatch.TurnOf(before, f); turn != mesoswatch.Opened && turn != mesoswatch.Reopened {
		return
	}
	to := &s.small
	if f.Level >= mesoswatch.Medium {
		to = &s.grave
	}
	if len(*to) < maxMarks {
		*to = append(*to, ui.Mark{At: s.gate.place(), Level: f.Level, Finding: f.ID, Title: f.Title})
	}
}

// openings are where findings of medium level and above opened, by time, the
// gravest of one time first; where there are none, those below: hundreds of small
// ones would hide the few that matter. They may be read once the run is at rest.
func (s *settling) openings() []ui.Mark {
	out := slices.Clone(s.grave)
	if len(out) == 0 {
		out = slices.Clone(s.small)
	}
	slices.SortStableFunc(out, func(a, b ui.Mark) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.Level, a.Level)) })
	return out
}
