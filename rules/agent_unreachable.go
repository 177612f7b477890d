package rules

import (
	"fmt"
	"slices"
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
		j := &unreachables{fleet: newFleet(), said: standing{rule: r}}
		j.said.open.max, j.answers.max = maxAgents, maxAgents
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

// count takes in how many agents the master counts unreachable. What it counts
// more are agents that leave its list, in this look or the next.
func (j *unreachables) count(s *mesoswatch.Snapshot) {
	j.cluster = s
	n, told := s.Cluster.Registered["slaves_unreachable"]
	if more := n - j.counted; told && j.known && more > 0 {
		j.pool += more
		j.grew = s.At
	}
	j.known, j.counted = told, n
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

// name finds the agents that the master counts unreachable among those that left
// its list, the latest first.
func (j *unreachables) name(at time.Time) {
	if j.known && j.counted == 0 && j.named > 0 {
		for _, m := range j.agents.all() {
			m.lost = false
		}
		j.named = 0
	}
	if j.pool == 0 {
		return
	}
	var gone []*member
	for _, m := range j.agents.all() {
		if !m.there && !m.lost && !m.excused && at.Sub(m.left) <= lostLong {
			gone = append(gone, m)
		}
	}
	slices.SortStableFunc(gone, func(a, b *member) int { return b.left.Compare(a.left) })
	for _, m := range gone[:min(int64(len(gone)), j.pool)] {
		m.lost, m.why, m.since = true, "the master counts it unreachable", m.left
		j.pool--
		j.named++
	}
	if j.pool > 0 && at.Sub(j.grew) > unlistedLong {
		j.pool = 0
	}
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

// withoutName tells of unreachable agents that the master counts and no list
// names: those from before the first look.
func (j *unreachables) withoutName(at time.Time) []mesoswatch.Record {
	n := j.counted - j.named - j.pool
	if !j.known || n <= 0 {
		j.nameless = time.Time{}
		if !j.known || j.cluster == nil {
			return nil
		}
		return j.said.endAt(wholeCluster, at, shown(j.cluster, `$["master/slaves_unreachable"]`, "the master counts no unreachable agent without a name now"))
	}
	if j.nameless.IsZero() {
		j.nameless = at
	}
	what := fmt.Sprint(n)
	if at.Sub(j.nameless) < unlistedLong || !j.said.due(wholeCluster, what, at) {
		return nil
	}
	text := fmt.Sprintf("the master counts %s unreachable; %d of them are known by name", plural(j.counted, "agent"), j.named)
	return j.said.hold(condition{
		subject: wholeCluster, at: at, since: j.nameless, what: what, level: mesoswatch.Medium,
		fields: map[string]string{"count": what, "reason": text},
		proof:  []mesoswatch.Evidence{shown(j.cluster, `$["master/slaves_unreachable"]`, text)},
	})
}
