package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// aclKinds are what tells of ACLs.
var aclKinds = append(kindsOf(Master), mesoswatch.SubjectAgentCheck, mesoswatch.SubjectFile)

// authzChecks are about what those who are let in may do: how the ACLs are
// written. What they come to is powerChecks.
func authzChecks() []Check {
	checks := []Check{
		{
			ID: "authz-none", Title: "The release cannot limit everything", Level: mesoswatch.Medium,
			Rationale:   "Releases before 0.20 have no ACLs as they are known; before 1.0 nothing guards what can be read, before 1.3 any credential joins as an agent, before 1.4 nothing guards maintenance.",
			Remediation: "Leave this release; until then let only trusted hosts reach the masters, and give agents and operators no credential they do not need.",
			References:  []string{docAuthz}, Runbook: bookConfig, Settle: settleVersion, Kinds: kindsOf(Master), Judge: eachDaemon(Master, unguardable),
		},
		{
			ID: "authz-authenticated-only", Title: "Whoever may connect may do everything", Level: mesoswatch.High,
			Rationale:   "Authentication without ACLs says who may connect, not what they may do: every principal, an agent's too, takes any role, runs as root and tears down others' frameworks.",
			Remediation: "Write ACLs with \"permissive\": false and start the masters with --acls=file:///etc/mesos-master/acls.json.",
			References:  []string{docAuthn, docAuthz}, Runbook: bookConfig, Settle: settleMaster, Kinds: aclKinds, Judge: eachDaemon(Master, authenticatedOnly),
		},
		{
			ID: "authz-permissive", Title: "ACLs are permissive", Level: mesoswatch.High,
			Rationale:   "What no entry names is allowed, for everybody, and so is every action without entries: a list of who may do something changes nothing.",
			Remediation: "Write \"permissive\": false at the top of the ACLs, after an entry for everything that is needed; restart the daemons.",
			References:  []string{docAuthz}, Runbook: bookConfig, Settle: settleDaemons, Kinds: aclKinds, Judge: anyDaemon(permissive),
		},
	}
	for _, p := range aclProblems {
		checks = append(checks, Check{
			ID: "authz-acl-" + p.id, Title: p.title, Level: p.level, Rationale: p.rationale, Remediation: p.remediation,
			References: []string{docAuthz}, Runbook: bookConfig, Settle: settleDaemons, Kinds: aclKinds, Judge: anyDaemon(aclProblem(p.id)),
		})
	}
	return checks
}

// aclProblems are the checks about what is wrong with a document (acl.Problem).
// The list does not change.
var aclProblems = []struct {
	id, title              string
	level                  mesoswatch.Level
	rationale, remediation string
}{
	{"fatal", "ACLs keep the daemon from starting", mesoswatch.High,
		"From 1.0 on a daemon with such ACLs does not start: the next restart is an outage. 0.24 to 0.28 warn and run without any authorization.",
		"Correct what is named; try it with mesoswatch acl show --version VERSION FILE."},
	{"unknown-key", "ACLs name what no version knows", mesoswatch.Medium,
		"A key that is not known is ignored without a word: what it was to limit is decided by permissive, which is true unless it says false.",
		"Correct the spelling; the names of actions stand in the documentation of the release."},
	{"other-version", "ACLs name what this version does not know", mesoswatch.Medium,
		"A key of another release is ignored without a word: what it was to limit is decided by permissive.",
		"Use the names of the running release: shutdown_frameworks became teardown_frameworks, set_quotas and remove_quotas became update_quotas."},
	{"other-daemon", "ACLs name what another daemon reads", mesoswatch.Low,
		"Masters and agents have documents of their own: what an entry for the other one says has no effect here.",
		"Put the entry into the ACLs of the daemon that reads it."},
	{"superseded", "ACLs have an action under two names", mesoswatch.Low,
		"Beside teardown_frameworks entries of shutdown_frameworks are not looked at (0.27 to 1.2).",
		"Keep the newer name only."},
	{"never-matches", "ACLs have an entry that never matches", mesoswatch.Medium,
		"A list of agents in mark_agents_gone is compared with nothing, so permissive decides.",
		"Use ANY or NONE there."},
	{"shadowed", "ACLs have entries that are never reached", mesoswatch.Low,
		"The first entry that matches decides: what stands behind a wider one has no effect, and misleads who reads it.",
		"Put the narrower entry first, or delete it."},
	{"contradicted", "ACLs have entries that an earlier one contradicts", mesoswatch.Medium,
		"The first entry that matches decides, and it says the opposite of a later one: one of them is not what was meant.",
		"Put the entry that is meant first, and delete the other."},
}

