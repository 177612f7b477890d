package mesosapi

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

const (
	// agentsAtOnce bounds how many agents are asked at the same time: 10,000 in ten
	// minutes leave each half a second.
	agentsAtOnce = 8
	// firstGap bounds the pause between two agents while they are sampled for the
	// first time: a few of them need not wait for minutes.
	firstGap = time.Second
	// firstLook is how often is looked whether there are agents, until there are.
	firstLook = time.Second
	// closeAfter is after how many agents idle connections are closed: they would
	// be open for minutes, one to each.
	closeAfter = 64
)

// sampler asks each agent how it is, one after the other, spread over a time.
type sampler struct {
	w      *watch
	client *ask.Client
	spread time.Duration

	// Of the goroutine of run.
	named  []ask.Target
	names  names
	agents map[string]*agent // by ip:port, or host:port of a named one that is not listed
	queue  agentQueue
	slot   time.Time // when the next agent that is new has its turn

	unasked  int  // agents that were not sampled yet
	begun    bool // it was said that there are agents
	flags    flagSets
	tally    tally
	reported time.Time
}

// job is an agent whose turn it is; sampled is what came of it.
type job struct {
	agent  *agent // not touched by who does the job
	id     string
	either []ask.Target
}

type sampled struct {
	job
	visit
	found spokenTo
}

// agent is one that is sampled.
type agent struct {
	key    string
	id     string
	either []ask.Target // what it can be asked at; one once that is known
	next   time.Time
	index  int // in the queue; -1 while it is asked, or let go

	asked bool // at least once
	gone  bool
	last  *mesoswatch.AgentCheck // as told
	lacks []string               // why the last sample was not whole
}

func newSampler(w *watch, named []ask.Target) *sampler {
	return &sampler{w: w, client: w.crowd, spread: w.c.spread(), named: named, names: names{lookup: w.c.lookup}, agents: make(map[string]*agent)}
}

// run samples until ctx ends.
func (s *sampler) run(ctx context.Context) error {
	work, done := make(chan job), make(chan sampled)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer close(work)
	for range agentsAtOnce {
		workers.Go(func() {
			for j := range work {
				select {
				case done <- s.sample(ctx, j):
				case <-ctx.Done():
				}
			}
		})
	}
	return s.schedule(ctx, work, done)
}

// schedule hands out agents when their time has come, and says how it went.
func (s *sampler) schedule(ctx context.Context, work chan<- job, done <-chan sampled) error {
	s.reported = time.Now()
	look := time.NewTimer(0)
	defer look.Stop()
	wake := time.NewTimer(0)
	defer wake.Stop()
	n := 0
	for {
		var out chan<- job
		var turn job
		first := s.queue.first()
		if first != nil {
			if wait := time.Until(first.next); wait > 0 {
				wake.Reset(wait)
			} else {
				out, turn = work, job{first, first.id, first.either}
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake.C:
		case out <- turn:
			heap.Remove(&s.queue, first.index)
		case r := <-done:
			if err := s.finished(ctx, r); err != nil {
				return err
			}
			if n++; n%closeAfter == 0 {
				s.client.Close()
			}
		case <-look.C:
			if err := s.list(ctx); err != nil {
				return err
			}
			if err := s.report(); err != nil {
				return err
			}
			if look.Reset(s.w.rates.cheap); len(s.agents) == 0 {
				look.Reset(min(s.w.rates.cheap, firstLook))
			}
		}
	}
}

// finished gives an agent its next turn, within a tenth of the time given to all
// so that they drift apart, and not before ten times what it cost.
func (s *sampler) finished(ctx context.Context, r sampled) error {
	if ctx.Err() != nil {
		return nil // half a sample says nothing
	}
	a := r.agent
	s.tally.add(r.round.asked)
	if a.gone {
		return s.tellGone(a)
	}
	if r.found.settled {
		a.either = []ask.Target{r.found.target} // as it is spoken to from now on
	}
	if r.flags != nil {
		r.check.Flags = s.flags.keep(r.flags)
	}
	if err := s.tell(a, r.check); err != nil {
		return err
	}
	first := !a.asked
	a.asked, a.lacks = true, r.lacks
	if first {
		s.unasked--
	}
	if first && s.unasked == 0 { // all are known now: that is worth telling at once
		if err := s.report(); err != nil {
			return err
		}
	}
	pause := max(s.spread-s.spread/20, 10*r.round.slowest)
	a.next = time.Now().Add(pause + rand.N(s.spread/10+1))
	heap.Push(&s.queue, a)
	return nil
}
