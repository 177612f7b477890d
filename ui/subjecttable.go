package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// The words that are written again and again for tables of subjects.
type (
	snapshot     = *mesoswatch.Snapshot
	subjectField = table.Field[*around, snapshot]
)

// shelfTable is a table of a shelf of the board, all of it or what keep lets in. It
// costs what has changed since the last board.
type shelfTable[V any] struct {
	*sortable[*around, *V]
	of      func(*mesoswatch.Board) *mesoswatch.Shelf[V]
	keep    func(*V) bool // nil: all
	around  *around
	leaned  stamp     // of what order and filter last followed
	leanAt  time.Time // when
	shelf   *mesoswatch.Shelf[V]
	version int64
	started bool
	changed bool // rows came or went since it was last asked
}

// subjectTable is a table of the subjects of one kind.
type subjectTable = shelfTable[mesoswatch.Snapshot]

func newSubjectTable(p *kit.Pen, k *keyMap, kind string, spec table.Spec[*around, snapshot]) *subjectTable {
	spec.ID = func(s snapshot) string { return s.Subject().Name }
	return newShelfTable(p, k, spec, func(b *mesoswatch.Board) *mesoswatch.Subjects { return b.Subjects(kind) })
}

func newShelfTable[V any](p *kit.Pen, k *keyMap, spec table.Spec[*around, *V], of func(*mesoswatch.Board) *mesoswatch.Shelf[V]) *shelfTable[V] {
	return &shelfTable[V]{sortable: newSortable(k, table.New(p, spec)), of: of}
}

// setAround takes what the board now has.
func (t *shelfTable[V]) setAround(a *around) tea.Cmd {
	seen := working(t.See(a, t.joined(a)))
	t.around = a
	shelf := t.of(a.board)
	switch {
	case t.started && shelf == t.shelf && shelf.Version() == t.version:
		return seen
	case !t.started || shelf == t.shelf: // a board that changes under us is looked through anew
		t.shelf, t.version = shelf, shelf.Version()
		return tea.Batch(seen, t.reload())
	}
	gone, came := shelf.Diff(t.shelf)
	t.shelf, t.version = shelf, shelf.Version()
	gone, came = t.kept(gone), t.kept(came)
	t.changed = t.changed || len(gone)+len(came) > 0
	return tea.Batch(seen, working(t.Change(gone, came)))
}

// joined tells whether order and filter are to follow what rows are seen together
// with. Of many rows they do so now and then: each follows in the background, and
// in a busy cluster something changes all the time.
func (t *shelfTable[V]) joined(a *around) table.Joined {
	switch {
	case a.stamp == t.leaned:
		return table.Same
	case t.Of() > manySubjects && a.now.Sub(t.leanAt) < followEvery && t.around != nil:
		return table.Later
	}
	t.leaned, t.leanAt = a.stamp, a.now
	return table.Now
}

// followEvery is how often order and filter of many rows follow what they depend on.
const followEvery = 2 * time.Second

// only shows others than so far from the next setAround on, those that
// keep lets in.
func (t *shelfTable[V]) only(keep func(*V) bool) {
	t.keep, t.started = keep, false
	t.Clear()
}

func (t *shelfTable[V]) reload() tea.Cmd {
	shelf, keep := t.shelf, t.keep
	t.started, t.changed = true, true
	return working(t.Load(shelf.Len(), func(stop func() bool) []*V {
		var rows []*V
		n := 0
		for s := range shelf.All() {
			if n++; n&0xfff == 0 && stop() {
				return nil
			}
			if keep == nil || keep(s) {
				rows = append(rows, s)
			}
		}
		return rows
	}, func([]*V) { t.changed = true }))
}

func (t *shelfTable[V]) kept(rows []*V) []*V {
	if t.keep == nil {
		return rows
	}
	kept := rows[:0]
	for _, s := range rows {
		if t.keep(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// news tells whether rows came or went since it was asked the last time.
func (t *shelfTable[V]) news() bool {
	was := t.changed
	t.changed = false
	return was
}

// selected is the row under the cursor, nil when there is none.
func (t *shelfTable[V]) selected() *V {
	s, _ := t.Selected()
	return s
}
