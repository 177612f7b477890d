package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/acl"
)

var credentialKinds = []string{mesoswatch.SubjectFile, mesoswatch.SubjectSetting, mesoswatch.SubjectScheduler, mesoswatch.SubjectFramework}

// credentialsChecks are about who holds which credential. What stands in the
// files is weaknessChecks, who reads them fileChecks.
func credentialsChecks() []Check {
	return []Check{
		{
			ID: "credentials-shared", Title: "An agent's credential operates the cluster", Level: mesoswatch.High,
			Rationale:   "Frameworks, agents and operators share one credentials file. Unless ACLs keep them apart, the secret on any agent tears frameworks down and changes quotas.",
			Remediation: "Name the operators' principals in teardown_frameworks, update_quotas and their like, the agents' in register_agents, and set \"permissive\": false.",
			References:  []string{docAuthn, docAuthz}, Runbook: bookCredentials, Settle: settleDaemons,
			Kinds: append(slices.Clone(aclKinds), mesoswatch.SubjectScheduler), Judge: eachDaemon(Master, sharedCredentials),
		},
		{
			ID: "credentials-reused", Title: "Agents and schedulers log in as one principal", Level: mesoswatch.Medium,
			Rationale:   "A secret that lies on every agent is the scheduler's as well: whoever takes one host is the framework, and no ACL tells them apart.",
			Remediation: "Give agents a principal of their own, and every scheduler one.",
			References:  []string{docAuthn}, Runbook: bookCredentials, Settle: settleHost, Kinds: credentialKinds, Judge: reusedPrincipals,
		},
		{
			ID: "credentials-scheduler", Title: "The masters do not know a scheduler's principal", Level: mesoswatch.Medium,
			Rationale:   "A scheduler whose principal is not in the masters' credentials is refused where logins are required; where they are not its principal is a claim.",
			Remediation: "Add the principal to --credentials of all masters and restart them, or correct the scheduler's principal.",
			References:  []string{docAuthn}, Runbook: bookCredentials, Settle: settleHost,
			Kinds: append(slices.Clone(credentialKinds), kindsOf(Master)...), Judge: schedulerCredentials,
		},
		{
			ID: "credentials-agent", Title: "The masters do not know an agent's principal", Level: mesoswatch.Medium,
			Rationale:   "The agent is refused where agents must log in: it drops out at the next restart of the leader.",
			Remediation: "Add the principal to --credentials of all masters and restart them, or correct the agent's --credential.",
			References:  []string{docAuthn}, Runbook: bookCredentials, Settle: settleHost, Kinds: credentialKinds, Judge: agentCredentials,
		},
		{
			ID: "credentials-differ", Title: "Masters have different credentials", Level: mesoswatch.Medium,
			Rationale:   "After a change of leader those are refused whom the new one does not know, and one who was locked out on one master is let in by another.",
			Remediation: "Give all masters the same credentials file and restart them.",
			References:  []string{docAuthn}, Runbook: bookCredentials, Settle: settleHost, Kinds: credentialKinds, Judge: differingCredentials,
		},
	}
}

// read lists credentials files of one kind that could be read, and says why there
// is none or not all.
func (f *Facts) read(what string) (files []*mesoswatch.Snapshot, why string) {
	for _, s := range f.Files(what) {
		switch {
		case s.File.Unreadable != "":
			why = fmt.Sprintf("%s on %s: %s", s.File.Path, s.File.Host, s.File.Unreadable)
		case !s.File.Missing:
			files = append(files, s)
		}
	}
	if len(files) == 0 && why == "" {
		if known, unseen := f.Known(mesoswatch.SubjectFile); !known {
			return nil, unseen
		}
		why = "no file with " + what + " was seen"
	}
	return files, why
}

// agentFiles lists the credentials of agents: schedulers have files of the same
// kind, which settings of theirs name.
func (f *Facts) agentFiles() (files []*mesoswatch.Snapshot, why string) {
	theirs := make(map[string]bool)
	for _, s := range f.All(mesoswatch.SubjectSetting) {
		if x := s.Setting; x.Of != Agent {
			theirs[x.Host+" "+strings.TrimPrefix(x.Value, "file://")] = true
			theirs[x.Host+" "+x.At] = true
		}
	}
	files, why = f.read("credential")
	n := len(files)
	files = slices.DeleteFunc(files, func(s *mesoswatch.Snapshot) bool { return theirs[s.File.Host+" "+s.File.Path] })
	if len(files) == 0 && n > 0 {
		why = "no agent's credential was seen"
	}
	return files, why
}

// principals of files, and where each stands.
func principals(files []*mesoswatch.Snapshot) map[string]mesoswatch.Evidence {
	out := make(map[string]mesoswatch.Evidence)
	for _, s := range files {
		for _, p := range s.File.Principals {
			if _, known := out[p]; !known {
				out[p] = fileProof(s, fmt.Sprintf("%s: principal %q", s.File.What, p))
			}
		}
	}
	return out
}

// operate are the actions that no agent needs.
var operate = []string{"teardown_frameworks", "shutdown_frameworks", "update_quotas", "set_quotas", "remove_quotas", "update_weights", "mark_agents_gone", "start_maintenances",
	"drain_agents", "destroy_volumes", "set_log_level"}

