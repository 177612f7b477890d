package mesoswatch

import (
	"hash/maphash"
	"iter"
	"sort"
)

// shards of one kind of subjects: a copy for a reader costs as much as the
// shards that changed since the last.
const shards = 256

// hashSeed is drawn once: it only spreads names over shards.
var hashSeed = maphash.MakeSeed()

// Subjects are the last snapshots of all subjects of one kind, by name. A copy
// shares what has not changed since.
type Subjects struct {
	shard [shards]map[string]*Snapshot
	own   [shards]bool // no copy reads this shard
	n     int
	// version counts changes: two copies with the same version are the same.
	version int64
}

// Len is how many there are.
func (s *Subjects) Len() int {
	if s == nil {
		return 0
	}
	return s.n
}

// Version tells two copies apart: it grows with each change.
func (s *Subjects) Version() int64 {
	if s == nil {
		return 0
	}
	return s.version
}

// Get looks one up; nil when there is none.
func (s *Subjects) Get(name string) *Snapshot {
	if s == nil {
		return nil
	}
	return s.shard[shardOf(name)][name]
}

// All goes over them in no order.
func (s *Subjects) All() iter.Seq[*Snapshot] {
	return func(yield func(*Snapshot) bool) {
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
func (s *Subjects) Sorted() []*Snapshot {
	out := make([]*Snapshot, 0, s.Len())
	for v := range s.All() {
		out = append(out, v)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Subject().Name < out[j].Subject().Name })
	return out
}

func shardOf(name string) uint64 { return maphash.String(hashSeed, name) % shards }

// put takes a snapshot in, or its subject out when it is gone; false when there
// is no room for one more.
func (s *Subjects) put(name string, v *Snapshot, most int) bool {
	i := shardOf(name)
	_, known := s.shard[i][name]
	if v.Gone && !known {
		return true
	}
	if !known && s.n >= most {
		return false
	}
	if !s.own[i] {
		m := make(map[string]*Snapshot, len(s.shard[i])+1)
		for k, old := range s.shard[i] {
			m[k] = old
		}
		s.shard[i], s.own[i] = m, true
	}
	s.version++
	switch {
	case v.Gone:
		delete(s.shard[i], name)
		s.n--
		return true
	case !known:
		s.n++
	}
	s.shard[i][name] = v
	return true
}

// copy is what a reader may keep. Both go on sharing until one is written.
func (s *Subjects) copy() *Subjects {
	c := *s
	s.own = [shards]bool{}
	c.own = [shards]bool{}
	return &c
}
