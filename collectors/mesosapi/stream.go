package mesosapi

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// What Master.Stream says.
const (
	streamOpen    = "subscribed"
	streamBroken  = "broken"
	streamRefused = "refused"
	streamAbsent  = "absent"
)

// stream is the event stream of the leader, 1.0 and later: after one whole look
// it tells each change. One goroutine reads it while it is open; the rest belongs
// to the goroutine of the master.
type stream struct {
	open     *ask.Stream
	since    time.Time
	reading  sync.WaitGroup
	ended    chan error // what ended it; one value
	gap      string     // why changes were missed since it broke; empty: none
	next     time.Time  // when to subscribe again
	failures int
}

// alive tells whether events come in, as far as that is known by now.
func (s *stream) alive() bool { return s.open != nil }

// askStream subscribes where there is a stream and none is open.
func (r *reign) askStream(ctx context.Context) bool {
	s := &r.stream
	if r.release.before(1, 0) {
		r.self.Stream = streamAbsent
		return true
	}
	if s.alive() || time.Now().Before(s.next) || !r.affordable(ask.Subscription()) {
		return true
	}
	began := time.Now()
	open, e := r.subscribe(ctx)
	var wire int64
	if open != nil {
		wire = open.Wire()
	}
	r.note(ask.Subscription(), ask.Answer{Status: 200, Took: time.Since(began), Wire: wire}, e)
	if e != nil {
		return r.unsubscribed(e)
	}
	s.open, s.since, s.ended = open, time.Now(), make(chan error, 1)
	r.self.Stream = streamOpen
	source, model := r.url(), r.all.model
	s.reading.Go(func() { s.ended <- follow(open, source, model) })
	return true
}

// subscribe opens the stream and reads its first event, which is a whole look.
func (r *reign) subscribe(ctx context.Context) (*ask.Stream, *ask.Error) {
	l := r.all.model.begin(r.url(), true)
	defer l.end()
	l.partly = true
	open, err := r.client.Subscribe(ctx, r.target)
	if err != nil {
		return nil, asError(err)
	}
	body, _, err := open.Next()
	var event document.Event
	if err == nil {
		event, err = document.ReadEvent(body, l.take())
	}
	if err == nil && event.Type != "SUBSCRIBED" {
		err = errors.New("the first event is not SUBSCRIBED")
	}
	if err != nil {
		open.Close()
		e := asError(err)
		e.Target, e.Request = r.target, ask.Subscription()
		return nil, e
	}
	// Without heartbeats, before 1.5, silence only means that nothing happens.
	open.Idle(4 * event.Heartbeat)
	r.registryRead = true // before that it would not have answered (src/master/http.cpp)
	r.finish(l, true, nil)
	return open, nil
}

// unsubscribed sorts out why there is no stream. The rest can be seen without one.
func (r *reign) unsubscribed(e *ask.Error) bool {
	s := &r.stream
	if r.deposed(e) {
		return false
	}
	switch e.Kind {
	case ask.NotFound:
		r.self.Stream = streamAbsent
	case ask.Unauthorized, ask.Forbidden:
		r.self.Stream = streamRefused
		r.realms.refused(r.master, e)
	case ask.Recovering:
		r.self.Recovering = true
		r.recovering()
		return false
	default:
		r.self.Stream = streamBroken
		s.later(r)
		return goOn(e)
	}
	r.pardon(ask.Subscription()) // what it tells can be read otherwise
	s.next = time.Now().Add(r.pace.whole)
	return true
}

// longLived is how many intervals a stream must last for its end not to count as
// another failure: each subscription costs the master a whole state.
const longLived = 10

// later puts off the next try, twice as long each time up to eight intervals.
func (s *stream) later(r *reign) {
	s.next = time.Now().Add(r.pace.lists << min(s.failures, 3))
	s.failures++
}

// check takes in that the stream ended. What happened from then until the next
// whole look is not seen: it is said, and that look wanted.
func (s *stream) check(r *reign) {
	if s.open == nil {
		return
	}
	select {
	case err := <-s.ended:
		why := asError(err).Reason()
		s.reading.Wait()
		s.open.Close()
		s.open = nil
		if time.Since(s.since) > longLived*r.pace.lists {
			s.failures = 0
		}
		s.later(r)
		s.gap = fmt.Sprintf("the event stream broke at %s (%s): what came and went since is not seen", time.Now().Format(time.TimeOnly), why)
		r.self.Stream, r.want = streamBroken, s.gap
		r.lacks(s.gap, r.streamed()...)
	default:
	}
}

// judge: while events come in, what they tell of is whole.
func (s *stream) judge(r *reign) {
	if s.alive() {
		r.saw(r.streamed()...)
	} else if s.gap != "" {
		r.lacks(s.gap, mesoswatch.SubjectTask)
	}
}

// streamed are the kinds of which the stream tells all changes. Of agents it does
// not: one that becomes unreachable leaves no event.
func (r *reign) streamed() []string {
	if r.release.before(1, 4) {
		return []string{mesoswatch.SubjectTask}
	}
	return []string{mesoswatch.SubjectTask, mesoswatch.SubjectFramework}
}

// close ends the stream and waits for its reader.
func (s *stream) close() {
	if s.open == nil {
		return
	}
	s.open.Close()
	s.reading.Wait()
	s.open = nil
}
