package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// masterTable are the columns; on narrow screens they go in this order: how often
// it is asked, how fast it answers, flags, stream, since when it runs, realms,
// election, health, version, whom it points at. The mark, address, whether it leads
// and when it was seen stay.
func masterTable(pen *kit.Pen) planeSpec {
	old := func(normal theme.Style) func(*plane, *planeRow) theme.Style {
		return func(_ *plane, r *planeRow) theme.Style {
			if !r.master.seen() {
				return pen.Dim
			}
			return normal
		}
	}
	col := func(name string, at kit.Column, text func(*masterSeen) string) planeField {
		return seenAs(name, at, func(_ *plane, r *planeRow) string { return text(r.master) }, old(pen.Text))
	}
	return planeSpec{ID: rowID, Order: table.Order{Field: 1}, Fields: []planeField{
		markOf(pen, masterMark),
		col("master", kit.Column{Head: "master", Width: 18, Grow: 2, Most: 40}, func(m *masterSeen) string { return m.address }),
		seenAs("leads", kit.Column{Head: "leads", Width: 7}, func(_ *plane, r *planeRow) string { return leadsWord(r.master) }, func(_ *plane, r *planeRow) theme.Style {
			switch {
			case !r.master.seen():
				return pen.Bad
			case r.master.leads():
				return pen.Strong
			}
			return pen.Text
		}),
		pointsField(kit.Column{Head: "points at", Width: 18, Grow: 2, Most: 34, Drop: 1}, func(p *plane, r *planeRow) theme.Style {
			if _, astray := p.astray(r.master); astray && r.master.seen() {
				return pen.Bad
			}
			return old(pen.Text)(p, r)
		}),
		col("version", kit.Column{Head: "version", Width: 8, Drop: 2}, func(m *masterSeen) string { return orUnknown(m.told.Version) }),
		seenAs("health", kit.Column{Head: "health", Width: 7, Drop: 3}, func(_ *plane, r *planeRow) string { return told(r.master.told.Healthy, "healthy", "ill") }, func(p *plane, r *planeRow) theme.Style {
			if r.master.seen() && no(r.master.told.Healthy) {
				return pen.Bad
			}
			return old(pen.Text)(p, r)
		}),
		inLook(blankUnless(planeMoment("elected", kit.Column{Head: "elected", Width: 7, Drop: 4}, func(r *planeRow) time.Time { return r.master.told.ElectedAt }), func(r *planeRow) bool { return !no(r.master.told.Elected) }), old(pen.Text)),
		seenAs("realms", kit.Column{Head: "realms", Width: 14, Grow: 1, Most: 30, Drop: 5}, func(_ *plane, r *planeRow) string { return realmsWord(r.master.realms) }, func(p *plane, r *planeRow) theme.Style {
			if strings.HasPrefix(realmsWord(r.master.realms), "open") && r.master.seen() {
				return pen.Bad
			}
			return old(pen.Text)(p, r)
		}),
		inLook(planeMoment("started", kit.Column{Head: "started", Width: 7, Drop: 6}, func(r *planeRow) time.Time { return r.master.told.Started }), old(pen.Text)),
		col("stream", kit.Column{Head: "stream", Width: 10, Drop: 7}, func(m *masterSeen) string { return orUnknown(m.told.Stream) }),
		col("flags", kit.Column{Head: "flags", Width: 6, Drop: 8}, flagsWord),
		inLook(planeNumber("answer", kit.Column{Head: "answers ms", Width: 10, Drop: 9}, func(r *planeRow) (float64, bool) {
			slow := slowest(r.master.health.Asked)
			return slow, slow > 0
		}, millis), old(pen.Dim)),
		inLook(planeNumber("every", kit.Column{Head: "every", Width: 6, Drop: 10}, func(r *planeRow) (float64, bool) {
			return r.master.health.Interval, r.master.health.Interval > 0
		}, pause), old(pen.Dim)),
		whenSeen(pen, func(r *planeRow) sighting { return r.master.sight }, func(r *planeRow) time.Time { return r.master.heard }),
		seenAs("url", kit.Column{}, func(_ *plane, r *planeRow) string { return r.master.url }, nil),
		seenAs("host", kit.Column{}, func(_ *plane, r *planeRow) string { return r.master.told.Hostname }, nil),
	}}
}

func rowID(r *planeRow) string { return r.id }

// masterMark is what is wrong with a master: findings, or what it says of the
// leader.
func masterMark(p *plane, r *planeRow) (mesoswatch.Level, bool) {
	level, loud := accused(p, r)
	if r.master.sight.old() {
		level, loud = worse(level, loud, mesoswatch.High, true)
	}
	if l, astray := p.astray(r.master); astray {
		level, loud = worse(level, loud, l, true)
	}
	return level, loud
}

// astray tells whether a master names another leader than the one that leads.
func (p *plane) astray(m *masterSeen) (mesoswatch.Level, bool) {
	at := m.told.PointsAt
	switch {
	case !m.seen():
		return 0, false
	case m.leads() && p.lead.leader == nil:
		return mesoswatch.Critical, true // and another one too
	case at == "" || m.is(at):
		return 0, false
	case p.likely(at):
		return 0, false // as all do
	case p.lead.leader == nil || !p.lead.leader.is(at):
		return mesoswatch.High, true
	}
	return 0, false
}

func leadsWord(m *masterSeen) string {
	if !m.seen() {
		return "unknown"
	}
	return told(m.told.Elected, "leads", "no")
}

// pointsField is the column of whom a master names, as that master stands in the
// list; found by what it says too.
func pointsField(at kit.Column, look func(*plane, *planeRow) theme.Style) planeField {
	return planeField{Column: at, Name: "points", Joined: true,
		Text: func(p *plane, r *planeRow) string { return pointsWord(p, r.master) + " " + r.master.told.PointsAt },
		Cell: func(p *plane, r *planeRow) kit.Cell {
			return kit.Cell{Text: pointsWord(p, r.master), Style: look(p, r)}
		}}
}

func pointsWord(p *plane, m *masterSeen) string {
	switch {
	case m.told.NoLeader:
		return "nobody"
	case m.told.PointsAt == "":
		return "?"
	case m.is(m.told.PointsAt):
		return "itself"
	}
	return p.addressed(m.told.PointsAt)
}

func flagsWord(m *masterSeen) string {
	switch {
	case m.row == nil:
		return "?"
	case m.told.FlagsVisible:
		return "shown"
	}
	return "hidden"
}

func orUnknown(s string) string {
	if s == "" {
		return "?"
	}
	return s
}

// realmsWord sums up which realms let nobody in without a credential; those that
// do come first.
func realmsWord(realms []*mesoswatch.Realm) string {
	var open, unknown []string
	for _, r := range realms {
		name := strings.TrimPrefix(r.Name, "mesos-master-")
		switch {
		case r.Enforced == nil:
			unknown = append(unknown, name)
		case !*r.Enforced:
			open = append(open, name)
		}
	}
	switch {
	case len(realms) == 0, len(unknown) == len(realms):
		return "unknown"
	case len(open) == len(realms):
		return "open"
	case len(open) > 0:
		return "open: " + strings.Join(open, ", ")
	case len(unknown) > 0:
		return "enforced, but unknown: " + strings.Join(unknown, ", ")
	}
	return "enforced"
}
