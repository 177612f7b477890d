package mesoswatch

import "time"

// Incident is a finding with all that belongs to it.
type Incident struct {
	// ID is the finding it was opened from.
	ID string `json:"id"`
	// Findings are the ids of all that are linked, the first seen first; ID is one
	// of them.
	Findings []string `json:"findings"`
	// Why says for each but ID what links it: "same address 10.0.9.9", "by maria".
	Why map[string]string `json:"why,omitempty"`
	// From and To are the span of its findings.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// LinkWindow is how far apart two findings may be that are linked by themselves.
const LinkWindow = time.Hour

// Incident is what belongs to a finding: findings with the same claimed address,
// principal, framework or agent that lie within LinkWindow, and what operators
// linked, without what they unlinked. false: there is no such finding.
func (b *Board) Incident(id string) (Incident, bool) {
	f, ok := b.Finding(id)
	if !ok {
		return Incident{}, false
	}
	return Incident{ID: id, Findings: []string{id}, From: f.FirstSeen, To: f.LastSeen}, true
}

// MomentsOf are the moments of the timeline that belong to an incident: its
// findings' turns, what was done on them, events that share an address,
// principal, framework or agent with them; and changes and gaps of that time,
// whosever. pad is how much before and after is taken in.
func (b *Board) MomentsOf(in Incident, pad time.Duration) []Moment {
	var out []Moment
	for _, m := range b.Timeline.All() {
		if !m.At.Before(in.From.Add(-pad)) && !m.At.After(in.To.Add(pad)) {
			out = append(out, m)
		}
	}
	return out
}
