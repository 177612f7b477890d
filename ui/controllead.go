package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// verdict is who leads, by the word of all: a sentence, and what it rests on.
type verdict struct {
	text   string
	leader *masterSeen // nil: none, more than one, or it is not known
	grade  grade
	worst  mesoswatch.Level // of what contradicts itself
	loud   bool
	says   []*statement
}

// statement is what somebody says of the leader, or a finding about the control
// plane.
type statement struct {
	who   string
	text  string // foreign text
	level mesoswatch.Level
	loud  bool // it contradicts what others say, or is a finding
	at    time.Time
	to    mesoswatch.Subject // where Enter leads; the zero Subject: nowhere
	id    string             // of a finding
}

// say adds what somebody says; loudly where something contradicts it.
func (v *verdict) say(s statement) {
	if s.loud {
		v.loud, v.worst = true, max(v.worst, s.level)
	}
	v.says = append(v.says, &s)
}

// weigh puts together what masters and ZooKeeper say of the leader.
func (p *plane) weigh() verdict {
	var v verdict
	leaders := p.leaders()
	switch len(leaders) {
	case 0:
		p.nobody(&v)
	case 1:
		v.leader, v.grade = leaders[0], wellSeen
		p.one(&v)
	default:
		v.grade = wellSeen
		v.text = strconv.Itoa(len(leaders)) + " masters lead: " + addresses(leaders)
		for _, m := range leaders {
			v.say(statement{who: m.address(), text: "says that it leads" + p.since(m.told.ElectedAt), level: mesoswatch.Critical, loud: true, to: m.subject(), at: m.told.ElectedAt})
		}
	}
	for _, m := range p.masters {
		p.heed(&v, m)
	}
	p.elected(&v)
	if c := p.cluster; c != nil {
		for _, cut := range c.Cut {
			v.say(statement{who: "masters", text: "they leave out of their answers to us: " + cut, level: mesoswatch.Medium})
		}
	}
	p.accused(&v)
	return v
}

// leaders are the masters that lead by their own word, each process once: the user
// may have named one twice.
func (p *plane) leaders() []*masterSeen {
	var all []*masterSeen
	ids := make(map[string]bool)
	for _, m := range p.masters {
		if !m.leads() {
			continue
		}
		if id := m.told.ID; id != "" && m.told.Named {
			if ids[id] {
				continue
			}
			ids[id] = true
		}
		all = append(all, m)
	}
	return all
}

// nobody: none of those that can be heard says that it leads.
func (p *plane) nobody(v *verdict) {
	var silent, unsaid []*masterSeen
	for _, m := range p.masters {
		switch {
		case !m.seen():
			silent = append(silent, m)
		case m.told.Elected == nil && !m.told.NoLeader:
			unsaid = append(unsaid, m)
		}
	}
	n := len(p.masters)
	switch {
	case n == 0:
		v.text, v.grade = "nobody has been asked yet", neverAsked
	case len(silent) == n:
		v.grade = unseen
		v.text = "unknown: no master answers"
		if c := p.cluster; c != nil && len(c.Leaders) > 0 {
			v.text += "; the last that led was " + hostPort(c.Leaders[0])
		}
	case len(silent) > 0:
		v.grade = unseen
		v.text = "unknown: none of those that answer leads, " + addresses(silent) + " cannot be heard"
	case len(unsaid) > 0:
		v.grade = unseen
		v.text = "unknown: " + addresses(unsaid) + " " + verb(len(unsaid), "does", "do") + " not say"
	default:
		v.grade = wellSeen
		v.text = "no master leads: " + by(n, "the only one says", "all %d say") + " so"
		v.say(statement{who: "masters", text: addresses(p.masters) + ": no master is elected", level: mesoswatch.Critical, loud: true})
	}
}

// one: a single master leads, and this is who agrees.
func (p *plane) one(v *verdict) {
	agree, n := 0, 0
	for _, m := range p.masters {
		if m.seen() {
			n++
			if m == v.leader || v.leader.is(m.told.PointsAt) {
				agree++
			}
		}
	}
	who := "it says itself"
	switch all := len(p.masters); {
	case all > 1 && agree == all:
		who = by(all, "", "say all %d masters")
	case all > 1:
		who = fmt.Sprintf("%s %d of %d masters", verb(agree, "says", "say"), agree, all)
	}
	v.text = v.leader.address() + " leads, " + who
	if first := p.tree.first(); first != nil && v.leader.stands(first) {
		v.text += " and ZooKeeper"
	}
	if agree < n {
		v.text += "; others point elsewhere"
	}
	v.say(statement{who: v.leader.address(), text: "leads by its own word" + p.since(v.leader.told.ElectedAt), at: v.leader.told.ElectedAt, to: v.leader.subject()})
	if v.leader.told.Recovering {
		v.say(statement{who: v.leader.address(), text: "has not read its registry yet: the cluster it tells of is empty", level: mesoswatch.High, loud: true, to: v.leader.subject()})
	}
}

