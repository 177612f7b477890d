package rules

import (
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// correlator decides for one correlation.
type correlator struct {
	*sigma.Correlation
}

// keep is how many entries must be remembered to answer the condition.
func (c correlator) keep() int {
	n := c.Least
	if c.Most < sigma.MaxCount {
		n = max(n, c.Most+1)
	}
	if c.Type == sigma.Temporal || c.Type == sigma.TemporalOrdered {
		n = max(n, 4*len(c.Rules))
	}
	return n + slack
}

// tell looks for windows around entry i in which the condition holds, and
// collects what of them was not told yet. A line in time is at the end of all;
// a late one can complete several.
func (c correlator) tell(w *window, i int) (match, bool) {
	es := w.entries
	j := i
	for j > 0 && es[i].at.Sub(es[j-1].at) <= c.Timespan {
		j--
	}
	var m match
	holds := false
	for k := i; k < len(es) && es[k].at.Sub(es[i].at) <= c.Timespan; k++ {
		for es[k].at.Sub(es[j].at) > c.Timespan {
			j++
		}
		if c.holds(es[j:k+1], i-j) {
			holds = true
			w.collect(&m, j, k)
		}
	}
	return m, holds
}

// holds answers the condition for the entries of one window; new is the index
// of the entry that came in.
func (c correlator) holds(es []entry, new int) bool {
	n := len(es)
	if n < c.Least {
		return false // distinct values and rules are no more than entries
	}
	switch c.Type {
	case sigma.ValueCount:
		n = distinct(es, func(e *entry) string { return e.value })
	case sigma.Temporal:
		n = distinct(es, func(e *entry) int { return e.rule })
	case sigma.TemporalOrdered:
		return c.inOrder(es, new)
	}
	return n >= c.Least && n <= c.Most
}

func distinct[K comparable](es []entry, key func(*entry) K) int {
	seen := make(map[K]bool, len(es))
	for i := range es {
		seen[key(&es[i])] = true
	}
	return len(seen)
}

// inOrder tells whether the new entry completes the rules in their order: those
// before it among earlier entries, those behind it among later ones. One of them
// must be news, or the last event would complete an old sequence again and again.
func (c correlator) inOrder(es []entry, new int) bool {
	news := false
	want := es[new].rule - 1
	for i := new - 1; i >= 0; i-- {
		news = news || es[i].untold > 0 && es[i].rule != es[new].rule
		if want >= 0 && es[i].rule == want {
			want--
		}
	}
	next := es[new].rule + 1
	for i := new + 1; i < len(es); i++ {
		news = news || es[i].untold > 0 && es[i].rule != es[new].rule
		if next < len(c.Rules) && es[i].rule == next {
			next++
		}
	}
	return news && want < 0 && next == len(c.Rules)
}
