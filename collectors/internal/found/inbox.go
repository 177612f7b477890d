package found

import (
	"sync"

	"github.com/mesoswatch/mesoswatch"
)

// Inbox holds what others told of until a collector takes it: one T for each
// subject. It is safe for concurrent use, and the zero Inbox is ready.
type Inbox[T comparable] struct {
	// Most bounds how many are kept; 0: 30,000.
	Most int

	mu   sync.Mutex
	has  map[mesoswatch.Subject]T
	over map[mesoswatch.Subject]bool // had no room
	bell chan struct{}
}

// maxOver bounds what is remembered of those that had no room.
const maxOver = 10_000

// Put notes what a subject is; it never blocks.
func (b *Inbox[T]) Put(of mesoswatch.Subject, v T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old, known := b.has[of]
	switch {
	case known && old == v:
		return
	case !known && len(b.has) >= b.most():
		if b.over == nil {
			b.over = make(map[mesoswatch.Subject]bool)
		}
		if len(b.over) < maxOver {
			b.over[of] = true
		}
		return
	case b.has == nil:
		b.has = make(map[mesoswatch.Subject]T)
	}
	delete(b.over, of)
	b.has[of] = v
	b.ring()
}

// Drop forgets a subject.
func (b *Inbox[T]) Drop(of mesoswatch.Subject) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.over, of)
	if _, known := b.has[of]; known {
		delete(b.has, of)
		b.ring()
	}
}

// List answers what is there, in no order, and how many had no room.
func (b *Inbox[T]) List() (all []T, over int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, v := range b.has {
		all = append(all, v)
	}
	return all, len(b.over)
}

// Bell rings after something changed.
func (b *Inbox[T]) Bell() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ready()
}

func (b *Inbox[T]) ready() chan struct{} {
	if b.bell == nil {
		b.bell = make(chan struct{}, 1)
	}
	return b.bell
}

func (b *Inbox[T]) ring() {
	select {
	case b.ready() <- struct{}{}:
	default:
	}
}

func (b *Inbox[T]) most() int {
	if b.Most > 0 {
		return b.Most
	}
	return 30_000
}
