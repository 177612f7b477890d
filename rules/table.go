package rules

// table is a bounded map that forgets what was not used for longest. Every key
// made of foreign text lives in one.
type table[V any] struct {
	max     int
	byKey   map[string]*node[V]
	head    *node[V] // used last
	tail    *node[V] // used longest ago
	evicted int64
	// gone is told what is forgotten; nil means nobody cares.
	gone func(*V)
}

type node[V any] struct {
	key        string
	value      V
	prev, next *node[V]
}

// get answers the value of a key and marks it used; nil when unknown. The
// pointer holds until the next put.
func (t *table[V]) get(key string) *V {
	n := t.byKey[key]
	if n == nil {
		return nil
	}
	t.unlink(n)
	t.push(n)
	return &n.value
}

// peek is get that does not mark.
func (t *table[V]) peek(key string) *V {
	if n := t.byKey[key]; n != nil {
		return &n.value
	}
	return nil
}

// put answers the value of a key, a zero one when it is new.
func (t *table[V]) put(key string) *V {
	if v := t.get(key); v != nil {
		return v
	}
	if t.byKey == nil {
		t.byKey = make(map[string]*node[V])
	}
	for len(t.byKey) >= t.max && t.tail != nil {
		t.evict()
	}
	n := &node[V]{key: key}
	t.byKey[key] = n
	t.push(n)
	return &n.value
}

// evict forgets the entry that was not used for longest.
func (t *table[V]) evict() {
	n := t.tail
	if n == nil {
		return
	}
	t.evicted++
	if t.gone != nil {
		t.gone(&n.value)
	}
	t.remove(n.key)
}

// outlive forgets, from the one that was not used for longest on, entries that
// can no longer matter. They do not count as evicted.
func (t *table[V]) outlive(over func(*V) bool) {
	for n := t.tail; n != nil && n != t.head && over(&n.value); n = t.tail {
		if t.gone != nil {
			t.gone(&n.value)
		}
		t.remove(n.key)
	}
}

func (t *table[V]) remove(key string) {
	if n := t.byKey[key]; n != nil {
		t.unlink(n)
		delete(t.byKey, key)
	}
}

func (t *table[V]) push(n *node[V]) {
	n.prev, n.next = nil, t.head
	if t.head != nil {
		t.head.prev = n
	}
	t.head = n
	if t.tail == nil {
		t.tail = n
	}
}

func (t *table[V]) unlink(n *node[V]) {
	if n.prev != nil {
		n.prev.next = n.next
	} else {
		t.head = n.next
	}
	if n.next != nil {
		n.next.prev = n.prev
	} else {
		t.tail = n.prev
	}
	n.prev, n.next = nil, nil
}

// size is how many entries there are.
func (t *table[V]) size() int { return len(t.byKey) }
