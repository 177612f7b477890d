package main

import (
	"cmp"
	"slices"
	"time"
)

// nearest keeps what is nearest to a time, at most so many.
type nearest[T any] struct {
	most int
	far  func(time.Time) time.Duration
	all  []near[T]
	n    int
	left int64
}

type near[T any] struct {
	v      T
	at     time.Time
	wanted bool
	n      int
}

func (k *nearest[T]) add(v T, at time.Time, wanted bool) {
	k.all = append(k.all, near[T]{v, at, wanted, k.n})
	k.n++
	if len(k.all) >= 2*k.most {
		k.cut()
	}
}

// cut lets go of the farthest that are not wanted, then of the farthest.
func (k *nearest[T]) cut() {
	if len(k.all) <= k.most {
		return
	}
	slices.SortStableFunc(k.all, func(x, y near[T]) int {
		if x.wanted != y.wanted {
			if x.wanted {
				return -1
			}
			return 1
		}
		return cmp.Compare(k.far(x.at), k.far(y.at))
	})
	k.left += int64(len(k.all) - k.most)
	clear(k.all[k.most:])
	k.all = k.all[:k.most]
}

// sorted is what is kept, by time, and how many had to go.
func (k *nearest[T]) sorted() ([]T, int64) {
	k.cut()
	slices.SortStableFunc(k.all, func(x, y near[T]) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.n, y.n)) })
	out := make([]T, 0, len(k.all))
	for _, x := range k.all {
		out = append(out, x.v)
	}
	return out, k.left
}
