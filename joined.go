package mesoswatch

import "maps"

// here is the name under which Finding.Counts has what this machine counted.
const here = ""

// maxCounts bounds the machines whose counts a finding keeps.
const maxCounts = 32

// Own is how often this machine itself has found it.
func (f *Finding) Own() int {
	if f.Counts == nil {
		return f.Count
	}
	return f.Counts[here]
}

// Join is what two wholes of the same finding tell: f as it is known here, o as
// another machine told it. Unlike Merge it adds nothing up, so that what is told
// twice, late or in another order comes to the same: of counts the highest of each
// machine stays. Neither argument is changed.
func (f Finding) Join(o Finding) Finding {
	m := f.Merge(o)
	m.Counts = joinCounts(f.counts(), o.counts())
	m.Count = highest(m.Counts)
	return m
}

// counts are those by machine, also of one that only one has counted.
func (f *Finding) counts() map[string]int {
	if f.Counts == nil {
		return map[string]int{here: f.Count}
	}
	return f.Counts
}

// added are the counts of two reports that add up: each adds to what this machine
// has counted, and nothing to what others have.
func added(f, o *Finding) (counts map[string]int, count int) {
	if f.Counts == nil && o.Counts == nil {
		return nil, f.Count + o.Count
	}
	counts = joinCounts(f.Counts, o.Counts)
	counts[here] = f.Own() + o.Own()
	return counts, highest(counts)
}

func joinCounts(a, b map[string]int) map[string]int {
	all := maps.Clone(a)
	if all == nil {
		all = make(map[string]int, len(b)+1)
	}
	for who, n := range b {
		if _, known := all[who]; known || who == here || len(all) < maxCounts {
			all[who] = max(all[who], n)
		}
	}
	return all
}

func highest(counts map[string]int) (most int) {
	for _, n := range counts {
		most = max(most, n)
	}
	return most
}
