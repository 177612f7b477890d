package table

import "slices"

// Sheet is all rows of a table as text, for a file: those that pass, with the
// columns that have no room on the screen too.
type Sheet struct {
	Heads []string
	Rows  int
	// Cells are those of row i, foreign text. They are of the time the sheet was made;
	// only the owner of the table may ask.
	Cells func(i int) []string
}

// Sheet makes one of the rows as they are now.
func (t *Table[C, R]) Sheet() Sheet {
	rows, context := t.rows, t.context
	fields := slices.DeleteFunc(slices.Clone(t.spec.Fields), func(f Field[C, R]) bool { return f.Name == "" })
	s := Sheet{Rows: len(rows)}
	for _, f := range fields {
		s.Heads = append(s.Heads, f.Name)
	}
	s.Cells = func(i int) []string {
		cells := make([]string, len(fields))
		for n := range fields {
			if f := &fields[n]; f.Cell != nil {
				cells[n] = f.Cell(context, rows[i]).Text
			} else {
				cells[n] = f.Text(context, rows[i])
			}
		}
		return cells
	}
	return s
}
