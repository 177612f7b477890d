package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// masterNone tells when no master leads. Waiting out a failover, and telling "none"
// from "cannot be told", takes Go.
func masterNone() Rule {
	r := Rule{
		Name: "master-none", ID: "5d0f1c7e-64a8-4b93-9c1d-0e8f7a2b3c61",
		Title: "No master leads",
		Description: "All masters that answer say that none is elected, for longer than a failover takes (20 s, and each was asked again after that). " +
			"Running tasks go on; nothing new starts, nothing that fails is started again, and agents and frameworks wait. " +
			"Where masters are silent the others must say so in as many words; when all are, source-blind tells, and this rule says nothing.",
		Level: mesoswatch.Critical, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"All masters are stopped and started together", "Masters that were never started with the same ZooKeeper path"},
		Runbook:        "no-leader",
		Remediation:    "Bring ZooKeeper back to a quorum, then see why no master is elected: the last lines of each master's log say it.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &throne{plane: newPlane(), standing: standing{rule: r, open: table[stood]{max: 1}}}
	})
	return r
}

type throne struct {
	plane
	standing
	since time.Time
}

func (j *throne) evicted() int64 { return j.masters.evicted + j.open.evicted }

func (j *throne) check(rec mesoswatch.Record) []mesoswatch.Record {
	if j.see(rec) == newsNone {
		return nil
	}
	at := rec.At()
	state := j.lead()
	if state != leadVacant {
		j.since = time.Time{}
	}
	switch state {
	case leadHeld:
		return j.end(wholeCluster, mesoswatch.Evidence{Source: j.led(), Time: at, Text: "a master leads"})
	case leadVacant:
		return j.vacant(at)
	}
	return nil
}

func (j *throne) vacant(at time.Time) []mesoswatch.Record {
	if j.since.IsZero() {
		j.since = at
	}
	all := j.answering()
	if !confirmed(j.since, all) {
		return nil
	}
	what := fmt.Sprintf("none of %d masters leads", len(all))
	if n := len(j.cluster.Silent); n > 0 {
		what += fmt.Sprintf(", %d more do not answer", n)
	}
	return j.hold(condition{
		subject: wholeCluster, at: at, since: j.since, what: what, level: j.rule.Level,
		fields: map[string]string{"reason": what}, proof: words(all),
	})
}

// led names who leads, as far as it is known.
func (j *throne) led() string {
	if all := j.leaders(); len(all) > 0 {
		return all[0].url
	}
	for _, v := range j.answering() {
		if v.told != nil && v.told.PointsAt != "" {
			return v.url
		}
	}
	return j.cluster.Leader
}
