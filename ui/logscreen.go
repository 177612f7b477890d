package ui

import (
	"slices"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// namesFrom is the height from which a log has a row with the names of its columns;
// below, only where lines have fields to tell apart.
const namesFrom = 28

// logScreen is which rows are on the screen: lines, and what is said between them.
type logScreen struct {
	rows  []logRow
	shift int // rows of the window that are above the screen: breaks take room too
}

// logRow is a line by its index, or a break, which has text.
type logRow struct {
	line int
	text string
}

// style is what the rows of this log share.
func (l *logPane) style() rowStyle {
	r := rowStyle{pen: l.pen, scene: l.scene, w: l.w, find: l.find, marks: l.marks, proofs: &l.proofs, seen: &l.columns}
	r.lay()
	return r
}

// named tells whether there is a row with the names of the columns.
func (l *logPane) named() bool {
	if l.h < 8 {
		return false
	}
	r := l.style()
	return l.h >= namesFrom || r.cols.Width(colAddress) > 0
}

// room is how many rows there are for lines.
func (l *logPane) room() int {
	if l.named() {
		return l.h - 2
	}
	return max(l.h-1, 0)
}

// arrange decides which rows are on the screen: the window of the list, with the
// breaks between its lines, as much of it as holds the cursor.
func (l *logPane) arrange() {
	from, to := l.list.Window()
	rows, here := l.screen.rows[:0], 0
	for i := from; i < min(to, l.lines.size()); i++ {
		e := l.lines.event(i)
		if e == nil {
			continue
		}
		l.columns.take(e)
		if i > from {
			a, b := l.lines.number(i-1), l.lines.number(i)
			if text := l.scene.breakOf(pair{l.lines.event(i - 1), e, b - a - 1, l.lines.surrounded()}); text != "" {
				rows = append(rows, logRow{-1, text})
			}
		}
		if i == l.list.Index() {
			here = len(rows)
		}
		rows = append(rows, logRow{line: i})
	}
	room := l.list.Height()
	if over := len(rows) - room; over > 0 {
		l.screen.shift = min(max(l.screen.shift, here-room+1, 0), here, over)
		rows = slices.Delete(rows, 0, l.screen.shift)[:max(room, 0)]
	} else {
		l.screen.shift = 0
	}
	l.screen.rows = rows
	if n := l.room(); n != l.list.Height() { // a column came that has a name
		l.list.SetHeight(n)
		l.arrange()
	}
}

func (l *logPane) view() (lines []string, tee int) {
	if l.near.open {
		return l.near.view(), -1
	}
	if l.h <= 0 {
		return nil, -1
	}
	p := l.pen
	lines = []string{l.title()}
	style := l.style()
	if l.named() {
		lines = append(lines, style.heads(l.beyond()))
	}
	for _, row := range l.screen.rows {
		if row.line < 0 {
			lines = append(lines, style.breakRow(row.text))
			continue
		}
		e := l.lines.event(row.line)
		if e == nil {
			continue
		}
		look := lineLook{base: p.Text, dim: !l.lines.passes(row.line)}
		if row.line == l.list.Index() && !l.follow {
			look.base = p.Cursor
		}
		lines = append(lines, style.row(e, look))
	}
	if l.lines.size() == 0 {
		lines = append(lines, l.empty()...)
	}
	return lines[:min(len(lines), l.h)], -1
}

// beyond is how many lines lie above and below those on the screen.
func (l *logPane) beyond() string {
	text := ""
	if rows := l.screen.rows; len(rows) > 0 {
		if first := rows[0].line; first > 0 {
			text += "  " + kit.Number(int64(first)) + " above"
		}
		if below := l.lines.size() - 1 - rows[len(rows)-1].line; below > 0 && rows[len(rows)-1].line >= 0 {
			text += "  " + kit.Number(int64(below)) + " below"
		}
	}
	return text + " "
}
