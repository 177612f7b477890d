package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// When use jumps: to so many times what it was at its lowest within that time, by
// that part of the cluster.
const (
	spikeTimes = 3
	spikeShare = 0.2
	spikeTime  = 15 * time.Minute
	// spikeNew is how far above its highest before the use must be: what comes back
	// is no news.
	spikeNew = 1.2
)

// resourceSpike compares what is used with what was used before.
func resourceSpike() Rule {
	r := Rule{
		Name: "resource-spike", ID: "b8420f6d-5e17-4d3a-9c84-16fa0b73e2d9",
		Title: "Use of resources jumps",
		Description: "A framework uses three times as many CPUs, memory or GPUs as a quarter of an hour before, a fifth of the cluster more (medium from half of the cluster on, else low). " +
			"Where no framework does, the same is asked of roles, and then of the cluster as a whole: one cause is one finding. " +
			"The first look, the time after a leader's election, and a cluster whose agents come back say nothing, and what was used within the hour before is no news. " +
			"Miners show like this, and so does every large job. It ends when half of the rise is gone.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1496"},
		References:     []string{"https://mesos.apache.org/documentation/latest/monitoring/"},
		FalsePositives: []string{"A large batch job", "An application that is scaled up"},
		Runbook:        "resource-use",
		Remediation:    "Ask whose job it is; look at what its tasks run when nobody knows.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		j := &spikes{said: standing{rule: r}}
		j.frameworks.max, j.roles.max, j.said.open.max = maxFrameworks, maxRoles, maxFrameworks
		j.usages.max = maxFrameworks + maxRoles
		return j
	})
	return r
}

type spikes struct {
	frameworks frameworks
	roles      table[*mesoswatch.Snapshot]
	cluster    *mesoswatch.Snapshot
	leads      leadership
	usages     table[usage]
	looked     map[string]time.Time // by kind: the look before this one
	jumped     time.Time            // when something was last said of a jump
	said       standing
}

func (j *spikes) evicted() int64 {
	return j.frameworks.evicted + j.roles.evicted + j.usages.evicted + j.said.open.evicted
}

func (j *spikes) check(rec mesoswatch.Record) []mesoswatch.Record {
	s := rec.Snapshot
	switch {
	case rec.Health != nil:
		return j.judge(rec.Health)
	case s == nil:
	case s.Framework != nil && s.Framework.ID != "":
		if j.frameworks.see(s) {
			j.usages.remove(frameworkOf(s).String())
			return j.said.endAt(frameworkOf(s), s.At, departure(s))
		}
	case s.Role != nil && s.Gone:
		j.roles.remove(cut(s.Role.Name, maxSubjectText))
		j.usages.remove(roleOf(s).String())
		return j.said.endAt(roleOf(s), s.At, shown(s, rolePath(s.Role.Name), "the master no longer lists it"))
	case s.Role != nil:
		*j.roles.put(cut(s.Role.Name, maxSubjectText)) = s
	case s.Cluster != nil, s.Master != nil:
		if s.Cluster != nil {
			j.cluster = s
		}
		if j.leads.see(s) {
			j.startOver()
		}
	}
	return nil
}

// startOver forgets what was used: another leader counts anew.
func (j *spikes) startOver() {
	j.usages = table[usage]{max: j.usages.max, evicted: j.usages.evicted}
	j.looked = nil
}

// judge takes one look: at frameworks, then roles, then the whole, as far as each
// was seen completely.
func (j *spikes) judge(h *mesoswatch.Health) []mesoswatch.Record {
	if len(h.Complete) == 0 {
		return nil
	}
	if j.cluster == nil || j.cluster.Cluster.Total == nil || !j.leads.settled(h.At) {
		j.startOver()
		return nil
	}
	var out []mesoswatch.Record
	if sawAll(h, mesoswatch.SubjectFramework) {
		for _, s := range j.frameworks.all() {
			f := (*s).Framework
			out = append(out, j.look(*s, frameworkOf(*s), f.Used, h.At)...)
		}
		j.saw(mesoswatch.SubjectFramework, h.At)
	}
	if sawAll(h, mesoswatch.SubjectRole) {
		for _, s := range j.roles.all() {
			out = append(out, j.look(*s, roleOf(*s), (*s).Role.Used, h.At)...)
		}
		j.saw(mesoswatch.SubjectRole, h.At)
	}
	if sawAll(h, mesoswatch.SubjectAgent) {
		out = append(out, j.look(j.cluster, wholeCluster, j.cluster.Cluster.Used, h.At)...)
		j.saw(mesoswatch.SubjectCluster, h.At)
	}
	return out
}

