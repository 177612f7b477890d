package ui

import (
	"slices"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// leaderBlock says who leads, what that rests on, what contradicts it, and what
// was found about the control plane; posture is the key of the view that tells of
// the set-up.
func leaderBlock(posture string) blockSpec {
	rows := func(p *plane) []*planeRow { return statementRows(p, posture) }
	return blockSpec{title: "Leader", rows: rows, spec: statementTable, says: func(p *plane) blockHead {
		h := blockHead{text: p.lead.text, more: p.lead.more, worst: p.lead.worst, loud: p.lead.loud}
		if h.sight = mastersSight(p); p.lead.grade == unseen {
			h.note(mesoswatch.High, true)
		}
		h.sight.why = "" // the sentence itself says what is not known
		return h
	}}
}

func statementRows(p *plane, posture string) []*planeRow {
	says := p.lead.says
	if w := p.lead.weak; w.n > 0 {
		text := by(w.n, "1 weakness", "%d weaknesses") + ", the worst " + levelWord(w.worst) + ": " + posture + " posture"
		says = append(slices.Clip(says), &statement{who: "set-up", text: text, level: w.worst, loud: true, setUp: true})
	}
	rows := make([]*planeRow, len(says))
	for i, s := range says {
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
		markFrom(pen, mesoswatch.Informational, func(_ *plane, r *planeRow) (mesoswatch.Level, bool) { return r.says.level, r.says.loud }),
		seenAs("who", kit.Column{Head: "who", Width: 16, Grow: 1, Most: 34}, func(_ *plane, r *planeRow) string { return r.says.who }, func(*plane, *planeRow) theme.Style { return pen.Dim }),
		seenAs("what", kit.Column{Head: "says", Width: 30, Grow: 20}, func(_ *plane, r *planeRow) string { return r.says.text }, look),
		inLook(blankUnless(planeMoment("since", kit.Column{Head: "since", Width: 6, Drop: 1}, func(r *planeRow) time.Time { return r.says.at }), func(r *planeRow) bool { return !r.says.at.IsZero() }),
			func(*plane, *planeRow) theme.Style { return pen.Dim }),
	}}
}
