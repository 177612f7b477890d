package rules

import (
	"path"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// masterNotInZooKeeper compares the masters that answer with the candidates in
// ZooKeeper: two sources, so it takes Go.
func masterNotInZooKeeper() Rule {
	r := Rule{
		Name: "master-not-in-zookeeper", ID: "8e2a6f40-1b7d-4c95-b3e8-4d5a9c0e7f12",
		Title: "Master not in ZooKeeper",
		Description: "A master leads by its own word and has no candidate znode, or ZooKeeper's lowest candidate is another one (high); or a master that answers without leading has no candidate znode, so it can never lead (medium). " +
			"Judged only where all candidates below the path were seen and their data can be read, and after a failover's time, when tree and master were both looked at again. " +
			"A master that runs without ZooKeeper has no znode, and is told of when a ZooKeeper path is watched together with it.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.impact", "attack.persistence", "attack.t1557"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"Another ZooKeeper path or ensemble is watched than the one the masters use", "A master that is meant to run without ZooKeeper"},
		Runbook:        "false-master",
		Remediation:    "Compare the --zk of the master with the path that is watched; find out who deleted its znode, or who started a master that does not belong here.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &absentees{
			plane: newPlane(), election: newElection(), standing: standing{rule: r, open: table[stood]{max: maxMasters}},
			since: table[time.Time]{max: maxMasters},
		}
	})
	return r
}

type absentees struct {
	plane
	election
	standing
	since table[time.Time] // by URL
}

func (j *absentees) evicted() int64 {
	return j.masters.evicted + j.nodes.evicted + j.open.evicted + j.since.evicted
}

func (j *absentees) check(rec mesoswatch.Record) []mesoswatch.Record {
	tree, said := j.election.see(rec), j.plane.see(rec)
	if rec.Snapshot != nil && rec.Snapshot.Gone && rec.Snapshot.Master != nil {
		u := rec.Snapshot.Master.URL
		j.since.remove(key(u))
		return j.end(masterSubject(u), mesoswatch.Evidence{Source: u, Time: rec.At(), Text: "this master is no more"})
	}
	if !tree && said == newsNone || !j.whole || !j.legible() {
		return nil
	}
	var out []mesoswatch.Record
	for _, v := range j.answering() {
		out = append(out, j.judge(v, rec.At())...)
	}
	return out
}

// legible tells whether all candidates say who they are: one that does not could
// be the master that is missing.
func (j *absentees) legible() bool {
	for n := j.nodes.head; n != nil; n = n.next {
		if !readable(&n.value) && masterNode.MatchString(path.Base(n.value.Path)) {
			return false
		}
	}
	return true
}

func (j *absentees) judge(v *voice, at time.Time) []mesoswatch.Record {
	what, level, known := j.wrong(v)
	switch {
	case !known:
		return nil
	case what == "":
		j.since.remove(key(v.url))
		return j.end(masterSubject(v.url), mesoswatch.Evidence{Source: j.tree, Time: at, Text: "its znode is there, and what it says agrees"})
	}
	since := j.since.put(key(v.url))
	if since.IsZero() {
		*since = at
	}
	if !confirmed(*since, []*voice{v}) || j.seen.Before(since.Add(failover)) {
		return nil
	}
	proof := []mesoswatch.Evidence{v.word()}
	for _, c := range j.candidates()[:min(j.nodes.size(), mesoswatch.MaxEvidence-1)] {
		proof = append(proof, j.node(c, at))
	}
	if len(proof) == 1 {
		proof = append(proof, mesoswatch.Evidence{Source: j.tree, Time: at, Text: "no candidate below the path"})
	}
	fields := map[string]string{"reason": what}
	if v.told != nil {
		fields["hostname"], fields["version"] = v.told.Hostname, v.told.Version
		upidFields(fields, v.told.PID)
	}
	return j.hold(condition{subject: masterSubject(v.url), at: at, since: *since, what: what, level: level, fields: fields, proof: proof})
}

// wrong says what does not fit about a master; empty when all does. It is not
// known while the master does not say whether it leads, or what its address is.
func (j *absentees) wrong(v *voice) (what string, level mesoswatch.Level, known bool) {
	if v.told == nil || v.told.Elected == nil && !v.told.NoLeader && !j.leads(v) {
		return "", 0, false
	}
	var own, first *mesoswatch.Znode
	for n := j.nodes.head; n != nil; n = n.next {
		c := &n.value
		if c.Leader {
			first = c
		}
		if v.stands(c) && (own == nil || c.Leader) {
			own = c
		}
	}
	switch {
	case own == nil && v.pid() == "": // it can be asked at another address than it advertises
		return "", 0, false
	case own == nil && j.leads(v):
		return "it leads by its own word, and has no candidate znode", mesoswatch.High, true
	case own == nil:
		return "it answers as a master, and has no candidate znode: it cannot be elected", mesoswatch.Medium, true
	case j.leads(v) && first != nil && first != own:
		return "it leads by its own word, and the first candidate in ZooKeeper is " + or(first.Address, first.PID), mesoswatch.High, true
	}
	return "", 0, true
}

// masterSubject names a master by its URL, as its snapshots do.
func masterSubject(u string) mesoswatch.Subject {
	return mesoswatch.Subject{Kind: mesoswatch.SubjectMaster, Name: cut(u, maxSubjectText)}
}
