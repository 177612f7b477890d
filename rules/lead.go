package rules

import (
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// lead is what all masters together say about whether one leads.
type lead int

const (
	leadUnclear lead = iota // they do not say, or contradict each other
	leadHeld                // one leads
	leadVacant              // none does
)

// lead weighs what the masters that answer say.
func (p *plane) lead() lead {
	all := p.answering()
	if len(all) == 0 {
		return leadUnclear
	}
	var denied, named, untold int // by how many
	for _, v := range all {
		switch {
		case p.leads(v):
			return leadHeld
		case v.told != nil && v.told.NoLeader:
			denied++
		case p.pointsAway(v, all):
			named++
		case v.told != nil && v.told.Elected == nil:
			untold++
		}
	}
	missing := len(p.cluster.Silent) > 0 && denied < len(all)
	switch {
	case named > 0 && denied == 0:
		return leadHeld
	case named > 0, untold > 0, missing: // the silent one may be it
		return leadUnclear
	}
	return leadVacant
}

// pointsAway tells whether a master names another one as the leader that does not
// deny it.
func (p *plane) pointsAway(v *voice, all []*voice) bool {
	if v.told == nil || v.told.PointsAt == "" || v.is(v.told.PointsAt) { // releases up to 0.28 point at themselves
		return false
	}
	return !slices.ContainsFunc(all, func(o *voice) bool {
		return o.is(v.told.PointsAt) && o.told != nil && isNot(o.told.Elected)
	})
}

// leads tells whether a master leads by its own word; where it did not say so
// itself, the cluster tells what was read from it.
func (p *plane) leads(v *voice) bool {
	if v.told != nil && v.told.Elected != nil {
		return *v.told.Elected
	}
	return slices.Contains(p.cluster.Leaders, v.url)
}

// leaders lists the masters that lead by their own word, each process once: the
// same can be asked by two names.
func (p *plane) leaders() []*voice {
	var all []*voice
	for _, v := range p.answering() {
		if p.leads(v) && !slices.ContainsFunc(all, func(o *voice) bool { return sameProcess(v.told, o.told) }) {
			all = append(all, v)
		}
	}
	return all
}

// sameProcess compares by the id, which is new with each start, and by the UPID
// where that is not told. Both are claims: one that was found could have copied
// them, and counts apart.
func sameProcess(a, b *mesoswatch.Master) bool {
	switch {
	case a == nil || b == nil || !a.Named || !b.Named:
		return false
	case a.ID != "" && b.ID != "":
		return a.ID == b.ID
	}
	return a.PID != "" && a.PID == b.PID
}

// words is what each of them says of its leading.
func words(of []*voice) []mesoswatch.Evidence {
	out := make([]mesoswatch.Evidence, 0, len(of))
	for _, v := range of[:min(len(of), mesoswatch.MaxEvidence)] {
		out = append(out, v.word())
	}
	return out
}
