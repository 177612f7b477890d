package rules

import (
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// noBaseline says why a rule is inactive that judges by a section of the
// baseline.
func noBaseline(b *baseline.Baseline, section string, described bool) string {
	switch {
	case b == nil:
		return "there is no baseline (mesoswatch baseline capture makes one)"
	case !described:
		return "the baseline does not describe " + section
	}
	return ""
}

// frameworkRogue compares frameworks with the baseline, entry by entry, which a
// rule file cannot do: a name alone is the sender's choice.
func frameworkRogue(known *baseline.Baseline) Rule {
	r := Rule{
		Name: "framework-rogue", ID: "88f37e41-2d81-47d2-9b9f-c80f776e8318",
		Title: "Rogue framework",
		Description: "A framework registered that is not in the baseline (high), or whose name is there with another principal, role, user or host network (medium). " +
			"Names are compared as they stand; addresses are what the scheduler claims, and HTTP schedulers tell none. " +
			"Speaks only where a baseline is kept: without one the rule is inactive, since nothing tells what belongs here.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.execution", "attack.t1610"},
		References:     []string{"https://mesos.apache.org/documentation/latest/authentication/"},
		FalsePositives: []string{"A new framework that nobody has added to the baseline yet", "A scheduler that moved to another network"},
		Runbook:        "rogue-framework",
		Remediation:    "Ask who started it; accept it into the baseline, or tear it down.",
		Inactive:       noBaseline(known, "frameworks", known != nil && known.Frameworks != nil),
		Service:        "master",
	}
	if r.Inactive == "" {
		r.On = On{Kinds: []string{"framework-registered"}}
	}
	r.New = func() Check {
		said := table[string]{max: maxStories} // what was said of an id
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || e.FrameworkID == "" || e.FrameworkName == "" || !serves("master", e.Service) {
				return nil
			}
			v := known.Framework(e.FrameworkName, e.Principal, e.ClaimedIP)
			if v.State == baseline.Known && (e.Roles != "" || e.User != "") {
				v = known.FrameworkUse(e.FrameworkName, e.Roles, e.User)
			}
			return r.rogue(frameworkSubject(e), e, v, said.put(key(writer(e), e.FrameworkID)))
		}
	}
	return r
}

// agentRogue compares agents with the baseline.
func agentRogue(known *baseline.Baseline) Rule {
	r := Rule{
		Name: "agent-rogue", ID: "bcb7a736-8760-47a0-9555-f941bef66790",
		Title: "Rogue agent",
		Description: "An agent registered whose host name is not in the baseline (high), or is there with another network (medium). " +
			"Host name and address are what the agent says of itself. " +
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
		r.On = On{Kinds: []string{"agent-registered", "agent-reregistered"}}
	}
	r.New = func() Check {
		said := table[string]{max: maxStories}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || e.AgentID == "" || e.Hostname == "" || !serves("master", e.Service) {
				return nil
			}
			s := mesoswatch.Subject{Kind: "agent", Name: e.AgentID}
			return r.rogue(s, e, known.Agent(e.Hostname, e.ClaimedIP), said.put(key(writer(e), e.AgentID)))
		}
	}
	return r
}

// rogue turns the baseline's answer into a finding; several lines of one
// registration are one.
func (r *Rule) rogue(s mesoswatch.Subject, e *mesoswatch.Event, v baseline.Verdict, said *string) []mesoswatch.Record {
	if !slices.Contains([]baseline.State{baseline.Unknown, baseline.Different}, v.State) || *said == v.Why {
		return nil
	}
	*said = v.Why
	f := r.event(s, e, map[string]string{"baseline": v.Why})
	if v.State == baseline.Different {
		f.Level = min(f.Level, mesoswatch.Medium)
	}
	return one(f)
}