func sharedCredentials(f *Facts, d *Daemon) Answer {
	agents, write := d.agentLogin(), d.writeLogin()
	p := f.acl(d)
	switch {
	case !agents.known || !write.known:
		return Undecided(d.Subject, "whether agents and operators must log in is not told")
	case !agents.on || !write.on:
		return Inapplicable(d.Subject, "agents and operators need not both log in")
	case p.module != "" || p.broken != "" || p.why != "":
		a, _ := p.readable(d)
		return a
	case p.none:
		return Failed(d.Subject, "one credentials file serves agents and operators, and there are no ACLs to keep them apart", append(agents.proof, write.proof...)...)
	}
	files, why := f.agentFiles()
	known := principals(files)
	for _, e := range p.document.Entries["register_agents"] {
		for _, v := range e.Principals.Values {
			known[v] = p.proof[0]
		}
	}
	if len(known) == 0 {
		return Undecided(d.Subject, "as whom agents log in is not known: "+why)
	}
	proof := slices.Clone(p.proof)
	var bad []string
	for name, e := range known {
		for _, action := range operate {
			if decision, ok := (power{}).decide(p.document, acl.Caller{Principal: name}, action); ok {
				bad = append(bad, fmt.Sprintf("%q may %s", name, action))
				proof = append(proof, e, mesoswatch.Evidence{Source: p.proof[0].Source, Time: p.proof[0].Time, Text: name + ": " + decision.Why})
				break
			}
		}
	}
	if len(bad) == 0 {
		return Passed(d.Subject, fmt.Sprintf("ACLs deny the %d principals of agents what operators do", len(known)), p.proof...)
	}
	return Failed(d.Subject, "agents log in as "+someOf(bad, len(bad)), proof[:min(len(proof), mesoswatch.MaxEvidence)]...)
}

func reusedPrincipals(f *Facts) []Answer {
	files, why := f.agentFiles()
	if len(files) == 0 {
		return []Answer{Undecided(ClusterSubject(), "as whom agents log in is not known: "+why)}
	}
	agents := principals(files)
	ends := f.frontEnds()
	var out []Answer
	for _, e := range ends {
		if proof, shared := agents[e.principal]; shared && e.principal != "" {
			out = append(out, Failed(e.subject, fmt.Sprintf("%s logs in as %q, and so do agents", e.kind, e.principal), proof, e.proof))
		}
	}
	switch {
	case len(out) > 0:
		return out
	case len(ends) == 0:
		return []Answer{Undecided(ClusterSubject(), "as whom schedulers log in is not known")}
	}
	var proof []mesoswatch.Evidence
	for _, e := range ends[:min(len(ends), joinedNames)] {
		proof = append(proof, e.proof)
	}
	return []Answer{Passed(ClusterSubject(), fmt.Sprintf("none of %d schedulers logs in as an agent does", len(ends)), proof...)}
}

func schedulerCredentials(f *Facts) []Answer {
	files, why := f.read("credentials")
	required := false
	for _, d := range f.Daemons(Master) {
		on, _ := tally(d.frameworkLogins())
		required = required || len(on) > 0
	}
	var out []Answer
	for _, e := range f.frontEnds() {
		switch {
		case e.principal == "" && required:
			out = append(out, Failed(e.subject, fmt.Sprintf("frameworks must log in, and %s has no principal", e.kind), e.proof))
		case e.principal == "":
			out = append(out, Inapplicable(e.subject, "it has no principal, and no master is known to want one"))
		case len(files) == 0:
			out = append(out, Undecided(e.subject, why, e.proof))
		default:
			out = append(out, knownTo(files, e.subject, e.principal, e.proof))
		}
	}
	return f.gathered(mesoswatch.SubjectScheduler, out)
}

// knownTo judges whether all masters whose credentials were read know a principal.
func knownTo(files []*mesoswatch.Snapshot, subject mesoswatch.Subject, principal string, proof mesoswatch.Evidence) Answer {
	var missing []string
	evidence := []mesoswatch.Evidence{proof}
	for _, s := range files {
		evidence = append(evidence, fileProof(s, fmt.Sprintf("%d principals", len(s.File.Principals))))
		if !slices.Contains(s.File.Principals, principal) {
			missing = append(missing, s.File.Host+" "+s.File.Path)
		}
	}
	if len(missing) > 0 {
		return Failed(subject, fmt.Sprintf("principal %q is not in %s", principal, someOf(missing, len(missing))), evidence...)
	}
	return Passed(subject, fmt.Sprintf("principal %q is in the credentials of all masters that were read", principal), evidence...)
}

func agentCredentials(f *Facts) []Answer {
	files, why := f.read("credentials")
	var out []Answer
	own, _ := f.agentFiles()
	for _, s := range own {
		switch {
		case len(s.File.Principals) == 0:
			out = append(out, Undecided(s.Subject(), "its principal was not told"))
		case len(files) == 0:
			out = append(out, Undecided(s.Subject(), why))
		default:
			out = append(out, knownTo(files, s.Subject(), s.File.Principals[0], fileProof(s, fmt.Sprintf("principal %q", s.File.Principals[0]))))
		}
	}
	return f.gathered(mesoswatch.SubjectFile, out)
}

func differingCredentials(f *Facts) []Answer {
	files, why := f.read("credentials")
	if len(files) < 2 {
		if why == "" {
			why = "the credentials of only one master were read"
		}
		return []Answer{Undecided(ClusterSubject(), why)}
	}
	var proof []mesoswatch.Evidence
	var differ []string
	first := slices.Sorted(slices.Values(files[0].File.Principals))
	for _, s := range files {
		proof = append(proof, fileProof(s, fmt.Sprintf("on %s: %d principals", s.File.Host, len(s.File.Principals))))
		if !slices.Equal(first, slices.Sorted(slices.Values(s.File.Principals))) {
			differ = append(differ, s.File.Host)
		}
	}
	if len(differ) == 0 {
		return []Answer{Passed(ClusterSubject(), fmt.Sprintf("%d files name the same principals", len(files)), proof...)}
	}
	return []Answer{Failed(ClusterSubject(), fmt.Sprintf("the principals on %s differ from those on %s", strings.Join(differ, ", "), files[0].File.Host), proof...)}
}
