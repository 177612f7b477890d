package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// When held offers are too much: so large a part of what is free, for so long and
// in so many looks, without a launch.
const (
	hoardShare = 0.5
	hoardEnds  = 0.25
	hoardTime  = 10 * time.Minute
	hoardLooks = 4
	// scarce is the part of a resource that must be free for its offers to matter.
	scarce = 0.05
)

// frameworkHoardingOffers tells of frameworks that keep others from being offered
// anything.
func frameworkHoardingOffers() Rule {
	r := Rule{
		Name: "framework-hoarding-offers", ID: "e94b15d3-70ac-4f28-b6d1-38c52e9f07ab",
		Title: "Framework hoards offers",
		Description: "A framework holds offers of half or more of the free CPUs or memory for ten minutes and launches nothing, while another framework is active: what is offered to one is offered to nobody else. " +
			"Neither a look nor the log tells one offer from the next, so a framework that gives offers back and gets the same again within a second counts too. " +
			"Said only where the sums of the cluster are known and a master leads long enough to know its agents. It ends when the framework launches, holds less than a quarter, or is gone.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		References:     []string{"https://mesos.apache.org/documentation/latest/app-framework-development-guide/"},
		FalsePositives: []string{"Schedulers that hold offers by design, such as Aurora and Singularity", "A cluster with hardly anything to run"},
		Runbook:        "framework-trouble",
		Remediation:    "Let the master take offers back (--offer_timeout), give roles a quota, and find out why the framework does not use what it is offered.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		j := &hoarders{said: standing{rule: r}}
		j.there.max, j.holds.max, j.said.open.max = maxFrameworks, maxFrameworks, maxFrameworks
		return j
	})
	return r
}

type hoarders struct {
	there       frameworks
	holds       table[hoard]
	leads       leadership
	total, used *mesoswatch.Resources
	said        standing
}

// hoard is what a framework has held without a break.
type hoard struct {
	since  time.Time
	looks  int
	acts   int64   // tasks it has had
	active float64 // CPUs and memory in use
}

func (j *hoarders) evicted() int64 {
	return j.there.evicted + j.holds.evicted + j.said.open.evicted
}

func (j *hoarders) check(rec mesoswatch.Record) []mesoswatch.Record {
	s := rec.Snapshot
	switch {
	case sawAll(rec.Health, mesoswatch.SubjectFramework):
		return j.judge(rec.Health.At)
	case s == nil:
	case s.Framework != nil && s.Framework.ID != "":
		if j.there.see(s) {
			j.holds.remove(cut(s.Framework.ID, maxSubjectText))
			return j.said.endAt(frameworkOf(s), s.At, departure(s))
		}
	case s.Cluster != nil, s.Master != nil:
		if s.Cluster != nil {
			j.total, j.used = s.Cluster.Total, s.Cluster.Used
		}
		j.leads.see(s)
	}
	return nil
}

func (j *hoarders) judge(at time.Time) []mesoswatch.Record {
	if j.total == nil || j.used == nil || !j.leads.settled(at) {
		j.holds = table[hoard]{max: j.holds.max, evicted: j.holds.evicted}
		return nil
	}
	active := 0
	for _, s := range j.there.all() {
		if is((*s).Framework.Active) {
			active++
		}
	}
	var out []mesoswatch.Record
	for id, s := range j.there.all() {
		out = append(out, j.look(id, *s, at, active)...)
	}
	return out
}

// look judges one framework in one look at all.
func (j *hoarders) look(id string, s *mesoswatch.Snapshot, at time.Time, active int) []mesoswatch.Record {
	f := s.Framework
	if f.Offered == nil {
		j.holds.remove(id) // not told: what was said stands
		return nil
	}
	share := j.share(f.Offered)
	acts, inUse := had(f)
	h := j.holds.get(id)
	launched := h != nil && (acts > h.acts || inUse > h.active)
	if launched || share < hoardEnds {
		j.holds.remove(id)
		return j.said.endAt(frameworkOf(s), at, shown(s, frameworkPath(f), "it launches again, or gave offers back"))
	}
	if h == nil && share < hoardShare {
		return nil
	}
	if h == nil {
		h = j.holds.put(id)
		h.since = at
	}
	h.looks++
	h.acts, h.active = acts, inUse
	others := active
	if is(f.Active) {
		others--
	}
	if share < hoardShare || h.looks < hoardLooks || at.Sub(h.since) < hoardTime || others < 1 || !j.said.due(frameworkOf(s), "", at) {
		return nil
	}
	fields := frameworkFields(f)
	fields["holds"] = resourceText(f.Offered)
	text := fmt.Sprintf("%s holds %s in offers, %s of what is free, since %s in %d looks, and launched nothing",
		frameworkText(f), fields["holds"], percent(share), h.since.UTC().Format(shortTime), h.looks)
	return j.said.hold(condition{
		subject: frameworkOf(s), at: at, since: h.since, level: mesoswatch.Medium, fields: fields,
		proof: []mesoswatch.Evidence{shown(s, frameworkPath(f), text)},
	})
}

// share is how much of what is free is offered, of CPUs or memory, whichever is
// more.
func (j *hoarders) share(offered *mesoswatch.Resources) float64 {
	most := 0.0
	for _, r := range [][3]float64{{offered.CPUs, j.used.CPUs, j.total.CPUs}, {offered.Mem, j.used.Mem, j.total.Mem}} {
		if free := r[2] - r[1]; free > scarce*r[2] {
			most = max(most, r[0]/free)
		}
	}
	return most
}

// had is how many tasks a framework has had that are still told of, and what it
// uses: each grows with a launch.
func had(f *mesoswatch.Framework) (tasks int64, inUse float64) {
	for _, n := range f.Tasks {
		tasks += n
	}
	if f.Used != nil {
		inUse = f.Used.CPUs + f.Used.Mem
	}
	return tasks, inUse
}
