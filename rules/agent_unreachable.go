package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// How long an agent may be in trouble without a word.
const (
	disconnectedLong = 5 * time.Minute
	unansweredLong   = 3 * time.Minute
	unlistedLong     = 3 * time.Minute  // unreachable ones that no name goes with
	lostLong         = 15 * time.Minute // one that left and was not counted unreachable by then left by itself
)

// agentUnreachable joins what tells of an agent that is not there: the master's
// list, its numbers, and the agent's own silence.
func agentUnreachable() Rule {
	r := Rule{
		Name: "agent-unreachable", ID: "91c5e7d4-3b08-4f6a-a2e9-5d70c86b13f2",
		Title: "Agent unreachable",
		Description: "An agent is lost to the leading master: it left the list while the master counts one more unreachable, is called unreachable, has not come back after a failover, or is disconnected for five minutes (medium). " +
			"Or it says itself that it is not registered (medium), or answers us no more while the master has it (low; not when half of all agents do not answer, which is a matter of where we stand). " +
			"Unreachable agents that no list names are one finding about the cluster. Agents that are drained or deactivated do not count. " +
			"Masters count unreachable agents from 1.2 on; an agent that an older one removes shows in the log and in agents-lost-many. It ends when the agent is back.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"A host that is rebooted", "A firewall between the agents and the host that asks"},
		Runbook:        "agent-trouble",
		Remediation:    "Look at the host and at its way to the master; its tasks may run on unseen.",
		On:             On{Health: true, Snapshots: true},
		SuppressedBy:   []string{"agents-lost-many"},
	}
	r.judgedBy(func() judge {
		j := &unreachables{said: standing{rule: r}}
		j.begin(func() { j.named-- })
		j.said.open.max, j.answers.max = maxAgents, maxAgents
		j.answers.gone = func(a *answer) {
			if a.why != "" {
				j.silent--
			}
		}
		return j
	})
	return r
}

type unreachables struct {
	fleet
	said    standing
	answers table[answer] // of agents themselves, by id
	silent  int           // how many of them gave none

	cluster  *mesoswatch.Snapshot
	known    bool      // whether the master counts unreachable agents
	counted  int64     // how many it counts
	named    int64     // how many of them have a name
	pool     int64     // how many it counts more, whose names are still to come
	grew     time.Time // when the pool was filled
	nameless time.Time // since when there are some without a name
}

// answer is what an agent said when it was asked.
type answer struct {
	last  *mesoswatch.Snapshot
	why   string
	since time.Time // of why
	once  bool      // it has answered before
}

func (j *unreachables) evicted() int64 {
	return j.fleet.evicted() + j.said.open.evicted + j.answers.evicted
}

func (j *unreachables) check(rec mesoswatch.Record) []mesoswatch.Record {
	if h := rec.Health; sawAll(h, mesoswatch.SubjectAgent) && j.leads.settled(h.At) {
		return j.judge(h.At)
	}
	s := rec.Snapshot
	if s == nil {
		return nil
	}
	if s.AgentCheck != nil {
		j.answered(s)
		return nil
	}
	m, before := j.see(s)
	var out []mesoswatch.Record
	if before != nil {
		out = j.back(before, s.At, shown(s, agentPath(s.Agent.ID), "its host is back as agent "+s.Agent.ID))
	}
	if s.Cluster != nil {
		j.count(s)
	}
	if m != nil && m.there {
		if why := listedTrouble(s.Agent); why != m.why {
			m.why, m.since = why, s.At
		}
		if m.lost {
			m.lost, j.named = false, j.named-1
		}
	}
	return out
}

func (j *unreachables) answered(s *mesoswatch.Snapshot) {
	c := s.AgentCheck
	id := cut(or(c.ID, c.URL), maxSubjectText)
	a := j.answers.get(id)
	if a != nil && a.why != "" {
		j.silent--
	}
	if s.Gone {
		j.answers.remove(id)
		return
	}
	if a == nil {
		a = j.answers.put(id)
	}
	why := ""
	switch {
	case c.Why != "":
		why = "it does not answer: " + c.Why
	case isNot(c.Registered):
		why = "it says itself that it is not registered"
	}
	if why != a.why {
		a.why, a.since = why, s.At
	}
	if why != "" {
		j.silent++
	}
	a.last, a.once = s, a.once || c.Why == ""
}

func (j *unreachables) judge(at time.Time) []mesoswatch.Record {
	j.name(at)
	var out []mesoswatch.Record
	for id, m := range j.agents.all() {
		switch p := j.plight(id, m, at); {
		case p.why != "":
			out = append(out, j.tell(m, p, at)...)
		case m.there:
			out = append(out, j.back(m, at, shown(m.last, agentPath(m.last.Agent.ID), "it is registered and answers, as far as is known"))...)
		case !m.lost && at.Sub(m.left) > lostLong:
			out = append(out, j.back(m, at, shown(m.last, agentPath(m.last.Agent.ID), "it left the list, and the master is not known to count it unreachable"))...)
			j.agents.remove(id)
		}
	}
	return append(out, j.withoutName(at)...)
}

func (j *unreachables) tell(m *member, p plight, at time.Time) []mesoswatch.Record {
	subject := agentOf(m.last.Agent)
	if !j.said.due(subject, p.why, at) {
		return nil
	}
	fields := agentFields(m.last.Agent)
	fields["reason"] = p.why
	return j.said.hold(condition{
		subject: subject, at: at, since: p.since, what: p.why, level: p.level, fields: fields, proof: []mesoswatch.Evidence{p.proof},
	})
}

func (j *unreachables) back(m *member, at time.Time, proof mesoswatch.Evidence) []mesoswatch.Record {
	if m.lost {
		m.lost, j.named = false, j.named-1
	}
	return j.said.endAt(agentOf(m.last.Agent), at, proof)
}