func unguardable(_ *Facts, d *Daemon) Answer {
	r := d.Release
	switch {
	case !r.Known():
		return Undecided(d.Subject, "its version is not known")
	case !r.AtLeast(0, 20):
		return Failed(d.Subject, fmt.Sprintf("%s has no ACLs", r), d.versionProof()).At(mesoswatch.High)
	case !r.AtLeast(1, 0):
		return Failed(d.Subject, fmt.Sprintf("nothing guards state, flags and logs, maintenance, and who joins as an agent in %s", r), d.versionProof())
	case !r.AtLeast(1, 3):
		return Failed(d.Subject, fmt.Sprintf("nothing guards who joins as an agent, and maintenance, in %s: any credential does", r), d.versionProof())
	case !r.AtLeast(1, 4):
		return Failed(d.Subject, fmt.Sprintf("nothing guards maintenance in %s", r), d.versionProof()).At(mesoswatch.Low)
	}
	return Passed(d.Subject, fmt.Sprintf("%s has an action for everything of weight", r), d.versionProof())
}

func authenticatedOnly(f *Facts, d *Daemon) Answer {
	on, unknown := tally(append(d.frameworkLogins(), d.agentLogin(), d.writeLogin()))
	p := f.acl(d)
	switch {
	case len(on) == 0 && unknown != "":
		return Undecided(d.Subject, unknown+" is not told")
	case len(on) == 0:
		return Inapplicable(d.Subject, "nobody needs to authenticate: that is told by authn-frameworks and its like")
	case p.module != "":
		return Inapplicable(d.Subject, fmt.Sprintf("the module %q decides, see authz-module", p.module))
	case p.why != "":
		return Undecided(d.Subject, p.why)
	case p.none:
		return Failed(d.Subject, strings.Join(on, ", ")+" on, and there are no ACLs", d.absence("acls"))
	}
	return Passed(d.Subject, "there are ACLs", p.proof...)
}

// readable answers for permissions that cannot be judged; false when they can.
func (p permissions) readable(d *Daemon) (Answer, bool) {
	switch {
	case p.module != "":
		return Inapplicable(d.Subject, fmt.Sprintf("the module %q decides, not ACLs", p.module)), false
	case p.none:
		return Inapplicable(d.Subject, "there are no ACLs: that is told by authz-acls and authz-agent-acls"), false
	case p.broken != "":
		return Undecided(d.Subject, "the ACLs cannot be read: "+p.broken, p.proof...), false
	case p.why != "":
		return Undecided(d.Subject, p.why), false
	}
	return Answer{}, true
}

func permissive(f *Facts, d *Daemon) Answer {
	p := f.acl(d)
	if a, ok := p.readable(d); !ok {
		return a
	}
	switch doc := p.document; {
	case !doc.Permissive:
		return Passed(d.Subject, "permissive is false", p.proof...)
	case doc.Told:
		return Failed(d.Subject, "permissive is true", p.proof...)
	}
	return Failed(d.Subject, "permissive is not said, which means true", p.proof...)
}

// mostProblems is how many problems of a document an answer spells out.
const mostProblems = 10

func aclProblem(id string) func(*Facts, *Daemon) Answer {
	return func(f *Facts, d *Daemon) Answer {
		p := f.acl(d)
		if p.broken != "" && id == "fatal" {
			return Failed(d.Subject, p.broken, p.proof...)
		}
		if a, ok := p.readable(d); !ok {
			return a
		}
		var texts []string
		for _, x := range p.document.Problems {
			if x.ID == id {
				texts = append(texts, x.Text)
			}
		}
		if len(texts) == 0 {
			return Passed(d.Subject, "nothing of the kind in the ACLs", p.proof...)
		}
		more := ""
		if n := len(texts) - mostProblems; n > 0 {
			more = fmt.Sprintf("; and %d more", n)
		}
		a := Failed(d.Subject, strings.Join(texts[:min(len(texts), mostProblems)], "; ")+more, p.proof...)
		if p.document.Permissive && (id == "unknown-key" || id == "other-version") {
			a = a.At(mesoswatch.High) // and so what it was to limit is open
			a.Reason += "; permissive is true, so all of that is allowed"
		}
		return a
	}
}
