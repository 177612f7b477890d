package ui

import (
	"path"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

func nodeRow(row snapshot) *planeRow {
	z := row.Znode
	return &planeRow{id: z.Path, to: mesoswatch.Subject{Kind: mesoswatch.SubjectZnode, Name: z.Path}, node: z}
}

// candidateRows are the path and below it the candidates, the leader first.
func candidateRows(p *plane) []*planeRow {
	var rows []*planeRow
	if p.tree.path != nil {
		rows = append(rows, nodeRow(p.tree.path))
	}
	for _, row := range p.tree.candidates {
		rows = append(rows, nodeRow(row))
	}
	return numbered(rows)
}

func replicaRows(p *plane) []*planeRow {
	var rows []*planeRow
	for _, row := range p.tree.replicas {
		rows = append(rows, nodeRow(row))
	}
	return numbered(rows)
}

// numbered gives rows their places, which is their own order.
func numbered(rows []*planeRow) []*planeRow {
	for i, r := range rows {
		r.place = i
	}
	return rows
}

func electionsBlock() blockSpec {
	return blockSpec{title: "Elections", rows: candidateRows, since: func(p *plane) edition { return p.tree.of }, spec: nodeTable, says: electionsHead}
}

func replicasBlock() blockSpec {
	return blockSpec{title: "Log replicas", rows: replicaRows, since: func(p *plane) edition { return p.tree.of }, spec: nodeTable, says: replicasHead}
}

// electionsHead counts the candidates, names the first and says who may change
// the path they are made in.
func electionsHead(p *plane) blockHead {
	t := &p.tree
	h := blockHead{sight: t.sight}
	switch n := len(t.candidates); {
	case n == 0 && t.path == nil && t.sight.grade < partly:
		h.text = "nothing is known of ZooKeeper's tree"
		return h
	case n == 0:
		h.text = "no candidate"
		h.note(mesoswatch.High, t.sight.grade >= partly)
	default:
		h.text = kit.Count(int64(n), "candidate")
	}
	if t.path != nil {
		h.add(anyoneMay(t.path.Znode))
		h.note(accused(p, nodeRow(t.path)))
	}
	if len(t.candidates) > 0 {
		h.add("first " + nodeAddress(t.candidates[0].Znode))
	}
	for _, row := range t.candidates {
		h.note(accused(p, nodeRow(row)))
	}
	if first := t.first(); first != nil && p.lead.leader != nil && !p.lead.leader.stands(first) {
		h.note(mesoswatch.Critical, true)
	}
	return h
}

// replicasHead counts the replicas and says how many of them make a majority.
func replicasHead(p *plane) blockHead {
	h := blockHead{sight: p.tree.sight}
	n, open := 0, false
	for _, row := range p.tree.replicas {
		if row.Znode.What == "replica" {
			n++
		}
		open = open || anyoneWord(row.Znode.ACL) == "change it"
		h.note(accused(p, nodeRow(row)))
	}
	switch {
	case len(p.tree.replicas) == 0 && p.tree.sight.grade < partly:
		h.text = "nothing is known of ZooKeeper's tree"
	case n == 0:
		h.text = "none in ZooKeeper"
		h.add("the registry is not replicated, or another path is used")
	default:
		h.text = by(n, "1, alone", "%d") + ", a majority is " + kit.Digits(int64(n/2+1))
		if open {
			h.add("anyone may change them")
		}
	}
	return h
}

// nodeTable are the columns; on narrow screens they go in this order: session,
// version, claimed host, what the master there says, when it was made.
func nodeTable(pen *kit.Pen) planeSpec {
	old := func(normal theme.Style) func(*plane, *planeRow) theme.Style {
		return func(p *plane, _ *planeRow) theme.Style {
			if p.tree.sight.old() {
				return pen.Dim
			}
			return normal
		}
	}
	col := func(name string, at kit.Column, text func(*mesoswatch.Znode) string) planeField {
		return seenAs(name, at, func(_ *plane, r *planeRow) string { return text(r.node) }, old(pen.Text))
	}
	return planeSpec{ID: rowID, Rank: func(a, b *planeRow) int { return a.place - b.place }, Order: table.Order{Field: -1}, Fields: []planeField{
		markOf(pen, nodeMark),
		col("znode", kit.Column{Head: "znode", Width: 20, Grow: 2, Most: 44}, nodeName),
		col("address", kit.Column{Head: "claimed address", Width: 17, Grow: 1, Most: 24}, claimedAddress),
		seenAs("itself", kit.Column{Head: "says itself", Width: 11, Drop: 2}, itself, func(p *plane, r *planeRow) theme.Style {
			if _, wrong := nodeMark(p, r); wrong && itself(p, r) != "leads" {
				return pen.Bad
			}
			return old(pen.Text)(p, r)
		}),
		col("host", kit.Column{Head: "claimed host", Width: 12, Grow: 2, Most: 40, Drop: 3}, func(z *mesoswatch.Znode) string { return z.Hostname }),
		col("version", kit.Column{Head: "version", Width: 8, Drop: 4}, func(z *mesoswatch.Znode) string { return z.Version }),
		inLook(planeMoment("made", kit.Column{Head: "made", Width: 6, Drop: 1}, func(r *planeRow) time.Time { return r.node.Created }), old(pen.Text)),
		col("session", kit.Column{Head: "session", Width: 18, Drop: 5}, func(z *mesoswatch.Znode) string { return z.Session }),
		seenAs("anyone", kit.Column{Head: "anyone may", Width: 10}, func(_ *plane, r *planeRow) string { return anyoneWord(r.node.ACL) }, func(p *plane, r *planeRow) theme.Style {
			return old(anyoneStyle(pen, anyoneWord(r.node.ACL)))(p, r)
		}),
		seenAs("acl", kit.Column{}, func(_ *plane, r *planeRow) string { return strings.Join(r.node.ACL, " ") }, nil),
		seenAs("id", kit.Column{}, func(_ *plane, r *planeRow) string { return r.node.ID }, nil),
	}}
}

// nodeName is the whole path of a folder, and the last part of what is in it.
func nodeName(z *mesoswatch.Znode) string {
	if z.What == "candidate" || z.What == "replica" {
		return path.Base(z.Path)
	}
	return z.Path
}

func claimedAddress(z *mesoswatch.Znode) string {
	switch {
	case z.What != "candidate" && z.What != "replica":
		return ""
	case z.Address == "" && z.PID == "":
		return "?"
	}
	return nodeAddress(z)
}

// itself is what the master at the address of a candidate says.
func itself(p *plane, r *planeRow) string {
	z := r.node
	if z.What != "candidate" {
		return ""
	}
	for _, m := range p.masters {
		if m.stands(z) {
			switch {
			case !m.seen():
				return "no answer"
			case m.leads():
				return "leads"
			case no(m.told.Elected):
				return "does not"
			}
			return "?"
		}
	}
	return "not asked"
}

// nodeMark is what is wrong with a znode: findings, or a first candidate that does
// not lead.
func nodeMark(p *plane, r *planeRow) (mesoswatch.Level, bool) {
	level, loud := accused(p, r)
	if p.tree.first() == r.node && p.lead.grade == wellSeen {
		if word := itself(p, r); word != "leads" && word != "?" {
			level, loud = worse(level, loud, mesoswatch.Critical, true)
		}
	}
	return level, loud
}
