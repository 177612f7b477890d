package ui

import (
	"cmp"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// findingTable is a list of findings, worst first, with its cursor on a finding.
// The overview and the findings view each have one.
type findingTable struct {
	*sortable[scene, *mesoswatch.Finding]
	scene scene
	rows  []mesoswatch.Finding
	// only, if not nil, says which findings are listed; whoever changes it calls anew.
	only func(*mesoswatch.Finding) bool
}

// happenedFirst ranks what happened before all that is about how things are set up,
// and what is resolved behind both: the order of one list without headings.
func happenedFirst(a, b *mesoswatch.Finding) int {
	over := a.Status == mesoswatch.Resolved
	if over == (b.Status == mesoswatch.Resolved) && a.Posture() != b.Posture() {
		if a.Posture() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// newFindingTable makes a table in the order of rank.
func newFindingTable(p *kit.Pen, k *keyMap, rank func(a, b *mesoswatch.Finding) int) findingTable {
	return findingTableOf(k, table.New(p, findingSpec(p, rank)))
}

// newPartedFindings makes one in two parts: what happened, and how things are set up.
func newPartedFindings(p *kit.Pen, k *keyMap) findingTable {
	spec := findingSpec(p, inParts)
	spec.Parts = []string{"Happened", "How it is set up"}
	spec.PartOf = findingPart
	return findingTableOf(k, table.New(p, spec))
}

func findingTableOf(k *keyMap, t *table.Table[scene, *mesoswatch.Finding]) findingTable {
	return findingTable{sortable: newSortable(k, t), scene: scene{board: &mesoswatch.Board{}}}
}

func findingSpec(p *kit.Pen, rank func(a, b *mesoswatch.Finding) int) table.Spec[scene, *mesoswatch.Finding] {
	return table.Spec[scene, *mesoswatch.Finding]{
		Fields: findingFields(p),
		ID:     func(f *mesoswatch.Finding) string { return f.ID },
		Rank:   rank,
		Order:  table.Order{Field: -1},
		Now:    1 << 30, // the board holds few enough
	}
}

// toDoFirst ranks what nobody has taken on before what somebody has, those of low
// level behind both, and what is resolved last: the order of the overview, whose
// headline is about the first.
func toDoFirst(a, b *mesoswatch.Finding) int {
	class := func(f *mesoswatch.Finding) int {
		switch {
		case f.Status == mesoswatch.Resolved:
			return 3
		case f.Level < mesoswatch.Medium:
			return 2
		}
		return int(bit(f.Status != mesoswatch.Open))
	}
	return cmp.Or(class(a)-class(b), a.Compare(b))
}

// happened tells that it is about what happened, not about how things are set up.
func happened(f *mesoswatch.Finding) bool { return !f.Posture() }

// findingPart is the part a finding stands in.
func findingPart(f *mesoswatch.Finding) int { return int(bit(f.Posture())) }

// inParts ranks each part by itself.
func inParts(a, b *mesoswatch.Finding) int {
	return cmp.Or(findingPart(a)-findingPart(b), a.Compare(b))
}

// findingFields are the columns, and the order in which they go when there is no
// room: first, state, count, last, whom; level and title stay. The rule is for filtering.
func findingFields(p *kit.Pen) []table.Field[scene, *mesoswatch.Finding] {
	type finding = *mesoswatch.Finding
	shade := func(f finding, s theme.Style) theme.Style {
		if f.Status != mesoswatch.Open {
			return p.Dim
		}
		return s
	}
	level := func(f finding) theme.Style { return shade(f, p.Level(f.Level)) }
	text := func(f finding) theme.Style { return shade(f, p.Text) }
	dim := func(finding) theme.Style { return p.Dim }
	when := func(s scene, at time.Time) string { return kit.When(s.now, s.in(at)) }
	return []table.Field[scene, finding]{
		{Column: kit.Column{Width: p.Marks.Width}, Cell: func(_ scene, f finding) kit.Cell {
			return kit.Cell{Text: p.Marks.Level(f.Level), Style: level(f)}
		}},
		{Column: kit.Column{Head: "level", Width: 8}, Name: "level", Text: func(_ scene, f finding) string { return f.Level.String() },
			Number: func(_ scene, f finding) (float64, bool) { return float64(f.Level), true },
			Cell:   func(_ scene, f finding) kit.Cell { return kit.Cell{Text: levelWord(f.Level), Style: level(f)} }},
		painted(word("what", kit.Column{Head: "what", Width: 22, Grow: 5, Most: 60}, func(_ scene, f finding) string { return f.Title }), text),
		{Column: kit.Column{Head: "whom", Width: 14, Grow: 2, Most: 40, Drop: 1}, Name: "whom",
			Text: func(s scene, f finding) string { return whom(s.board, f) + " " + f.Subject.Name },
			Cell: func(s scene, f finding) kit.Cell { return whomCell(p, s.board, f) }},
		painted(moment("first", kit.Column{Head: "first", Width: 6, Drop: 5}, func(_ scene, f finding) time.Time { return f.FirstSeen }, when), dim),
		painted(moment("last", kit.Column{Head: "last", Width: 6, Drop: 2}, func(_ scene, f finding) time.Time { return f.LastSeen }, when), text),
		painted(number("count", kit.Column{Head: "n", Width: 5, Drop: 3}, func(_ scene, f finding) (float64, bool) { return float64(f.Count), true }, whole), text),
		{Column: kit.Column{Head: "state", Width: 9, Grow: 1, Most: 24, Drop: 4}, Name: "state", Text: func(s scene, f finding) string { return string(f.Status) + " " + statusWords(s, f) },
			Cell: func(s scene, f finding) kit.Cell { return kit.Cell{Text: statusWords(s, f), Style: p.Dim} }},
		word("rule", kit.Column{}, func(_ scene, f finding) string { return f.Rule }),
	}
}

func (t *findingTable) setSize(w, h int) { t.SetSize(w, h) }

func (t *findingTable) setBoard(s scene) {
	t.scene = s
	t.See(s, table.Same)
	if rows := s.board.Findings(); !sameFindings(rows, t.rows) {
		t.rows = rows
		t.anew()
	}
}

// anew lists what is to be listed of the findings there are.
func (t *findingTable) anew() {
	all := make([]*mesoswatch.Finding, 0, len(t.rows))
	for i := range t.rows {
		if f := &t.rows[i]; t.only == nil || t.only(f) {
			all = append(all, f)
		}
	}
	t.Set(all)
}

// sameFindings tells whether two boards share their findings, as copies do as long
// as none changes.
func sameFindings(a, b []mesoswatch.Finding) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// selected is the id under the cursor, empty when there is none.
func (t *findingTable) selected() string {
	if f, ok := t.Selected(); ok {
		return f.ID
	}
	return ""
}

// finding under the cursor; false when there is none.
func (t *findingTable) finding() (mesoswatch.Finding, bool) {
	if f, ok := t.Selected(); ok {
		return *f, true
	}
	return mesoswatch.Finding{}, false
}

func (t *findingTable) update(msg tea.KeyPressMsg) intent {
	if in, ok := t.step(msg); ok {
		if by, _ := t.SortedBy(); by != "" && in.notice != "" && t.Parted() {
			in.notice += "; what happened and the set-up in one list"
		}
		return in
	}
	f, ok := t.finding()
	switch {
	case !ok:
	case key.Matches(msg, t.keys.ToLog):
		if n := len(f.Evidence); n > 0 {
			return intent{evidence: &f.Evidence[n-1]}
		}
		return intent{notice: "this finding has no line in a log"}
	default:
		in, _ := t.keys.decide(msg, &f)
		return in
	}
	return intent{}
}

// view is a row of column names and the rows that fit; empty is what stands
// there without any.
func (t *findingTable) view(focused bool, empty string) []string {
	return t.View(table.Look{Focused: focused, Empty: empty})
}

// levelWord fits the longest level into a column.
func levelWord(l mesoswatch.Level) string {
	if l == mesoswatch.Informational {
		return "info"
	}
	return l.String()
}
