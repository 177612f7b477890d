package mesoslog

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/join"
)

// together is how far apart two tellings of the same message may stand in the
// order of their files: lines are written a little out of order.
const together = 2 * time.Second

// merge brings the events of several old logs into one order: by time, but never
// against the order within a file. What several files tell is taken from the
// richest.
type merge struct {
	opt  Options
	crew *crew
	emit mesoswatch.Emit

	waiting []*input // not yet opened, by the time of their first line
	open    []*lane
	ids     *repeats // nil when there is only one input
	joins   joins
	health  func(*lane)
	done    *atomic.Int64 // bytes merged
}

// lane is one open input in the merge.
type lane struct {
	in    *input
	rd    *reading
	items []item
	done  bool
	order int // by richness, then by the order of inputs
}

// run merges until all inputs are read.
func (m *merge) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer func() {
		cancel()
		for _, l := range m.open {
			l.rd.stop()
		}
	}()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		l := m.pick(ctx)
		if l == nil {
			return nil
		}
		if err := m.run1(ctx, l); err != nil {
			return err
		}
	}
}

// pick gives the lane whose next event is the earliest, opening inputs whose
// time has come. Nil when nothing is left.
func (m *merge) pick(ctx context.Context) *lane {
	for {
		m.prune()
		var best *lane
		for _, l := range m.open {
			if best == nil || earlier(l, best) {
				best = l
			}
		}
		if len(m.waiting) > 0 && (best == nil || !best.items[0].key.Before(m.waiting[0].first.Add(-together))) {
			m.start(ctx, m.waiting[0])
			m.waiting = m.waiting[1:]
			continue
		}
		return best
	}
}

// prune fills empty lanes and lets go of those that have ended.
func (m *merge) prune() {
	kept := m.open[:0]
	for _, l := range m.open {
		for len(l.items) == 0 && !l.done {
			m.fill(l)
		}
		if len(l.items) == 0 {
			m.health(l)
			continue
		}
		kept = append(kept, l)
	}
	m.open = kept
}

func earlier(a, b *lane) bool {
	x, y := a.items[0].key, b.items[0].key
	if x.Equal(y) {
		return a.order < b.order
	}
	return x.Before(y)
}

func (m *merge) start(ctx context.Context, in *input) {
	src := newSource(in.identity, in.path, in.info.Inode, m.opt)
	l := &lane{in: in, order: in.rank<<20 | in.index}
	r, offset, err := in.open(m.opt)
	if err != nil {
		l.rd, l.done = &reading{src: src, err: err}, true
		l.rd.ahead = make(chan *job)
		close(l.rd.ahead)
	} else {
		src.line = 0
		if offset > 0 {
			src.line = -1
		}
		l.rd = m.crew.start(ctx, src, r, in.info, in.reading(offset))
	}
	m.open = append(m.open, l)
}

// fill takes the next piece of a lane.
func (m *merge) fill(l *lane) {
	items, n, ok := l.rd.next()
	m.done.Add(n)
	if !ok {
		l.done = true
		return
	}
	l.items = append(l.items, items...)
	if m.ids != nil {
		for i := range items {
			m.ids.claim(items[i].hash, l.order)
		}
	}
}

// run1 emits events of the lane for as long as it stays the earliest.
func (m *merge) run1(ctx context.Context, l *lane) error {
	limit := m.limit(l)
	for len(l.items) > 0 {
		it := l.items[0]
		if !limit.IsZero() && !it.key.Before(limit) && it.key != limit {
			return nil
		}
		l.items = l.items[1:]
		if m.ids != nil && it.hash != 0 && m.repeated(ctx, l, it) {
			l.rd.src.health.SetAside++
			continue
		}
		m.joins.join(it)
		if err := m.emit(mesoswatch.Record{Event: it.ev}); err != nil {
			return err
		}
		if !limit.IsZero() {
			return ctx.Err() // others are near: choose again
		}
	}
	return ctx.Err()
}

// limit is the time at which another lane or input may have its turn.
func (m *merge) limit(l *lane) time.Time {
	var t time.Time
	for _, o := range m.open {
		if o != l && (t.IsZero() || o.items[0].key.Before(t)) {
			t = o.items[0].key
		}
	}
	if len(m.waiting) > 0 {
		if f := m.waiting[0].first.Add(-together); t.IsZero() || f.Before(t) {
			t = f
		}
	}
	return t
}

// repeated tells whether a richer source has the line too. Those sources are
// read ahead as far as the line's time, so that what they have is known.
func (m *merge) repeated(ctx context.Context, l *lane, it item) bool {
	upTo := it.key.Add(together)
	for len(m.waiting) > 0 && m.waiting[0].first.Before(upTo) {
		m.start(ctx, m.waiting[0])
		m.waiting = m.waiting[1:]
	}
	for _, o := range m.open {
		if o.order >= l.order {
			continue
		}
		for n := 0; !o.done && n < maxAhead && (len(o.items) == 0 || o.items[len(o.items)-1].key.Before(upTo)); n++ {
			m.fill(o)
		}
	}
	owner, ok := m.ids.owner(it.hash)
	return ok && owner < l.order
}

// maxAhead bounds how many pieces are read ahead of a lane in one go.
const maxAhead = 64

// repeats remembers which source tells a line best. Two generations bound it.
type repeats struct {
	now, before map[uint64]int
}

const maxRepeats = 1 << 17

func newRepeats() *repeats { return &repeats{now: make(map[uint64]int)} }

func (r *repeats) claim(hash uint64, order int) {
	if hash == 0 {
		return
	}
	if owner, ok := r.owner(hash); ok && owner <= order {
		return
	}
	if len(r.now) >= maxRepeats {
		r.before, r.now = r.now, make(map[uint64]int, maxRepeats)
	}
	r.now[hash] = order
}

func (r *repeats) owner(hash uint64) (int, bool) {
	if o, ok := r.now[hash]; ok {
		return o, true
	}
	o, ok := r.before[hash]
	return o, ok
}

// joins keeps what is joined apart by process.
type joins struct {
	by    map[string]*join.Joiner
	order []string
}

// maxProcesses bounds the number of processes whose lines are joined; the names
// come from tags that anybody can write to syslog.
const maxProcesses = 128

func (j *joins) join(it item) {
	jo := j.by[it.process]
	if jo == nil {
		if j.by == nil {
			j.by = make(map[string]*join.Joiner)
		}
		if len(j.order) >= maxProcesses {
			delete(j.by, j.order[0])
			j.order = j.order[1:]
		}
		jo = new(join.Joiner)
		j.by[it.process] = jo
		j.order = append(j.order, it.process)
	}
	before := jo.Evicted()
	jo.Join(it.ev)
	it.src.health.Evicted += jo.Evicted() - before
}
