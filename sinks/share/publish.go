package share

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/mesoswatch/mesoswatch"
)

const (
	// findingPause is how far apart the states of one finding are that are told.
	findingPause = time.Second
	findingBatch = 200
	actionBatch  = 100
	// healthEvery is how often a source that says nothing new is told again.
	healthEvery = 10 * time.Second
	healthBatch = 100 // and how many are told in a round
	roundEvery  = 250 * time.Millisecond
	ackPatience = 4 * time.Second
	// streamRest is how long it is waited at most for a stream that does not answer:
	// the servers may be choosing who leads.
	streamRest = 2 * time.Second
	// refresh is the part of the time that the stream keeps something after which what
	// is not resolved is told again.
	refresh = 2
)

// instanceHeader says which outbox a message comes from.
const instanceHeader = "Mesoswatch-Instance"

// publishing tells what is to be told, until ctx ends.
func (s *Share) publishing(ctx context.Context, js jetstream.JetStream) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	var failures int
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		err := s.publish(ctx, js)
		if ctx.Err() != nil {
			return
		}
		s.state.published(err)
		switch {
		case err == nil:
			failures = 0
			pause.Reset(roundEvery)
			s.await(ctx, pause)
		case errors.Is(err, errDenied):
			pause.Reset(deniedRest)
		default:
			failures++
			pause.Reset(min(rest(failures), streamRest))
		}
	}
}

// await lets a nudge end the pause at once.
func (s *Share) await(ctx context.Context, pause *time.Timer) {
	select {
	case <-s.wake:
		pause.Reset(0)
	case <-pause.C:
		pause.Reset(0)
	case <-ctx.Done():
	}
}

// publish is one round: first what operators did, which others wait for.
func (s *Share) publish(ctx context.Context, js jetstream.JetStream) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	if !s.state.ready() {
		return nil
	}
	if err := s.publishActions(ctx, js); err != nil {
		return err
	}
	if err := s.publishFindings(ctx, js); err != nil {
		return err
	}
	return s.publishHealth(ctx, js)
}

func (s *Share) publishActions(ctx context.Context, js jetstream.JetStream) error {
	for {
		all, err := s.box.next(ctx, actionBatch)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, p := range all {
			m := message{to: address{kindAction, s.me, p.id}, id: p.id, body: p.body, once: true}
			if err := s.send(ctx, js, m); err != nil {
				return err
			}
			if err := s.box.write(ctx, news{known: []string{p.id}}); err != nil {
				return err
			}
		}
	}
}

func (s *Share) publishFindings(ctx context.Context, js jetstream.JetStream) error {
	now := time.Now()
	s.mu.Lock()
	due := s.own.due(now, findingPause, findingBatch)
	s.mu.Unlock()
	for i := range due {
		if err := s.publishFinding(ctx, js, due[i], now); err != nil {
			s.mu.Lock()
			for _, f := range due[i:] {
				s.own.again(f.ID)
			}
			s.mu.Unlock()
			return err
		}
	}
	return nil
}

// publishFinding tells a finding, unless that is what was told last.
func (s *Share) publishFinding(ctx context.Context, js jetstream.JetStream, f mesoswatch.Finding, now time.Time) error {
	body, err := encodeFinding(f)
	if err != nil {
		s.state.refuse("ours", err)
		return nil
	}
	sum := digest(string(body))
	was, at, err := s.box.told(ctx, f.ID)
	if err != nil {
		return err
	}
	old := f.Status != mesoswatch.Resolved && now.Sub(at) > time.Duration(s.o.KeepDays)*24*time.Hour/refresh
	if was == sum && !old {
		return nil
	}
	if err := s.send(ctx, js, message{to: address{kindFinding, s.me, f.ID}, id: f.ID + " " + sum, body: body}); err != nil {
		return err
	}
	return s.box.tell(ctx, f.ID, sum, now)
}

func (s *Share) publishHealth(ctx context.Context, js jetstream.JetStream) error {
	for _, h := range s.words(time.Now()) {
		body, err := encodeHealth(h)
		if err != nil {
			continue
		}
		if err := s.send(ctx, js, message{to: address{kindHealth, s.me, digest(h.Source)}, body: body}); err != nil {
			s.mu.Lock()
			s.sources[h.Source].waits, s.sources[h.Source].news = true, true
			s.mu.Unlock()
			return err
		}
	}
	return nil
}

// words takes out what sources have to say now.
func (s *Share) words(now time.Time) (all []mesoswatch.Health) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.sources {
		if w.waits && (w.news || now.Sub(w.told) >= healthEvery) && len(all) < healthBatch {
			w.waits, w.news, w.told = false, false, now
			all = append(all, w.health)
		}
	}
	return all
}

// message is what is sent under a subject of ours.
type message struct {
	to   address
	id   string // of the message, so that it counts once; empty: it may come twice
	body []byte
	once bool // it is told unless something stands under its subject
}

// send sends a message and waits until the servers have it.
func (s *Share) send(ctx context.Context, js jetstream.JetStream, m message) error {
	ctx, cancel := context.WithTimeout(ctx, ackPatience)
	defer cancel()
	msg := &nats.Msg{Subject: m.to.subject(s.o.Cluster), Data: m.body, Header: nats.Header{instanceHeader: {s.box.instance}}}
	var opts []jetstream.PublishOpt
	if m.id != "" {
		opts = append(opts, jetstream.WithMsgID(s.box.instance+" "+m.id))
	}
	if m.once {
		opts = append(opts, jetstream.WithExpectLastSequencePerSubject(0))
	}
	ack, err := js.PublishMsg(ctx, msg, opts...)
	switch {
	case err == nil && !ack.Duplicate:
		return nil
	case err == nil, m.once && stands(err):
		return s.verify(ctx, js, m, msg)
	case errors.Is(err, context.DeadlineExceeded) && s.state.denied(msg.Subject):
		return errDenied
	}
	return err
}

// verify looks whether a message stands that the servers take for one they have: a
// server that was killed while it passed it on may have left the others with no more
// than its name. Then it is sent without one.
func (s *Share) verify(ctx context.Context, js jetstream.JetStream, m message, msg *nats.Msg) error {
	st, err := js.Stream(ctx, StreamName(s.o.Cluster))
	if err != nil {
		return err
	}
	last, err := st.GetLastMsgForSubject(ctx, msg.Subject)
	switch {
	case err == nil && (m.once || bytes.Equal(last.Data, m.body)):
		return nil
	case err != nil && !errors.Is(err, jetstream.ErrMsgNotFound):
		return err
	}
	plain := &nats.Msg{Subject: msg.Subject, Data: m.body, Header: nats.Header{instanceHeader: {s.box.instance}}}
	_, err = js.PublishMsg(ctx, plain)
	return err
}

// stands tells whether a message was refused because its subject has one: our own, of
// which no answer came.
func stands(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}
