package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

// schedulerChecks are about schedulers and what the masters let them do.
func schedulerChecks() []Check {
	return []Check{
		{
			ID: "authz-scheduler-role", Title: "ACLs do not fit a scheduler's role", Level: mesoswatch.Medium,
			Rationale:   "A scheduler whose principal may not take its role is refused at its next start; one that may only because nothing denies it has the same right as everybody.",
			Remediation: "Add to register_frameworks an entry with its principal and its role, before the one that denies the rest.",
			References:  []string{docAuthz}, Runbook: bookConfig, Settle: settleDaemons, Kinds: append(slices.Clone(aclKinds), mesoswatch.SubjectScheduler, mesoswatch.SubjectFramework), Judge: schedulerRoles,
		},
	}
}

// schedulerRoles compares schedulers with the ACLs of the masters: may they take
// their role, and by an entry of their own?
func schedulerRoles(f *Facts) []Answer {
	var out []Answer
	for _, e := range f.frontEnds() {
		out = append(out, f.schedulerRole(e))
	}
	return f.gathered(mesoswatch.SubjectScheduler, out)
}

func (f *Facts) schedulerRole(e frontEnd) Answer {
	role := e.role
	if role == "" {
		role = "*"
	}
	caller := acl.Caller{Principal: e.principal, Nobody: e.principal == ""}
	var denied, granted []string
	proof := []mesoswatch.Evidence{e.proof}
	why, open := "no master was seen", false
	for _, d := range f.Daemons(Master) {
		p := f.acl(d)
		if a, ok := p.readable(d); !ok {
			why, open = a.Reason, open || p.none
			continue
		}
		decision, err := p.document.Decide(caller, "register_frameworks", acl.Object{Value: role})
		if err != nil {
			why = err.Error()
			continue
		}
		proof = append(proof, mesoswatch.Evidence{Source: p.proof[0].Source, Time: p.proof[0].Time, Text: decision.Why})
		switch {
		case !decision.Allowed:
			denied = append(denied, fmt.Sprintf("%s on %s", decision.Why, d.Subject.Name))
		case decision.Entry > 0:
			granted = append(granted, decision.Why)
		default:
			why = "only since nothing denies it: " + decision.Why
			open = true
		}
	}
	asks := fmt.Sprintf("%s as %s for the role %q", e.kind, caller, role)
	switch {
	case len(denied) > 0:
		return Failed(e.subject, asks+" is refused: "+strings.Join(denied, "; "), proof...)
	case len(granted) > 0:
		return Passed(e.subject, asks+": "+granted[0], proof...)
	case open:
		return Inapplicable(e.subject, asks+" is let in: "+why)
	}
	return Undecided(e.subject, asks+": "+why)
}
