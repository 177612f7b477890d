package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// masterForeignCandidate looks at who stands for election in ZooKeeper, with the
// baseline, the user's list of masters and the masters' own answers.
func masterForeignCandidate(known *baseline.Baseline) Rule {
	r := Rule{
		Name: "master-foreign-candidate", ID: "1f9c4d83-7a52-4e06-9d2b-b60e3a58c7f4",
		Title: "Foreign master candidate",
		Description: "A candidate znode of somebody who is no master of this cluster: not in the baseline's masters or, where that has none, not among the masters that were named with --master (when those are all: as many as --quorum of the masters allows, or more than one where that is hidden); " +
			"or its name is none that masters write, its data names no master, contradicts itself or what the master at its address answers; or what answers there is no master (high); or nobody answers there for two minutes although its session lives (medium). " +
			"A leader that masters point at is compared the same way. Whoever writes the lowest candidate is taken for the leader by agents and frameworks, which then send it all they know. " +
			"Without a baseline and a list of masters nothing tells who belongs; what contradicts itself is told all the same.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.persistence", "attack.credential-access", "attack.t1557"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"A new master that is not in the baseline yet, or was not named", "A master that cannot be reached from here", "A master that moved to another address"},
		Runbook:        "false-master",
		Remediation:    "Find out who wrote the znode (its session leads to the client's address), delete it when it does not belong, and close ZooKeeper to all but masters, agents and schedulers.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &strangers{
			known: known, plane: newPlane(), election: newElection(), standing: standing{rule: r, open: table[stood]{max: maxZnodes}},
			since: table[doubted]{max: 4 * maxZnodes},
		}
	})
	return r
}

type strangers struct {
	known *baseline.Baseline
	plane
	election
	standing
	since  table[doubted]  // by subject and reason
	rounds int             // of judging
	listed int             // masters that the user named, if those are all
	stands map[string]bool // host:port of candidates, by address and by name
}

// doubted is since when there is a doubt, and the last round that had it.
type doubted struct {
	since time.Time
	round int
}

// accused is somebody whom something speaks against.
type accused struct {
	doubts []doubt
	fields map[string]string
	proof  []mesoswatch.Evidence
}

func (j *strangers) evicted() int64 {
	return j.masters.evicted + j.nodes.evicted + j.open.evicted + j.since.evicted
}

func (j *strangers) check(rec mesoswatch.Record) []mesoswatch.Record {
	tree, said := j.election.see(rec), j.plane.see(rec)
	if !tree && said == newsNone {
		return nil
	}
	all := make(map[string]*accused)
	if s := rec.Snapshot; tree && s != nil && !s.Gone { // a new one is judged at once, all of them with each round
		if c := j.nodes.peek(key(s.Znode.Path)); c != nil {
			j.try(all, c, s.At)
		}
		return j.accuse(all, s.At)
	}
	at := rec.At()
	j.stands = j.places()
	j.rounds, j.listed = j.rounds+1, j.list()
	for _, c := range j.candidates() {
		j.try(all, c, at)
	}
	for _, v := range j.answering() {
		j.pointed(all, v, at)
	}
	return append(j.accuse(all, at), j.acquit(all, at)...)
}

// places lists where candidates are, by address and by name.
func (j *strangers) places() map[string]bool {
	at := make(map[string]bool, 2*j.nodes.size())
	for n := j.nodes.head; n != nil; n = n.next {
		c := &n.value
		at[strings.ToLower(c.Address)] = true
		if _, port, ok := mesoswatch.SplitAddress(c.Address); ok && c.Hostname != "" {
			at[strings.ToLower(c.Hostname+":"+port)] = true
		}
	}
	return at
}

