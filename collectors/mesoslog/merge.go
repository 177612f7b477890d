package mesoslog

import (
	"container/heap"
	"context"
	"math"
	"sync/atomic"

	"github.com/mesoswatch/mesoswatch"
)

// together is how far apart two tellings of the same message may stand in the
// order of their files: lines are written a little out of order.
const together = 2 * second

// merge brings the events of several old logs into one order: by time, but never
// against the order within a file. What several files tell is taken from the
// richest.
type merge struct {
	opt  Options
	crew *crew
	emit mesoswatch.Emit

	waiting []*input // not yet opened, by the time of their first line
	open    lanes
	opened  int      // how many were opened so far
	ids     *repeats // nil when there is only one input
	joins   joins
	ended   func(*lane) error
	done    *atomic.Int64 // bytes merged
	held    int           // events in lanes
}

// lane is one open input in the merge.
type lane struct {
	in     *input
	rd     *reading
	items  []item
	done   bool
	order  int   // by richness, then by the order of inputs
	richer int64 // up to then all richer lanes were read
}

// lanes is a heap, the lane whose event is next on top.
type lanes []*lane

func (l lanes) Len() int      { return len(l) }
func (l lanes) Swap(i, j int) { l[i], l[j] = l[j], l[i] }
func (l lanes) Less(i, j int) bool {
	x, y := l[i].items[0].key, l[j].items[0].key
	return x < y || x == y && l[i].order < l[j].order
}

// Push is of heap.Interface.
func (l *lanes) Push(x any) { *l = append(*l, x.(*lane)) }

// Pop is of heap.Interface.
func (l *lanes) Pop() any {
	last := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return last
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
	for ctx.Err() == nil {
		if err := m.startDue(ctx); err != nil {
			return err
		}
		if len(m.open) == 0 {
			return nil
		}
		l := m.open[0]
		if err := m.run1(ctx, l); err != nil {
			return err
		}
		if err := m.settle(l); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// startDue opens the inputs whose first line is about to have its turn.
func (m *merge) startDue(ctx context.Context) error {
	for len(m.waiting) > 0 && (len(m.open) == 0 || m.open[0].items[0].key >= m.waiting[0].first-together) {
		if err := m.startNext(ctx); err != nil {
			return err
		}
	}
	return nil
}

// startNext opens the input that begins first.
func (m *merge) startNext(ctx context.Context) error {
	in := m.waiting[0]
	m.waiting = m.waiting[1:]
	m.opened++
	src := newSource(in.identity, in.path, in.info.Inode, m.opt)
	l := &lane{in: in, order: in.rank<<20 | in.index}
	r, offset, err := in.open(m.opt)
	if err != nil {
		l.rd = &reading{src: src, err: err, ahead: make(chan *job)}
		close(l.rd.ahead)
	} else {
		if offset > 0 {
			src.line = -1
			m.done.Add(offset)
		}
		l.rd = m.crew.start(ctx, src, r, in.info, offset)
	}
	m.open = append(m.open, l) // so that it is stopped whatever happens
	m.fill(l)
	if len(l.items) == 0 {
		m.open = m.open[:len(m.open)-1]
		return m.ended(l)
	}
	heap.Fix(&m.open, len(m.open)-1)
	return nil
}

// settle puts a lane whose events were taken in its place, or lets it go.
func (m *merge) settle(l *lane) error {
	m.fill(l)
	at := 0
	for m.open[at] != l {
		at++
	}
	if len(l.items) > 0 {
		heap.Fix(&m.open, at)
		return nil
	}
	l.items = append(l.items, item{}) // the heap compares it once more
	heap.Remove(&m.open, at)
	l.items = nil
	return m.ended(l)
}

// fill sees to it that a lane has events, unless it has ended.
func (m *merge) fill(l *lane) {
	for len(l.items) == 0 && !l.done {
		m.readOn(l)
	}
}

// readOn takes the next piece of a lane.
func (m *merge) readOn(l *lane) {
	items, n, ok := l.rd.next()
	m.done.Add(n)
	if !ok {
		l.done = true
		return
	}
	if len(l.items) == 0 {
		l.items = items
	} else {
		l.items = append(l.items, items...)
	}
	m.held += len(items)
	if m.ids != nil {
		for i := range items {
			m.ids.claim(items[i], l.order)
		}
	}
}

// run1 emits events of the lane for as long as it stays the earliest.
func (m *merge) run1(ctx context.Context, l *lane) error {
	limit, opened := m.limit(), m.opened
	for len(l.items) > 0 && l.items[0].key <= limit && opened == m.opened {
		it := l.items[0]
		if m.ids != nil && it.hash != 0 {
			again, err := m.repeated(ctx, l, it)
			if err != nil {
				return err
			}
			if again {
				l.rd.src.health.SetAside++
				l.drop(m)
				continue
			}
			if opened != m.opened { // one that was just opened may be first
				return nil
			}
		}
		l.drop(m)
		m.joins.join(it)
		if it.need != whole {
			m.crew.parser.wants.joined(it.ev)
			continue
		}
		if m.crew.parser.wants.not(it.ev) {
			continue
		}
		if err := m.emit(mesoswatch.Record{Event: it.ev}); err != nil {
			return err
		}
		if it.key == limit { // by richness among equals
			return ctx.Err()
		}
	}
	return ctx.Err()
}

func (l *lane) drop(m *merge) {
	l.items[0] = item{}
	l.items = l.items[1:]
	m.held--
}

// limit is the time at which another lane or input may have its turn.
func (m *merge) limit() int64 {
	t := int64(math.MaxInt64)
	for i := 1; i <= 2 && i < len(m.open); i++ {
		t = min(t, m.open[i].items[0].key)
	}
	if len(m.waiting) > 0 {
		t = min(t, m.waiting[0].first-together)
	}
	return t
}