func (j *spikes) saw(kind string, at time.Time) {
	if j.looked == nil {
		j.looked = make(map[string]time.Time)
	}
	j.looked[kind] = at
}

// look adds to what is known of a subject's use and says whether it jumps.
func (j *spikes) look(s *mesoswatch.Snapshot, subject mesoswatch.Subject, used *mesoswatch.Resources, at time.Time) []mesoswatch.Record {
	name := subject.String()
	if used == nil {
		j.usages.remove(name) // not told: nothing can be compared
		*j.usages.put(name) = usage{}
		return nil
	}
	total := measure(j.cluster.Cluster.Total)
	p := j.usages.get(name)
	if p == nil {
		p = j.usages.put(name)
		if before := j.looked[subject.Kind]; !before.IsZero() {
			p.add(use{at: before, total: total}) // it was not there
		}
	}
	p.add(use{at, measure(used), total})
	if j.said.holds(subject) {
		return j.goesOn(s, subject, p, at)
	}
	i := p.jump()
	if i < 0 || subject.Kind != mesoswatch.SubjectFramework && !j.jumped.IsZero() && at.Sub(j.jumped).Abs() <= spikeTime {
		return nil
	}
	p.from, p.top = p.uses[i].used, measure(used)
	j.jumped = at
	return j.tell(s, subject, p, at)
}

// goesOn says of a jump that it lasts, or that half of it is gone.
func (j *spikes) goesOn(s *mesoswatch.Snapshot, subject mesoswatch.Subject, p *usage, at time.Time) []mesoswatch.Record {
	now := p.uses[len(p.uses)-1].used
	for k := range now {
		p.top[k] = max(p.top[k], now[k])
	}
	if p.lasts() {
		return j.tell(s, subject, p, at)
	}
	return j.said.endAt(subject, at, shown(s, usedPath(subject), "it uses "+now.String()+" now: half of the rise is gone"))
}

func (j *spikes) tell(s *mesoswatch.Snapshot, subject mesoswatch.Subject, p *usage, at time.Time) []mesoswatch.Record {
	last := p.uses[len(p.uses)-1]
	level, part := mesoswatch.Low, last.share(p.from)
	if part >= 0.5 {
		level = mesoswatch.Medium
	}
	if !j.said.due(subject, level.String(), at) {
		return nil
	}
	fields := map[string]string{}
	switch {
	case s.Framework != nil:
		fields = frameworkFields(s.Framework)
	case s.Role != nil:
		fields["roles"] = s.Role.Name
	}
	fields["before"], fields["holds"] = p.from.String(), last.used.String()
	text := fmt.Sprintf("%s uses %s, %s before; the rise is %s of the cluster", subject, fields["holds"], fields["before"], percent(part))
	return j.said.hold(condition{
		subject: subject, at: at, what: level.String(), level: level, fields: fields,
		proof: []mesoswatch.Evidence{shown(s, usedPath(subject), text)},
	})
}

// usedPath is where the endpoints tell what a subject uses.
func usedPath(s mesoswatch.Subject) string {
	switch s.Kind {
	case mesoswatch.SubjectFramework:
		return fmt.Sprintf("$.frameworks[?(@.id==%q)].used_resources", s.Name)
	case mesoswatch.SubjectRole:
		return rolePath(s.Name) + ".resources"
	}
	return "$.slaves[*].used_resources"
}
