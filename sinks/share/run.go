package share

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/mesoswatch/mesoswatch"
)

// lookEvery is how often it is seen how everything is.
const lookEvery = time.Second

// Run is the Collector: it tells the others what Handle took in, and emits what they
// tell with origin Foreign; nothing of this machine comes back. Its own Health, of
// source "share", comes every ten seconds and at once when it changes; so does that of
// each other machine that watches, "watcher NAME". Only one process of a machine may
// run it.
func (s *Share) Run(ctx context.Context, emit mesoswatch.Emit) error {
	conn, err := s.dial()
	if err != nil {
		return err
	}
	defer conn.Close()
	s.mu.Lock()
	s.readTo = 0
	s.mu.Unlock()
	js, err := jetstream.New(conn)
	if err != nil {
		return fmt.Errorf("sharing: %w", err)
	}
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &peers{emit: emit}
	var running sync.WaitGroup
	for _, r := range []*reader{s.news(js, emit), s.hears(js, p)} {
		running.Go(func() {
			if r.run(within) != nil {
				cancel()
			}
		})
	}
	running.Go(func() { s.publishing(within, js) })
	err = s.looking(within, p, emit)
	cancel()
	running.Wait()
	s.state.cut(errors.New("ended"))
	if errors.Is(err, errEnded) || ctx.Err() != nil {
		return nil
	}
	return err
}

// looking says how it goes until ctx ends.
func (s *Share) looking(ctx context.Context, p *peers, emit mesoswatch.Emit) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	said, told := "", time.Time{}
	began := time.Now()
	for {
		now := time.Now()
		waits, dropped, err := s.box.waits(ctx)
		h := s.state.health(waits, dropped, err)
		words := fmt.Sprint(h.OK, h.Why)
		young := !h.OK && now.Sub(began) < lookEvery*2 // it is still connecting
		if !young && (words != said || now.Sub(told) >= sayEvery) && ctx.Err() == nil {
			said, told = words, now
			if emit(mesoswatch.Record{Health: &h}) != nil {
				return errEnded
			}
		}
		if err := p.look(now, s.state.cutOff()); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
