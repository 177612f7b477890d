package ask

import (
	"context"
	"sync"
)

// Turns lets a process have one request at a time, whoever sends it: clients that
// are given the same one wait for one another. The event stream, which is open all
// the time, is no turn. The zero value is ready.
type Turns struct {
	mu sync.Mutex
	of map[string]*turn
}

// turn is one process's: taken while there is something in it.
type turn struct {
	taken chan struct{}
	users int // who has it or waits; nobody: it is forgotten
}

// take waits for the turn of a host; end gives it back. The error is ctx's.
func (t *Turns) take(ctx context.Context, host string) (end func(), err error) {
	if t == nil {
		return func() {}, nil
	}
	t.mu.Lock()
	if t.of == nil {
		t.of = make(map[string]*turn)
	}
	mine := t.of[host]
	if mine == nil {
		mine = &turn{taken: make(chan struct{}, 1)}
		t.of[host] = mine
	}
	mine.users++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.users--; mine.users == 0 {
			delete(t.of, host)
		}
	}
	select {
	case mine.taken <- struct{}{}:
		return func() { <-mine.taken; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
