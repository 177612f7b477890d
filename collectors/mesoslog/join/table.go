package join

import "strings"

// table is a map of bounded size: when it is full the entry that was not used
// for the longest time goes. The zero table is not ready; newTable makes one.
type table[V any] struct {
	max     int
	entries map[string]*node[V]
	newest  *node[V]
	oldest  *node[V]
	evicted int64
}

type node[V any] struct {
	key          string
	value        V
	newer, older *node[V]
}

func newTable[V any](max int) table[V] {
	return table[V]{max: max, entries: map[string]*node[V]{}}
}

// get answers the value of key, nil when there is none. The pointer is good
// until the next put.
func (t *table[V]) get(key string) *V {
	n := t.entries[key]
	if n == nil {
		return nil
	}
	t.use(n)
	return &n.value
}

// put answers the value of key, a new zero one when there was none. The key is
// copied: it may be part of a long message.
func (t *table[V]) put(key string) *V {
	if v := t.get(key); v != nil {
		return v
	}
	n := &node[V]{}
	if len(t.entries) >= t.max {
		n = t.oldest
		t.unlink(n)
		delete(t.entries, n.key)
		*n = node[V]{}
		t.evicted++
	}
	n.key = strings.Clone(key)
	t.entries[n.key] = n
	t.link(n)
	return &n.value
}

func (t *table[V]) drop(key string) {
	if n := t.entries[key]; n != nil {
		t.unlink(n)
		delete(t.entries, key)
	}
}

func (t *table[V]) clear() {
	clear(t.entries)
	t.newest, t.oldest = nil, nil
}

func (t *table[V]) use(n *node[V]) {
	if t.newest != n {
		t.unlink(n)
		t.link(n)
	}
}

func (t *table[V]) link(n *node[V]) {
	n.older, n.newer = t.newest, nil
	if t.newest != nil {
		t.newest.newer = n
	}
	t.newest = n
	if t.oldest == nil {
		t.oldest = n
	}
}

func (t *table[V]) unlink(n *node[V]) {
	if n.newer != nil {
		n.newer.older = n.older
	} else {
		t.newest = n.older
	}
	if n.older != nil {
		n.older.newer = n.newer
	} else {
		t.oldest = n.newer
	}
	n.newer, n.older = nil, nil
}
