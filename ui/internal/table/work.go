package table

import (
	"slices"
	"sync/atomic"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// Work is what takes too long to be done while keys wait. It may run in any
// goroutine, once; what it answers is to be run by the owner of the table, and may
// be followed by more Work. nil: nothing is left to do.
type Work func() (done func() Work)

// job is work under way. What changes meanwhile waits in since.
type job[C any, R comparable] struct {
	by      measure[C, R]
	load    func(stop func() bool) []R // nil: the rows there are
	loaded  func([]R)
	since   []change[R]
	whole   bool // what passed before may not pass now, and the other way round
	quiet   bool // nobody asked for it
	again   bool // what it is sorted or filtered with has changed meanwhile
	stopped atomic.Bool
}

type change[R comparable] struct{ gone, came []R }

// Load takes other rows: load gathers them, perhaps in the background, and may
// give up when stop says so; about is how many it has to look through. loaded, if
// not nil, is told of the rows once they are there, by the owner's goroutine.
func (t *Table[C, R]) Load(about int, load func(stop func() bool) []R, loaded func([]R)) Work {
	j := &job[C, R]{load: load, loaded: loaded}
	return t.begin(j, about)
}

// Set takes other rows, which the table may keep.
func (t *Table[C, R]) Set(rows []R) Work {
	return t.Load(len(rows), func(func() bool) []R { return rows }, nil)
}

// Joined says what has become of that which rows are seen together with.
type Joined int

const (
	Same  Joined = iota // fields that depend on it say what they said
	Later               // they may say something else; order and filter can wait
	Now                 // order and filter follow
)

// See says what the rows are seen together with from now on.
func (t *Table[C, R]) See(c C, joined Joined) Work {
	t.context = c
	switch {
	case joined == Same || !t.leans():
		t.by.context = c
		return nil
	case joined == Later:
		return nil // what is in order is so by the old one
	case t.job != nil:
		t.job.again = true
		return nil
	}
	return t.begin(&job[C, R]{whole: true, quiet: true}, len(t.all))
}

// leans tells whether order or query depend on more than the rows.
func (t *Table[C, R]) leans() bool {
	terms := t.query.Terms()
	for i, f := range t.spec.Fields {
		if f.Joined && (t.order.Field == i || slices.ContainsFunc(terms, func(m match.Term) bool { return m.Any() && f.Text != nil || m.Column == f.Name })) {
			return true
		}
	}
	return false
}

// Sort takes another order.
func (t *Table[C, R]) Sort(o Order) Work {
	t.order = o
	return t.anew()
}

// Filter takes another query.
func (t *Table[C, R]) Filter(q match.Query) Work {
	if t.job == nil && q.Narrows(&t.query) && len(t.rows) <= t.spec.Now {
		t.query = q
		t.by.query = q
		t.hold(t.all, t.by.filtered(t.rows, never), nil)
		return nil
	}
	t.query = q
	return t.anew()
}

func never() bool { return false }

// anew sorts and filters the rows there are, or those that are being gathered.
func (t *Table[C, R]) anew() Work {
	j := &job[C, R]{}
	about := len(t.all)
	if old := t.job; old != nil {
		j.load, j.loaded, j.since, j.whole = old.load, old.loaded, old.since, true
		about = t.spec.Now + 1
	}
	return t.begin(j, about)
}

// begin does a job at once, or hands it out; what was under way is given up.
func (t *Table[C, R]) begin(j *job[C, R], about int) Work {
	if t.job != nil {
		t.job.stopped.Store(true)
		t.job = nil
	}
	j.by = t.measure()
	run := t.run(j)
	if about <= t.spec.Now {
		return t.take(j, run())
	}
	t.job = j
	return func() func() Work {
		r := run()
		return func() Work {
			if t.job != j {
				return nil // something else was asked for meanwhile
			}
			t.job = nil
			return t.take(j, r)
		}
	}
}

// made is what a job makes: all rows in order and those that pass.
type made[R comparable] struct{ all, shown []R }

// run is the job itself. It reads nothing of the table when it runs.
func (t *Table[C, R]) run(j *job[C, R]) func() made[R] {
	by, was, all, shown, load, whole := j.by, t.by, t.all, t.rows, j.load, j.whole
	return func() made[R] {
		sort := by.order != was.order || by.leans()
		if load != nil {
			all, sort = load(j.stopped.Load), true
		}
		if j.stopped.Load() {
			return made[R]{}
		}
		if !sort && !whole && by.query.Narrows(&was.query) {
			return made[R]{all, by.filtered(shown, j.stopped.Load)}
		}
		if sort {
			all = by.sorted(all, j.stopped.Load)
		}
		return made[R]{all, by.filtered(all, j.stopped.Load)}
	}
}

// leans tells whether rows in this order must be sorted anew now and then, though
// they are the same.
func (m *measure[C, R]) leans() bool {
	return m.order.Field >= 0 && m.spec.Fields[m.order.Field].Joined
}

// take shows what a job made, and what came while it ran.
func (t *Table[C, R]) take(j *job[C, R], m made[R]) Work {
	var fresh []R
	if j.load != nil && j.by.order == t.by.order && j.by.query.String() == t.by.query.String() {
		fresh = t.fresh(m.shown)
	}
	t.by = j.by
	t.hold(m.all, m.shown, fresh)
	var gone, came []R
	for _, c := range j.since {
		came = append(without(came, setOf(c.gone)), c.came...)
		gone = append(gone, c.gone...)
	}
	if w := t.Change(gone, came); w != nil {
		t.job.loaded, t.job.again = j.loaded, j.again
		return w
	}
	if j.loaded != nil {
		j.loaded(t.all)
	}
	if j.again {
		return t.begin(&job[C, R]{whole: true, quiet: true}, len(t.all))
	}
	return nil
}

// fresh are the rows that are not shown yet, if somebody reads the table; nobody
// need be told of them otherwise.
func (t *Table[C, R]) fresh(rows []R) []R {
	if !t.list.Read() || len(t.rows) == 0 {
		return nil
	}
	known := make(map[string]bool, len(t.rows))
	for _, r := range t.rows {
		known[t.spec.ID(r)] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r R) bool { return known[t.spec.ID(r)] })
}

// Clear takes all rows out and puts the cursor back to the top: other rows will
// come that have nothing to do with these.
func (t *Table[C, R]) Clear() {
	if t.job != nil {
		t.job.stopped.Store(true)
		t.job = nil
	}
	t.all, t.rows = nil, nil
	t.list.Hold(kit.Held{}, t.id)
	t.list.Rest()
}
