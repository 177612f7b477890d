package rules

import (
	"fmt"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// maxAgents bounds the agents that a rule remembers: several times a large
// cluster.
const maxAgents = 50_000

// agentRogue compares agents with the baseline.
func agentRogue(known *baseline.Baseline) Rule {
	r := Rule{
		Name: "agent-rogue", ID: "bcb7a736-8760-47a0-9555-f941bef66790",
		Title: "Rogue agent",
		Description: "An agent registered, or is listed by the leading master, whose host name is not in the baseline (high), or is there with another network (medium). " +
			"Host name and address are what the agent says of itself. Log and master speak of one id: their finding is one. " +
			"One that left stays a finding, with the time when it was gone: what it was sent, it has seen. " +
			"Speaks only where a baseline is kept: without one the rule is inactive, since nothing tells what belongs here.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.persistence", "attack.t1610"},
		References:     []string{"https://mesos.apache.org/documentation/latest/authentication/"},
		FalsePositives: []string{"A new host that nobody has added to the baseline yet", "A host that moved to another network"},
		Runbook:        "rogue-agent",
		Remediation:    "Find the host; accept it into the baseline, or cut it off and change the secrets of the tasks it was sent.",
		Inactive:       noBaseline(known, "agents", known != nil && known.Agents != nil),
		Service:        "master",
	}
	if r.Inactive == "" {
		r.On = On{Kinds: []string{"agent-registered", "agent-reregistered"}, Snapshots: true}
	}
	r.judgedBy(func() judge { return &rogueAgents{newRogues(&r, known, maxAgents), known.AgentIndex()} })
	return r
}

type rogueAgents struct {
	*rogues
	index baseline.AgentIndex
}

func (g *rogueAgents) check(rec mesoswatch.Record) []mesoswatch.Record {
	if s := rec.Snapshot; s != nil && s.Agent != nil && s.Agent.ID != "" {
		return g.snapshot(s)
	}
	e := rec.Event
	if e == nil || e.AgentID == "" || e.Hostname == "" || !serves("master", e.Service) {
		return nil
	}
	s := mesoswatch.Subject{Kind: "agent", Name: cut(e.AgentID, maxSubjectText)}
	return g.line(s, e, g.index.Agent(e.Hostname, e.ClaimedIP))
}

func (g *rogueAgents) snapshot(s *mesoswatch.Snapshot) []mesoswatch.Record {
	a := s.Agent
	if s.Gone {
		if k := g.ids.get(cut(a.ID, maxSubjectText)); k != nil {
			return g.leaves(k, agentFinding(g.rule, s, "the master no longer lists it"))
		}
		return nil
	}
	if a.Hostname == "" {
		return nil
	}
	k, fresh := g.fresh(cut(a.ID, maxSubjectText), a.Hostname, a.PID)
	if !fresh {
		return nil
	}
	v := g.index.Agent(a.Hostname, ipOf(a.PID))
	if !suspicious(v) {
		return nil
	}
	return g.listed(k, agentFinding(g.rule, s, "the master lists "+agentText(a)+"; "+v.Why), v)
}

// agentFinding is what a rule says of an agent that an endpoint lists.
func agentFinding(r *Rule, s *mesoswatch.Snapshot, text string) *mesoswatch.Finding {
	a := s.Agent
	return r.snapshot(mesoswatch.Subject{Kind: "agent", Name: a.ID}, s.At, agentFields(a), shown(s, agentPath(a.ID), text))
}

func agentFields(a *mesoswatch.Agent) map[string]string {
	fields := map[string]string{"agent_id": a.ID, "hostname": a.Hostname, "version": a.Version, "state": a.State}
	upidFields(fields, a.PID)
	return fields
}

func agentText(a *mesoswatch.Agent) string {
	text := fmt.Sprintf("agent %q", cut(a.Hostname, maxFieldText))
	if a.PID != "" {
		text += " at " + cut(a.PID, maxFieldText)
	}
	return text
}

// agentPath is where /slaves and /state have it.
func agentPath(id string) string { return fmt.Sprintf("$.slaves[?(@.id==%q)]", id) }
