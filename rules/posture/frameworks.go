package posture

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// frameworksChecks are about frameworks as the leading master lists them.
func frameworksChecks() []Check {
	kinds := append(kindsOf(Master), mesoswatch.SubjectFramework) // the version tells what is told of frameworks
	checks := []Check{
		{
			ID: "frameworks-principal", Title: "A framework has no principal", Level: mesoswatch.Medium,
			Rationale:   "No ACL, quota or rate limit that goes by principals reaches it, and nothing says whose it is.",
			Remediation: "Give it a credential and a principal of its own (FrameworkInfo.principal); then require authentication.",
			References:  []string{docAuthn}, Runbook: bookFramework, Finding: "framework-no-principal", Judge: each(mesoswatch.SubjectFramework, active(frameworkPrincipal)),
		},
		{
			ID: "frameworks-user-root", Title: "A framework runs its tasks as root", Level: mesoswatch.High,
			Rationale:   "Tasks that name no user run as the framework's: one that is broken into is root on its agent.",
			Remediation: "Give the framework another user (Marathon --mesos_user, Chronos --user), and deny root in the ACL run_tasks.",
			References:  []string{docAuthz}, Runbook: bookTask, Finding: "task-suspicious", Judge: each(mesoswatch.SubjectFramework, active(frameworkUser)),
		},
		{
			ID: "frameworks-role-star", Title: "A framework uses the role *", Level: mesoswatch.Low,
			Rationale:   "What is shared under * can neither be limited by quota nor be reserved, and any other framework with * takes it.",
			Remediation: "Give it a role of its own (Marathon --mesos_role), with quota; a role that is changed while it runs keeps its old reservations.",
			References:  []string{docQuota, "https://mesos.apache.org/documentation/latest/roles/"}, Runbook: bookResources, Judge: each(mesoswatch.SubjectFramework, active(frameworkRole)),
		},
		{
			ID: "frameworks-checkpoint", Title: "A framework does not checkpoint", Level: mesoswatch.Low,
			Rationale:   "When an agent restarts, for an upgrade or a change of its flags, all tasks of the framework on it are killed.",
			Remediation: "Set checkpoint in its FrameworkInfo (Marathon --checkpoint, which is the default).",
			References:  []string{"https://mesos.apache.org/documentation/latest/agent-recovery/"}, Runbook: bookFramework, Judge: each(mesoswatch.SubjectFramework, active(frameworkCheckpoint)),
		},
		{
			ID: "frameworks-failover-timeout", Title: "A framework may stay away for very long, or not at all", Level: mesoswatch.Low,
			Rationale:   "While a framework is away its tasks go on unwatched and hold their resources: with weeks, for weeks, and whoever knows its id takes it over. With nothing, a short break of its connection kills all its tasks.",
			Remediation: "Set failover_timeout to what a restart of it takes at worst, an hour to a week.",
			References:  []string{docHA}, Runbook: bookFramework, Judge: each(mesoswatch.SubjectFramework, active(frameworkFailover)),
		},
	}
	for i := range checks {
		checks[i].Kinds, checks[i].Settle = kinds, settleCluster
	}
	return checks
}

// active leaves out frameworks that have ended.
func active(judge func(*Facts, *mesoswatch.Snapshot) Answer) func(*Facts, *mesoswatch.Snapshot) (Answer, bool) {
	return func(f *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
		if s.Framework.Completed {
			return Answer{}, false
		}
		return judge(f, s), true
	}
}

func frameworkProof(s *mesoswatch.Snapshot, field, text string) mesoswatch.Evidence {
	return Proof(s, fmt.Sprintf("$.frameworks[?(@.id==%q)].%s", s.Framework.ID, field), fmt.Sprintf("%q: %s", s.Framework.Name, text))
}

// bare tells whether a source told less of the framework than /state does.
func bare(w *mesoswatch.Framework) bool { return w.User == "" && len(w.Roles) == 0 }