// try looks at one candidate.
func (j *strangers) try(all map[string]*accused, c *mesoswatch.Znode, at time.Time) {
	name := or(or(c.Address, upidAddress(c.PID)), or(c.PID, c.Path)) // whoever it claims to be, or what there is of it
	ds := j.lasting(name, j.doubts(c), at)
	if len(ds) == 0 {
		return
	}
	a := all[name]
	if a == nil {
		a = &accused{fields: claims(c)}
		all[name] = a
	}
	a.doubts = append(a.doubts, ds...)
	a.proof = append(a.proof, j.node(c, at))
	if v := j.by(name); v != nil && v.told != nil && len(a.proof) < mesoswatch.MaxEvidence {
		a.proof = append(a.proof, identity(v))
	}
}

// pointed looks at whom a master names as the leader, if that is no candidate.
func (j *strangers) pointed(all map[string]*accused, v *voice, at time.Time) {
	if v.told == nil || v.told.PointsAt == "" || v.is(v.told.PointsAt) {
		return
	}
	name := v.told.PointsAt
	if j.by(name) != nil || j.stands[strings.ToLower(name)] {
		return
	}
	host, address := "", name
	if _, _, ok := mesoswatch.SplitAddress(name); !ok {
		host, _, _ = strings.Cut(name, ":")
		if j.known == nil || j.known.Masters == nil { // a host name of one that was named, for all we know
			return
		}
	}
	why := j.stranger(host, address)
	if why == "" {
		return
	}
	ds := j.lasting(name, []doubt{{"masters name it as the leader, and " + why, mesoswatch.High, failover, v}}, at)
	if len(ds) == 0 {
		return
	}
	if all[name] == nil {
		all[name] = &accused{doubts: ds, fields: map[string]string{"hostname": host}}
	}
	all[name].proof = append(all[name].proof, v.word())
}

// lasting leaves the doubts that have lasted as long as they must.
func (j *strangers) lasting(name string, ds []doubt, at time.Time) []doubt {
	return slices.DeleteFunc(ds, func(d doubt) bool {
		s := j.since.put(key(name, d.why))
		if s.since.IsZero() || s.round < j.rounds-1 {
			s.since = at
		}
		s.round = j.rounds
		return at.Sub(s.since) < d.after || d.by != nil && d.by.answered.Before(s.since.Add(d.after))
	})
}

func (j *strangers) accuse(all map[string]*accused, at time.Time) []mesoswatch.Record {
	var out []mesoswatch.Record
	for _, name := range slices.Sorted(maps.Keys(all)) {
		a := all[name]
		var level mesoswatch.Level
		var why []string
		for _, d := range a.doubts {
			level = max(level, d.level)
			why = append(why, d.why)
		}
		slices.Sort(why)
		what := strings.Join(slices.Compact(why), "; ")
		a.fields["reason"] = what
		subject := masterSubject(name)
		if strings.HasPrefix(name, "/") {
			subject.Kind = mesoswatch.SubjectZnode
		}
		out = append(out, j.hold(condition{
			subject: subject, at: at, what: what, level: level, fields: a.fields,
			proof: a.proof[:min(len(a.proof), mesoswatch.MaxEvidence)],
		})...)
	}
	return out
}

// acquit ends what nothing speaks for any more. While one that was accused holds
// its place and does not answer, nothing has been cleared.
func (j *strangers) acquit(all map[string]*accused, at time.Time) []mesoswatch.Record {
	var out []mesoswatch.Record
	for n := j.open.tail; n != nil; {
		s := n.value.subject
		n = n.prev
		v := j.by(s.Name)
		stands := j.stands[strings.ToLower(s.Name)]
		if all[s.Name] != nil || stands && v != nil && j.silent(v.url) {
			continue
		}
		text := "its znode is gone"
		if stands {
			text = "nothing speaks against it any more"
		}
		out = append(out, j.end(s, mesoswatch.Evidence{Source: j.tree, Time: at, Text: text})...)
	}
	return out
}

// identity is who answers at an address, as proof.
func identity(v *voice) mesoswatch.Evidence {
	m := v.told
	return mesoswatch.Evidence{Source: v.url, Time: v.at, Text: cut(fmt.Sprintf(
		"answers as pid %q, host name %q, id %q, version %q", m.PID, m.Hostname, m.ID, m.Version), maxEvidenceText)}
}
