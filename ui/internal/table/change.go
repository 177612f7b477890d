package table

import (
	"slices"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// Change takes rows out and in. A row that was replaced is in both, and a row that
// is gone need not be known.
func (t *Table[C, R]) Change(gone, came []R) Work {
	switch {
	case len(gone)+len(came) == 0:
		return nil
	case t.job != nil:
		t.job.since = append(t.job.since, change[R]{gone, came})
		return nil
	case len(came) > t.spec.Now:
		rows := t.by.merged(t.all, setOf(gone), nil)
		return t.begin(&job[C, R]{load: func(func() bool) []R { return slices.Concat(rows, came) }}, len(rows)+len(came))
	}
	t.change(gone, came)
	return nil
}

// change is Change for few rows.
func (t *Table[C, R]) change(gone, came []R) {
	out := setOf(gone)
	came = t.by.sorted(came, never)
	all := t.by.merged(t.all, out, came)
	shown := all
	if !t.by.query.Empty() {
		came = slices.DeleteFunc(came, func(r R) bool { return !t.by.passes(r) })
		shown = t.by.merged(t.rows, out, came)
	}
	replaced := make(map[string]bool, len(gone))
	for _, r := range gone {
		replaced[t.spec.ID(r)] = true
	}
	t.hold(all, shown, slices.DeleteFunc(came, func(r R) bool { return replaced[t.spec.ID(r)] }))
}

// hold replaces the rows and keeps the cursor where it is; fresh are those that
// were not there before.
func (t *Table[C, R]) hold(all, shown, fresh []R) {
	under, had := t.Selected()
	t.all, t.rows = all, shown
	t.fit()
	h := kit.Held{Size: len(shown)}
	if had && len(shown) > 0 {
		h.At = t.by.place(shown, under)
		if h.Found = h.At < len(shown) && shown[h.At] == under; !h.Found {
			h.At, h.Found = t.find(t.spec.ID(under))
		}
	}
	if h.Found {
		at := t.by.key(shown[h.At])
		for _, r := range fresh {
			if t.by.compare(t.by.key(r), at) < 0 {
				h.New++
			}
		}
	}
	t.list.Hold(h, t.id)
}

func setOf[R comparable](rows []R) map[R]bool {
	set := make(map[R]bool, len(rows))
	for _, r := range rows {
		set[r] = true
	}
	return set
}

func without[R comparable](rows []R, gone map[R]bool) []R {
	return slices.DeleteFunc(rows, func(r R) bool { return gone[r] })
}
