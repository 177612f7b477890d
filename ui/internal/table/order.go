package table

import (
	"cmp"
	"slices"
	"sort"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// measure is everything rows are sorted and filtered with. It is a value: the
// background works with its own.
type measure[C any, R comparable] struct {
	spec    Spec[C, R]
	context C
	order   Order
	query   match.Query
}

func (t *Table[C, R]) measure() measure[C, R] {
	return measure[C, R]{t.spec, t.context, t.order, t.query}
}

// key is what a row is sorted by, read once.
type key[R comparable] struct {
	row    R
	known  bool
	number float64
	text   string
	id     string // empty: not read yet
}

// identity is read once where many rows are compared: it may have to be put together.
func (m *measure[C, R]) identity(k *key[R]) string {
	if k.id == "" {
		return m.spec.ID(k.row)
	}
	return k.id
}

func (m *measure[C, R]) key(r R) key[R] {
	k := key[R]{row: r, known: true}
	if m.order.Field < 0 {
		return k
	}
	f := &m.spec.Fields[m.order.Field]
	if f.Number != nil {
		k.number, k.known = f.Number(m.context, r)
	} else {
		k.text = f.Text(m.context, r)
		k.known = k.text != ""
	}
	return k
}

// compare orders two rows; what is not known comes last either way round, and
// what is equal goes by identity, so that no two rows are equal.
func (m *measure[C, R]) compare(a, b key[R]) int {
	c := 0
	switch {
	case a.known != b.known:
		if a.known {
			return -1
		}
		return 1
	case !a.known:
	case m.order.Field >= 0 && m.spec.Fields[m.order.Field].Number != nil:
		c = cmp.Compare(a.number, b.number)
	case m.order.Field >= 0:
		c = Natural(a.text, b.text)
	case m.spec.Rank != nil:
		c = m.spec.Rank(a.row, b.row)
	}
	if m.order.Down {
		c = -c
	}
	if c == 0 && a.row != b.row {
		c = cmp.Compare(m.identity(&a), m.identity(&b))
	}
	return c
}

// sorted is a new slice of the rows in order; in any order once stop says so.
func (m *measure[C, R]) sorted(rows []R, stop func() bool) []R {
	keys := make([]key[R], len(rows))
	for i, r := range rows {
		keys[i] = m.key(r)
		keys[i].id = m.spec.ID(r)
	}
	slices.SortFunc(keys, func(a, b key[R]) int {
		if stop() {
			return 0
		}
		return m.compare(a, b)
	})
	out := make([]R, len(rows))
	for i := range keys {
		out[i] = keys[i].row
	}
	return out
}

// place is where r stands or would stand in rows that are in order.
func (m *measure[C, R]) place(rows []R, r R) int {
	k := m.key(r)
	return sort.Search(len(rows), func(i int) bool { return m.compare(m.key(rows[i]), k) >= 0 })
}

// merged is rows without what is gone and with what came, both in order.
func (m *measure[C, R]) merged(rows []R, gone map[R]bool, came []R) []R {
	out := make([]R, 0, max(len(rows)+len(came)-len(gone), 0))
	kept := rows
	if len(gone) > 0 {
		kept = make([]R, 0, len(rows))
		for _, r := range rows {
			if !gone[r] {
				kept = append(kept, r)
			}
		}
	}
	for _, r := range came {
		i := m.place(kept, r)
		out = append(append(out, kept[:i]...), r)
		kept = kept[i:]
	}
	return append(out, kept...)
}

// filtered is the rows that pass; the slice itself when all do by nature.
func (m *measure[C, R]) filtered(rows []R, stop func() bool) []R {
	if m.query.Empty() {
		return rows
	}
	out := make([]R, 0, min(len(rows), 1024))
	for i, r := range rows {
		if i&0x3ff == 0 && stop() {
			return out
		}
		if m.passes(r) {
			out = append(out, r)
		}
	}
	return out
}

func (m *measure[C, R]) passes(r R) bool {
	terms := m.query.Terms()
	for i := range terms {
		if m.holds(&terms[i], r) == terms[i].Not() {
			return false
		}
	}
	return true
}

// holds tells whether one term is true of a row, its "!" left aside.
func (m *measure[C, R]) holds(term *match.Term, r R) bool {
	for i := range m.spec.Fields {
		f := &m.spec.Fields[i]
		switch {
		case f.Name == "" || !term.Any() && term.Column != f.Name:
		case term.Numeric():
			return f.Number != nil && term.Compare(f.Number(m.context, r))
		case f.Text != nil && term.Hit(f.Text(m.context, r)):
			return true
		}
	}
	return false
}
