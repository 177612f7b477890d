package mesoswatch

import (
	"hash/maphash"
	"iter"
	"maps"
	"reflect"
	"slices"
)

// shards of a shelf: a copy for a reader costs as much as the shards that changed
// since the last.
const shards = 256

// hashSeed is drawn once: it only spreads names over shards.
var hashSeed = maphash.MakeSeed()

// Shelf keeps the last of everything of one sort, by name. A copy shares what has
// not changed since. Its methods take a nil Shelf, which is empty.
type Shelf[V any] struct {
	shard [shards]map[string]*V
	own   [shards]bool // no copy reads this shard
	n     int
	// version counts changes: two copies with the same version are the same.
	version int64
}

// Len is how many there are.
func (s *Shelf[V]) Len() int {
	if s == nil {
		return 0
	}
	return s.n
}

// Version tells two copies apart: it grows with each change.
func (s *Shelf[V]) Version() int64 {
	if s == nil {
		return 0
	}
	return s.version
}

// Get looks one up; nil when there is none.
func (s *Shelf[V]) Get(name string) *V {
	if s == nil {
		return nil
	}
	return s.shard[shardOf(name)][name]
}

// All goes over them in no order.
func (s *Shelf[V]) All() iter.Seq[*V] {
	return func(yield func(*V) bool) {
		if s == nil {
			return
		}
		for _, m := range s.shard {
			for _, v := range m {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// Sorted lists them by name.
func (s *Shelf[V]) Sorted() []*V {
	out := make([]*V, 0, s.Len())
	if s == nil {
		return out
	}
	names := make([]string, 0, s.n)
	for _, m := range s.shard {
		names = slices.AppendSeq(names, maps.Keys(m))
	}
	slices.Sort(names)
	for _, name := range names {
		out = append(out, s.Get(name))
	}
	return out
}

func shardOf(name string) uint64 { return maphash.String(hashSeed, name) % shards }

// put takes one in; false when there is no room for one more.
func (s *Shelf[V]) put(name string, v *V, most int) bool {
	i := shardOf(name)
	if _, known := s.shard[i][name]; !known {
		if s.n >= most {
			return false
		}
		s.n++
	}
	s.write(i)[name] = v
	return true
}

// drop takes one out, if it is there.
func (s *Shelf[V]) drop(name string) {
	i := shardOf(name)
	if _, known := s.shard[i][name]; known {
		delete(s.write(i), name)
		s.n--
	}
}

// write is a shard that no copy reads.
func (s *Shelf[V]) write(i uint64) map[string]*V {
	s.version++
	if !s.own[i] {
		m := make(map[string]*V, len(s.shard[i])+1)
		maps.Copy(m, s.shard[i])
		s.shard[i], s.own[i] = m, true
	}
	return s.shard[i]
}

// copy is what a reader may keep. Both go on sharing until one is written.
func (s *Shelf[V]) copy() *Shelf[V] {
	c := *s
	s.own = [shards]bool{}
	c.own = [shards]bool{}
	return &c
}

// Diff is what became of an earlier copy: those that went or were replaced, and
// those that came or replaced them. It costs as much as the parts that changed.
// Either may be nil.
func (s *Shelf[V]) Diff(earlier *Shelf[V]) (gone, came []*V) {
	var none Shelf[V]
	if s == nil {
		s = &none
	}
	if earlier == nil {
		earlier = &none
	}
	for i := range shards {
		was, is := earlier.shard[i], s.shard[i]
		if reflect.ValueOf(was).Pointer() == reflect.ValueOf(is).Pointer() {
			continue // shared: copies never write
		}
		for name, v := range was {
			if is[name] != v {
				gone = append(gone, v)
			}
		}
		for name, v := range is {
			if was[name] != v {
				came = append(came, v)
			}
		}
	}
	return gone, came
}