func frameworkPrincipal(f *Facts, s *mesoswatch.Snapshot) Answer {
	w := s.Framework
	switch {
	case w.Principal != "":
		return Passed(s.Subject(), fmt.Sprintf("its principal is %q", w.Principal), frameworkProof(s, "principal", w.Principal))
	case bare(w):
		return Undecided(s.Subject(), "the answer that lists it tells no principals")
	case !f.tellsPrincipals():
		return Undecided(s.Subject(), "masters before 0.27 do not tell principals, and the version of this one is older or not known")
	}
	return Failed(s.Subject(), fmt.Sprintf("%q has no principal", w.Name), frameworkProof(s, "principal", "none"))
}

// tellsPrincipals: the state tells them from 0.27 on.
func (f *Facts) tellsPrincipals() bool {
	if slices.ContainsFunc(f.All(mesoswatch.SubjectFramework), func(s *mesoswatch.Snapshot) bool { return s.Framework.Principal != "" }) {
		return true
	}
	return slices.ContainsFunc(f.Daemons(Master), func(d *Daemon) bool { return d.Release.AtLeast(0, 27) })
}

func frameworkUser(_ *Facts, s *mesoswatch.Snapshot) Answer {
	switch user := s.Framework.User; user {
	case "":
		return Undecided(s.Subject(), "its user was not told")
	case "root":
		return Failed(s.Subject(), fmt.Sprintf("%q runs tasks as root unless they name another user", s.Framework.Name), frameworkProof(s, "user", "root"))
	default:
		return Passed(s.Subject(), fmt.Sprintf("its user is %q", user), frameworkProof(s, "user", user))
	}
}

func frameworkRole(_ *Facts, s *mesoswatch.Snapshot) Answer {
	w := s.Framework
	roles := strings.Join(w.Roles, ", ")
	switch {
	case len(w.Roles) == 0:
		return Undecided(s.Subject(), "its roles were not told")
	case slices.Contains(w.Roles, "*"):
		return Failed(s.Subject(), fmt.Sprintf("%q uses the role *", w.Name), frameworkProof(s, "role", roles))
	}
	return Passed(s.Subject(), "its roles are "+roles, frameworkProof(s, "role", roles))
}

func frameworkCheckpoint(_ *Facts, s *mesoswatch.Snapshot) Answer {
	switch c := s.Framework.Checkpoint; {
	case c == nil:
		return Undecided(s.Subject(), "whether it checkpoints was not told")
	case *c:
		return Passed(s.Subject(), "it checkpoints", frameworkProof(s, "checkpoint", "true"))
	}
	return Failed(s.Subject(), fmt.Sprintf("%q does not checkpoint", s.Framework.Name), frameworkProof(s, "checkpoint", "false"))
}

// longestFailover is how long a framework may reasonably stay away.
const longestFailover = 14 * 24 * time.Hour

func frameworkFailover(_ *Facts, s *mesoswatch.Snapshot) Answer {
	t := s.Framework.FailoverTimeout
	if t == nil {
		return Undecided(s.Subject(), "its failover_timeout was not told")
	}
	text := fmt.Sprintf("failover_timeout is %g seconds", *t)
	proof := frameworkProof(s, "failover_timeout", fmt.Sprintf("%g", *t))
	switch {
	case *t > longestFailover.Seconds():
		return Failed(s.Subject(), fmt.Sprintf("%q: %s, %.0f days", s.Framework.Name, text, *t/86400), proof)
	case *t <= 0 && !shortLived(s.Framework):
		return Failed(s.Subject(), fmt.Sprintf("%q: %s: a break of its connection kills its tasks", s.Framework.Name, text), proof).At(mesoswatch.Informational)
	}
	return Passed(s.Subject(), text, proof)
}

// shortLived tells whether a framework is one that ends by itself, such as a Spark
// job: nobody waits for it to come back.
func shortLived(w *mesoswatch.Framework) bool {
	name := strings.ToLower(w.Name)
	return strings.Contains(name, "spark") || strings.Contains(name, "mesos-execute") || name == ""
}
