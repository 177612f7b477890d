package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// What makes a master slow: three of its last five rounds.
const (
	slowRounds = 5
	slowEnough = 3
	slowAnswer = 5.0   // seconds for a small answer
	longQueue  = 1_000 // messages, calls or requests that wait in the master
)

// masterSlow watches the answer times and queues of masters over several rounds.
func masterSlow() Rule {
	r := Rule{
		Name: "master-slow", ID: "72d8e1b4-f05c-4a69-8e3b-c94a6d017f58",
		Title: "Slow master",
		Description: "In three or more of its last five rounds a master took more than 5 s for an answer that is small whatever the cluster (/health, /flags, /metrics/snapshot …), or 1,000 or more messages, calls or requests waited in it (its own metrics event_queue_…). " +
			"A master that is overloaded answers everything late: agents are taken for lost, logins time out, and a failover makes it worse. A flood of messages or requests, big answers polled too often (/state), and a host without memory or CPU do that. " +
			"Long answers such as /state are not counted: they take their time on a large cluster.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		References:     []string{"https://mesos.apache.org/documentation/latest/monitoring/"},
		FalsePositives: []string{"The minutes behind a failover, when all agents register at once", "A slow network between here and the master"},
		Runbook:        "master-slow",
		Remediation:    "Find out who asks or sends so much (request lines in its log, connections to its port), and stop that first.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &sluggards{
			plane: newPlane(), standing: standing{rule: r, open: table[stood]{max: maxMasters}}, paces: table[pulse]{max: maxMasters},
		}
	})
	return r
}

type sluggards struct {
	plane
	standing
	paces table[pulse] // by URL
}

// pulse is the last rounds of one master.
type pulse struct {
	answers []float64 // seconds of the slowest small answer
	slowest string    // what was asked for it, in the last round
	queues  []float64 // the longest queue
	longest string    // its metric
}

func (j *sluggards) evicted() int64 {
	return j.masters.evicted + j.open.evicted + j.paces.evicted
}

func (j *sluggards) check(rec mesoswatch.Record) []mesoswatch.Record {
	if j.see(rec) != newsRound || !spoke(rec.Health) {
		return nil
	}
	h := rec.Health
	v := j.masters.peek(key(h.Source))
	p := j.paces.put(key(h.Source))
	p.add(h, v.metrics)
	took := howMany(p.answers, func(f float64) bool { return f > slowAnswer })
	waits := howMany(p.queues, func(f float64) bool { return f >= longQueue })
	fields, what := map[string]string{}, ""
	var proof []mesoswatch.Evidence
	if took >= slowEnough {
		what = "its small answers take more than 5 s"
		proof = append(proof, mesoswatch.Evidence{Source: h.Source, Time: h.At, Text: fmt.Sprintf("%s took %.1f s; more than 5 s in %d of %d rounds", p.slowest, p.answers[len(p.answers)-1], took, len(p.answers))})
	}
	if waits >= slowEnough {
		if what != "" {
			what += ", and "
		}
		what += "1,000 or more messages, calls or requests wait in it"
		proof = append(proof, mesoswatch.Evidence{Source: h.Source + "/metrics/snapshot", Time: h.At, JSONPath: fmt.Sprintf("$[%q]", p.longest), Text: fmt.Sprintf("%q: %s", p.longest, amount(p.queues[len(p.queues)-1]))})
	}
	s := masterSubject(h.Source)
	if what == "" {
		if max(len(p.answers), len(p.queues)) < slowEnough {
			return nil // too early after a start to tell
		}
		return j.end(s, mesoswatch.Evidence{Source: h.Source, Time: h.At, Text: "it answers in time again"})
	}
	fields["reason"] = what
	return j.hold(condition{subject: s, at: h.At, what: what, level: j.rule.Level, fields: fields, proof: proof})
}

// add takes a round in. What was not asked or told this time leaves the picture
// as it is.
func (p *pulse) add(h *mesoswatch.Health, metrics map[string]float64) {
	slowest, asked := 0.0, ""
	for _, x := range h.Asked {
		if small(x.What) && (asked == "" || x.Seconds > slowest) {
			slowest, asked = x.Seconds, x.What
		}
	}
	if asked != "" {
		p.answers, p.slowest = latest(p.answers, slowest), asked
	}
	longest, name := 0.0, ""
	for _, n := range queueMetrics() {
		if f, told := metrics[n]; told && (name == "" || f > longest) {
			longest, name = f, n
		}
	}
	if name != "" {
		p.queues, p.longest = latest(p.queues, longest), name
	}
}

// queueMetrics are how much waits for the master and its allocator
// (src/master/metrics.cpp, src/master/allocator/mesos/metrics.cpp).
func queueMetrics() []string {
	return []string{
		"master/event_queue_messages", "master/event_queue_dispatches", "master/event_queue_http_requests",
		"allocator/event_queue_dispatches", "allocator/mesos/event_queue_dispatches",
	}
}

// small tells whether the answer does not grow with the cluster.
func small(what string) bool {
	_, path, _ := strings.Cut(what, " ")
	path, _, _ = strings.Cut(path, "?")
	return slices.ContainsFunc([]string{"/health", "/version", "/flags", "/redirect", "/metrics/snapshot"}, func(s string) bool { return strings.HasSuffix(path, s) })
}

func latest(all []float64, one float64) []float64 {
	if len(all) == slowRounds {
		all = all[1:]
	}
	return append(all, one)
}

func howMany(all []float64, is func(float64) bool) int {
	n := 0
	for _, f := range all {
		if is(f) {
			n++
		}
	}
	return n
}
