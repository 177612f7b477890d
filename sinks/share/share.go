package share

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

const sourceName = "share"

// maxInbox bounds what of the stream waits for the outbox, in memory.
const maxInbox = 10_000

// Share is one machine's part in a stream. It is a Sink for everything, also while
// Run does not run, and a Collector for the one process of the machine that keeps the
// store.
type Share struct {
	o   Options
	me  string // Console as a token
	box *outbox

	state state
	wake  chan struct{} // something is to be told

	mu      sync.Mutex
	own     own
	acts    []mesoswatch.Action // for the outbox
	known   []string            // ids of actions that others told, for the outbox
	marks   []mark
	readTo  uint64 // what was emitted in this Run
	lost    int64  // actions for which there was no room, since the last write
	sources map[string]*word
}

// mark says when what was read up to a place was emitted.
type mark struct {
	seq uint64
	at  time.Time
}

// word is what a source of ours said last.
type word struct {
	health mesoswatch.Health
	news   bool // of another kind than what was told
	waits  bool
	told   time.Time
}

// maxSources bounds the sources of a machine that are told, or heard.
const maxSources = 1_000

// Open checks the options and opens the outbox. Close it.
func Open(ctx context.Context, o Options) (*Share, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	o.fill()
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, fmt.Errorf("sharing: %w", err)
	}
	box, err := openOutbox(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("opening the outbox %q: %w", path, err)
	}
	return &Share{o: o, me: token(o.Console), box: box, wake: make(chan struct{}, 1)}, nil
}

// Close closes the outbox; what waits in it is told by the next run. Run must have
// returned.
func (s *Share) Close() error {
	err := s.flush(context.Background())
	if cerr := s.box.close(); err == nil {
		err = cerr
	}
	return err
}

// Name is the name of the collector, and the source of its Health.
func (s *Share) Name() string { return sourceName }

// Handle takes a record of the stream in; it neither fails nor waits.
func (s *Share) Handle(r mesoswatch.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := false
	switch {
	case r.Finding != nil:
		news = s.own.take(*r.Finding, r.Origin)
	case r.Action != nil:
		news = s.action(*r.Action, r.Origin)
	case r.Health != nil && r.Origin == mesoswatch.Fresh:
		news = s.word(r.Health)
	}
	if news {
		nudge(s.wake)
	}
	return nil
}

// action takes in what an operator did here. That of others only counts for our
// findings, and a login of our own nobody else is to believe.
func (s *Share) action(a mesoswatch.Action, from mesoswatch.Origin) bool {
	s.own.apply(a)
	if from == mesoswatch.Foreign || !actionID.MatchString(a.ID) || a.Replay || a.What == mesoswatch.Login {
		return false
	}
	if len(s.acts) >= maxInbox {
		s.acts = s.acts[1:]
		s.lost++
	}
	s.acts = append(s.acts, a)
	return true
}

// word takes in what a source says, and says whether that is news.
func (s *Share) word(h *mesoswatch.Health) bool {
	if h.Via != "" || h.Source == "" || aboutUs(h.Source) {
		return false
	}
	w := s.sources[h.Source]
	if w == nil {
		if len(s.sources) >= maxSources {
			return false
		}
		if s.sources == nil {
			s.sources = make(map[string]*word)
		}
		w = &word{news: true}
		s.sources[h.Source] = w
	}
	if before := w.health; before.OK != h.OK || before.Silent != h.Silent || before.Why != h.Why {
		w.news = true
	}
	w.health, w.waits = *h, true
	return w.news
}

// flush writes to the outbox what waits for it. What cannot be written goes on
// waiting.
func (s *Share) flush(ctx context.Context) error {
	s.mu.Lock()
	n := news{actions: s.acts, known: s.known, dropped: s.lost, position: s.confirmed()}
	s.acts, s.known, s.lost = nil, nil, 0
	s.mu.Unlock()
	if n.empty() {
		return nil
	}
	err := s.box.write(ctx, n)
	if err != nil {
		s.mu.Lock()
		s.acts, s.known = append(n.actions, s.acts...), append(n.known, s.known...)
		s.lost += n.dropped
		if n.position > 0 {
			s.marks = append([]mark{{seq: n.position}}, s.marks...)
		}
		s.mu.Unlock()
	}
	return err
}

// confirmed takes out the place up to which all that was emitted is on the disk; 0:
// none further than before.
func (s *Share) confirmed() (seq uint64) {
	kept := time.Time{}
	if s.o.Kept != nil {
		kept = s.o.Kept()
	}
	for len(s.marks) > 0 && (s.o.Kept == nil || s.marks[0].at.Before(kept)) {
		seq, s.marks = s.marks[0].seq, s.marks[1:]
	}
	return seq
}

// passed notes that what was read up to a place was emitted.
func (s *Share) passed(seq uint64, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readTo = seq
	if n := len(s.marks); n > 1 && at.Sub(s.marks[n-2].at) < markEvery {
		s.marks[n-1] = mark{seq, at}
		return
	}
	s.marks = append(s.marks, mark{seq, at})
}

// markEvery bounds how many marks there are.
const markEvery = 200 * time.Millisecond

// nudge wakes whoever waits on c, now or next.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
