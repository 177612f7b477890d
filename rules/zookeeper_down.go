package rules

import (
	"fmt"

	"github.com/mesoswatch/mesoswatch"
)

// zookeeperDown tells of servers that are out while others may serve.
func zookeeperDown() Rule {
	r := Rule{
		Name: "zookeeper-down", ID: "6b1e9f52-c03a-4d78-a4e7-21f5d8b06c93",
		Title: "ZooKeeper server down",
		Description: "A ZooKeeper server answers none of the four-letter words (unreachable, or no answer in time), or answers that it does not serve while another server does. " +
			"The ensemble goes on as long as more than half of it serves: medium. High where no other server is known, since then nobody is left. " +
			"A server that refuses all words because of its whitelist cannot be told from one that is wrong there: source-blind tells of it. An ensemble that does not serve at all is zookeeper-no-quorum's.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		FalsePositives: []string{"A rolling restart of the ensemble", "A server that was taken out of service and is still in the ZooKeeper URL"},
		Runbook:        "zookeeper-unreachable",
		Remediation:    "Start the server and see that it joins; with one server less the next failure ends the quorum.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &downs{ensemble: newEnsemble(), standing: standing{rule: r, open: table[stood]{max: maxServers}}}
	})
	return r
}

type downs struct {
	ensemble
	standing
}

func (j *downs) evicted() int64 { return j.servers.evicted + j.open.evicted }

func (j *downs) check(rec mesoswatch.Record) []mesoswatch.Record {
	if j.see(rec.Snapshot) && rec.Snapshot.Gone {
		a := rec.Snapshot.ZooKeeper.Address
		return j.end(serverSubject(a), mesoswatch.Evidence{Source: a, Time: rec.At(), Text: "this server is no longer watched"})
	}
	if rec.Health == nil {
		return nil
	}
	z := j.of(rec.Health.Source)
	if z == nil {
		return nil
	}
	what, serves := "", j.count()[serviceGiven]
	switch serviceOf(z) {
	case serviceDead:
		what = "it does not answer"
	case serviceIdle:
		if serves > 0 {
			what = "it answers, and does not serve: it is not part of the quorum"
		}
	}
	if what == "" {
		return j.end(serverSubject(z.Address), mesoswatch.Evidence{Source: z.Address, Time: rec.At(), Text: "it answers again"})
	}
	level := mesoswatch.Medium
	if j.servers.size() == 1 {
		level = mesoswatch.High
		what += ", and no other server is known"
	}
	return j.hold(condition{
		subject: serverSubject(z.Address), at: rec.At(), what: what, level: level,
		fields: map[string]string{"reason": what, "words": outcomes(z), "servers": fmt.Sprint(j.servers.size()), "serving": fmt.Sprint(serves)},
		proof:  []mesoswatch.Evidence{replied(z, rec.Health)},
	})
}
