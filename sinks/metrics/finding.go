package metrics

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxFindings bounds the findings that are known.
const maxFindings = 20_000

// standing is how it stands with findings. Of each it keeps only what its state
// follows from.
type standing struct {
	known   map[string]mesoswatch.Finding
	turns   tally
	evicted float64
}

// slim leaves out what is for reading.
func slim(f mesoswatch.Finding) mesoswatch.Finding {
	return mesoswatch.Finding{
		ID: f.ID, Rule: f.Rule, Level: f.Level, Status: f.Status, FirstSeen: f.FirstSeen, LastSeen: f.LastSeen,
		Count: f.Count, Counts: f.Counts, Handled: f.Handled, Life: f.Life,
	}
}

// take takes in a finding: a fresh one adds to what is known, one of another machine
// joins with it, any other is whole.
func (s *standing) take(f mesoswatch.Finding, from mesoswatch.Origin, now time.Time) {
	f = slim(f)
	was, known := s.known[f.ID]
	if !known {
		if !s.room() {
			s.evicted++
			return
		}
		s.known[f.ID] = f
		switch {
		case from != mesoswatch.Fresh:
		case f.Status == mesoswatch.Resolved:
			s.turns.add(string(mesoswatch.Ended), 1)
		default:
			s.turns.add(string(mesoswatch.Opened), 1)
		}
		return
	}
	is := f
	switch from {
	case mesoswatch.Fresh:
		is = was.Merge(f)
	case mesoswatch.Foreign:
		is = was.Join(f)
	}
	s.turn(was.Heard(now), is, from)
}

// act applies what an operator did.
func (s *standing) act(a mesoswatch.Action, from mesoswatch.Origin, now time.Time) {
	if was, known := s.known[a.Finding]; known {
		s.turn(was.Heard(now), was.Apply(a), from)
	}
}

func (s *standing) turn(was, is mesoswatch.Finding, from mesoswatch.Origin) {
	s.known[is.ID] = is
	if turn := mesoswatch.TurnOf(&was, is); turn != mesoswatch.NoTurn && from != mesoswatch.Restored {
		s.turns.add(string(turn), 1)
	}
}

// room makes some, out of what is over.
func (s *standing) room() bool {
	if s.known == nil {
		s.known = make(map[string]mesoswatch.Finding)
	}
	if len(s.known) < maxFindings {
		return true
	}
	for id, f := range s.known {
		if f.Status == mesoswatch.Resolved {
			delete(s.known, id)
			s.evicted++
		}
	}
	return len(s.known) < maxFindings
}

// sum counts them by rule, level and status.
func (s *standing) sum(now time.Time) map[[3]string]float64 {
	out := make(map[[3]string]float64)
	rules := make(map[string]bool)
	for _, f := range s.known {
		rule := label(f.Rule)
		if !rules[rule] && len(rules) >= maxRules {
			rule = Other
		}
		rules[rule] = true
		out[[3]string{rule, f.Level.String(), string(f.Heard(now).Status)}]++
	}
	return out
}
