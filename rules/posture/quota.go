package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// quotaChecks are about who may take how much.
func quotaChecks() []Check {
	kinds := []string{mesoswatch.SubjectRole}
	return []Check{
		{
			ID: "quota-role", Title: "A role in use has no quota", Level: mesoswatch.Low,
			Rationale:   "Whoever comes first takes all, and a framework that asks for everything starves the others.",
			Remediation: "Set a quota for the role (UPDATE_QUOTA, before 1.9 SET_QUOTA or /quota): a guarantee for what must not starve, a limit for what must not take all.",
			References:  []string{docQuota}, Runbook: bookResources, Settle: settleCluster, Finding: "quota-missing", Kinds: kinds, Judge: each(mesoswatch.SubjectRole, roleQuota),
		},
		{
			ID: "quota-limit", Title: "A quota has no limit", Level: mesoswatch.Informational,
			Rationale:   "A guarantee keeps a role from starving; without a limit it still takes whatever is free, for as long as its tasks run.",
			Remediation: "Give the quota a limit as well (UPDATE_QUOTA, 1.9 and later; before, the guarantee was the limit too).",
			References:  []string{docQuota}, Runbook: bookResources, Settle: settleCluster, Kinds: append(kinds, mesoswatch.SubjectMaster), Judge: each(mesoswatch.SubjectRole, roleLimit),
		},
	}
}

func roleProof(s *mesoswatch.Snapshot, text string) mesoswatch.Evidence {
	return Proof(s, fmt.Sprintf("$.roles[?(@.name==%q)].quota", s.Role.Name), text)
}

// roleQuota judges roles that share a cluster: * takes no quota before 1.9, and is
// judged as the role of frameworks.
func roleQuota(f *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	r := s.Role
	if r.Name == "*" || len(r.Frameworks) == 0 {
		return Answer{}, false
	}
	if f.sharing() < 2 {
		return Inapplicable(s.Subject(), "no other role is in use"), true
	}
	above := f.quotaAbove(r.Name)
	switch {
	case is(r.Quota):
		return Passed(s.Subject(), "it has a quota", roleProof(s, "set")), true
	case above != "":
		return Passed(s.Subject(), fmt.Sprintf("the role %q above it has a quota", above), roleProof(f.Get(mesoswatch.SubjectRole, above), "set")), true
	case r.Quota == nil:
		return Undecided(s.Subject(), "whether it has a quota was not told"), true
	}
	return Failed(s.Subject(), fmt.Sprintf("%d frameworks use it, and it has no quota", len(r.Frameworks)), roleProof(s, "none")), true
}

// sharing counts roles in use.
func (f *Facts) sharing() int {
	n := 0
	for _, s := range f.All(mesoswatch.SubjectRole) {
		if len(s.Role.Frameworks) > 0 {
			n++
		}
	}
	return n
}

// quotaAbove is a role above that has a quota, which holds for all below (1.9).
func (f *Facts) quotaAbove(name string) string {
	for {
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return ""
		}
		name = name[:i]
		if s := f.Get(mesoswatch.SubjectRole, name); s != nil && is(s.Role.Quota) {
			return name
		}
	}
}

func roleLimit(f *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	r := s.Role
	if isNot(r.Quota) || r.Quota == nil && len(r.Frameworks) == 0 {
		return Answer{}, false
	}
	var release mesoswatch.Release
	for _, d := range f.Daemons(Master) {
		if d.Release.Known() {
			release = d.Release
		}
	}
	switch {
	case r.Quota == nil:
		return Undecided(s.Subject(), "whether it has a quota was not told"), true
	case r.Limit != nil:
		return Passed(s.Subject(), "its quota has a limit", roleProof(s, "limit")), true
	case !release.Known():
		return Undecided(s.Subject(), "whether a guarantee is a limit depends on the version, which is not known"), true
	case !release.AtLeast(1, 9):
		return Passed(s.Subject(), fmt.Sprintf("in %s the guarantee is the limit too", release), roleProof(s, "guarantee")), true
	}
	return Failed(s.Subject(), "its quota has no limit", roleProof(s, "guarantee only")), true
}
