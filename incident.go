package mesoswatch

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Incident is a finding with all that belongs to it.
type Incident struct {
	// ID is the finding that stands for it, and that its runbook is of: the one that
	// was first worked on (of the earliest Step or Note), and as long as nobody has,
	// the worst of its Findings, of those that are about something that happened
	// where there are any; among equals the first seen, then by id. An incident that
	// somebody works on keeps it whatever joins.
	ID string `json:"id"`
	// Findings are the ids of all that are linked, the first seen first; ID is one
	// of them. Each of them leads to the same incident.
	Findings []string `json:"findings"`
	// Beside are ids of findings that share something with one of Findings that many
	// others have in common too: at most 20, the nearest in time first. They are no
	// part of it, and each has an incident of its own.
	Beside []string `json:"beside,omitempty"`
	// Why says for each but ID what links it: "same claimed address 10.0.9.9", "by
	// maria". Names in it are as they came.
	Why map[string]string `json:"why,omitempty"`
	// From and To are when it happened: the span of its findings, without those about
	// how something is set up and informational ones where there are others. What has
	// been so for long, and what happens every day, joins an incident and makes it no
	// longer.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// LinkWindow is how far apart two findings may be that are linked by themselves:
// from the end of one to the beginning of the other.
const LinkWindow = time.Hour

// Incident is what belongs to a finding. false: there is no such finding.
//
// Findings are linked that lie within LinkWindow and share an address (claimed, or
// of a TCP peer), a libprocess address, a principal, a framework or an agent, by
// their subject or fields; and what is linked to those. Not so by what many have in
// common: an identity of more than 50 findings, or a principal with more than four
// addresses or frameworks. Such findings are named in Beside.
//
// Findings about how something is set up and about a source join the incident of
// the same address, one of them at most, and link nothing to each other. Nor do
// informational ones: that a framework registered joins what the framework did, and
// does not lead from somebody who only named it to what its owner does all day.
//
// What operators linked belongs together, however far apart. What one took out of
// (Unlink, Finding from Other) is in no incident with that other, and stays with
// the rest where it shares something with it. Of two such words on a pair the later
// counts; a later link of another pair overrules an earlier Unlink too.
func (b *Board) Incident(id string) (Incident, bool) {
	l := b.links()
	at, ok := l.byID[id]
	if !ok {
		return Incident{}, false
	}
	group := l.group(at)
	in := Incident{Why: make(map[string]string)}
	in.From, in.To = l.span(group)
	first, of := group[0], make(map[int]bool, len(group))
	for _, n := range group {
		f := l.nodes[n].f
		of[n] = true
		in.Findings = append(in.Findings, f.ID)
		if a, b := l.nodes[first], l.nodes[n]; a.leaf && !b.leaf || a.leaf == b.leaf && b.f.Level > a.f.Level {
			first = n
		}
	}
	for _, a := range b.Actions() {
		if n, ok := l.byID[a.Finding]; ok && (a.What == Step || a.What == Note) && of[n] {
			first = n
			break
		}
	}
	in.ID = l.nodes[first].f.ID
	for n, words := range l.why(first, group) {
		in.Why[l.nodes[n].f.ID] = words
	}
	beside, why := l.beside(group, in.From, in.To)
	for _, n := range beside {
		in.Beside = append(in.Beside, l.nodes[n].f.ID)
		in.Why[l.nodes[n].f.ID] = why[n]
	}
	return in, true
}

// span is from when to when the findings of a group tell what happened.
func (l *links) span(group []int) (from, to time.Time) {
	most := 0
	for _, n := range group {
		f, tells := l.nodes[n].f, l.nodes[n].tells()
		switch {
		case tells < most:
			continue
		case tells > most || from.IsZero():
			most, from, to = tells, f.FirstSeen, f.LastSeen
		}
		if f.FirstSeen.Before(from) {
			from = f.FirstSeen
		}
		to = later(to, f.LastSeen)
	}
	return from, to
}

// tells is how much a finding says of when an incident happened.
func (n *node) tells() int {
	switch {
	case n.leaf:
		return 0
	case n.f.Level == Informational:
		return 1
	}
	return 2
}

func (in Incident) members() map[string]bool {
	of := make(map[string]bool, len(in.Findings))
	for _, id := range in.Findings {
		of[id] = true
	}
	return of
}

// MomentsOf are the moments of the timeline that belong to an incident: its
// findings' turns and what was done on them, whenever that was; events of its time
// that share an address, principal, framework or agent with them; and changes, gaps,
// bookmarks and notes on no finding of that time, whosever. pad is how much before
// and after is taken in. What many have in common makes an event belong only when a
// finding is about it.
func (b *Board) MomentsOf(in Incident, pad time.Duration) []Moment {
	of := in.members()
	from, to := in.From.Add(-pad), in.To.Add(pad)
	ids := b.identitiesOf(in)
	var out []Moment
	for m := range b.Timeline.Moments() {
		last := later(m.At, m.Last)
		during := !last.Before(from) && !m.At.After(to)
		switch {
		case m.Finding != "":
			during = of[m.Finding] || m.Action != nil && of[m.Action.Other]
		case m.Kind == MomentEvent:
			during = during && slices.ContainsFunc(m.Event.identities(), func(s shown) bool { return ids[s.identity] })
		case m.Kind == MomentGap:
			during = !m.At.After(to) && (m.Until.IsZero() || !m.Until.Before(from))
		}
		if during {
			out = append(out, *m)
		}
	}
	return out
}

// identitiesOf are what makes an event belong to an incident.
func (b *Board) identitiesOf(in Incident) map[identity]bool {
	l := b.links()
	ids := make(map[identity]bool)
	for _, id := range in.Findings {
		n, ok := l.byID[id]
		if !ok {
			continue
		}
		for _, s := range l.nodes[n].ids {
			if s.subject || !l.weak[s.identity] {
				ids[s.identity] = true
			}
		}
	}
	return ids
}

// Tick is a step of a runbook that is done.
type Tick struct {
	Who string    `json:"who"`
	At  time.Time `json:"at"`
	// Text of the step as it stood in the runbook then.
	Text string `json:"text,omitempty"`
}

// Ticks are the steps that are done in an incident, by the id of the runbook and
// that of the step, whichever of its findings they were done on: of a step the last
// word counts, and Undo takes it back. A runbook without one is missing.
func (b *Board) Ticks(in Incident) map[string]map[string]Tick {
	out := make(map[string]map[string]Tick)
	for _, a := range b.actionsOn(in) {
		if a.What != Step {
			continue
		}
		if a.Undo {
			delete(out[a.Runbook], a.Step)
			continue
		}
		if out[a.Runbook] == nil {
			out[a.Runbook] = make(map[string]Tick)
		}
		out[a.Runbook][a.Step] = Tick{a.Who, a.At, a.Text}
	}
	maps.DeleteFunc(out, func(_ string, ticks map[string]Tick) bool { return len(ticks) == 0 })
	return out
}

// Notes are the notes on the findings of an incident, by time.
func (b *Board) Notes(in Incident) []Action {
	return slices.DeleteFunc(b.actionsOn(in), func(a Action) bool { return a.What != Note })
}

// Present is somebody who works on an incident.
type Present struct {
	Who string `json:"who"`
	// At and What are of the last that was done.
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

// On are those who did something on the findings of an incident, the latest first.
func (b *Board) On(in Incident) []Present {
	last := make(map[string]Present)
	for _, a := range b.actionsOn(in) {
		last[a.Who] = Present{a.Who, a.At, a.What}
	}
	return slices.SortedFunc(maps.Values(last), func(a, b Present) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Who, b.Who))
	})
}

// actionsOn are the actions on the findings of an incident, by time.
func (b *Board) actionsOn(in Incident) []Action {
	of := in.members()
	var out []Action
	for _, a := range b.Actions() {
		if of[a.Finding] || of[a.Other] {
			out = append(out, a)
		}
	}
	return out
}
