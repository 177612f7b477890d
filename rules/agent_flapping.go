package rules

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// lossWindow and lossLimit: so many losses of one agent within that time are too
// many.
const (
	lossWindow = 30 * time.Minute
	lossLimit  = 3
)

// agentFlapping counts losses of an agent. One loss leaves up to three lines
// (disconnected, unreachable, removed), and what joins them is that the agent has
// not come back in between: that takes Go.
func agentFlapping() Rule {
	r := Rule{
		Name: "agent-flapping", ID: "8aff7a88-ee8c-4e5a-adab-0a5ca1ef4169",
		Title: "Agent flapping",
		Description: "An agent was lost three or more times within half an hour and came back in between. Its tasks are at risk each time. " +
			"The cause is usually the host or the network; somebody who wants tasks to move does it too. An agent that ends on its own request is not meant.",
		Level: mesoswatch.Medium, Status: "stable", Service: "master",
		Tags:           []string{"attack.impact", "attack.t1499"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"A host that is rebooted for maintenance again and again"},
		Runbook:        "agent-trouble",
		Remediation:    "Look at the host: memory, disk, network. Drain the agent until the cause is known.",
		On:             On{Kinds: []string{"agent-disconnected", "agent-unreachable", "agent-removed", "agent-registered", "agent-reregistered"}},
	}
	r.New = func() Check {
		agents := table[losses]{max: maxStories}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || e.AgentID == "" || !serves("master", e.Service) {
				return nil
			}
			id := key(writer(e), e.AgentID)
			if e.Kind == "agent-registered" || e.Kind == "agent-reregistered" {
				if a := agents.get(id); a != nil {
					a.lost = false
				}
				return nil
			}
			if strings.Contains(e.Reason, "the agent unregistered") || strings.Contains(e.Reason, "the slave unregistered") {
				return nil
			}
			proof, count := agents.put(id).lose(e)
			if count == 0 {
				return nil
			}
			f := r.event(mesoswatch.Subject{Kind: "agent", Name: e.AgentID}, e, nil)
			f.FirstSeen, f.Count, f.Evidence = proof[0].Time, count, proof
			return one(f)
		}
	}
	return r
}

// sameLoss is how far behind another line of a loss the line "disconnected" may
// be. Later it tells of a connection that was there again, even when no line told
// of that.
const sameLoss = time.Minute

// losses are the latest of one agent.
type losses struct {
	lost   bool
	last   time.Time
	latest []mesoswatch.Evidence // at most lossLimit
}

// lose takes a loss in, and answers what is to be told: nothing, or the lines and
// how many losses they add.
func (l *losses) lose(e *mesoswatch.Event) ([]mesoswatch.Evidence, int) {
	again := strings.HasPrefix(e.Template, "ag.disconnected") && e.Time.Sub(l.last) > sameLoss
	l.last = e.Time
	if l.lost && !again {
		return nil, 0 // another line of the same loss
	}
	l.lost = true
	told := l.within(e.Time)
	if l.latest = append(l.latest, evidence(e)); len(l.latest) > lossLimit {
		l.latest = l.latest[1:]
	}
	switch {
	case !l.within(e.Time):
		return nil, 0
	case told:
		return l.latest[lossLimit-1:], 1
	}
	return append([]mesoswatch.Evidence(nil), l.latest...), lossLimit
}

// within tells whether the latest losses are too many at that time.
func (l *losses) within(at time.Time) bool {
	return len(l.latest) == lossLimit && at.Sub(l.latest[0].Time).Abs() <= lossWindow
}
