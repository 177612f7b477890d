package share

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/mesoswatch/mesoswatch"
)

const (
	pullExpiry = 10 * time.Second
	pullBeat   = 2 * time.Second
)

// errEnded: the pipeline takes nothing any more.
var errEnded = errors.New("the pipeline has ended")

// reader reads a part of the stream again and again, until ctx ends.
type reader struct {
	s      *Share
	js     jetstream.JetStream
	wanted func(context.Context, jetstream.Stream) (jetstream.OrderedConsumerConfig, error)
	each   func(jetstream.Msg, *jetstream.MsgMetadata) error
	// behind is told how many messages are still to come.
	behind func(uint64)
}

// run answers errEnded or nil.
func (r *reader) run(ctx context.Context) error {
	for failures := 0; ; failures++ {
		began := time.Now()
		err := r.once(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errEnded):
			return errEnded
		}
		if r.s.state.read(err); time.Since(began) > longRest {
			failures = 0
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest(failures)):
		case <-r.s.state.again():
		}
	}
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
	within, cancel := context.WithTimeout(ctx, dialPatience)
	consumer, err := st.OrderedConsumer(within, want)
	cancel()
	if err != nil {
		return err
	}
	messages, err := consumer.Messages(jetstream.PullExpiry(pullExpiry), jetstream.PullHeartbeat(pullBeat))
	if err != nil {
		return err
	}
	defer messages.Stop()
	r.s.state.reading()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		if err := r.each(m, meta); err != nil {
			return err
		}
		r.behind(meta.NumPending)
	}
}

// news reads what came behind the place up to which all is on the disk.
func (s *Share) news(js jetstream.JetStream, emit mesoswatch.Emit) *reader {
	return &reader{s: s, js: js, behind: s.state.pending,
		wanted: func(ctx context.Context, st jetstream.Stream) (jetstream.OrderedConsumerConfig, error) {
			info := st.CachedInfo()
			at, fresh, err := s.box.stream(ctx, info.Created.UTC().Format(time.RFC3339Nano), info.State.LastSeq)
			if fresh {
				s.mu.Lock()
				s.own.everything()
				s.marks = nil
				s.mu.Unlock()
				nudge(s.wake)
			}
			if info.State.LastSeq <= at {
				s.state.pending(0)
			}
			return jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: at + 1}, err
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
	s.state.took()
	if emit(r) != nil {
		return errEnded
	}
	return nil
}

// words reads what sources said last, and say.
func (s *Share) hears(js jetstream.JetStream, p *peers) *reader {
	return &reader{s: s, js: js, behind: func(uint64) {},
		wanted: func(context.Context, jetstream.Stream) (jetstream.OrderedConsumerConfig, error) {
			all := strings.TrimSuffix(under(s.o.Cluster), ">") + kindHealth + ".>"
			return jetstream.OrderedConsumerConfig{FilterSubjects: []string{all}, DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy}, nil
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
