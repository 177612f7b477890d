package notify

import (
	"context"
	"errors"

	"github.com/mesoswatch/mesoswatch"
)

// push lets an item wait for the disk. Where there is no room the oldest goes, counted.
func (n *Notifier) push(it item) {
	it.bytes = 200
	if it.notice != nil {
		it.bytes += weight(&it.notice.Finding)
	}
	n.pending, n.bytes = append(n.pending, it), n.bytes+it.bytes
	n.trim()
	nudge(n.wake)
}

// trim lets the oldest go for which there is no room in memory, counted.
func (n *Notifier) trim() {
	for n.bytes > maxPending && len(n.pending) > 1 {
		for _, name := range n.pending[0].to {
			n.lost[name]++
		}
		n.bytes -= n.pending[0].bytes
		n.pending = n.pending[1:]
	}
}

// weight is about what a finding takes in memory.
func weight(f *mesoswatch.Finding) int {
	b := 1000
	for _, e := range f.Evidence {
		b += 150 + len(e.Text)
	}
	return b
}

// flush writes what waits. What cannot be written goes on waiting.
func (n *Notifier) flush(ctx context.Context) error {
	n.mu.Lock()
	items, lost := n.pending, n.lost
	n.pending, n.bytes, n.lost = nil, 0, make(map[string]int64)
	n.mu.Unlock()
	var err error
	if len(items) > 0 {
		err = n.put(ctx, items)
	}
	unsaid := make(map[string]int64)
	for name, many := range lost {
		if err != nil || n.q.lost(ctx, name, many) != nil {
			unsaid[name] = many
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for name, many := range unsaid {
		n.lost[name] += many
	}
	if err != nil {
		n.pending = append(items, n.pending...)
		for i := range items {
			n.bytes += items[i].bytes
		}
		n.trim()
	}
	return err
}

// put writes items to the queue. Where that cannot be, their notices go to the spare
// queue and leave from there, and what was told is left in items, to be written later.
// As long as something is in the spare what is new goes behind it.
func (n *Notifier) put(ctx context.Context, items []item) error {
	late := n.spare != nil && n.spare.any(ctx)
	var err error
	if !late {
		if err = n.q.put(ctx, items); err == nil || ctx.Err() != nil {
			return err
		}
	}
	if n.spare == nil {
		spare, serr := memoryQueue(ctx, queueOptions{size: maxPending, now: n.o.Now})
		if serr != nil {
			return errors.Join(err, serr)
		}
		n.mu.Lock()
		n.spare = spare
		n.mu.Unlock()
	}
	if serr := n.spare.put(ctx, items); serr != nil {
		return errors.Join(err, serr)
	}
	for i := range items {
		if items[i].notice, items[i].bytes = nil, 200; !items[i].remind {
			items[i].to = nil
		}
	}
	if late {
		err = n.q.put(ctx, items)
	}
	return err
}

// queues are where notices leave from, in that order.
func (n *Notifier) queues() []*queue {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.spare == nil {
		return []*queue{n.q}
	}
	return []*queue{n.q, n.spare}
}
