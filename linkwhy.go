package mesoswatch

import (
	"cmp"
	"slices"
	"time"
)

// why says for each node of a group but from what links it, nearest first.
func (l *links) why(from int, group []int) map[int]string {
	why := make(map[int]string)
	in := make(map[int]bool, len(group))
	for _, i := range group {
		in[i] = true
	}
	queue := []int{from}
	take := func(j int, words string) {
		if in[j] {
			in[j], why[j] = false, words
			queue = append(queue, j)
		}
	}
	in[from] = false
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, h := range l.joined {
			if h.a == i {
				take(h.b, "by "+h.who)
			} else if h.b == i {
				take(h.a, "by "+h.who)
			}
		}
		for _, s := range l.nodes[i].ids {
			if l.weak[s.identity] {
				continue
			}
			for _, j := range l.shared[s.identity] {
				if in[j] && l.near(i, j) && !(l.nodes[i].leaf && l.nodes[j].leaf) {
					take(j, l.words(s, j))
				}
			}
		}
	}
	return why
}

// words say what a node shares; it is a claim when either makes one.
func (l *links) words(s shown, j int) string {
	for _, o := range l.nodes[j].ids {
		if o.identity == s.identity {
			s.claimed = s.claimed || o.claimed
		}
	}
	return s.words()
}

// maxBeside is how many findings are named beside an incident.
const maxBeside = 20

// beside are those outside of a group that share what many share with one in it,
// the nearest in time first, and what that is.
func (l *links) beside(group []int, from, to time.Time) ([]int, map[int]string) {
	in := make(map[int]bool, len(group))
	for _, i := range group {
		in[i] = true
	}
	var out []int
	why := make(map[int]string)
	looked := make(map[identity]bool)
	for _, i := range group {
		for _, s := range l.nodes[i].ids {
			if !l.weak[s.identity] || looked[s.identity] || l.nodes[i].leaf {
				continue
			}
			looked[s.identity] = true
			for _, j := range l.shared[s.identity] {
				if in[j] || l.nodes[j].leaf || away(l.nodes[j].f, from, to) > LinkWindow || slices.ContainsFunc(l.apart, func(h hand) bool { return h.is(i, j) }) {
					continue
				}
				in[j] = true
				why[j] = l.words(s, j) + ", as many have"
				out = append(out, j)
			}
		}
	}
	slices.SortFunc(out, func(a, b int) int {
		return cmp.Or(cmp.Compare(away(l.nodes[a].f, from, to), away(l.nodes[b].f, from, to)), cmp.Compare(a, b))
	})
	return out[:min(len(out), maxBeside)], why
}

// away is how far a finding lies from a span; 0 within it.
func away(f *Finding, from, to time.Time) time.Duration {
	return max(0, f.FirstSeen.Sub(to), from.Sub(f.LastSeen))
}
