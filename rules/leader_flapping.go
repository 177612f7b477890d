package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// flapWindow and flapTerms: so many leaderships within that time are too many.
const (
	flapWindow = 30 * time.Minute
	flapTerms  = 3
)

// leaderFlapping counts leaderships as one master's log tells them. Comparing
// with the leader before takes Go: a master that starts names the leader again.
func leaderFlapping() Rule {
	r := Rule{
		Name: "leader-flapping", ID: "09cd6a9d-fb46-4184-a93d-8fe10ecddb0c",
		Title: "Leader flapping",
		Description: "A master's log tells of three or more leaderships within half an hour, each of another master than the one before. " +
			"One malformed request can end a master of an old release, and repeated it ends one leader after the other; a sick ZooKeeper ensemble does the same. " +
			"In 0.14 and 0.15 the log tells of its own elections only, and those are counted.",
		Level: mesoswatch.High, Status: "stable", Service: "master",
		Tags:           []string{"attack.impact", "attack.t1499.004"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"Rolling restarts of all masters"},
		Runbook:        "leader-flapping",
		Remediation:    "Find out whether masters end by themselves or are ended: the last lines before each end, and who connected then.",
		On:             On{Kinds: []string{"leader-changed", "leader-elected"}},
	}
	r.New = func() Check {
		logs := table[terms]{max: maxConfigged}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || !serves("master", e.Service) || e.Template != "lead.detected" && e.Template != "lead.elected.014" {
				return nil
			}
			proof, count := logs.put(key(writer(e))).see(e)
			if count == 0 {
				return nil
			}
			f := r.event(mesoswatch.Subject{Kind: "master", Name: owner(e)}, e, nil)
			f.FirstSeen, f.Count, f.Evidence = proof[0].Time, count, proof
			return one(f)
		}
	}
	return r
}

// terms are the latest leaderships in a log.
type terms struct {
	leader string
	latest []mesoswatch.Evidence // lines that began one, at most flapTerms
}

// see answers what of the log is to be told: nothing, or the lines and how many
// leaderships they add.
func (t *terms) see(e *mesoswatch.Event) ([]mesoswatch.Evidence, int) {
	if e.Leader != "" && e.Leader == t.leader {
		return nil, 0
	}
	t.leader = e.Leader
	told := t.within(e.Time)
	t.latest = append(t.latest, evidence(e))
	if len(t.latest) > flapTerms {
		t.latest = t.latest[1:]
	}
	switch {
	case !t.within(e.Time):
		return nil, 0
	case told:
		return t.latest[flapTerms-1:], 1
	}
	return append([]mesoswatch.Evidence(nil), t.latest...), flapTerms
}

// within tells whether the latest leaderships are too many at that time.
func (t *terms) within(at time.Time) bool {
	return len(t.latest) == flapTerms && at.Sub(t.latest[0].Time).Abs() <= flapWindow
}
