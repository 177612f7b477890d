package mesosapi

import (
	"reflect"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// table holds the subjects of one kind as they were last seen. What is put in is
// shared with all who were told of it: it is replaced, never changed.
type table[T any] struct {
	kind    string
	most    int
	key     func(*T) string
	wrap    func(*T) mesoswatch.Snapshot
	entries map[string]*entry[T]
	// ended remembers what was taken out while a look is under way, so that an
	// answer from before does not bring it back.
	ended map[string]time.Time
	n     int // without those that are gone
	// weight is what the values hold beside themselves, in bytes; no more than room
	// is taken in. Both bounds are needed: each value is bounded, and large.
	weight, room int
	// refused had no room, in the look that is told by its number, and since.
	refused int64
	refuser uint64
}

type entry[T any] struct {
	value  *T
	source string
	at     time.Time // last put by a look, or changed
	look   uint64    // the last that listed it
	live   time.Time // last word of the event stream
	dirty  bool      // waits to be told
	told   bool
	gone   bool // told as gone, then forgotten
	weight int
}

// word is where and when something was said.
type word struct {
	source string
	at     time.Time
	look   uint64    // 0: the event stream
	asked  time.Time // when the look was asked for
}

// put takes v in. It answers its key when it is news that waits to be told.
func (t *table[T]) put(v *T, w word, merge func(old, now *T) *T) (string, bool) {
	key := t.key(v)
	e := t.entries[key]
	if w.look != 0 && t.ended[key].After(w.asked) {
		return "", false
	}
	if w.look > t.refuser {
		t.refuser, t.refused = w.look, 0
	}
	if e == nil {
		if len(t.entries) >= t.most {
			t.refused++
			return "", false
		}
		if t.entries == nil {
			t.entries = make(map[string]*entry[T])
		}
		e = &entry[T]{}
		t.entries[key] = e
	}
	if w.look != 0 {
		e.look = w.look
		if e.live.After(w.asked) {
			return "", false // the stream knows better by now
		}
	} else {
		e.live = w.at
	}
	if e.value != nil && merge != nil && !e.gone {
		v = merge(e.value, v)
	}
	e.at = w.at
	if e.value != nil && !e.gone && reflect.DeepEqual(e.value, v) {
		return "", false
	}
	if !t.holds(e, key, v) {
		return "", false
	}
	if e.value == nil || e.gone {
		t.n++
	}
	e.value, e.source, e.gone = v, w.source, false
	return key, e.mark()
}

// holds makes room for v in e; false, and counted, when there is none.
func (t *table[T]) holds(e *entry[T], key string, v *T) bool {
	weight := len(key) + weigh(reflect.ValueOf(v).Elem())
	if more := weight - e.weight; more > 0 && t.weight+more > t.room {
		t.refused++
		if e.value == nil {
			delete(t.entries, key)
		}
		return false
	}
	t.weight += weight - e.weight
	e.weight = weight
	return true
}

// change replaces what is known of a subject; key and true when that is news.
func (t *table[T]) change(key string, w word, with func(old T) T) (string, bool) {
	e := t.entries[key]
	if e == nil || e.gone {
		return "", false
	}
	v := with(*e.value)
	return t.put(&v, w, nil)
}

// remove marks a subject as gone, with what was last known of it.
func (t *table[T]) remove(key string, w word, looks int) (string, bool) {
	e := t.entries[key]
	if e == nil || e.gone {
		return "", false
	}
	if looks > 0 {
		if t.ended == nil {
			t.ended = make(map[string]time.Time)
		}
		t.ended[key] = w.at
	}
	t.n--
	e.gone, e.at, e.source = true, w.at, w.source
	return key, e.mark()
}

func (e *entry[T]) mark() bool {
	news := !e.dirty
	e.dirty = true
	return news
}

// take is what is to be told of a subject that waits; nil when there is nothing.
func (t *table[T]) take(key string) *mesoswatch.Snapshot {
	e := t.entries[key]
	if e == nil || !e.dirty {
		return nil
	}
	e.dirty = false
	if e.gone {
		t.weight -= e.weight
		delete(t.entries, key)
		if !e.told {
			return nil
		}
	}
	e.told = true
	s := t.wrap(e.value)
	s.At, s.Source, s.Gone = e.at, e.source, e.gone
	return &s
}

// missing lists what a look did not list and nobody has spoken of since it was
// asked for.
func (t *table[T]) missing(w word) []string {
	var all []string
	for key, e := range t.entries {
		if !e.gone && e.look != w.look && !e.live.After(w.asked) {
			all = append(all, key)
		}
	}
	return all
}

// get is the current value; nil when there is none.
func (t *table[T]) get(key string) *T {
	if e := t.entries[key]; e != nil && !e.gone {
		return e.value
	}
	return nil
}
