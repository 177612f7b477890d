package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// verdict is who leads, by the word of all: a sentence, and what it rests on.
type verdict struct {
	text   string
	more   []string    // what else is to be said of it, foreign text
	weak   weaknesses  // of the set-up
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
	setUp bool               // it sums up how things are set up
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
			v.say(statement{who: m.address, text: "says that it leads", level: mesoswatch.Critical, loud: true, to: m.subject(), at: m.told.ElectedAt})
		}
	}
	for _, m := range p.masters {
		p.heed(&v, m)
	}
	p.elected(&v)
	if c := p.cluster; c != nil {
		for _, cut := range c.Cut {
			v.say(statement{who: "masters", text: "hide from us: " + cut, level: mesoswatch.Medium})
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
	var lost []time.Time
	for _, m := range p.masters {
		switch {
		case !m.seen():
			silent, lost = append(silent, m), append(lost, m.lost)
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
		v.text = p.unknownSince(lost) + "no master answers"
		if c := p.cluster; c != nil && len(c.Leaders) > 0 {
			v.more = append(v.more, "the last that led was "+hostPort(c.Leaders[0]))
		}
	case len(silent) > 0:
		v.grade = unseen
		v.text = p.unknownSince(lost) + "none that answers leads"
		v.more = append(v.more, addresses(silent)+" cannot be heard")
	case len(unsaid) > 0:
		v.grade = unseen
		v.text = "unknown: " + addresses(unsaid) + " " + verb(len(unsaid), "does", "do") + " not say"
		if at := p.pointedAt(); at != "" {
			v.more = append(v.more, "all point at "+p.resolved(at))
		}
	default:
		v.grade = wellSeen
		v.text = "no master leads: " + by(n, "the only one says", "all %d say") + " so"
		v.say(statement{who: "masters", text: addresses(p.masters) + ": no master is elected", level: mesoswatch.Critical, loud: true})
	}
}

// pointedAt is where all masters that can be heard say the leader is; empty when
// they differ.
func (p *plane) pointedAt() string {
	at := ""
	for _, m := range p.masters {
		switch {
		case !m.seen() || at != "" && m.told.PointsAt == at:
		case at != "" || m.told.PointsAt == "":
			return ""
		default:
			at = m.told.PointsAt
		}
	}
	return at
}

// likely tells whether an address is where all say the leader is, while the master
// there does not say whether it leads.
func (p *plane) likely(at string) bool {
	m := p.master(at)
	return m != nil && m.seen() && m.told.Elected == nil && p.pointedAt() == at
}

// resolved is an address and, where that is another, that of the master it leads to.
func (p *plane) resolved(address string) string {
	if m := p.master(address); m != nil && m.address != address {
		return m.address + " (" + address + ")"
	}
	return address
}

// one: a single master leads, and this is who agrees.
func (p *plane) one(v *verdict) {
	agree, n := 0, 0
	for _, m := range p.masters {
		if m.seen() {
			n++
			if m.leads() || v.leader.is(m.told.PointsAt) { // who leads too is the same process
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
	v.text = v.leader.address + ", " + who
	if first := p.tree.first(); first != nil && v.leader.stands(first) {
		v.text += " and ZooKeeper"
	}
	if agree < n {
		v.more = append(v.more, "others point elsewhere")
	}
	v.say(statement{who: v.leader.address, text: "leads, by its own word", at: v.leader.told.ElectedAt, to: v.leader.subject()})
	if v.leader.told.Recovering {
		v.say(statement{who: v.leader.address, text: "has not read its registry yet: all looks empty", level: mesoswatch.High, loud: true, to: v.leader.subject()})
	}
}

func (m *masterSeen) subject() mesoswatch.Subject {
	return mesoswatch.Subject{Kind: mesoswatch.SubjectMaster, Name: m.url}
}

// addresses lists masters by host:port.
func addresses(all []*masterSeen) string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = m.address
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
