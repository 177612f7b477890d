package mesoswatch

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// An identity that more than manyFindings findings show, or a principal that more
// than manyPeers addresses or frameworks use, says little: many things have it in
// common that have nothing else in common.
const (
	manyFindings = 50
	manyPeers    = 4
)

// links say which findings belong together. They are made of all findings and
// actions of a board at once, so that each finding leads to the same answer.
type links struct {
	nodes  []node // by first seen, then id
	byID   map[string]int
	shared map[identity][]int // nodes that show it, in order
	weak   map[identity]bool
	joined []hand // by operators, the latest first
	apart  []hand // likewise
	parent []int  // union-find: the root of each group is its first node
}

// node is a finding as the links see it.
type node struct {
	f   *Finding
	ids identities
	// leaf: it joins a group and never makes two groups one. What is set up in some
	// way does so by address alone; what happens every day and is told for the record
	// does so by all it shows.
	leaf bool
	// setUp: about how something is set up, or about a source.
	setUp bool
	// left is set on one that an operator took out of somewhere, held on one that was
	// linked by hand.
	left, held bool
}

// hand is what operators last said of a pair.
type hand struct {
	a, b int
	who  string
	at   time.Time
	link bool
}

func (h hand) is(i, j int) bool { return h.a == i && h.b == j || h.a == j && h.b == i }

// linked keeps the links of a copy for all who ask it; copies between which nothing
// changed share it.
type linked struct {
	of    int64 // the version of the cases
	once  sync.Once
	links *links
}

func (b *Board) links() *links {
	if b.cases.linked == nil || b.cases.linked.of != b.cases.version() {
		return newLinks(b)
	}
	b.cases.linked.once.Do(func() { b.cases.linked.links = newLinks(b) })
	return b.cases.linked.links
}

func newLinks(b *Board) *links {
	l := &links{byID: make(map[string]int), shared: make(map[identity][]int), weak: make(map[identity]bool)}
	for f := range b.cases.findings.All() {
		setUp := f.Posture() || f.Subject.Kind == "source"
		n := node{f: f, ids: f.identities(), leaf: setUp || f.Level == Informational, setUp: setUp}
		if setUp {
			n.ids = slices.DeleteFunc(n.ids, func(s shown) bool { return s.kind != byAddress })
		}
		l.nodes = append(l.nodes, n)
	}
	slices.SortFunc(l.nodes, func(a, b node) int {
		return cmp.Or(a.f.FirstSeen.Compare(b.f.FirstSeen), cmp.Compare(a.f.ID, b.f.ID))
	})
	l.parent = make([]int, len(l.nodes))
	for i := range l.nodes {
		n := &l.nodes[i]
		l.byID[n.f.ID] = i
		l.parent[i] = i
		for _, s := range n.ids {
			l.shared[s.identity] = append(l.shared[s.identity], i)
		}
	}
	l.weigh()
	l.hands(b.cases.actions)
	l.join()
	return l
}

// weigh finds the identities that link only directly. What is set up does not
// count: a host has as many findings of that kind as there are checks.
func (l *links) weigh() {
	for id, nodes := range l.shared {
		n := 0
		peers := make(map[identity]struct{})
		for _, i := range nodes {
			if l.nodes[i].setUp {
				continue
			}
			if n++; id.kind != byPrincipal {
				continue
			}
			for _, s := range l.nodes[i].ids {
				if s.kind == byAddress || s.kind == byFramework {
					peers[s.identity] = struct{}{}
				}
			}
		}
		count := make(map[string]int)
		for p := range peers {
			count[p.kind]++
		}
		l.weak[id] = n > manyFindings || count[byAddress] > manyPeers || count[byFramework] > manyPeers
	}
}

// hands takes what operators last said of each pair, the latest first.
func (l *links) hands(actions []Action) {
	last := make(map[[2]int]hand)
	for _, a := range actions {
		i, ok := l.byID[a.Finding]
		j, ok2 := l.byID[a.Other]
		if a.What != Link && a.What != Unlink || !ok || !ok2 || i == j {
			continue
		}
		last[[2]int{min(i, j), max(i, j)}] = hand{i, j, a.Who, a.At, a.What == Link} // actions are in order
	}
	for _, h := range last {
		if h.link {
			l.joined = append(l.joined, h)
			l.nodes[h.a].held, l.nodes[h.b].held = true, true
		} else {
			l.apart = append(l.apart, h)
			l.nodes[h.a].left = true
		}
	}
	for _, hs := range [][]hand{l.joined, l.apart} {
		slices.SortFunc(hs, func(a, b hand) int {
			return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
		})
	}
}

// join makes the groups: what is linked by itself, then what operators linked, then
// what they took out somewhere, where it still belongs, and the leaves at last.
func (l *links) join() {
	for id, nodes := range l.shared {
		if !l.weak[id] {
			l.sweep(nodes)
		}
	}
	for _, h := range l.joined {
		l.union(h.a, h.b, h.at)
	}
	for i, n := range l.nodes {
		if n.left && !n.leaf {
			l.settle(i)
		}
	}
	for i, n := range l.nodes {
		if n.leaf && !n.held {
			l.settle(i)
		}
	}
}

// sweep joins those that show one identity and are near each other in time. They
// come in the order of their beginning: what the next is near to, it is near to the
// one that lasted longest.
func (l *links) sweep(nodes []int) {
	longest := -1
	for _, i := range nodes {
		if l.nodes[i].leaf || l.nodes[i].left {
			continue
		}
		if longest >= 0 && l.near(longest, i) {
			l.union(longest, i, time.Time{})
		}
		if longest < 0 || l.nodes[i].f.LastSeen.After(l.nodes[longest].f.LastSeen) {
			longest = i
		}
	}
}

// settle joins one node to where it belongs: a leaf to one group, the first.
func (l *links) settle(i int) {
	n := &l.nodes[i]
	for _, s := range n.ids {
		if l.weak[s.identity] {
			continue
		}
		for _, j := range l.shared[s.identity] {
			if j == i || l.nodes[j].leaf || !l.near(i, j) {
				continue
			}
			if l.union(i, j, time.Time{}) && n.leaf {
				return
			}
		}
	}
}

// near tells whether the spans of two findings lie within LinkWindow.
func (l *links) near(i, j int) bool {
	a, b := l.nodes[i].f, l.nodes[j].f
	return b.FirstSeen.Sub(a.LastSeen) <= LinkWindow && a.FirstSeen.Sub(b.LastSeen) <= LinkWindow
}

func (l *links) root(i int) int {
	for l.parent[i] != i {
		l.parent[i] = l.parent[l.parent[i]]
		i = l.parent[i]
	}
	return i
}

// union makes one group of two, unless an operator took something apart in them
// later than at, when another linked it (zero: nobody did). It answers whether they
// are one group.
func (l *links) union(i, j int, at time.Time) bool {
	i, j = l.root(i), l.root(j)
	if i == j {
		return true
	}
	for _, h := range l.apart {
		if !h.at.Before(at) && (hand{a: l.root(h.a), b: l.root(h.b)}).is(i, j) {
			return false
		}
	}
	l.parent[max(i, j)] = min(i, j)
	return true
}

// group are the nodes that belong together with i, in order.
func (l *links) group(i int) []int {
	var out []int
	root := l.root(i)
	for j := range l.nodes {
		if l.root(j) == root {
			out = append(out, j)
		}
	}
	return out
}
