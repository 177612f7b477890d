package ui

import (
	"cmp"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// sortable is a table with the keys that all tables have: moving, sorting and the
// filter at the foot.
type sortable[C any, R comparable] struct {
	*table.Table[C, R]
	keys *keyMap
	last string // what was filtered by the last time
	home table.Order
}

func newSortable[C any, R comparable](k *keyMap, t *table.Table[C, R]) *sortable[C, R] {
	return &sortable[C, R]{Table: t, keys: k, home: t.Order()}
}

// workMsg is work that the background has done for a table.
type workMsg struct{ done func() table.Work }

// working hands work to the background; nil without any.
func working(w table.Work) tea.Cmd {
	if w == nil {
		return nil
	}
	return func() tea.Msg { return workMsg{w()} }
}

// step handles the keys of a table; false for any other key.
func (t *sortable[C, R]) step(msg tea.KeyPressMsg) (intent, bool) {
	if n, ok := t.keys.step(msg, t.Height()); ok {
		t.Move(n)
		return intent{}, true
	}
	switch {
	case key.Matches(msg, t.keys.Sort):
		return t.sort(t.NextOrder()), true
	case key.Matches(msg, t.keys.Reverse):
		return t.sort(t.Reversed()), true
	}
	return intent{}, false
}

func (t *sortable[C, R]) sort(o table.Order) intent {
	cmd := working(t.Sort(o))
	name, first := t.SortedBy()
	said := "sorted by " + name
	switch {
	case name == "" && first == "":
		said = "in its own order"
	case name == "":
		said = "in its own order, " + first
	default:
		said += ", " + first
		if !t.Shown(o.Field) {
			said += "; the column has no room here"
		}
	}
	return intent{cmd: cmd, notice: said}
}

// prompt opens the filter for typing.
func (t *sortable[C, R]) prompt() *prompt {
	return &prompt{keys: t.keys, lead: "filter", hint: "text, name:value, !all but, ~regular expression, cpu:>5", last: t.last,
		text: []rune(t.Query().String())}
}

// typed takes what stands in the prompt after each key, and how it ended.
func (t *sortable[C, R]) typed(text string, o outcome) (cmd tea.Cmd, notice string) {
	if o == cancelled {
		text = ""
	}
	q := match.Parse(text, t.Names())
	if err := q.Err(); err != nil {
		if o == typing {
			return nil, "" // not finished yet
		}
		return nil, "not a regular expression: " + err.Error()
	}
	if o == accepted && text != "" {
		t.last = text
	}
	return working(t.Filter(q)), ""
}

// unfilter shows all rows again; false when they were.
func (t *sortable[C, R]) unfilter() (tea.Cmd, bool) {
	if t.Query().Empty() {
		return nil, false
	}
	return working(t.Filter(match.Query{})), true
}

// word is a column of text.
func word[C any, R comparable](name string, at kit.Column, text func(C, R) string) table.Field[C, R] {
	return table.Field[C, R]{Column: at, Name: name, Text: text, Cell: func(c C, r R) kit.Cell { return kit.Cell{Text: text(c, r)} }}
}

// number is a column of numbers, set to the right. What is not known has a
// question mark.
func number[C any, R comparable](name string, at kit.Column, value func(C, R) (float64, bool), text func(float64) string) table.Field[C, R] {
	at.Right = true
	return table.Field[C, R]{Column: at, Name: name, Number: value, Cell: func(c C, r R) kit.Cell {
		n, known := value(c, r)
		if !known {
			return kit.Cell{Text: "?"}
		}
		return kit.Cell{Text: text(n)}
	}}
}

// whole writes a number that has no fraction.
func whole(n float64) string { return kit.Number(int64(n)) }

// moment is a column of times, sorted by them, shown as ages and clocks by cell.
func moment[C any, R comparable](name string, at kit.Column, when func(C, R) time.Time, cell func(C, time.Time) string) table.Field[C, R] {
	at.Right = true
	return table.Field[C, R]{Column: at, Name: name,
		Number: func(c C, r R) (float64, bool) { t := when(c, r); return float64(t.UnixMilli()), !t.IsZero() },
		Cell:   func(c C, r R) kit.Cell { return kit.Cell{Text: cell(c, when(c, r))} }}
}

// painted gives a column a look, which is asked for when a row is drawn: colours
// may change.
func painted[C any, R comparable](f table.Field[C, R], paint func(R) theme.Style) table.Field[C, R] {
	cell := f.Cell
	f.Cell = func(c C, r R) kit.Cell {
		drawn := cell(c, r)
		drawn.Style = paint(r)
		return drawn
	}
	return f
}

// joined says of a column that it depends on more than the row.
func joined[C any, R comparable](f table.Field[C, R]) table.Field[C, R] {
	f.Joined = true
	return f
}

// tailed keeps the end of what has no room.
func tailed[C any, R comparable](f table.Field[C, R]) table.Field[C, R] {
	cell := f.Cell
	f.Cell = func(c C, r R) kit.Cell {
		drawn := cell(c, r)
		drawn.Tail = true
		return drawn
	}
	return f
}

// arrangement is what the settings keep of the table.
func (t *sortable[C, R]) arrangement() Arrangement {
	a := Arrangement{Filter: t.Query().String()}
	if t.Query().Empty() {
		a.Filter = ""
	}
	if o := t.Order(); o != t.home {
		name, _ := t.SortedBy()
		usual, _ := t.OrderBy(name)
		a.Sort, a.Reverse = cmp.Or(name, ownOrder), o.Down != usual.Down
	}
	return a
}

// restore sorts and filters as was kept.
func (t *sortable[C, R]) restore(a Arrangement) tea.Cmd {
	var cmds []tea.Cmd
	if o, ok := t.OrderBy(strings.TrimPrefix(a.Sort, ownOrder)); ok && a.Sort != "" {
		o.Down = o.Down != a.Reverse
		cmds = append(cmds, working(t.Sort(o)))
	}
	if q := match.Parse(a.Filter, t.Names()); q.Err() == nil {
		cmds = append(cmds, working(t.Filter(q)))
		t.last = a.Filter
	}
	return tea.Batch(cmds...)
}
