package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// masterTwoLeaders tells when several masters lead at a time.
func masterTwoLeaders() Rule {
	r := Rule{
		Name: "master-two-leaders", ID: "c3b7e0a9-2f4d-4d56-8a17-7e9b1f60d2c4",
		Title: "Two masters lead",
		Description: "Two or more masters lead by their own word (the metric master/elected, or elected_time in their state), for longer than a failover takes, and each said so again after that. " +
			"Agents and frameworks follow the one they hear of: one part of the cluster starts tasks that the other does not know. " +
			"One of them was started without this ZooKeeper or with another path, has lost its session and not noticed, or is a false master. " +
			"One process that is asked by two names counts once.",
		Level: mesoswatch.Critical, Status: "stable",
		Tags:           []string{"attack.impact", "attack.persistence", "attack.t1557"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"Masters of two clusters were named together"},
		Runbook:        "false-master",
		Remediation:    "Find out which one ZooKeeper names and agents follow, keep the other one from being reached, and find out who started it.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &rivalry{plane: newPlane(), election: newElection(), standing: standing{rule: r, open: table[stood]{max: 1}}}
	})
	return r
}

type rivalry struct {
	plane
	election
	standing
	who   string // that lead
	since time.Time
}

func (j *rivalry) evicted() int64 { return j.masters.evicted + j.nodes.evicted + j.open.evicted }

func (j *rivalry) check(rec mesoswatch.Record) []mesoswatch.Record {
	j.election.see(rec)
	if j.plane.see(rec) == newsNone {
		return nil
	}
	at := rec.At()
	all := j.leaders()
	if len(all) < 2 {
		j.who = ""
		if len(all) == 1 || j.lead() == leadVacant {
			return j.end(wholeCluster, mesoswatch.Evidence{Source: oneOf(all), Time: at, Text: "no more than one master leads"})
		}
		return nil
	}
	urls := make([]string, len(all))
	for i, v := range all {
		urls[i] = v.url
	}
	who := strings.Join(urls, ", ")
	if who != j.who {
		j.who, j.since = who, at
	}
	if !confirmed(j.since, all) {
		return nil
	}
	what := fmt.Sprintf("%d masters lead: %s", len(all), who)
	if c := j.first(); c != nil && c.Address != "" {
		what += "; ZooKeeper names " + c.Address
	}
	return j.hold(condition{
		subject: wholeCluster, at: at, since: j.since, what: what, level: j.rule.Level,
		fields: map[string]string{"reason": what}, proof: words(all),
	})
}

// oneOf is the URL of the first of them; empty when there is none.
func oneOf(all []*voice) string {
	if len(all) == 0 {
		return ""
	}
	return all[0].url
}
