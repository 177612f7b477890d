package kit

import "github.com/mesoswatch/mesoswatch/ui/theme"

// Column is one column of a table. Columns are dropped from the highest Drop
// down until the rest fits; Drop 0 never goes. One with Grow takes what is left,
// between Width and, if set, Most.
type Column struct {
	Head  string
	Width int
	Grow  int // share of what is left
	Most  int
	Drop  int
	Right bool
}

// Columns is a table's layout at one width: which columns are shown and how
// wide each is. A width of 0 means dropped.
type Columns struct {
	cols   []Column
	widths []int
	gap    int
}

// Layout decides for w cells with gap blanks between columns.
func Layout(w, gap int, cols []Column) Columns {
	c := Columns{cols: cols, widths: make([]int, len(cols)), gap: gap}
	for i := range cols {
		c.widths[i] = cols[i].Width
	}
	for c.total() > w {
		worst := -1
		for i, col := range cols {
			if c.widths[i] > 0 && col.Drop > 0 && (worst < 0 || col.Drop > cols[worst].Drop) {
				worst = i
			}
		}
		if worst < 0 {
			break
		}
		c.widths[worst] = 0
	}
	c.grow(w - c.total())
	return c
}

func (c *Columns) total() int {
	n, shown := 0, 0
	for _, w := range c.widths {
		if w > 0 {
			n += w
			shown++
		}
	}
	return n + c.gap*max(shown-1, 0)
}

// grow hands out what is left, one cell at a time so that shares and upper
// bounds hold together.
func (c *Columns) grow(left int) {
	for left > 0 {
		given := 0
		for i, col := range c.cols {
			for range col.Grow {
				if left > 0 && c.widths[i] > 0 && (col.Most == 0 || c.widths[i] < col.Most) {
					c.widths[i]++
					left--
					given++
				}
			}
		}
		if given == 0 {
			return
		}
	}
}

// Width of column i, 0 when it is dropped.
func (c *Columns) Width(i int) int { return c.widths[i] }

// At is the column at a cell, the gap behind it counted to it; -1 beyond the last.
func (c *Columns) At(x int) int {
	from := 0
	for i, w := range c.widths {
		if w == 0 {
			continue
		}
		if x >= from && x < from+w+c.gap {
			return i
		}
		from += w + c.gap
	}
	return -1
}

// Cell is the content of one column in one row.
type Cell struct {
	Text  string // foreign text is welcome: it is cleaned
	Style theme.Style
	// Tail keeps the end where there is not room for all: for paths.
	Tail bool
	// Ends keeps beginning and end: for ids.
	Ends bool
}

// Row draws one row of w cells.
func (c *Columns) Row(p *Pen, w int, base theme.Style, cells ...Cell) string {
	spans := make([]Span, 0, 2*len(cells))
	for i, cell := range cells {
		if i >= len(c.widths) || c.widths[i] == 0 {
			continue
		}
		if len(spans) > 0 {
			spans = append(spans, Plain(blank(c.gap)))
		}
		text := p.Fit(cell.Text, c.widths[i])
		switch {
		case c.cols[i].Right:
			text = p.FitRight(cell.Text, c.widths[i])
		case cell.Tail:
			text = pad(p.CutLeft(cell.Text, c.widths[i]), c.widths[i])
		case cell.Ends:
			text = pad(p.CutMiddle(cell.Text, c.widths[i]), c.widths[i])
		}
		spans = append(spans, Span{text, cell.Style})
	}
	return p.Row(w, base, spans...)
}
