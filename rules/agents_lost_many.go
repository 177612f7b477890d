package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// How many agents are many: so many, and that part of all, within that time.
const (
	manyLost  = 5
	manyShare = 0.1
	manyTime  = 15 * time.Minute
)

// agentsLostMany tells of agents that are lost together.
func agentsLostMany() Rule {
	r := Rule{
		Name: "agents-lost-many", ID: "2f6ad09b-84e1-4c57-b3f8-d51e7a90c462",
		Title: "Many agents gone at once",
		Description: "Five or more agents, a tenth of all or more, left the leading master's list within a quarter of an hour. A network failure does this, and so does somebody who stops agents. " +
			"Agents that are drained, deactivated or in maintenance, or unregister by themselves, do not count, nor those whose host is back under another id. " +
			"Nothing is said for twelve minutes after an election, nor while the leader recovers: agents need that time to come back; those that did not are counted then. " +
			"Where the list cannot be read, the master's own number of active agents is compared. While this is open, agent-mass-removal and agent-unreachable are quiet: one cause, one finding. It ends when half of them are back.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1489"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"A network failure", "Hosts that are taken away without a drain, for example by an autoscaler"},
		Runbook:        "agent-trouble",
		Remediation:    "Find out what the lost agents have in common (rack, network, kernel, who logged in) before starting them again.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		j := &losers{said: standing{rule: r}}
		j.begin(func() { j.lost-- })
		j.said.open.max = 1
		return j
	})
	return r
}

// losers counts agents that are lost together.
type losers struct {
	fleet
	said        standing
	active      series // the master's own number, where the list is not to be had
	cluster     *mesoswatch.Snapshot
	left        series // agents that unregistered by themselves, since the master began
	seen        time.Time
	lost, most  int // of the open finding: still away, and at most
	grew        time.Time
	before, low float64 // of one that goes by the master's number
}

func (j *losers) check(rec mesoswatch.Record) []mesoswatch.Record {
	if h := rec.Health; h != nil {
		return j.judge(h)
	}
	s := rec.Snapshot
	if s == nil {
		return nil
	}
	m, before := j.see(s)
	for _, back := range []*member{m, before} {
		if back != nil && back.lost && (back.there || back == before) {
			back.lost = false
			j.lost--
		}
	}
	switch {
	case s.Cluster != nil:
		j.cluster = s
		if n, told := s.Cluster.Registered["slaves_active"]; told {
			j.active.add(s.At, float64(n), false)
		}
	case s.Metrics != nil && s.Metrics.Of == j.leads.leader:
		if n, told := s.Metrics.Values["master/slave_removals/reason_unregistered"]; told {
			j.left.add(s.At, n, true)
		}
	}
	return nil
}

func (j *losers) judge(h *mesoswatch.Health) []mesoswatch.Record {
	if !j.leads.settled(h.At) {
		return nil
	}
	if sawAll(h, mesoswatch.SubjectAgent) {
		j.seen = h.At
		return j.listed(h.At)
	}
	if h.Lacking[mesoswatch.SubjectAgent] != "" && h.At.Sub(j.seen) > manyTime {
		return j.counted(h.At)
	}
	return nil
}

// since is from when on losses count together: after an election from its
// beginning, since nothing was judged in between.
func (j *losers) since(at time.Time) time.Time {
	from := at.Add(-manyTime)
	if l := j.leads.since; !l.IsZero() && at.Sub(l) <= settling+manyTime && l.Add(-time.Minute).Before(from) {
		return l.Add(-time.Minute)
	}
	return from
}

// listed judges by the list of agents.
func (j *losers) listed(at time.Time) []mesoswatch.Record {
	if j.said.holds(wholeCluster) {
		switch {
		case j.before > 0 && j.recovers(float64(j.there)):
			return j.end(at, plural(j.there, "agent")+" are listed again")
		case j.most > 0 && j.lost*2 <= j.most:
			return j.end(at, fmt.Sprintf("%d of %s are back", j.most-j.lost, plural(j.most, "agent")))
		}
	}
	from := j.since(at)
	var fresh []*member
	first := at
	for _, m := range j.agents.all() {
		if m.there || m.excused || m.lost || m.left.Before(from) {
			continue
		}
		fresh = append(fresh, m)
		if m.left.Before(first) {
			first = m.left
		}
	}
	unregistered, _ := j.left.change(from)
	n := len(fresh) - int(max(unregistered, 0))
	joins := j.said.holds(wholeCluster) && at.Sub(j.grew) <= manyTime
	if n < 1 || !joins && (n < manyLost || float64(n) < manyShare*float64(j.there+n)) {
		return nil
	}
	for _, m := range fresh {
		m.lost = true
	}
	j.lost += len(fresh)
	j.most, j.grew = max(j.most, j.lost), at
	return j.tell(at, first, fresh)
}

func (j *losers) tell(at, first time.Time, fresh []*member) []mesoswatch.Record {
	var proof []mesoswatch.Evidence
	for _, m := range fresh {
		e := shown(m.last, agentPath(m.last.Agent.ID), agentText(m.last.Agent)+" is gone from the list")
		e.Time = m.left
		proof = appendBounded(proof, []mesoswatch.Evidence{e})
	}
	last := fresh[len(fresh)-1].last.Agent
	fields := agentFields(last)
	delete(fields, "state")
	fields["count"] = fmt.Sprint(j.lost)
	fields["reason"] = fmt.Sprintf("%s of %d gone, %s", plural(j.lost, "agent"), j.there+j.lost, percent(float64(j.lost)/float64(j.there+j.lost)))
	return j.said.hold(condition{
		subject: wholeCluster, at: at, since: first, what: fields["count"], level: mesoswatch.High, fields: fields, proof: proof,
	})
}

// counted judges by the master's own number of active agents.
func (j *losers) counted(at time.Time) []mesoswatch.Record {
	change, told := j.active.change(j.since(at))
	if !told {
		return nil
	}
	now := j.active.points[len(j.active.points)-1].value
	if j.said.holds(wholeCluster) {
		if j.before > 0 && j.recovers(now) {
			return j.end(at, fmt.Sprintf("the master counts %s active agents again", amount(now)))
		}
		return nil
	}
	lost := -change
	if unregistered, _ := j.left.change(j.since(at)); unregistered > 0 {
		lost -= unregistered
	}
	if lost < manyLost || lost < manyShare*(now+lost) {
		return nil
	}
	j.before, j.low = now-change, now
	text := fmt.Sprintf("the master counts %s active agents, %s before; which are gone is not told to us", amount(now), amount(j.before))
	return j.said.hold(condition{
		subject: wholeCluster, at: at, level: mesoswatch.High, fields: map[string]string{"count": amount(lost), "reason": text},
		proof: []mesoswatch.Evidence{shown(j.cluster, `$["master/slaves_active"]`, text)},
	})
}

// recovers tells whether half of what went by the master's number is back.
func (j *losers) recovers(now float64) bool { return now-j.low >= (j.before-j.low)/2 }

func (j *losers) end(at time.Time, why string) []mesoswatch.Record {
	for _, m := range j.agents.all() {
		m.excused = m.excused || m.lost // it was told of
		m.lost = false
	}
	j.lost, j.most, j.before, j.low = 0, 0, 0, 0
	return j.said.endAt(wholeCluster, at, mesoswatch.Evidence{Source: j.leads.leader, Time: at, Text: why})
}
