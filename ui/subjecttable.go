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

// subjectTable is a table of the subjects of one kind, all of them or those that
// keep lets in. It costs what has changed since the last board.
type subjectTable struct {
	*sortable[*around, snapshot]
	kind    string
	keep    func(snapshot) bool // nil: all
	around  *around
	leaned  stamp     // of what order and filter last followed
	leanAt  time.Time // when
	subs    *mesoswatch.Subjects
	version int64
	started bool
	changed bool // rows came or went since it was last asked
}

func newSubjectTable(p *kit.Pen, k *keyMap, kind string, spec table.Spec[*around, snapshot]) *subjectTable {
	spec.ID = func(s snapshot) string { return s.Subject().Name }
	return &subjectTable{sortable: newSortable(k, table.New(p, spec)), kind: kind}
}

// setAround takes what the board now says of the kind.
func (t *subjectTable) setAround(a *around) tea.Cmd {
	seen := working(t.See(a, t.joined(a)))
	t.around = a
	subs := a.board.Subjects(t.kind)
	switch {
	case t.started && subs == t.subs && subs.Version() == t.version:
		return seen
	case !t.started || subs == t.subs: // a board that changes under us is looked through anew
		t.subs, t.version = subs, subs.Version()
		return tea.Batch(seen, t.reload())
	}
	gone, came := subs.Diff(t.subs)
	t.subs, t.version = subs, subs.Version()
	gone, came = t.kept(gone), t.kept(came)
	t.changed = t.changed || len(gone)+len(came) > 0
	return tea.Batch(seen, working(t.Change(gone, came)))
}

// joined tells whether order and filter are to follow what rows are seen together
// with. Of many rows they do so now and then: each follows in the background, and
// in a busy cluster something changes all the time.
func (t *subjectTable) joined(a *around) table.Joined {
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

// only shows other subjects than so far from the next setAround on, those that
// keep lets in.
func (t *subjectTable) only(keep func(snapshot) bool) {
	t.keep, t.started = keep, false
	t.Clear()
}

func (t *subjectTable) reload() tea.Cmd {
	subs, keep := t.subs, t.keep
	t.started, t.changed = true, true
	return working(t.Load(subs.Len(), func(stop func() bool) []snapshot {
		var rows []snapshot
		n := 0
		for s := range subs.All() {
			if n++; n&0xfff == 0 && stop() {
				return nil
			}
			if keep == nil || keep(s) {
				rows = append(rows, s)
			}
		}
		return rows
	}, func([]snapshot) { t.changed = true }))
}

func (t *subjectTable) kept(rows []snapshot) []snapshot {
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
func (t *subjectTable) news() bool {
	was := t.changed
	t.changed = false
	return was
}

// selected is the row under the cursor, nil when there is none.
func (t *subjectTable) selected() snapshot {
	s, _ := t.Selected()
	return s
}
