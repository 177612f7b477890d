package rules

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// quotaMissing tells of roles that share a cluster without a quota.
func quotaMissing() Rule {
	r := Rule{
		Name: "quota-missing", ID: "7d1e5b08-c64f-4b93-a2f7-90e83c6d41b5",
		Title: "Role without quota",
		Description: "Two or more roles have frameworks, and a role other than the default one (*) has no quota, nor one of the roles above it: whoever comes first takes all, and a framework that asks for everything starves the others. " +
			"Where no role has a quota, or many have none, that is one finding about the cluster, else one about each role without. Of roles whose quota is not told nothing is said. Quotas are there from 0.27 on.",
		Level: mesoswatch.Low, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1496"},
		References:     []string{"https://mesos.apache.org/documentation/latest/quota/"},
		FalsePositives: []string{"Roles that share by agreement or by weights", "A role for reservations only"},
		Runbook:        "resource-use",
		Remediation:    "Give each role that must not starve a guarantee, and each that must not take all a limit (1.9 and later).",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		j := &quotas{said: standing{rule: r}}
		j.roles.max, j.said.open.max = maxRoles, maxRoles
		return j
	})
	return r
}

// maxRoles bounds the roles that a rule remembers. More than manyRoles without a
// quota are one finding about the cluster.
const (
	maxRoles  = 10_000
	manyRoles = 20
)

type quotas struct {
	roles table[*mesoswatch.Snapshot]
	said  standing
}

func (j *quotas) evicted() int64 { return j.roles.evicted + j.said.open.evicted }

func (j *quotas) check(rec mesoswatch.Record) []mesoswatch.Record {
	if h := rec.Health; sawAll(h, mesoswatch.SubjectRole) {
		return j.judge(h)
	}
	s := rec.Snapshot
	if s == nil || s.Role == nil || s.Role.Name == "" {
		return nil
	}
	name := cut(s.Role.Name, maxSubjectText)
	if !s.Gone {
		*j.roles.put(name) = s
		return nil
	}
	j.roles.remove(name)
	return j.said.endAt(roleOf(s), s.At, shown(s, rolePath(s.Role.Name), "the master no longer lists it"))
}

func roleOf(s *mesoswatch.Snapshot) mesoswatch.Subject {
	return mesoswatch.Subject{Kind: "role", Name: s.Role.Name}
}

func rolePath(name string) string { return fmt.Sprintf("$.roles[?(@.name==%q)]", name) }

// shares counts the roles of one look: those without a quota that need one, and
// those that have one.
func (j *quotas) shares() (without, with int, one *mesoswatch.Snapshot) {
	active := 0
	for _, p := range j.roles.all() {
		r := (*p).Role
		if len(r.Frameworks) > 0 {
			active++
		}
		if is(r.Quota) {
			with++
		}
		if j.bare(r) {
			without++
			one = *p
		}
	}
	if active < 2 {
		without = 0
	}
	return without, with, one
}

func (j *quotas) judge(h *mesoswatch.Health) []mesoswatch.Record {
	without, with, one := j.shares()
	var out []mesoswatch.Record
	many := without > 1 && with == 0 || without > manyRoles
	if many {
		out = j.cluster(one, without, h)
	} else {
		out = j.said.endAt(wholeCluster, h.At, mesoswatch.Evidence{Source: h.Source, Time: h.At, Text: "the roles without a quota are few now"})
	}
	for _, p := range j.roles.all() {
		s := *p
		why := ""
		switch {
		case is(s.Role.Quota):
			why = "it has a quota now"
		case !j.bare(s.Role):
			why = "it needs no quota now: nothing uses it, or a role above has one"
		case without == 0:
			why = "it does not share the cluster now"
		case many:
			why = "it is one of many now: see the finding about the cluster"
		}
		if why == "" {
			out = append(out, j.role(s, h)...)
		} else {
			out = append(out, j.said.endAt(roleOf(s), h.At, shown(s, rolePath(s.Role.Name), why))...)
		}
	}
	return out
}

// bare tells whether a role is in use and is known to have no quota, nor a role
// above it (a quota holds for all below its role, from 1.9 on).
func (j *quotas) bare(r *mesoswatch.Role) bool {
	if r.Name == "*" || len(r.Frameworks) == 0 || !isNot(r.Quota) {
		return false
	}
	for name := r.Name; ; {
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return true
		}
		name = name[:i]
		if p := j.roles.peek(cut(name, maxSubjectText)); p != nil && is((*p).Role.Quota) {
			return false
		}
	}
}

func (j *quotas) cluster(s *mesoswatch.Snapshot, n int, h *mesoswatch.Health) []mesoswatch.Record {
	if !j.said.due(wholeCluster, "", h.At) {
		return nil
	}
	text := plural(n, "role") + " share the cluster without a quota; one of them is " + fmt.Sprintf("%q", cut(s.Role.Name, maxFieldText))
	return j.said.hold(condition{
		subject: wholeCluster, at: h.At, level: mesoswatch.Low, fields: map[string]string{"roles": s.Role.Name, "count": fmt.Sprint(n)},
		proof: []mesoswatch.Evidence{shown(s, "$.roles", text)},
	})
}

func (j *quotas) role(s *mesoswatch.Snapshot, h *mesoswatch.Health) []mesoswatch.Record {
	if !j.said.due(roleOf(s), "", h.At) {
		return nil
	}
	text := fmt.Sprintf("role %q has %s and no quota", cut(s.Role.Name, maxFieldText), plural(len(s.Role.Frameworks), "framework"))
	return j.said.hold(condition{
		subject: roleOf(s), at: h.At, since: s.At, level: mesoswatch.Low, fields: map[string]string{"roles": s.Role.Name},
		proof: []mesoswatch.Evidence{shown(s, rolePath(s.Role.Name), text)},
	})
}
