package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// httpChecks are about what is open over HTTP, beyond single flags.
func httpChecks() []Check {
	daemons := append(kindsOf(Master), mesoswatch.SubjectAgentCheck)
	return []Check{
		{
			ID: "http-unguarded", Title: "Reading cannot be closed in this release", Level: mesoswatch.Medium,
			Rationale:   "Before 1.0 no setting keeps state, flags, metrics and logs from whoever reaches the port; up to 0.28 maintenance is open as well.",
			Remediation: "Let only known hosts reach the masters' port, or put a proxy with logins before it; leave this release.",
			References:  []string{docAuthn}, Runbook: bookConfig, Settle: settleVersion, Kinds: kindsOf(Master), Judge: eachDaemon(Master, unguarded),
		},
		{
			ID: "http-agent-unguarded", Title: "The agent's port cannot be closed in this release", Level: mesoswatch.High,
			Rationale:   "Before 1.0 no endpoint of an agent has a login: sandboxes with the secrets in them are readable by whoever reaches port 5051.",
			Remediation: "Let only masters and operators reach the agents' port; leave this release.",
			References:  []string{docAuthn}, Runbook: bookConfig, Settle: settleVersion, Kinds: kindsOf(Agent), Judge: eachDaemon(Agent, unguarded),
		},
		{
			ID: "http-api-gap", Title: "/api/v1 goes round the login for reading", Level: mesoswatch.High,
			Rationale:   "The operator API with all its reads and writes belongs to the read-write realm: with only the read-only realm closed, everything that is hidden there is told, and the cluster is changed, through /api/v1.",
			Remediation: "Start masters and agents with --authenticate_http_readwrite as well.",
			References:  []string{docAuthn, docOperator}, Runbook: bookConfig, Settle: settleDaemons, Kinds: daemons, Judge: anyDaemon(apiGap),
		},
		{
			ID: "http-realm-contradiction", Title: "A realm is not as its flag says", Level: mesoswatch.Critical,
			Rationale:   "A realm whose flag is on and that lets requests in without a credential is open while everybody thinks it closed: a module, a proxy or another process answers.",
			Remediation: "Find out who answers on that port (ss -tlnp), which authenticator the log names for the realm, and whether a proxy adds a login of its own.",
			References:  []string{docAuthn}, Runbook: bookConfig, Settle: settleDaemons, Kinds: daemons, Judge: anyDaemon(contradiction),
		},
		{
			ID: "http-resource-provider", Title: "The resource provider API cannot be closed", Level: mesoswatch.Medium,
			Rationale:   "/api/v1/resource_provider of an agent has a realm of its own from 1.7 on, for which no authenticator is ever installed: whoever reaches port 5051 speaks for a storage provider.",
			Remediation: "Let only masters and the agent's own host reach port 5051; disable the path with --firewall_rules, knowing that its comparison is exact.",
			References:  []string{docOperator}, Runbook: bookConfig, Settle: settleAgent, Kinds: kindsOf(Agent), Judge: eachDaemon(Agent, resourceProvider),
		},
		{
			ID: "http-firewall-only", Title: "Endpoints are closed by firewall rules only", Level: mesoswatch.Medium,
			Rationale:   "--firewall_rules compares whole paths, while routes are found by prefix: a rule for /master/teardown does not match /master/teardown/ or /teardown.",
			Remediation: "Require logins (--authenticate_http_readwrite, --authenticate_http_readonly); keep the rules as a hint only.",
			References:  []string{docMaster}, Runbook: bookConfig, Settle: settleDaemons, Kinds: daemons, Judge: anyDaemon(firewallOnly),
		},
		{
			ID: "http-scheduler-open", Title: "A scheduler takes orders from anybody", Level: mesoswatch.Critical,
			Rationale:   "Whoever reaches Marathon, Chronos, Metronome or a Spark dispatcher starts any container on the cluster; tools do it by themselves.",
			Remediation: "Marathon and Chronos: --http_credentials, or a plugin, or a proxy with logins; Metronome and Spark: a proxy, and a port that only operators reach.",
			References:  []string{docMarathon, docSpark}, Runbook: bookTask, Settle: settleApps,
			Kinds: []string{mesoswatch.SubjectScheduler, mesoswatch.SubjectSetting}, Judge: schedulerOpen,
		},
	}
}

func unguarded(_ *Facts, d *Daemon) Answer {
	switch {
	case !d.Release.Known():
		return Undecided(d.Subject, "its version is not known")
	case !d.Release.AtLeast(1, 0):
		return Failed(d.Subject, fmt.Sprintf("the %s of %s has no login for reading", d.Kind, d.Release), d.versionProof())
	}
	return Passed(d.Subject, fmt.Sprintf("the %s of %s can require logins", d.Kind, d.Release), d.versionProof())
}

func apiGap(_ *Facts, d *Daemon) Answer {
	if d.Release.Known() && !d.Release.AtLeast(1, 0) {
		return Inapplicable(d.Subject, fmt.Sprintf("%s has no /api/v1", d.Release))
	}
	read, write := d.readLogin(), d.writeLogin()
	proof := append(read.proof, write.proof...)
	switch {
	case !read.known || !write.known:
		return Undecided(d.Subject, "the two realms are not both told", proof...)
	case !read.on:
		return Inapplicable(d.Subject, "reading is open anyhow")
	case !write.on:
		return Failed(d.Subject, "reading needs a login, and /api/v1 does not", proof...)
	}
	return Passed(d.Subject, "both realms need a login", proof...)
}

