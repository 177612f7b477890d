package mesoswatch

import "reflect"

// Diff is what became of an earlier copy: the snapshots that went or were
// replaced, and those that came or replaced them. It costs as much as the parts
// that changed. Either may be nil.
func (s *Subjects) Diff(earlier *Subjects) (gone, came []*Snapshot) {
	var none Subjects
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
