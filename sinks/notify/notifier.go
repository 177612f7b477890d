package notify

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// What the zero Options mean.
const (
	defaultSize    = 32 << 20
	defaultTimeout = 30 * time.Second
)

// maxPending bounds what waits in memory to be written to the queue, in bytes.
const maxPending = 8 << 20

// Options of a Notifier.
type Options struct {
	Path      string // of the queue; empty: it is kept in memory
	Cluster   string
	Host      string // where this runs
	Receivers []Receiver
	Size      int64         // of the queue; 0: 32 MB
	Timeout   time.Duration // of a delivery; 0: half a minute
	Log       *slog.Logger  // nil: nobody
	Now       func() time.Time
	// MaxPages bounds the file as a full disk does (PRAGMA max_page_count).
	MaxPages int
	// Least and Most are the first and the longest pause before a delivery is tried
	// again; 0: a second, five minutes.
	Least, Most time.Duration
}

// Notifier is a Sink in every process and a Collector in the one that looks at the
// cluster. Take begins that, Run tells, Leave ends it; without Take nothing is told.
type Notifier struct {
	o     Options
	lanes []*lane

	mu      sync.Mutex // Handle, Run and lanes meet here
	known   findings
	told    map[string]stand
	taken   bool
	pending []item
	bytes   int
	lost    map[string]int64 // by receiver, for want of room in memory
	wake    chan struct{}

	q       *queue
	spare   *queue // in memory, for while q cannot be written; nil: it could so far
	trouble string // why the queue is not kept as it should be
}

// New makes a Notifier; nothing is opened yet.
func New(o Options) *Notifier {
	if o.Size <= 0 {
		o.Size = defaultSize
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Least <= 0 {
		o.Least = time.Second
	}
	if o.Most <= 0 {
		o.Most = 5 * time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	n := &Notifier{o: o, wake: make(chan struct{}, 1), lost: make(map[string]int64)}
	for i := range o.Receivers {
		n.lanes = append(n.lanes, &lane{Receiver: &o.Receivers[i], n: n, wake: make(chan struct{}, 1)})
	}
	return n
}

// Name is the name of the collector.
func (n *Notifier) Name() string { return "notify" }

// Handle takes a record in; it neither fails nor waits.
func (n *Notifier) Handle(r mesoswatch.Record) error {
	if r.Finding == nil && r.Action == nil && !r.At().After(n.known.now) {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	switch f := n.known.see(r); {
	case f == nil || !n.taken:
	case r.Finding != nil && r.Origin == mesoswatch.Foreign:
		n.learn(f) // the machine that found it tells it
	default:
		n.turn(f)
	}
	return nil
}

// learn takes what became of a finding for told.
func (n *Notifier) learn(f *mesoswatch.Finding) {
	is := stand{level: f.Level, over: f.Status == mesoswatch.Resolved, at: n.o.Now()}
	if was, known := n.told[f.ID]; known && was.level == is.level && was.over == is.over {
		return
	}
	n.told[f.ID] = is
	n.push(item{finding: f.ID, stand: is})
}

// turn sees what became of a finding since it was last told, and puts that on its way.
func (n *Notifier) turn(f *mesoswatch.Finding) {
	was, known := n.told[f.ID]
	before := &was
	if !known {
		before = nil
	}
	turn := turnOf(before, f)
	if turn == mesoswatch.NoTurn {
		return
	}
	it := item{finding: f.ID, stand: stand{level: max(f.Level, was.level), over: turn == notice.Resolved, at: n.o.Now()}}
	if turn == notice.Opened || turn == notice.Reopened {
		it.stand.level = f.Level
	}
	if !quiet(turn, f) {
		at := turned(turn, f)
		if turn == notice.Resolved && was.level > f.Level { // of one that is not stored any more
			told := *f
			told.Level = was.level
			f = &told
		}
		it.notice = n.make(turn, f, at, keyOf(turn, f, at))
		if level := was.level; turn == notice.Rose {
			it.notice.Was = &level
		}
		for _, l := range n.lanes {
			if l.Filter.passes(it.notice) {
				it.to = append(it.to, l.Name)
			}
		}
	}
	n.told[f.ID] = it.stand
	n.push(it)
}

func (n *Notifier) make(turn mesoswatch.Turn, f *mesoswatch.Finding, at time.Time, key string) *notice.Notice {
	return &notice.Notice{Key: key, Cluster: n.o.Cluster, Turn: turn, At: at, Host: n.o.Host, Finding: slim(*f)}
}

// Take opens the queue and sees what became of findings that it was not told of: what
// another process found, or this one before it was killed. The first time of all it
// only learns what is stored. It must be called before the stream that is looked at
// begins, and Leave behind its end. An error is told in Health too, and notices still
// leave.
func (n *Notifier) Take(ctx context.Context) error {
	o := queueOptions{path: n.o.Path, size: n.o.Size, pages: n.o.MaxPages, now: n.o.Now}
	q, aside, err := openQueue(ctx, o)
	n.trouble = ""
	if aside != "" {
		n.o.Log.Warn("the queue was damaged: another one was begun", "aside", aside)
	}
	if err != nil {
		n.trouble = "the queue is kept in memory only, a restart forgets it: " + mesoswatch.Mask(err.Error())
		var merr error
		if q, merr = memoryQueue(ctx, o); merr != nil {
			return errors.Join(err, merr)
		}
	}
	told, primed, terr := q.told(ctx)
	if terr != nil {
		n.trouble = mesoswatch.Mask(terr.Error())
		return errors.Join(err, terr, q.close())
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.q, n.told, n.taken = q, told, true
	for _, f := range n.inOrder() {
		n.meet(f, primed)
	}
	return errors.Join(err, q.prime(ctx))
}

// meet takes in a finding that was known before.
func (n *Notifier) meet(f *mesoswatch.Finding, primed bool) {
	_, known := n.told[f.ID]
	switch {
	case known, primed && f.Status != mesoswatch.Resolved:
		n.turn(f)
	default:
		n.learn(f)
	}
}

func (n *Notifier) inOrder() []*mesoswatch.Finding {
	all := make([]mesoswatch.Finding, 0, len(n.known.all))
	for _, f := range n.known.all {
		all = append(all, *f)
	}
	mesoswatch.SortFindings(all)
	out := make([]*mesoswatch.Finding, 0, len(all))
	for i := range all {
		out = append(out, &all[i])
	}
	return out
}

// Leave writes what is not written yet and closes the queue. Run must have returned.
func (n *Notifier) Leave(ctx context.Context) error {
	n.mu.Lock()
	n.taken = false
	n.mu.Unlock()
	if n.q == nil {
		return nil
	}
	err := errors.Join(n.flush(ctx), n.q.close())
	if n.spare != nil {
		err = errors.Join(err, n.spare.close())
	}
	n.q, n.spare = nil, nil
	return err
}

// nudge wakes whoever waits on c, now or next.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
