package ui

import (
	"cmp"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

type (
	groupField  = table.Field[*around, *postureGroup]
	groupTable  = sortable[*around, *postureGroup]
	answerField = table.Field[*around, standing]
	answerTable = sortable[*around, standing]
)

// resultStyle is the look of a result. Unknown never looks well.
func resultStyle(p *kit.Pen, r result, l mesoswatch.Level) theme.Style {
	switch r {
	case isFail:
		return p.Level(l)
	case isPass:
		return p.OK
	case isWaived, isNone:
		return p.Dim
	}
	return p.Changed
}

// resultMark stands before a row: the level of a fail, a question mark.
func resultMark(p *kit.Pen, r result, l mesoswatch.Level) kit.Cell {
	switch r {
	case isFail:
		return kit.Cell{Text: p.Marks.Level(l), Style: p.Level(l)}
	case isUnknown:
		return kit.Cell{Text: "?", Style: p.Changed}
	}
	return kit.Cell{}
}

func groupMark(p *kit.Pen) groupField {
	return groupField{Column: kit.Column{Width: p.Marks.Width}, Cell: func(_ *around, g *postureGroup) kit.Cell {
		l, _ := g.worst()
		return resultMark(p, g.first(), l)
	}}
}

// howMany is a column of how many; none is a dash, so that what there is stands
// out. The look is asked for when a row is drawn: colours may change.
func howMany(name string, at kit.Column, n func(*postureGroup) int, look func() theme.Style) groupField {
	at.Head, at.Right = cmp.Or(at.Head, name), true
	return groupField{Column: at, Name: name,
		Number: func(_ *around, g *postureGroup) (float64, bool) { return float64(n(g)), true },
		Cell: func(_ *around, g *postureGroup) kit.Cell {
			if n := n(g); n > 0 {
				return kit.Cell{Text: few(n), Style: look()}
			}
			return kit.Cell{Text: "-"}
		}}
}

// few writes a count in at most four cells, as long as it is below a million.
func few(n int) string {
	if n < 10_000 {
		return kit.Digits(int64(n))
	}
	return kit.Digits(int64(n/1000)) + "k"
}

// resultCounts are the columns that families and checks share: what is not a fail.
func resultCounts(p *kit.Pen) (unknown, waived, pass, none, changed groupField) {
	of := func(r result) func(*postureGroup) int { return func(g *postureGroup) int { return g.by[r] } }
	odd := func() theme.Style { return p.Changed }
	text := func() theme.Style { return p.Text }
	return howMany(isUnknown.String(), kit.Column{Width: 7}, of(isUnknown), odd),
		howMany(isWaived.String(), kit.Column{Width: 6, Drop: 2}, of(isWaived), text),
		howMany(isPass.String(), kit.Column{Width: 5, Drop: 1}, of(isPass), func() theme.Style { return p.OK }),
		howMany("na", kit.Column{Head: isNone.String(), Width: 5, Drop: 5}, of(isNone), func() theme.Style { return p.Dim }),
		howMany("changed", kit.Column{Width: 7}, func(g *postureGroup) int { return g.changed }, odd)
}

// hiddenFields are what groups are filtered by and not shown: which results are
// among the answers, and the levels of the fails.
func hiddenFields() []groupField {
	return []groupField{
		word("result", kit.Column{}, func(_ *around, g *postureGroup) string { return g.words() }),
		word("level", kit.Column{}, func(_ *around, g *postureGroup) (text string) {
			for l, n := range g.fails {
				if n > 0 {
					text += mesoswatch.Level(l).String() + " "
				}
			}
			return text
		}),
	}
}

// familyTable are the columns of families; on narrow screens they go in this order:
// what does not apply, checks, the check to begin with, waived, passed. Fails by
// level, what is unknown and what changed stay.
func familyTable(p *kit.Pen, k *keyMap) *groupTable {
	fields := []groupField{
		groupMark(p),
		word("family", kit.Column{Head: "family", Width: 12, Grow: 1, Most: 16}, func(_ *around, g *postureGroup) string { return cmp.Or(g.family, "none") }),
	}
	for l := mesoswatch.Critical; l > mesoswatch.Informational; l-- {
		count := func(g *postureGroup) int { return g.fails[l] }
		if l == mesoswatch.Low {
			count = func(g *postureGroup) int { return g.fails[l] + g.fails[mesoswatch.Informational] }
		}
		fields = append(fields, howMany(l.String(), kit.Column{Width: max(len(l.String()), 4)}, count, func() theme.Style { return p.Level(l) }))
	}
	unknown, waived, pass, none, changed := resultCounts(p)
	none.Drop = 9
	checks := howMany("checks", kit.Column{Width: 6, Drop: 8}, func(g *postureGroup) int { return g.checks }, func() theme.Style { return p.Dim })
	begin := painted(word("first", kit.Column{Head: "to begin with", Width: 36, Grow: 9, Most: 60, Drop: 7}, func(_ *around, g *postureGroup) string { return g.gravest.name() }), func(*postureGroup) theme.Style { return p.Dim })
	fields = append(fields, unknown, waived, pass, none, checks, changed, begin)
	t := table.New(p, table.Spec[*around, *postureGroup]{
		Fields: append(fields, hiddenFields()...), ID: func(g *postureGroup) string { return g.id }, Rank: rankFamilies, Order: table.Order{Field: -1},
	})
	return newSortable(k, t)
}

// checkTable are the columns of checks; on narrow screens they go in this order:
// the id, since when, what does not apply, what changed, family, waived, passed.
// Title, level, result, fails and what is unknown stay.
func checkTable(p *kit.Pen, k *keyMap) *groupTable {
	unknown, waived, pass, none, changed := resultCounts(p)
	changed.Drop = 5
	none.Drop = 6
	fields := []groupField{
		groupMark(p),
		{Column: kit.Column{Head: "level", Width: 8}, Name: "grade", Text: func(_ *around, g *postureGroup) string { return levelOf(g).String() },
			Number: func(_ *around, g *postureGroup) (float64, bool) { return float64(levelOf(g)), true },
			Cell: func(_ *around, g *postureGroup) kit.Cell {
				return kit.Cell{Text: levelWord(levelOf(g)), Style: gradeStyle(p, g)}
			}},
		{Column: kit.Column{Head: "result", Width: 7}, Name: "standing", Text: func(_ *around, g *postureGroup) string { return g.first().String() },
			Cell: func(_ *around, g *postureGroup) kit.Cell {
				return kit.Cell{Text: g.first().String(), Style: resultStyle(p, g.first(), levelOf(g))}
			}},
		word("title", kit.Column{Head: "what fails it", Width: 40, Grow: 4, Most: 80}, func(_ *around, g *postureGroup) string { return g.name() }),
		word("family", kit.Column{Head: "family", Width: 11, Drop: 4}, func(_ *around, g *postureGroup) string { return g.family }),
		howMany("fail", kit.Column{Width: 4}, func(g *postureGroup) int { return g.by[isFail] }, func() theme.Style { return p.Text }),
		unknown, waived, pass, none, changed,
		painted(moment("since", kit.Column{Head: "since", Width: 6, Drop: 7}, func(_ *around, g *postureGroup) time.Time { return g.since }, whenever), func(*postureGroup) theme.Style { return p.Dim }),
		painted(word("id", kit.Column{Head: "check", Width: 20, Grow: 1, Most: 40, Drop: 8}, func(_ *around, g *postureGroup) string { return g.check }), func(*postureGroup) theme.Style { return p.Dim }),
	}
	t := table.New(p, table.Spec[*around, *postureGroup]{
		Fields: append(fields, hiddenFields()...), ID: func(g *postureGroup) string { return g.id }, Rank: rankChecks, Order: table.Order{Field: -1},
	})
	return newSortable(k, t)
}

// name is what a check is about in words; empty for none.
func (g *postureGroup) name() string {
	if g == nil {
		return ""
	}
	return cmp.Or(g.title, g.check)
}

// levelOf is the level of the gravest fail, else that of the check.
func levelOf(g *postureGroup) mesoswatch.Level {
	if l, any := g.worst(); any {
		return l
	}
	return g.level
}

func gradeStyle(p *kit.Pen, g *postureGroup) theme.Style {
	if g.by[isFail] > 0 {
		return p.Level(levelOf(g))
	}
	return p.Dim
}

// subjectsTable are the columns of the answers of one check; on narrow screens they
// go in this order: level, what it was before, since when, the kind of the subject.
func subjectsTable(p *kit.Pen, k *keyMap) *answerTable {
	dim := func(standing) theme.Style { return p.Dim }
	fields := []answerField{
		{Column: kit.Column{Width: p.Marks.Width}, Cell: func(_ *around, s standing) kit.Cell {
			return resultMark(p, resultOf(s.Verdict), s.Level)
		}},
		{Column: kit.Column{Head: "result", Width: 7}, Name: "result", Text: func(_ *around, s standing) string { return resultOf(s.Verdict).inFull() },
			Cell: func(_ *around, s standing) kit.Cell {
				r := resultOf(s.Verdict)
				return kit.Cell{Text: r.String(), Style: resultStyle(p, r, s.Level)}
			}},
		{Column: kit.Column{Head: "level", Width: 8, Drop: 4}, Name: "level", Text: func(_ *around, s standing) string { return s.Level.String() },
			Number: func(_ *around, s standing) (float64, bool) { return float64(s.Level), true },
			Cell:   func(_ *around, s standing) kit.Cell { return kit.Cell{Text: levelWord(s.Level), Style: p.Dim} }},
		painted(word("kind", kit.Column{Head: "of", Width: 8, Drop: 1}, func(_ *around, s standing) string { return s.Subject.Kind }), dim),
		joined(tailed(word("subject", kit.Column{Head: "subject", Width: 14, Grow: 2, Most: 50}, subjectWord))),
		word("reason", kit.Column{Head: "reason", Width: 20, Grow: 4, Most: 120}, func(_ *around, s standing) string { return s.Reason }),
		painted(moment("since", kit.Column{Head: "since", Width: 6, Drop: 2}, func(_ *around, s standing) time.Time { return s.Since }, whenever), dim),
		painted(word("was", kit.Column{Head: "was", Width: 7, Drop: 3}, func(_ *around, s standing) string { return wasWord(s) }), dim),
		word("waiver", kit.Column{}, func(_ *around, s standing) string { return waiverText(s.Waiver) }),
		word("id", kit.Column{}, func(_ *around, s standing) string { return s.Subject.Name }),
	}
	t := table.New(p, table.Spec[*around, standing]{
		Fields: fields, ID: (*mesoswatch.Standing).Name, Rank: rankAnswers, Order: table.Order{Field: -1},
	})
	return newSortable(k, t)
}

// subjectWord is what an answer is about: of agents and frameworks the name they
// claim, where it is known.
func subjectWord(a *around, s standing) string {
	switch s.Subject.Kind {
	case mesoswatch.SubjectAgent:
		return hostOf(a, s.Subject.Name)
	case mesoswatch.SubjectFramework:
		return frameworkName(a, s.Subject.Name)
	}
	return placeWord(s.Subject.Name)
}

// wasWord is the result before this one, empty where there was none.
func wasWord(s standing) string {
	if s.Was == mesoswatch.NotApplicable {
		return isNone.String()
	}
	return string(s.Was)
}

func waiverText(w *mesoswatch.Waiver) string {
	if w == nil {
		return ""
	}
	text := w.ID + " " + w.Owner + " " + w.Reason
	if w.Expired {
		text += " expired"
	}
	return text
}
