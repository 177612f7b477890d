package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// quorumPatience is how long an ensemble may take to choose a leader of its own.
const quorumPatience = 10 * time.Second

// ensembleSubject is the ensemble as a whole; a process looks at one.
func ensembleSubject() mesoswatch.Subject {
	return mesoswatch.Subject{Kind: mesoswatch.SubjectZooKeeper, Name: "ensemble"}
}

// zookeeperNoQuorum puts the answers of all servers and of the tree together.
func zookeeperNoQuorum() Rule {
	r := Rule{
		Name: "zookeeper-no-quorum", ID: "0c9a5e7d-3f28-4b16-91d4-e8b7f06a2c5d",
		Title: "ZooKeeper without a quorum",
		Description: "No ZooKeeper server serves for longer than it takes to choose a leader (10 s): some say that they do not serve, or serve readers only; or more than half of them do not answer; or they answer and no session can be had with them. " +
			"A leading master that has no session ends itself after its time-out, and no other can be elected: running tasks go on, nothing new starts. " +
			"Not told where only one server is known and that one is silent (zookeeper-down), nor while the tree can be read.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"A restart of the whole ensemble", "A network between here and the ensemble that is down, while masters still reach it"},
		Runbook:        "zookeeper-quorum",
		Remediation:    "Bring back more than half of the servers, then see that a master leads.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &quorums{ensemble: newEnsemble(), election: newElection(), standing: standing{rule: r, open: table[stood]{max: 1}}}
	})
	return r
}

type quorums struct {
	ensemble
	election
	standing
	since time.Time
	mute  bool // nothing of the tree answered in its last round
}

func (j *quorums) evicted() int64 { return j.servers.evicted + j.nodes.evicted + j.open.evicted }

func (j *quorums) check(rec mesoswatch.Record) []mesoswatch.Record {
	server := j.ensemble.see(rec.Snapshot)
	tree := j.election.see(rec)
	h := rec.Health
	if h == nil || !server && !tree && j.of(h.Source) == nil {
		return nil
	}
	if tree {
		j.mute = !spoke(h)
	}
	n := j.count()
	lost := n[serviceGiven] == 0 && j.lost(n)
	if lost && j.since.IsZero() {
		j.since = h.At
	}
	switch {
	case n[serviceGiven] > 0, j.whole && !lost, j.whole && !j.seen.Before(j.since):
		j.since = time.Time{}
		return j.end(ensembleSubject(), mesoswatch.Evidence{Source: h.Source, Time: h.At, Text: "the ensemble serves"})
	case !lost:
		j.since = time.Time{}
		return nil
	}
	patience := quorumPatience
	if j.whole { // as it was before: the next look tells
		patience *= 3
	}
	if h.At.Sub(j.since) < patience {
		return nil
	}
	what := fmt.Sprintf("none of %d servers serves: %d do not answer, %d answer and do not serve", j.servers.size(), n[serviceDead], n[serviceIdle])
	if n[serviceUnclear] > 0 {
		what += fmt.Sprintf(", %d do not say", n[serviceUnclear])
	}
	return j.hold(condition{
		subject: ensembleSubject(), at: h.At, since: j.since, what: what, level: j.rule.Level,
		fields: map[string]string{"reason": what}, proof: j.proof(h),
	})
}

// lost tells whether the servers' answers mean that there is no quorum, given
// that none is known to serve.
func (j *quorums) lost(n map[service]int) bool {
	all := j.servers.size()
	return n[serviceIdle] > 0 || all > 1 && n[serviceDead] > all/2 || n[serviceUnclear] > 0 && j.tree != "" && j.mute
}

func (j *quorums) proof(h *mesoswatch.Health) []mesoswatch.Evidence {
	var out []mesoswatch.Evidence
	for s := j.servers.tail; s != nil && len(out) < mesoswatch.MaxEvidence-1; s = s.prev {
		out = append(out, mesoswatch.Evidence{Source: s.value.Address, Time: h.At, Text: outcomes(s.value)})
	}
	if j.mute {
		out = append(out, mesoswatch.Evidence{Source: j.election.tree, Time: h.At, Text: "no session with the ensemble"})
	}
	return out
}
