// Package table is a table of many rows: sorted by any column, filtered, with its
// cursor on the identity of a row. Only rows in sight are drawn, so that a hundred
// thousand scroll as ten do; what takes long is done in the background.
//
// In: rows, what changed of them, and columns that say how a row reads. Out: lines
// for the screen. It knows nothing of records, keys or what the rows are.
package table

import (
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// Field is one column: where it stands, what it says of a row, by what it sorts.
// Its functions run in the background too: they must read nothing that changes
// but by way of c, which is whatever rows are seen together with (names, clock).
type Field[C any, R comparable] struct {
	kit.Column
	// Name in name:value and in what is said of sorting: one word, small letters.
	// A column without is for the eye only; one without width is only filtered by.
	Name string
	// Text is what is filtered by, and sorted by where Number is nil; nil with
	// Number: the column is not looked through for text.
	Text func(c C, r R) string
	// Number sorts and compares; false when it is not known, which sorts last.
	Number func(c C, r R) (float64, bool)
	// Cell draws; nil: the Text, plain.
	Cell func(c C, r R) kit.Cell
	// Title is the head where that depends on c; nil: Head.
	Title func(c C) string
	// Joined says that it depends on more than the row: on c.
	Joined bool
	// Small sorts numbers smallest first when it is chosen; otherwise the largest
	// come first.
	Small bool
}

// Order is what rows are sorted by: the index of a field, or -1 for the rank of
// Spec.
type Order struct {
	Field int
	Down  bool // largest, or last in the alphabet, first
}

// Spec is what makes a table.
type Spec[C any, R comparable] struct {
	Fields []Field[C, R]
	// ID is the identity of a row: two snapshots of the same thing share it.
	ID func(R) string
	// Rank compares rows where no column sorts them; nil: there is no such order.
	Rank func(a, b R) int
	// PartOf divides the rows in the order of Rank, which must keep each part together:
	// it answers an index into Parts, their headings. nil: there is one part, and none.
	PartOf func(R) int
	Parts  []string
	// Order at the beginning.
	Order Order
	// Now is how many rows are sorted or filtered at once; more go to the
	// background. 0 means DefaultNow.
	Now int
}

// DefaultNow keeps what a key does at once below a few milliseconds.
const DefaultNow = 10_000

// Table is such a table; make it with New. It belongs to one goroutine: only the
// Work that it hands out may run in another.
type Table[C any, R comparable] struct {
	spec  Spec[C, R]
	names []string
	pen   *kit.Pen
	w, h  int
	cols  kit.Columns
	list  kit.List[string]

	context C
	order   Order
	query   match.Query

	all  []R // in order; neither slice is changed, only replaced
	rows []R // those of all that pass the query
	// by is what all was sorted with: what comes between is put in its place by the
	// same measure.
	by  measure[C, R]
	job *job[C, R]
}

// New makes an empty table.
func New[C any, R comparable](p *kit.Pen, spec Spec[C, R]) *Table[C, R] {
	if spec.Now == 0 {
		spec.Now = DefaultNow
	}
	t := &Table[C, R]{spec: spec, pen: p, order: spec.Order}
	for _, f := range spec.Fields {
		if f.Name != "" {
			t.names = append(t.names, f.Name)
		}
	}
	t.by = t.measure()
	return t
}

// SetSize lays the columns out anew for w cells and h rows, the head among them.
func (t *Table[C, R]) SetSize(w, h int) {
	t.w, t.h = w, h
	cols := make([]kit.Column, len(t.spec.Fields))
	for i, f := range t.spec.Fields {
		cols[i] = f.Column
	}
	t.cols = kit.Layout(max(w-2, 0), gap, cols)
	t.fit()
}

// gap is how many blanks stand between columns.
const gap = 2

// Shown tells whether a field has a place at this width.
func (t *Table[C, R]) Shown(field int) bool { return t.cols.Width(field) > 0 }

// Size is how many rows pass the query, and Of how many there are.
func (t *Table[C, R]) Size() int { return len(t.rows) }

// Of is how many rows there are, whether they pass or not.
func (t *Table[C, R]) Of() int { return len(t.all) }

// All lists all rows in order, whether they pass or not. The caller must not
// change the slice.
func (t *Table[C, R]) All() []R { return t.all }

// Busy tells that what was asked for is not there yet: other rows, another order.
func (t *Table[C, R]) Busy() bool { return t.job != nil && !t.job.quiet }

// Height is how many rows fit.
func (t *Table[C, R]) Height() int { return t.list.Height() }

// Selected is the row under the cursor; false when there is none.
func (t *Table[C, R]) Selected() (R, bool) {
	if i := t.list.Index(); i >= 0 {
		return t.rows[i], true
	}
	var none R
	return none, false
}

func (t *Table[C, R]) id(i int) string { return t.spec.ID(t.rows[i]) }

// Move puts the cursor n rows on; it stops at the ends.
func (t *Table[C, R]) Move(n int) { t.list.Move(n, t.id) }

// Index is the row the cursor is on; -1 without rows.
func (t *Table[C, R]) Index() int { return t.list.Index() }

// Go puts the cursor on a row and keeps it there.
func (t *Table[C, R]) Go(i int) {
	t.list.Put(i, t.id)
	t.list.Stay()
}

// Scroll moves the window, and the cursor only as far as it must to be in it.
func (t *Table[C, R]) Scroll(n int) { t.list.Scroll(n, t.id) }

// NameAt is the column that sorts at a cell of a row; false where none does.
func (t *Table[C, R]) NameAt(x int) (name string, ok bool) {
	i := t.cols.At(x - 1)
	if i < 0 || t.spec.Fields[i].Name == "" {
		return "", false
	}
	return t.spec.Fields[i].Name, true
}

// Row is one of those that pass.
func (t *Table[C, R]) Row(i int) R { return t.rows[i] }

// Window is the half-open range of rows on the screen.
func (t *Table[C, R]) Window() (from, to int) { return t.list.Window() }

// Hits tells whether a text stands in a row, in any of the columns that are looked
// through for text.
func (t *Table[C, R]) Hits(i int, m *match.Text) bool {
	for n := range t.spec.Fields {
		if f := &t.spec.Fields[n]; f.Name != "" && f.Text != nil && m.Hit(f.Text(t.context, t.rows[i])) {
			return !m.Not()
		}
	}
	return m.Not()
}

// Reset puts the cursor on the first row, whichever that will be.
func (t *Table[C, R]) Reset() { t.list.Put(0, t.id) }

// Stay keeps the cursor on its row even if that is the first.
func (t *Table[C, R]) Stay() { t.list.Stay() }

// Rest lets the cursor rest on the first row again, whichever that will be.
func (t *Table[C, R]) Rest() { t.list.Rest() }

// Put sets the cursor on the row with an identity and keeps it there; false when
// no such row is shown.
func (t *Table[C, R]) Put(id string) bool {
	i, ok := t.find(id)
	if ok {
		t.list.Put(i, t.id)
		t.list.Stay()
	}
	return ok
}

func (t *Table[C, R]) find(id string) (int, bool) {
	for i := range t.rows {
		if t.spec.ID(t.rows[i]) == id {
			return i, true
		}
	}
	return 0, false
}

// Names are the columns that name:value knows.
func (t *Table[C, R]) Names() []string { return t.names }

// Query is the filter.
func (t *Table[C, R]) Query() *match.Query { return &t.query }
