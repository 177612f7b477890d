package table

import (
	"sort"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// Part is a run of rows under a heading of its own.
type part struct {
	title    string
	from, to int
}

// leastForParts is how high a table is that has room for headings.
const leastForParts = 7

// parts are the runs of the rows that are shown, in order; none where a column sorts
// them: that makes one list of all.
func (t *Table[C, R]) parts() []part {
	if t.spec.PartOf == nil || t.by.order.Field >= 0 || t.h < leastForParts {
		return nil
	}
	var parts []part
	for from := 0; from < len(t.rows); {
		n := t.spec.PartOf(t.rows[from])
		to := from + sort.Search(len(t.rows)-from, func(i int) bool { return t.spec.PartOf(t.rows[from+i]) != n })
		parts = append(parts, part{t.spec.Parts[n], from, to})
		from = to
	}
	return parts
}

// RowOn is the row on a line below the names of the columns; false where there is
// none.
func (t *Table[C, R]) RowOn(line int) (row int, ok bool) {
	from, to := t.list.Window()
	parts := t.parts()
	if parts == nil {
		return from + line, from+line < to
	}
	for _, p := range parts {
		line-- // its heading
		first, last := max(from, p.from), min(to, p.to)
		if n := max(last-first, 0); line >= n {
			line -= n
			continue
		}
		return first + line, line >= 0
	}
	return 0, false
}

// Rows is how many rows it takes to show all there is: names, headings, rows.
func (t *Table[C, R]) Rows() int { return 1 + len(t.spec.Parts) + len(t.rows) }

// fit leaves the list the rows that names and headings do not take.
func (t *Table[C, R]) fit() { t.list.SetHeight(t.h - 1 - len(t.parts())) }

// heading names a part and counts its rows. All headings are always there: those of
// parts out of sight too.
func (t *Table[C, R]) heading(h part) string {
	p := t.pen
	return p.Row(t.w, p.Text, kit.Span{Text: p.Cut(" "+h.title, t.w), Style: p.Title}, kit.Span{Text: "  " + kit.Number(int64(h.to-h.from)), Style: p.Dim})
}

// Parted tells whether the rows stand in parts in their own order.
func (t *Table[C, R]) Parted() bool { return t.spec.PartOf != nil }
