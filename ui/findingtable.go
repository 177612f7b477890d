package ui

import (
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// findingTable is a list of findings, worst first, with its cursor on a finding.
// The overview and the findings view each have one.
type findingTable struct {
	pen   *kit.Pen
	keys  *keyMap
	w, h  int
	scene scene
	rows  []mesoswatch.Finding
	match matcher
	list  kit.List[string]
	cols  kit.Columns
}

func newFindingTable(p *kit.Pen, k *keyMap) findingTable {
	return findingTable{pen: p, keys: k, scene: scene{board: &mesoswatch.Board{}}}
}

// The columns, and the order in which they go when there is no room: state,
// first, count, last, whom; level and title stay.
func (t *findingTable) columns() []kit.Column {
	mark := t.pen.Marks.Width
	return []kit.Column{
		{Head: "", Width: mark},
		{Head: "level", Width: 8},
		{Head: "what", Width: 25, Grow: 3, Most: 60},
		{Head: "whom", Width: 12, Grow: 2, Most: 48, Drop: 1},
		{Head: "first", Width: 6, Drop: 4, Right: true},
		{Head: "last", Width: 6, Drop: 2, Right: true},
		{Head: "n", Width: 5, Drop: 3, Right: true},
		{Head: "state", Width: 5, Drop: 5},
	}
}

func (t *findingTable) setSize(w, h int) {
	t.w, t.h = w, h
	t.cols = kit.Layout(max(w-2, 0), 2, t.columns())
	t.list.SetHeight(h - 1)
}

func (t *findingTable) setBoard(s scene) {
	t.scene = s
	t.rows = s.board.Findings()
	if !t.match.empty() {
		t.rows = slices.DeleteFunc(slices.Clone(t.rows), func(f mesoswatch.Finding) bool { return !t.match.finding(&f) })
	}
	t.list.Sync(len(t.rows), t.id, t.find)
}

func (t *findingTable) id(i int) string { return t.rows[i].ID }

func (t *findingTable) find(id string) (int, bool) {
	for i := range t.rows { // by index: a Finding is large
		if t.rows[i].ID == id {
			return i, true
		}
	}
	return 0, false
}

// selected is the id under the cursor, empty when there is none.
func (t *findingTable) selected() string {
	if i := t.list.Index(); i >= 0 {
		return t.rows[i].ID
	}
	return ""
}

// finding under the cursor; false when there is none.
func (t *findingTable) finding() (mesoswatch.Finding, bool) {
	if i := t.list.Index(); i >= 0 {
		return t.rows[i], true
	}
	return mesoswatch.Finding{}, false
}

// put sets the cursor on a finding, if it is listed.
func (t *findingTable) put(id string) {
	if i, ok := t.find(id); ok {
		t.list.Put(i, t.id)
	}
}

// reset lets the list follow its top again.
func (t *findingTable) reset() { t.list.Put(0, t.id) }

func (t *findingTable) update(msg tea.KeyPressMsg) intent {
	if n, ok := t.keys.step(msg, t.list.Height()); ok {
		t.list.Move(n, t.id)
		return intent{}
	}
	f, ok := t.finding()
	switch {
	case !ok:
	case key.Matches(msg, t.keys.ToLog):
		if n := len(f.Evidence); n > 0 {
			return intent{evidence: &f.Evidence[n-1]}
		}
		return intent{notice: "this finding has no line in a log"}
	case key.Matches(msg, t.keys.Ack):
		return intent{ack: f.ID}
	case key.Matches(msg, t.keys.Known):
		return intent{known: f.ID}
	}
	return intent{}
}

// view is a row of column names and the rows that fit; empty is what stands
// there without any.
func (t *findingTable) view(focused bool, empty string) []string {
	if t.h <= 0 {
		return nil
	}
	p := t.pen
	lines := []string{t.heads()}
	from, to := t.list.Window()
	for i := from; i < to; i++ {
		base := p.Text
		if i == t.list.Index() {
			base = p.Unfocused
			if focused {
				base = p.Cursor
			}
		}
		lines = append(lines, t.row(&t.rows[i], base))
	}
	if len(t.rows) == 0 {
		if !t.match.empty() {
			empty = "No finding matches " + t.match.String() + "."
		}
		lines = append(lines, p.Row(t.w, p.Text, kit.Span{Text: "   " + p.Cut(empty, t.w-3), Style: p.Dim}))
	}
	lines = sized(lines, t.h)
	return lines
}

// heads names the columns and announces what is out of sight.
func (t *findingTable) heads() string {
	p := t.pen
	if t.w <= 2 {
		return p.Row(t.w, p.Text)
	}
	cols := t.columns()
	cells := make([]kit.Cell, len(cols))
	for i, c := range cols {
		cells[i] = kit.Cell{Text: c.Head, Style: p.Dim}
	}
	const what = 2
	if n := t.list.Above(); n > 0 {
		cells[what] = kit.Cell{Text: strconv.Itoa(n) + " new above", Style: p.Changed}
	} else if n := t.list.Below(); n > 0 && t.match.empty() {
		cells[what].Text += ", " + strconv.Itoa(n) + " more below"
	} else if !t.match.empty() {
		cells[what] = kit.Cell{Text: "filter: " + t.match.String(), Style: p.Accent}
	}
	return " " + t.cols.Row(p, t.w-2, p.Text, cells...) + " "
}

func (t *findingTable) row(f *mesoswatch.Finding, base theme.Style) string {
	p, s := t.pen, t.scene
	if t.w <= 2 {
		return p.Row(t.w, base, kit.Plain(p.Marks.Level(f.Level)))
	}
	level := p.Level(f.Level)
	text := p.Text
	if f.Status != mesoswatch.Open {
		level, text = p.Dim, p.Dim
	}
	cells := []kit.Cell{
		{Text: p.Marks.Level(f.Level), Style: level},
		{Text: levelWord(f.Level), Style: level},
		{Text: f.Title, Style: text},
		{Text: f.Subject.Name, Style: p.Link, Tail: strings.HasPrefix(f.Subject.Name, "/")},
		{Text: kit.When(s.now, s.in(f.FirstSeen)), Style: p.Dim},
		{Text: kit.When(s.now, s.in(f.LastSeen)), Style: text},
		{Text: kit.Number(int64(f.Count)), Style: text},
		{Text: stateWord(f.Status), Style: p.Dim},
	}
	return base.Paint(" ") + t.cols.Row(p, t.w-2, base, cells...) + base.Paint(" ")
}

// levelWord fits the longest level into a column.
func levelWord(l mesoswatch.Level) string {
	if l == mesoswatch.Informational {
		return "info"
	}
	return l.String()
}

// stateWord is the short form of a status.
func stateWord(s mesoswatch.Status) string {
	switch s {
	case mesoswatch.Acknowledged:
		return "acked"
	case mesoswatch.Silenced:
		return "mute"
	case mesoswatch.Resolved:
		return "done"
	}
	return string(s)
}
