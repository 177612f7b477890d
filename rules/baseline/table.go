package baseline

import "container/list"

// key is what one sighting is of. Fields that do not apply are empty.
type key struct{ name, principal, use, addr string }

// sighting is what was seen of one key.
type sighting struct {
	key
	count        int
	place        string // of the first record, for comments
	why          string // of what is left out
	roles, users []string
}

// Bounds of one sighting.
const (
	maxRoles = 32
)

// add notes a role or user, up to a bound.
func add(to *[]string, s string) {
	if s == "" || len(s) > MaxText || len(*to) >= maxRoles {
		return
	}
	for _, old := range *to {
		if old == s {
			return
		}
	}
	*to = append(*to, string([]byte(s)))
}

// table is a bounded map that forgets what was not used for longest, and counts it.
type table struct {
	max     int
	byKey   map[key]*list.Element
	order   list.List // *sighting, used last in front
	evicted int64
}

func newTable(limit int) *table { return &table{max: limit, byKey: make(map[key]*list.Element)} }

// put answers the sighting of a key, a new one when it is not known.
func (t *table) put(k key) *sighting {
	if e := t.byKey[k]; e != nil {
		t.order.MoveToFront(e)
		return e.Value.(*sighting)
	}
	for len(t.byKey) >= t.max {
		t.remove(t.order.Back().Value.(*sighting).key)
		t.evicted++
	}
	k = k.clone() // the text may be a piece of something large
	s := &sighting{key: k}
	t.byKey[k] = t.order.PushFront(s)
	return s
}

func (t *table) get(k key) *sighting {
	if e := t.byKey[k]; e != nil {
		return e.Value.(*sighting)
	}
	return nil
}

func (t *table) remove(k key) {
	if e := t.byKey[k]; e != nil {
		t.order.Remove(e)
		delete(t.byKey, k)
	}
}
