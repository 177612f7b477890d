package pretend

import (
	"context"
	"net/http"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// stream is one subscriber of a master's events.
type stream struct{ end context.CancelFunc }

// streamCap is how many streams a master has; a new one ends any other beyond it.
const streamCap = 1000

// endStreams breaks all streams off; the caller holds the cluster's lock.
func (m *master) endStreams() {
	for s := range m.streams {
		s.end()
	}
	clear(m.streams)
}

// BreakStreams breaks the event streams of a master off, without a word.
func (c *Cluster) BreakStreams(i int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.masters[i].endStreams()
}

// Streams is how many event streams a master has.
func (c *Cluster) Streams(i int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.masters[i].streams)
}

// enter adds a stream; false when the master no longer leads.
func (m *master) enter(s *stream) bool {
	m.c.mu.Lock()
	defer m.c.mu.Unlock()
	if m.elected.IsZero() {
		return false
	}
	for other := range m.streams {
		if len(m.streams) < streamCap {
			break
		}
		other.end()
		delete(m.streams, other)
	}
	m.streams[s] = struct{}{}
	return true
}

func (m *master) leave(s *stream) {
	m.c.mu.Lock()
	defer m.c.mu.Unlock()
	delete(m.streams, s)
}

// subscribe sends the state, and events from there on, until the client leaves,
// the master leads no more, or the client is too slow.
func (t *teller) subscribe(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	s := &stream{end: cancel}
	if !t.enter(s) {
		panic(http.ErrAbortHandler) // the documented way to drop the connection
	}
	defer t.leave(s)
	w.Header().Set("Content-Type", jsonKind)
	var heartbeat time.Duration
	if t.r.Told("HEARTBEAT") {
		heartbeat = t.c.opt.Heartbeat
	}
	var first []byte
	tell := func(v world.View) { first = t.Subscribed(v, heartbeat.Seconds(), t.r) }
	var news <-chan world.Event
	if t.c.opt.State != nil {
		tell(t.c.opt.State)
	} else {
		sub := t.c.world.Subscribe(tell)
		defer sub.End()
		news = sub.Events()
	}
	out := http.NewResponseController(w)
	if !put(w, out, first) || heartbeat > 0 && !put(w, out, wire.Heartbeat(t.r)) {
		return
	}
	t.relay(ctx, news, heartbeat, func(record []byte) bool { return put(w, out, record) })
	panic(http.ErrAbortHandler) // no end of the body: it was broken off
}

func put(w http.ResponseWriter, out *http.ResponseController, record []byte) bool {
	_, err := w.Write(record)
	return err == nil && out.Flush() == nil
}

// relay sends what happens until one of the ends comes.
func (t *teller) relay(ctx context.Context, news <-chan world.Event, heartbeat time.Duration, send func([]byte) bool) {
	var beat <-chan time.Time
	if heartbeat > 0 {
		ticker := time.NewTicker(heartbeat)
		defer ticker.Stop()
		beat = ticker.C
	}
	for {
		var record []byte
		select {
		case <-ctx.Done():
			return
		case <-beat:
			record = wire.Heartbeat(t.r)
		case e, more := <-news:
			if !more {
				return
			}
			if t.r.Told(e.Type) {
				record = t.Event(e, t.r)
			}
		}
		if len(record) > 0 && (!t.ready(ctx) || !send(record)) {
			return
		}
	}
}
