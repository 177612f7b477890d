package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// dcosChecks are about grants of DC/OS. Its settings are rows.
func dcosChecks() []Check {
	grants := []string{mesoswatch.SubjectGrant}
	return []Check{
		{
			ID: "authz-dcos-root", Title: "A service of DC/OS may run tasks as root", Level: mesoswatch.High,
			Rationale:   "dcos:mesos:master:task:user:root lets a service start tasks as root on every agent: whoever takes its account has the cluster.",
			Remediation: "Revoke dcos:mesos:master:task:user:root (and agent:task:user:root) and grant task:user:nobody or the user it needs.",
			References:  []string{docDCOS}, Runbook: bookTask, Settle: settleApps, Kinds: grants, Judge: each(mesoswatch.SubjectGrant, rootGrant),
		},
		{
			ID: "authz-dcos-superuser", Title: "An account of DC/OS may do everything", Level: mesoswatch.High,
			Rationale:   "dcos:superuser passes every check. A service with it is a key to the cluster that lies in a secret store; a user should have it for the bootstrap only.",
			Remediation: "Grant the service what it needs and revoke dcos:superuser; keep it for one account that is used in emergencies.",
			References:  []string{docDCOS}, Runbook: bookConfig, Settle: settleApps, Kinds: grants, Judge: each(mesoswatch.SubjectGrant, superuser),
		},
	}
}

func grantProof(s *mesoswatch.Snapshot) mesoswatch.Evidence {
	g := s.Grant
	return Proof(s, "$.permissions", fmt.Sprintf("%s: %s %s", g.Who, g.Resource, strings.Join(g.Actions, ",")))
}

func rootGrant(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	g := s.Grant
	if !strings.HasPrefix(g.Resource, "dcos:mesos:") || !strings.Contains(g.Resource, ":task:user") {
		return Answer{}, false
	}
	_, user, _ := strings.Cut(g.Resource, ":task:user")
	switch {
	case len(g.Actions) == 0:
		return Undecided(s.Subject(), "which actions it grants was not told"), true
	case user == "", user == ":root":
		return Failed(s.Subject(), fmt.Sprintf("%s may run tasks as root", g.Who), grantProof(s)), true
	}
	return Passed(s.Subject(), fmt.Sprintf("%s may run tasks as %s", g.Who, strings.TrimPrefix(user, ":")), grantProof(s)), true
}

func superuser(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	g := s.Grant
	kind, name, _ := strings.Cut(g.Who, ":")
	switch {
	case g.Resource != "dcos:superuser":
		return Passed(s.Subject(), "it is granted something in particular", grantProof(s)), true
	case len(g.Actions) == 0:
		return Undecided(s.Subject(), "which actions it grants was not told"), true
	case kind == "service":
		return Failed(s.Subject(), fmt.Sprintf("the service %q may do everything", name), grantProof(s)), true
	case kind == "group":
		return Failed(s.Subject(), fmt.Sprintf("every member of %q may do everything", name), grantProof(s)).At(mesoswatch.Medium), true
	}
	return Failed(s.Subject(), fmt.Sprintf("the user %q may do everything; is it for emergencies only?", name), grantProof(s)).At(mesoswatch.Informational), true
}
