package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
)

// settled is how long nothing new may have been told for a look to be over.
const settled = 2 * time.Second

// look is one look at everything: collectors that would go on are ended once all
// they have to tell at first is told.
type look struct {
	from     []mesoswatch.Collector
	board    *mesoswatch.Board
	judge    mesoswatch.Evaluator // nil: nobody
	wait     time.Duration        // at most
	progress bool                 // on standard error
	also     []mesoswatch.Sink
}

// look runs the collectors until each has reported, those that end by themselves
// have, and nothing new has been told for a while; or for as long as is waited.
func (a *app) look(ctx context.Context, l look) error {
	if len(l.from) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.wait)
	defer cancel()
	s := &looking{wait: l.wait, missing: make(map[string]bool), told: make(map[string]bool), pending: make(map[string]bool)}
	s.quiet = time.AfterFunc(l.wait, cancel)
	defer s.quiet.Stop()
	var from []mesoswatch.Collector
	for _, c := range l.from {
		if m, ok := c.(*mesosapi.Collector); ok {
			m.AgentSpread = l.wait / 3
		}
		switch c.(type) {
		case self, *mesoslog.Remote: // one says nothing of itself, the other only once masters are found
			from = append(from, c)
		default:
			s.missing[c.Name()] = true
			from = append(from, ending{c, s})
		}
	}
	if l.progress {
		stop := a.tick(s)
		defer stop()
	}
	sinks := append([]mesoswatch.Sink{l.board, s}, learning(l.from)...)
	sinks = append(sinks, l.also...)
	err := mesoswatch.Watch(ctx, from, l.judge, sinks...)
	if mesoswatch.IsPermanent(err) && len(l.board.Sources()) > 0 {
		return nil // told in its Health
	}
	return err
}

// lookRecorded is look with what was seen in the recording, where one is wanted.
func (a *app) lookRecorded(ctx context.Context, l look) error {
	recorder, closeRecorder, err := a.recorder()
	if err != nil {
		return err
	}
	if recorder != nil {
		l.also = append(l.also, recorder)
	}
	return errors.Join(a.look(ctx, l), closeRecorder())
}

// looking is the Sink that tells when everything has been told.
type looking struct {
	quiet *time.Timer
	wait  time.Duration

	mu      sync.Mutex
	missing map[string]bool // collectors that have not reported
	told    map[string]bool // sources, and kinds of theirs that were seen whole
	pending map[string]bool // sources that have said they are not through
}

// Handle looks at what is new in a Health.
func (s *looking) Handle(r mesoswatch.Record) error {
	h := r.Health
	if h == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.missing, h.Collector)
	waited := s.pending[h.Source]
	delete(s.pending, h.Source)
	for _, why := range h.Lacking {
		if strings.HasSuffix(why, " yet") {
			s.pending[h.Source] = true
		}
	}
	if s.pending[h.Source] {
		s.quiet.Reset(s.wait) // also when all seemed to be told
	}
	news := !s.told[h.Source]
	s.told[h.Source] = true
	for _, kind := range h.Complete {
		news = news || !s.told[h.Source+"\x00"+kind]
		s.told[h.Source+"\x00"+kind] = true
	}
	if len(s.missing) == 0 && len(s.pending) == 0 && (news || waited) {
		s.quiet.Reset(settled)
	}
	return nil
}

func (s *looking) end(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.missing, name)
	if len(s.missing) == 0 && len(s.pending) == 0 {
		s.quiet.Reset(settled)
	}
}

// ending tells when a collector has ended by itself.
type ending struct {
	mesoswatch.Collector
	s *looking
}

// Run runs the collector.
func (e ending) Run(ctx context.Context, emit mesoswatch.Emit) error {
	defer e.s.end(e.Name())
	return e.Collector.Run(ctx, emit)
}

// tick says on standard error every second how far the look is; on a terminal
// only.
func (a *app) tick(s *looking) (stop func()) {
	if !a.errorsOnTerminal() {
		return func() {}
	}
	done := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				s.mu.Lock()
				text := fmt.Sprintf("\rlooking: %d answers, waiting for %d collectors and %d sources ", len(s.told), len(s.missing), len(s.pending))
				s.mu.Unlock()
				fmt.Fprint(a.stderr, text)
			case <-done:
				fmt.Fprint(a.stderr, "\r\x1b[K")
				return
			}
		}
	})
	return func() { close(done); ended.Wait() }
}
