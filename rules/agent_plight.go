package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// listedTrouble says what the master's list tells of an agent that is not well.
func listedTrouble(a *mesoswatch.Agent) string {
	switch {
	case a.State == "unreachable":
		return "the master calls it unreachable"
	case a.State == "recovered":
		return "it has not come back since the masters' failover"
	case isNot(a.Active) && !is(a.Deactivated) && a.Drain == "":
		return "it is disconnected from the master"
	}
	return ""
}

// plight is what is wrong with one agent; no why: nothing, or not for long.
type plight struct {
	why   string
	since time.Time
	level mesoswatch.Level
	proof mesoswatch.Evidence
}

func (j *unreachables) plight(id string, m *member, at time.Time) (p plight) {
	wait := time.Duration(0)
	if m.there && isNot(m.last.Agent.Active) {
		wait = disconnectedLong
	}
	if m.why != "" && (m.there || m.lost) && at.Sub(m.since) >= wait {
		return plight{m.why, m.since, mesoswatch.Medium, shown(m.last, agentPath(m.last.Agent.ID), agentText(m.last.Agent)+": "+m.why)}
	}
	a := j.answers.peek(id)
	if !m.there || a == nil || a.why == "" || at.Sub(a.since) < unansweredLong {
		return p
	}
	path := `$["slave/registered"]`
	if a.last.AgentCheck.Why != "" {
		path = ""
	}
	p = plight{a.why, a.since, mesoswatch.Medium, shown(a.last, path, agentText(m.last.Agent)+": "+a.why)}
	if a.last.AgentCheck.Why != "" {
		p.level = mesoswatch.Low
		if !a.once || 2*j.silent > len(j.answers.byKey) && j.silent > 2 {
			p.why = ""
		}
	}
	return p
}
