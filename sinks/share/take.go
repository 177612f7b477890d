package share

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/mesoswatch/mesoswatch"
)

const (
	pullExpiry = 10 * time.Second
	// pullBeat is how often the servers say that nothing came; when they do not say it
	// twice, the reader begins anew where it was.
	pullBeat = time.Second
	// forgetAfter is when servers forget a reader that is gone.
	forgetAfter = 30 * time.Second
	// lostAfter is how long a stream may be behind what was read of it until it counts
	// as lost.
	lostAfter = 30 * time.Second
)

// errEnded: the pipeline takes nothing any more.
var errEnded = errors.New("the pipeline has ended")

// reader reads a part of the stream again and again, until ctx ends. It begins anew
// when the connection does, when a message is missing and when nothing is heard: the
// server that served it may be gone.
type reader struct {
	s      *Share
	js     jetstream.JetStream
	wanted func(context.Context, jetstream.Stream) (jetstream.ConsumerConfig, error)
	each   func(jetstream.Msg, *jetstream.MsgMetadata) error
	// behind is told how many messages are still to come.
	behind func(uint64)
}

// run answers errEnded or nil.
func (r *reader) run(ctx context.Context) error {
	for failures := 0; ; failures++ {
		began := time.Now()
		anew := r.s.state.again()
		within, cancel := context.WithCancel(ctx)
		stop := after(within, anew, cancel)
		err := r.once(within)
		cancel()
		stop()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errEnded):
			return errEnded
		case time.Since(began) > longRest:
			failures = 0
		}
		if within.Err() == nil || !errors.Is(err, context.Canceled) {
			r.s.state.read(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(min(rest(failures), streamRest)):
		case <-anew:
			failures = 0
		}
	}
}

// after calls do when c is closed before ctx ends; stop waits until it is over.
func after(ctx context.Context, c <-chan struct{}, do func()) (stop func()) {
	var running sync.WaitGroup
	running.Go(func() {
		select {
		case <-c:
			do()
		case <-ctx.Done():
		}
	})
	return running.Wait
}

func (r *reader) once(ctx context.Context) error {
	st, err := r.s.stream(ctx, r.js)
	if err != nil {
		return err
	}
	want, err := r.wanted(ctx, st)
	if err != nil {
		return err
	}
	want.AckPolicy, want.InactiveThreshold, want.MemoryStorage, want.Replicas = jetstream.AckNonePolicy, forgetAfter, true, 1
	within, cancel := context.WithTimeout(ctx, dialPatience)
	consumer, err := st.CreateConsumer(within, want)
	cancel()
	if err != nil {
		return fmt.Errorf("reading the stream: %w", err)
	}
	messages, err := consumer.Messages(jetstream.PullExpiry(pullExpiry), jetstream.PullHeartbeat(pullBeat))
	if err != nil {
		return fmt.Errorf("reading the stream: %w", err)
	}
	defer messages.Stop()
	r.s.state.read(nil)
	for n := uint64(1); ; n++ {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("reading the stream: %w", err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("reading the stream: %w", err)
		}
		if meta.Sequence.Consumer != n {
			return errors.New("reading the stream: a message is missing")
		}
		if err := r.each(m, meta); err != nil {
			return err
		}
		r.behind(meta.NumPending)
	}
}

// news reads what came behind the place up to which all is on the disk.
func (s *Share) news(js jetstream.JetStream, emit mesoswatch.Emit) *reader {
	var behind time.Time // since when the stream ends before what was read
	return &reader{s: s, js: js, behind: s.state.pending,
		wanted: func(ctx context.Context, st jetstream.Stream) (jetstream.ConsumerConfig, error) {
			info := st.CachedInfo()
			lost := !behind.IsZero() && time.Since(behind) > lostAfter
			at, fresh, err := s.box.stream(ctx, info.Created.UTC().Format(time.RFC3339Nano), info.State.LastSeq, lost)
			if !errors.Is(err, errBehind) {
				behind = time.Time{}
			} else if behind.IsZero() {
				behind = time.Now()
			}
			if fresh {
				s.mu.Lock()
				s.own.everything()
				s.marks, s.readTo = nil, 0
				s.mu.Unlock()
				nudge(s.wake)
			}
			s.mu.Lock()
			at = max(at, s.readTo)
			s.mu.Unlock()
			if info.State.LastSeq <= at {
				s.state.pending(0)
			}
			return jetstream.ConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: at + 1}, err
		},
		each: func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
			if err := s.take(m, meta, emit); err != nil {
				return err
			}
			s.passed(meta.Sequence.Stream, time.Now())
			return nil
		}}
}

// take emits what a message says, unless it is ours.
func (s *Share) take(m jetstream.Msg, meta *jetstream.MsgMetadata, emit mesoswatch.Emit) error {
	a, ok := readSubject(s.o.Cluster, m.Subject())
	switch {
	case !ok:
		s.state.refuse("?", errors.New("its subject is none of ours"))
		return nil
	case a.kind == kindHealth: // whatever is told last is told by another reader
		return nil
	case a.console == s.me:
		s.state.namesake(m.Headers().Get(instanceHeader) != s.box.instance)
		return nil
	}
	r, err := decode(a, m.Data(), meta.Timestamp)
	if err != nil {
		s.state.refuse(a.console, err)
		return nil
	}
	if r.Action != nil {
		s.mu.Lock()
		s.known = append(s.known, r.Action.ID)
		s.mu.Unlock()
	}
	if emit(r) != nil {
		return errEnded
	}
	return nil
}

// hears reads what sources said last, and say.
func (s *Share) hears(js jetstream.JetStream, p *peers) *reader {
	return &reader{s: s, js: js, behind: func(uint64) {},
		wanted: func(context.Context, jetstream.Stream) (jetstream.ConsumerConfig, error) {
			all := strings.TrimSuffix(under(s.o.Cluster), ">") + kindHealth + ".>"
			return jetstream.ConsumerConfig{FilterSubject: all, DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy}, nil
		},
		each: func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
			a, ok := readSubject(s.o.Cluster, m.Subject())
			if !ok || a.console == s.me || a.kind != kindHealth {
				return nil
			}
			r, err := decode(a, m.Data(), meta.Timestamp)
			if err != nil {
				s.state.refuse(a.console, err)
				return nil
			}
			return p.hear(r.Health, meta.Timestamp)
		}}
}
