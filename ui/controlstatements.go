package ui

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// leaderBlock says who leads, what that rests on, what contradicts it, and what
// was found about the control plane.
func leaderBlock() blockSpec {
	return blockSpec{title: "Leader", rows: statementRows, spec: statementTable, says: func(p *plane) blockHead {
		h := blockHead{text: p.lead.text, worst: p.lead.worst, loud: p.lead.loud}
		if h.sight = mastersSight(p); p.lead.grade == unseen {
			h.note(mesoswatch.High, true)
		}
		h.sight.why = "" // the sentence itself says what is not known
		return h
	}}
}

func statementRows(p *plane) []*planeRow {
	rows := make([]*planeRow, len(p.lead.says))
	for i, s := range p.lead.says {
		rows[i] = &planeRow{id: strconv.Itoa(i) + " " + s.who, place: i, to: s.to, says: s}
		if s.id != "" {
			rows[i].id = s.id
		}
	}
	return rows
}

// statementTable stays in its order: who says so, what.
func statementTable(pen *kit.Pen) planeSpec {
	look := func(_ *plane, r *planeRow) theme.Style {
		if r.says.loud {
			return pen.Level(r.says.level)
		}
		return pen.Text
	}
	return planeSpec{ID: rowID, Rank: func(a, b *planeRow) int { return a.place - b.place }, Order: table.Order{Field: -1}, Fields: []planeField{
		markOf(pen, func(_ *plane, r *planeRow) (mesoswatch.Level, bool) { return r.says.level, r.says.loud }),
		seenAs("who", kit.Column{Head: "who", Width: 16, Grow: 1, Most: 34}, func(_ *plane, r *planeRow) string { return r.says.who }, func(*plane, *planeRow) theme.Style { return pen.Dim }),
		seenAs("what", kit.Column{Head: "says", Width: 30, Grow: 9}, func(_ *plane, r *planeRow) string { return r.says.text }, look),
		inLook(blankUnless(planeMoment("since", kit.Column{Head: "since", Width: 6, Drop: 1}, func(r *planeRow) time.Time { return r.says.at }), func(r *planeRow) bool { return !r.says.at.IsZero() }),
			func(*plane, *planeRow) theme.Style { return pen.Dim }),
	}}
}
