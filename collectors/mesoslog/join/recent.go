package join

import (
	"slices"
	"time"
)

// recent holds the few things that were said and not yet answered. When more
// stand open than it holds, none of them is certain any more.
type recent[V any] struct {
	items    []recentItem[V]
	overflow time.Time
}

type recentItem[V any] struct {
	at    time.Time
	value V
}

// recentMax bounds what stands open at once.
const recentMax = 16

func (r *recent[V]) add(at time.Time, v V) {
	if len(r.items) == recentMax {
		r.items = slices.Delete(r.items, 0, 1)
		r.overflow = at
	}
	r.items = append(r.items, recentItem[V]{at: at, value: v})
}

// prune forgets what is older than window at the time at.
func (r *recent[V]) prune(at time.Time, window time.Duration) {
	n := 0
	for n < len(r.items) && at.Sub(r.items[n].at) > window {
		n++
	}
	if n > 0 {
		r.items = slices.Delete(r.items, 0, n)
	}
}

// only answers what stands open when it is the only one.
func (r *recent[V]) only(at time.Time, window time.Duration) (V, bool) {
	r.prune(at, window)
	if len(r.items) != 1 || r.crowded(at, window) {
		var none V
		return none, false
	}
	return r.items[0].value, true
}

// crowded tells that more stood open lately than there is room for.
func (r *recent[V]) crowded(at time.Time, window time.Duration) bool {
	return !r.overflow.IsZero() && at.Sub(r.overflow) <= window
}

// first takes the oldest away.
func (r *recent[V]) first() {
	if len(r.items) > 0 {
		r.items = slices.Delete(r.items, 0, 1)
	}
}

// last answers the youngest; it takes nothing away.
func (r *recent[V]) last() (V, bool) {
	if n := len(r.items); n > 0 {
		return r.items[n-1].value, true
	}
	var none V
	return none, false
}

func (r *recent[V]) drop(is func(V) bool) {
	r.items = slices.DeleteFunc(r.items, func(i recentItem[V]) bool { return is(i.value) })
}

func (r *recent[V]) clear() {
	clear(r.items)
	r.items, r.overflow = r.items[:0], time.Time{}
}