// realmFlags are the realms that a flag switches.
var realmFlags = map[string][]string{
	"mesos-master-readonly": {"authenticate_http_readonly"}, "mesos-master-readwrite": {"authenticate_http_readwrite", "authenticate_http"},
	"mesos": {"authenticate_http"}, "mesos-master-scheduler": {"authenticate_http_frameworks"},
	"mesos-agent-readonly": {"authenticate_http_readonly"}, "mesos-agent-readwrite": {"authenticate_http_readwrite"},
}

func contradiction(_ *Facts, d *Daemon) Answer {
	var proof []mesoswatch.Evidence
	var open, closed []string
	compared := 0
	for _, realm := range sortedKeys(d.Realms) {
		names, ok := realmFlags[realm]
		if !ok || realm == "mesos-master-scheduler" && !d.Release.AtLeast(1, 0) {
			continue
		}
		on, known, v := d.On(false, names...)
		if !known {
			continue
		}
		compared++
		p := d.Realms[realm]
		proof = append(proof, p.Evidence)
		if v.Evidence.Source != "" {
			proof = append(proof, v.Evidence)
		}
		switch {
		case on && !p.Enforced:
			open = append(open, realm)
		case !on && p.Enforced:
			closed = append(closed, realm)
		}
	}
	switch {
	case len(open) > 0:
		return Failed(d.Subject, "let in without a credential though the flag is on: "+strings.Join(open, ", "), proof...)
	case len(closed) > 0:
		return Failed(d.Subject, "refused without a credential though the flag is off: "+strings.Join(closed, ", ")+"; something else guards it", proof...).At(mesoswatch.Low)
	case compared == 0:
		return Undecided(d.Subject, "no realm is known both by its flag and by a request")
	}
	return Passed(d.Subject, fmt.Sprintf("%d realms are as their flags say", compared), proof...)
}

func resourceProvider(_ *Facts, d *Daemon) Answer {
	r := d.Release
	switch {
	case !r.Known():
		return Undecided(d.Subject, "its version is not known")
	case !r.AtLeast(1, 4):
		return Inapplicable(d.Subject, fmt.Sprintf("%s has no such API", r))
	case r.AtLeast(1, 7):
		return Failed(d.Subject, fmt.Sprintf("%s never asks for a login there", r), d.versionProof())
	}
	write := d.writeLogin()
	switch {
	case !write.known:
		return Undecided(d.Subject, fmt.Sprintf("in %s it belongs to the read-write realm, of which nothing is told", r))
	case !write.on:
		return Failed(d.Subject, fmt.Sprintf("in %s it belongs to the read-write realm, which is open", r), write.proof...).
			Fix("Start the agents with --authenticate_http_readwrite and --http_credentials.")
	}
	return Passed(d.Subject, fmt.Sprintf("in %s it belongs to the read-write realm, which needs a login", r), write.proof...)
}

func firewallOnly(_ *Facts, d *Daemon) Answer {
	v, set := d.Flag("firewall_rules")
	if !set {
		if known, why := d.Absent("firewall_rules"); !known {
			return Undecided(d.Subject, why)
		}
		return Inapplicable(d.Subject, "there are no firewall rules")
	}
	switch write := d.writeLogin(); {
	case !write.known:
		return Undecided(d.Subject, "there are firewall rules; whether logins are required as well is not told", v.Evidence)
	case !write.on:
		return Failed(d.Subject, "there are firewall rules, and writing needs no login", v.Evidence)
	}
	return Passed(d.Subject, "there are firewall rules, and writing needs a login", v.Evidence)
}

func schedulerOpen(f *Facts) []Answer {
	var out []Answer
	asked := make(map[string]bool)
	for _, s := range f.All(mesoswatch.SubjectScheduler) {
		x := s.Scheduler
		asked[x.Kind] = true
		switch {
		case x.Open == nil:
			out = append(out, Undecided(s.Subject(), "whether it asks for a login was not told"))
		case *x.Open:
			out = append(out, Failed(s.Subject(), x.Kind+" answered without a credential", Proof(s, "", "a request without a credential was answered")))
		default:
			out = append(out, Passed(s.Subject(), x.Kind+" refused a request without a credential", Proof(s, "", "a request without a credential was refused")))
		}
	}
	written := f.writtenEnds()
	for _, kind := range []string{"marathon", "chronos"} {
		if asked[kind] {
			continue
		}
		for _, e := range written[kind] {
			settled, why := f.Known(mesoswatch.SubjectSetting)
			switch {
			case e.login.Source != "":
				out = append(out, Passed(e.subject, "it is given a login", e.login))
			case settled:
				out = append(out, Failed(e.subject, "its settings name neither http_credentials nor a plugin", e.proof))
			default:
				out = append(out, Undecided(e.subject, why))
			}
		}
	}
	if len(out) > 0 {
		return few(mesoswatch.SubjectScheduler, out)
	}
	return f.gathered(mesoswatch.SubjectScheduler, nil)
}
