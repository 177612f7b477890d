package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// returning is how long agents may take to come back to a new leader: they wait up
// to a minute at random before they register (--registration_backoff_factor), and
// one was seen to take 77 s.
const returning = 2 * time.Minute

// masterElectedButEmpty tells an empty cluster from a leader that does not know
// its own.
func masterElectedButEmpty() Rule {
	r := Rule{
		Name: "master-elected-but-empty", ID: "a96f2d07-4be1-4837-b5c0-3f8d1e7092ba",
		Title: "Leader with an empty cluster",
		Description: "A master leads and shows an empty cluster that is none: it has not read its registry yet for longer than a failover takes, or its own metrics count agents that it does not list, or another leader had agents and none has come back within two minutes. " +
			"A leader without a quorum of its registry answers 200 with an empty state until it gives up and ends itself, and the next one does the same. " +
			"A cluster that never had agents is quiet; so is one whose agents left one after the other under one leader.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.impact"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/", "https://mesos.apache.org/documentation/latest/replicated-log-internals/"},
		FalsePositives: []string{"All agents are stopped for a while, and the leader changes meanwhile"},
		Runbook:        "no-leader",
		Remediation:    "Believe nothing that this leader lists; bring back the other masters so that the registry has its quorum, and do not start the cluster anew.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &hollow{plane: newPlane(), standing: standing{rule: r, open: table[stood]{max: 1}}}
	})
	return r
}

type hollow struct {
	plane
	standing
	populated term // the last that had agents
	agents    int64
	why       string // what was found last, and since when
	since     time.Time
	sawAgents string // the master that listed all its agents last
}

// term is one leadership of one process.
type term struct {
	url, id string
	elected time.Time
}

func termOf(v *voice) term {
	if v.told == nil {
		return term{url: v.url}
	}
	return term{v.url, v.told.ID, v.told.ElectedAt}
}

// after tells whether it is known to be another term than the one before.
func (t term) after(o term) bool {
	switch {
	case t.url != o.url:
		return true
	case t.id != "" && o.id != "" && t.id != o.id:
		return true
	}
	return !t.elected.IsZero() && !o.elected.IsZero() && t.elected.After(o.elected)
}

func (j *hollow) evicted() int64 { return j.masters.evicted + j.open.evicted }

func (j *hollow) check(rec mesoswatch.Record) []mesoswatch.Record {
	if j.see(rec) == newsNone {
		return nil
	}
	v := j.leading()
	if v == nil {
		return nil // what was found before stands until a leader shows otherwise
	}
	j.looked(rec.Health, v)
	at := rec.At()
	n, known := registered(v)
	if known && n > 0 && !j.hidden(v) {
		if rec.Snapshot == nil || rec.Snapshot.Metrics == nil {
			return nil // the numbers are of before whatever this says
		}
		j.populated, j.agents, j.why = termOf(v), n, ""
		if !recovering(v) {
			return j.end(wholeCluster, mesoswatch.Evidence{Source: v.url, Time: at, Text: fmt.Sprintf("%d agents are registered with it", n)})
		}
	}
	why, patience := j.empty(v, n, known)
	if why != j.why {
		j.why, j.since = why, at
	}
	if why == "" && known {
		return j.end(wholeCluster, mesoswatch.Evidence{Source: v.url, Time: at, Text: "it has read its registry, and nothing says that it had more"})
	}
	if why == "" || at.Sub(j.since) < patience || !confirmed(j.since, []*voice{v}) {
		return nil
	}
	return j.hold(condition{
		subject: wholeCluster, at: at, since: j.since, what: why, level: j.rule.Level,
		fields: map[string]string{"reason": why}, proof: append([]mesoswatch.Evidence{v.word()}, j.proof(v)...),
	})
}

// looked notes whether the leader's list of agents is seen.
func (j *hollow) looked(h *mesoswatch.Health, v *voice) {
	if h == nil || h.Source != v.url {
		return
	}
	if _, lacks := h.Lacking[mesoswatch.SubjectAgent]; lacks {
		j.sawAgents = ""
	} else if sawAll(h, mesoswatch.SubjectAgent) {
		j.sawAgents = v.url
	}
}

// lists answers how many agents the leader lists.
func (j *hollow) lists(v *voice) (int64, bool) {
	n, told := j.cluster.Seen[mesoswatch.SubjectAgent]
	return n, told && j.sawAgents == v.url
}

// leading is the one master that leads by its own word.
func (j *hollow) leading() *voice {
	if all := j.leaders(); len(all) == 1 {
		return all[0]
	}
	return nil
}

// empty says why the leader's empty cluster is none, and how long that must last.
func (j *hollow) empty(v *voice, n int64, known bool) (string, time.Duration) {
	switch {
	case recovering(v):
		return "it leads and has not read its registry", failover
	case j.hidden(v):
		return fmt.Sprintf("it counts %d agents and lists none", n), failover
	case known && n == 0 && j.agents > 0 && termOf(v).after(j.populated):
		return fmt.Sprintf("%d agents were registered with the leader before, and none is with this one", j.agents), returning
	}
	return "", 0
}

// recovering tells whether it has not read its registry, by its own word or by
// the replicated log's metric.
func recovering(v *voice) bool {
	recovered, told := v.metrics["registrar/log/recovered"]
	return v.told != nil && v.told.Recovering || told && recovered == 0
}

// registered counts the agents that the leader has or remembers, by its own
// numbers: what the cluster is said to have may still be its predecessor's word.
func registered(v *voice) (n int64, known bool) {
	for _, name := range []string{"master/slaves_active", "master/slaves_inactive", "master/slaves_unreachable"} {
		if k, told := v.metrics[name]; told {
			n, known = n+int64(k), known || name == "master/slaves_active"
		}
	}
	return n, known
}

// hidden tells whether the leader lists no agent although it counts some as here.
func (j *hollow) hidden(v *voice) bool {
	seen, told := j.lists(v)
	return told && seen == 0 && v.metrics["master/slaves_active"] > 0
}

func (j *hollow) proof(v *voice) []mesoswatch.Evidence {
	var out []mesoswatch.Evidence
	for _, name := range []string{"registrar/log/recovered", "master/slaves_active", "master/frameworks_active"} {
		if f, told := v.metrics[name]; told {
			out = append(out, mesoswatch.Evidence{Source: v.url + "/metrics/snapshot", Time: v.at, JSONPath: fmt.Sprintf("$[%q]", name), Text: fmt.Sprintf("%q: %s", name, amount(f))})
		}
	}
	if seen, told := j.cluster.Seen[mesoswatch.SubjectAgent]; told {
		out = append(out, mesoswatch.Evidence{Source: v.url + "/slaves", Time: v.at, JSONPath: "$.slaves", Text: fmt.Sprintf("%d agents", seen)})
	}
	return out
}
