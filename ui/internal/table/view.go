package table

import (
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// Look says how a table is drawn.
type Look struct {
	// Focused: the keys go here.
	Focused bool
	// Old: what is shown is no longer known to be so.
	Old bool
	// Empty stands there without rows.
	Empty string
}

// View is the names of the columns and the rows that fit.
func (t *Table[C, R]) View(l Look) []string {
	if t.h <= 0 {
		return nil
	}
	p := t.pen
	lines := make([]string, 1, t.h)
	lines[0] = t.heads()
	parts := t.parts()
	if parts == nil {
		lines = t.draw(lines, part{to: len(t.rows)}, l)
	}
	for _, h := range parts {
		lines = t.draw(append(lines, t.heading(h)), h, l)
	}
	if len(t.rows) == 0 && t.h > 1 {
		lines = append(lines, p.Row(t.w, p.Text, kit.Span{Text: "   " + p.Cut(t.empty(l.Empty), t.w-3), Style: p.Dim}))
	}
	for len(lines) < t.h {
		lines = append(lines, "")
	}
	return lines
}

// draw appends those rows of a part that are in sight.
func (t *Table[C, R]) draw(lines []string, of part, l Look) []string {
	from, to := t.list.Window()
	for i := max(from, of.from); i < min(to, of.to); i++ {
		base := t.pen.Text
		switch here := i == t.list.Index(); {
		case here && l.Focused:
			base = t.pen.Cursor
		case here:
			base = t.pen.Unfocused
		}
		lines = append(lines, t.row(t.rows[i], base, l.Old))
	}
	return lines
}

func (t *Table[C, R]) empty(none string) string {
	switch {
	case t.Busy():
		return "Looking" + t.pen.Marks.Ellipsis
	case len(t.all) > 0:
		return "Nothing of " + kit.Number(int64(len(t.all))) + " matches " + t.query.String() + "."
	}
	return none
}

// heads names the columns, marks the one that sorts, and announces what is out of
// sight.
func (t *Table[C, R]) heads() string {
	p := t.pen
	if t.w <= 2 {
		return p.Row(t.w, p.Text)
	}
	cells := make([]kit.Cell, len(t.spec.Fields))
	room, free := -1, 0 // the column that says more: the first with room for it, else the widest
	for i, f := range t.spec.Fields {
		cells[i] = kit.Cell{Text: t.head(i), Style: p.Dim}
		if f.Grow > 0 && t.Shown(i) {
			if left := t.cols.Width(i) - kit.Width(t.announce(cells[i]).Text); room < 0 || free < 0 && left > free {
				room, free = i, left
			}
		}
		if i == t.order.Field {
			mark := t.mark()
			cells[i] = kit.Cell{Text: p.Cut(t.head(i), t.cols.Width(i)-kit.Width(mark)) + mark, Style: p.Accent}
		}
	}
	if room >= 0 {
		cells[room] = t.announce(cells[room])
		if below := t.list.Below(); free < 0 && room != t.order.Field && below > 0 && t.list.Above() == 0 && t.query.Empty() { // the number before the name
			cells[room].Text = kit.Number(int64(below)) + " more below"
		}
	}
	return " " + t.cols.Row(p, t.w-2, p.Text, cells...) + " "
}

func (t *Table[C, R]) head(i int) string {
	if f := &t.spec.Fields[i]; f.Title != nil {
		return f.Title(t.context)
	}
	return t.spec.Fields[i].Head
}

func (t *Table[C, R]) mark() string {
	if t.order.Down {
		return t.pen.Marks.Falling
	}
	return t.pen.Marks.Rising
}

// announce says in the head of a column what is to be known of rows out of sight.
func (t *Table[C, R]) announce(head kit.Cell) kit.Cell {
	p := t.pen
	above, below := t.list.Above(), t.list.Below()
	switch {
	case above > 0:
		return kit.Cell{Text: kit.Number(int64(above)) + " new above", Style: p.Changed}
	case !t.query.Empty():
		return kit.Cell{Text: "filter: " + t.query.String(), Style: p.Accent}
	case below > 0:
		head.Text += ", " + kit.Number(int64(below)) + " more below"
	}
	return head
}

func (t *Table[C, R]) row(r R, base theme.Style, old bool) string {
	p := t.pen
	cells := make([]kit.Cell, len(t.spec.Fields))
	for i := range t.spec.Fields {
		if t.Shown(i) || t.w <= 2 {
			cells[i] = t.cell(i, r)
		}
		if old {
			cells[i].Style = p.Dim
		}
	}
	if t.w <= 2 {
		return p.Row(t.w, base, kit.Plain(p.Cut(cells[0].Text, t.w)))
	}
	return base.Paint(" ") + t.cols.Row(p, t.w-2, base, cells...) + base.Paint(" ")
}

func (t *Table[C, R]) cell(i int, r R) kit.Cell {
	f := &t.spec.Fields[i]
	if f.Cell != nil {
		return f.Cell(t.context, r)
	}
	return kit.Cell{Text: f.Text(t.context, r)}
}
