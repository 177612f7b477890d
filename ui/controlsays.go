package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// heed adds what a master says that does not lead, or why it says nothing.
func (p *plane) heed(v *verdict, m *masterSeen) {
	say := statement{who: m.address, to: m.subject()}
	at := m.told.PointsAt
	switch {
	case !m.seen():
		say.text, say.level, say.loud = m.sight.why, mesoswatch.High, m.sight.grade == unseen
	case m.leads() && (at == "" || m.is(at)):
		return // it is told already
	case m.told.NoLeader:
		say.text, say.level, say.loud = "says that no master is elected", mesoswatch.Medium, true
		if v.leader == nil && v.grade == wellSeen {
			return // told of all
		}
	case at == "":
		say.text = "does not say who leads"
	case v.leader != nil && v.leader.is(at):
		say.text = "points at the leader"
		if at != v.leader.address {
			say.text += ", as " + at
		}
	case m.is(at) && m.told.Elected == nil:
		say.text = "points at itself, does not say if it leads"
	case m.is(at):
		say.text = "points at itself, does not lead" // as up to 0.28 while it knows no other
	case p.likely(at):
		say.text = "points at " + p.addressed(at) + p.standing(at) // as all do
	default:
		say.text, say.level, say.loud = "points at "+p.addressed(at)+p.standing(at), mesoswatch.High, true
	}
	v.say(say)
}

// standing says of an address that somebody points at what that leads to.
func (p *plane) standing(address string) string {
	switch m := p.master(address); {
	case m == nil:
		return ", which is not asked"
	case !m.seen():
		return ", which is silent"
	case m.leads():
		return ", which leads too"
	case m.told.Elected != nil:
		return ", which denies it"
	}
	return ", which does not say"
}

// addressed is the address of the master that another address leads to, as it
// stands in the list of masters; that address itself where none is known.
func (p *plane) addressed(at string) string {
	if m := p.master(at); m != nil {
		return m.address
	}
	return at
}

// elected adds whom ZooKeeper names.
func (p *plane) elected(v *verdict) {
	g, first := p.tree.sight, p.tree.first()
	say := statement{who: "ZooKeeper"}
	switch {
	case g.grade == neverAsked && len(p.servers) == 0:
		say.text = "was not asked who is a candidate"
	case g.grade < partly:
		say.text, say.level, say.loud = g.why, mesoswatch.High, g.grade == unseen
	case first == nil:
		say.text, say.level, say.loud = "has no candidate", mesoswatch.High, true
	default:
		name := nodeAddress(first)
		say.text, say.at, say.to = name+" is the first candidate", first.Created, mesoswatch.Subject{Kind: mesoswatch.SubjectZnode, Name: first.Path}
		if v.leader != nil && !v.leader.stands(first) {
			say.text = name + " comes first, not the leader"
			say.level, say.loud = mesoswatch.Critical, true
		}
	}
	v.say(say)
	p.uncandidate(v)
}

// uncandidate tells of leaders that ZooKeeper does not know.
func (p *plane) uncandidate(v *verdict) {
	if p.tree.first() == nil {
		return
	}
	for _, m := range p.leaders() {
		known := false
		for _, row := range p.tree.candidates {
			known = known || m.stands(row.Znode)
		}
		if !known {
			v.say(statement{who: "ZooKeeper", text: m.address + " leads, but is no candidate", level: mesoswatch.Critical, loud: true, to: m.subject()})
		}
	}
}

// mostAccused is how many findings are listed beside who leads.
const mostAccused = 50

// weaknesses are the open findings about how the control plane is set up.
type weaknesses struct {
	n     int
	worst mesoswatch.Level
}

// accused adds what happened to masters, ZooKeeper and the cluster as a whole; how
// these are set up is summed up.
func (p *plane) accused(v *verdict) {
	n := 0
	findings := p.board.Findings()
	for i := range findings {
		f := &findings[i]
		switch {
		case f.Status == mesoswatch.Resolved:
			return // the others are behind them
		case !ofPlane(f.Subject.Kind):
		case f.Posture():
			if f.Status == mesoswatch.Open {
				v.weak = weaknesses{v.weak.n + 1, max(v.weak.worst, f.Level)}
			}
		case n < mostAccused:
			n++
			v.says = append(v.says, &statement{who: levelWord(f.Level) + " finding", text: f.Title + about(p.board, f), level: f.Level, loud: true, at: f.LastSeen, id: f.ID})
			if f.Status == mesoswatch.Open {
				v.loud, v.worst = true, max(v.worst, f.Level)
			}
		}
	}
}

// about names what a finding is about; of the whole cluster there is only one.
func about(b *mesoswatch.Board, f *mesoswatch.Finding) string {
	if f.Subject.Kind == mesoswatch.SubjectCluster {
		return ""
	}
	return ": " + strings.ReplaceAll(f.Subject.Kind, "_", " ") + " " + whom(b, f)
}

// ofPlane tells whether subjects of a kind are part of the control plane.
func ofPlane(kind string) bool {
	switch kind {
	case mesoswatch.SubjectMaster, mesoswatch.SubjectZooKeeper, mesoswatch.SubjectZnode, mesoswatch.SubjectCluster, mesoswatch.SubjectMachine, mesoswatch.SubjectRole, mesoswatch.SubjectFlag:
		return true
	}
	return false
}

// nodeAddress is whom a znode names: the address in it, as far as there is one.
func nodeAddress(z *mesoswatch.Znode) string {
	if z.Address != "" {
		return z.Address
	}
	if u, ok := mesoswatch.ParseUPID(z.PID); ok {
		return joinedAddress(u.IP, u.Port)
	}
	if z.PID != "" {
		return z.PID
	}
	return "nobody that its data names"
}
