package mesoswatch

import (
	"maps"
	"slices"
)

// sort of moments that share a fate when there are too many.
type momentSort struct{ kind, what string }

// cut takes at least n moments out: events as long as there are any, then all
// others but actions, then those.
func (t *Timeline) cut(n int) {
	for _, kinds := range [][]string{{MomentEvent}, {MomentFinding, MomentChange, MomentGap}, {MomentAction}} {
		if n > 0 {
			n -= t.cutOf(kinds, n)
		}
	}
}

// cutOf takes up to n moments of some kinds out and answers how many. Each sort may
// keep as many as all others, weighed by how much it tells: whoever fills the log
// with one sort pushes out only that.
func (t *Timeline) cutOf(kinds []string, n int) int {
	count := make(map[momentSort]int)
	total := 0
	for _, c := range t.chunks {
		for _, k := range c.kept {
			if slices.Contains(kinds, k.Kind) {
				count[momentSort{k.Kind, k.What}]++
				total++
			}
		}
	}
	n = min(n, total)
	excess := over(count, n)
	cut := 0
	stay := make([]*kept, 0, t.size)
	for _, c := range t.chunks {
		for _, k := range c.kept {
			if s := (momentSort{k.Kind, k.What}); excess[s] > 0 && cut < n {
				excess[s]--
				cut++
				continue
			}
			stay = append(stay, k)
		}
	}
	t.chunks = nil
	for part := range slices.Chunk(stay, momentChunk) {
		t.chunks = append(t.chunks, &moments{t.turn, append(make([]*kept, 0, momentChunk), part...)})
	}
	t.size -= cut
	t.Evicted += int64(cut)
	t.version++
	return cut
}

// over is by how much each sort is above its share when n have to go in all.
func over(count map[momentSort]int, n int) map[momentSort]int {
	sorts := slices.SortedFunc(maps.Keys(count), func(a, b momentSort) int { return slices.Compare([]string{a.kind, a.what}, []string{b.kind, b.what}) })
	low, high := 0, maxMoments // the share of weight 1: the largest that is low enough
	sum := func(share int) (s int) {
		for _, k := range sorts {
			s += max(0, count[k]-share*weight(k))
		}
		return s
	}
	for low < high {
		mid := (low + high + 1) / 2
		if sum(mid) >= n {
			low = mid
		} else {
			high = mid - 1
		}
	}
	out := make(map[momentSort]int, len(sorts))
	for _, k := range sorts {
		out[k] = max(0, count[k]-low*weight(k))
	}
	return out
}

// weight is how large the share of a sort is.
func weight(s momentSort) int {
	if s.kind == MomentEvent {
		return max(1, telling(s.what))
	}
	return 1
}