// heed adds what a master says that does not lead, or why it says nothing.
func (p *plane) heed(v *verdict, m *masterSeen) {
	say := statement{who: m.address(), to: m.subject()}
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
		say.text = "points at " + at + ", which leads"
	case m.is(at):
		say.text = "points at itself and does not lead" // as up to 0.28 while it knows no other
	default:
		say.text, say.level, say.loud = "points at "+at+p.standing(at), mesoswatch.High, true
	}
	v.say(say)
}

// standing says of an address that somebody points at what that leads to.
func (p *plane) standing(address string) string {
	switch m := p.master(address); {
	case m == nil:
		return ", which is not asked"
	case !m.seen():
		return ", which does not answer"
	case m.leads():
		return ", which leads too"
	case m.told.Elected != nil:
		return ", which says that it does not lead"
	}
	return ", which does not say whether it leads"
}

// elected adds whom ZooKeeper names.
func (p *plane) elected(v *verdict) {
	g, first := p.tree.sight, p.tree.first()
	say := statement{who: "ZooKeeper"}
	switch {
	case g.grade == neverAsked && len(p.servers) == 0:
		say.text = "was not asked who is a candidate"
	case g.grade < partly:
		say.text, say.level, say.loud = "who is a candidate: "+g.why, mesoswatch.High, g.grade == unseen
	case first == nil:
		say.text, say.level, say.loud = "has no candidate", mesoswatch.High, true
	default:
		name := nodeAddress(first)
		say.text, say.at, say.to = name+" comes first, "+first.Path, first.Created, mesoswatch.Subject{Kind: mesoswatch.SubjectZnode, Name: first.Path}
		if v.leader != nil && !v.leader.stands(first) {
			say.text = name + " comes first, but " + v.leader.address() + " says that it leads"
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
			v.say(statement{who: "ZooKeeper", text: m.address() + " says that it leads, and is no candidate here", level: mesoswatch.Critical, loud: true, to: m.subject()})
		}
	}
}

// mostAccused is how many findings are listed beside who leads.
const mostAccused = 50

// accused adds the findings about masters, ZooKeeper and the cluster as a whole.
func (p *plane) accused(v *verdict) {
	n := 0
	findings := p.board.Findings()
	for i := range findings {
		f := &findings[i]
		if f.Status == mesoswatch.Resolved {
			break // the others are behind them
		}
		if n < mostAccused && ofPlane(f.Subject.Kind) {
			n++
			v.says = append(v.says, &statement{who: "finding", text: f.Title + about(f.Subject), level: f.Level, loud: true, at: f.LastSeen, id: f.ID})
			if f.Status == mesoswatch.Open {
				v.loud, v.worst = true, max(v.worst, f.Level)
			}
		}
	}
}

// about names what a finding is about; of the whole cluster there is only one.
func about(s mesoswatch.Subject) string {
	if s.Kind == mesoswatch.SubjectCluster {
		return ""
	}
	return ": " + s.String()
}

// ofPlane tells whether subjects of a kind are part of the control plane.
func ofPlane(kind string) bool {
	switch kind {
	case mesoswatch.SubjectMaster, mesoswatch.SubjectZooKeeper, mesoswatch.SubjectZnode, mesoswatch.SubjectCluster, mesoswatch.SubjectMachine, mesoswatch.SubjectRole, mesoswatch.SubjectFlag:
		return true
	}
	return false
}

// since is when something began, for the end of a sentence.
func (p *plane) since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", since " + kit.Clock(p.now, p.in(t))
}

func (m *masterSeen) subject() mesoswatch.Subject {
	return mesoswatch.Subject{Kind: mesoswatch.SubjectMaster, Name: m.url}
}

// addresses lists masters by host:port.
func addresses(all []*masterSeen) string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = m.address()
	}
	return strings.Join(names, ", ")
}

// verb is its first form for one and its second for several.
func verb(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// by is a phrase for one, or one with their number for several.
func by(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(several, n)
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
