package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// authnChecks are about who has to prove who they are.
func authnChecks() []Check {
	return []Check{
		{
			ID: "authn-none", Title: "The release has no authentication", Level: mesoswatch.High,
			Rationale:   "Frameworks can authenticate from 0.15 on, agents from 0.19 on. Before, whoever reaches the port is one.",
			Remediation: "Leave this release; until then let only known hosts reach the masters' port.",
			References:  []string{docAuthn}, Runbook: bookOpen, Settle: settleVersion, Kinds: kindsOf(Master), Judge: eachDaemon(Master, noAuthentication),
		},
		{
			ID: "authn-claims", Title: "Principals are claims", Level: mesoswatch.High,
			Rationale:   "Where frameworks need not authenticate the master takes the principal they state as given, and ACLs, quota and rate limits go by it: whoever states another's name has that one's rights.",
			Remediation: "Require authentication of both kinds of frameworks (--authenticate_frameworks, from 1.0 --authenticate_http_frameworks as well) before relying on ACLs.",
			References:  []string{docAuthn, docAuthz}, Runbook: bookOpen, Settle: settleMaster,
			Kinds: append(kindsOf(Master), mesoswatch.SubjectFramework, mesoswatch.SubjectFile), Judge: eachDaemon(Master, claims),
		},
		{
			ID: "authn-half-frameworks", Title: "Only one kind of framework must authenticate", Level: mesoswatch.High,
			Rationale:   "Frameworks register by messages or over HTTP (/api/v1/scheduler), and each way has a switch of its own. An attacker takes the one that is open.",
			Remediation: "Start the masters with --authenticate_frameworks and --authenticate_http_frameworks, and --http_framework_authenticators=basic.",
			References:  []string{docAuthn}, Runbook: bookOpen, Settle: settleMaster, Kinds: kindsOf(Master), Judge: eachDaemon(Master, halfFrameworks),
		},
		{
			ID: "authn-missing-credentials", Title: "Logins are required and there are no credentials", Level: mesoswatch.Medium,
			Rationale:   "Nobody can log in: 0.15 to 0.20 do not start, 0.21 and 0.22 refuse every login and say nothing of it, later ones refuse with a warning, and where an HTTP realm is on (0.27 and later) they do not start.",
			Remediation: "Start the masters with --credentials=FILE (JSON from 1.11 on), or take the requirement back on purpose.",
			References:  []string{docAuthn}, Runbook: bookConfig, Settle: settleMaster, Kinds: kindsOf(Master), Judge: eachDaemon(Master, missingCredentials),
		},
		{
			ID: "authn-agent-missing-credentials", Title: "The agent's HTTP logins have no credentials", Level: mesoswatch.Medium,
			Rationale:   "An agent that requires HTTP logins with the basic authenticator and has no --http_credentials does not start.",
			Remediation: "Start the agents with --http_credentials=FILE; it has the format of the masters' --credentials.",
			References:  []string{docAuthn, docAgent}, Runbook: bookConfig, Settle: settleAgent, Kinds: kindsOf(Agent), Judge: eachDaemon(Agent, agentMissingCredentials),
		},
		{
			ID: "authn-executor-key", Title: "Executors must log in and there is no key", Level: mesoswatch.Medium,
			Rationale:   "An agent that authenticates executors makes tokens with a key: without one it does not start.",
			Remediation: "Give the agents --jwt_secret_key=FILE (1.3 and 1.4 --executor_secret_key), readable by root only, the same on all of them.",
			References:  []string{docAuthn, docAgent}, Runbook: bookConfig, Settle: settleAgent, Kinds: kindsOf(Agent), Judge: eachDaemon(Agent, executorKey),
		},
		{
			ID: "authn-http-framework-authenticators", Title: "HTTP frameworks must log in and nothing checks them", Level: mesoswatch.Medium,
			Rationale:   "--authenticate_http_frameworks without --http_framework_authenticators is fatal: the master does not come back after its next start.",
			Remediation: "Add --http_framework_authenticators=basic.",
			References:  []string{docAuthn}, Runbook: bookConfig, Settle: settleMaster, Kinds: kindsOf(Master), Judge: eachDaemon(Master, frameworkAuthenticators),
		},
	}
}

func noAuthentication(_ *Facts, d *Daemon) Answer {
	switch {
	case !d.Release.Known():
		return Undecided(d.Subject, "its version is not known")
	case !d.Release.AtLeast(0, 15):
		return Failed(d.Subject, fmt.Sprintf("%s can authenticate neither frameworks nor agents", d.Release), d.versionProof()).At(mesoswatch.Critical)
	case !d.Release.AtLeast(0, 19):
		return Failed(d.Subject, fmt.Sprintf("%s cannot authenticate agents", d.Release), d.versionProof())
	}
	return Passed(d.Subject, fmt.Sprintf("%s can authenticate frameworks and agents", d.Release), d.versionProof())
}

// login is a switch of a daemon and whether it is on.
type login struct {
	name      string
	on, known bool
	proof     []mesoswatch.Evidence
}

// login reads a switch. What a probe of the realm told goes before the flag.
func (d *Daemon) login(realm string, names ...string) login {
	l := login{name: names[0]}
	if p, ok := d.Realms[realm]; ok {
		l.on, l.known, l.proof = p.Enforced, true, []mesoswatch.Evidence{p.Evidence}
		return l
	}
	on, known, v := d.On(false, names...)
	l.on, l.known, l.proof = on, known, proofOf(v)
	return l
}

func (d *Daemon) frameworkLogin() login {
	return d.login("", "authenticate_frameworks", "authenticate")
}
func (d *Daemon) agentLogin() login { return d.login("", "authenticate_agents", "authenticate_slaves") }
func (d *Daemon) httpFrameworkLogin() login {
	return d.login("mesos-master-scheduler", "authenticate_http_frameworks")
}
func (d *Daemon) readLogin() login {
	return d.login("mesos-"+d.Kind+"-readonly", "authenticate_http_readonly")
}
func (d *Daemon) writeLogin() login {
	return d.login("mesos-"+d.Kind+"-readwrite", "authenticate_http_readwrite", "authenticate_http")
}

// frameworkLogins are the switches for the kinds of frameworks that the release
// has. Up to 0.28 HTTP frameworks are refused whenever authentication is on.
func (d *Daemon) frameworkLogins() []login {
	if d.Release.Known() && !d.Release.AtLeast(1, 0) {
		return []login{d.frameworkLogin()}
	}
	return []login{d.frameworkLogin(), d.httpFrameworkLogin()}
}

// claims judges whether principals of frameworks can be relied on.
func claims(f *Facts, d *Daemon) Answer {
	var open []string
	var proof []mesoswatch.Evidence
	for _, l := range d.frameworkLogins() {
		proof = append(proof, l.proof...)
		switch {
		case !l.known:
			return Undecided(d.Subject, l.name+" is not told", proof...)
		case !l.on:
			open = append(open, l.name)
		}
	}
	if len(open) == 0 {
		return Passed(d.Subject, "every framework has to authenticate", proof...)
	}
	p := f.acl(d)
	stated := f.statedPrincipals()
	switch {
	case p.document != nil && len(p.document.Entries) > 0:
		return Failed(d.Subject, fmt.Sprintf("ACLs go by principals, and %s is off: they judge claims", strings.Join(open, " and ")), append(proof, p.proof...)...)
	case p.module != "":
		return Failed(d.Subject, fmt.Sprintf("the authorizer %q goes by principals, and %s is off: it judges claims", p.module, strings.Join(open, " and ")), append(proof, p.proof...)...)
	case len(stated) > 0:
		return Failed(d.Subject, fmt.Sprintf("%d frameworks state a principal that nobody checks: %s", len(stated), someOf(stated, len(stated))), proof...).At(mesoswatch.Medium)
	case p.why != "":
		return Undecided(d.Subject, p.why, proof...)
	}
	return Inapplicable(d.Subject, "there are no ACLs, and no framework states a principal: nothing relies on them")
}

func (f *Facts) statedPrincipals() []string {
	var out []string
	for _, s := range f.All(mesoswatch.SubjectFramework) {
		if s.Framework.Principal != "" && !s.Framework.Completed {
			out = append(out, fmt.Sprintf("%q (%s)", s.Framework.Principal, s.Framework.ID))
		}
	}
	return out
}

func halfFrameworks(_ *Facts, d *Daemon) Answer {
	if d.Release.Known() && !d.Release.AtLeast(1, 0) {
		return Inapplicable(d.Subject, fmt.Sprintf("%s has one switch for all frameworks", d.Release))
	}
	messages, http := d.frameworkLogin(), d.httpFrameworkLogin()
	proof := append(messages.proof, http.proof...)
	switch {
	case !messages.known || !http.known:
		return Undecided(d.Subject, "the two switches are not both told", proof...)
	case messages.on && http.on:
		return Passed(d.Subject, "both kinds of frameworks must authenticate", proof...)
	case messages.on:
		return Failed(d.Subject, "frameworks that use messages must authenticate, those over HTTP (/api/v1/scheduler) need not", proof...).
			Fix("Start the masters with --authenticate_http_frameworks and --http_framework_authenticators=basic.")
	case http.on:
		return Failed(d.Subject, "frameworks over HTTP must authenticate, those that use messages need not", proof...).
			Fix("Start the masters with --authenticate_frameworks.")
	}
	return Inapplicable(d.Subject, "neither must: that is told by authn-frameworks and authn-http-frameworks")
}

func missingCredentials(_ *Facts, d *Daemon) Answer {
	required := []login{d.frameworkLogin(), d.agentLogin()}
	http := []login{d.readLogin(), d.writeLogin(), d.httpFrameworkLogin()}
	on, unknown := tally(append(required, http...))
	v, set := d.Flag("credentials")
	switch {
	case set:
		return Passed(d.Subject, fmt.Sprintf("credentials is %q", v.Text), v.Evidence)
	case len(on) == 0 && unknown != "":
		return Undecided(d.Subject, unknown+" is not told")
	case len(on) == 0:
		return Inapplicable(d.Subject, "no login is required")
	}
	if known, why := d.Absent("credentials"); !known {
		return Undecided(d.Subject, "credentials is not told: "+why)
	}
	if name, known, v := d.Text("crammd5", "authenticators"); !known || name != "crammd5" {
		return Undecided(d.Subject, fmt.Sprintf("the authenticator %q may keep its users elsewhere", name), v.Evidence)
	}
	overHTTP, _ := tally(http)
	return Failed(d.Subject, fmt.Sprintf("%s on, and credentials is not set: %s", strings.Join(on, ", "), withoutCredentials(d.Release, len(overHTTP) > 0)), d.absence("credentials"))
}

// withoutCredentials says what a release does that requires logins and has no
// credentials.
func withoutCredentials(r mesoswatch.Release, http bool) string {
	switch {
	case !r.Known():
		return "nobody can log in"
	case !r.AtLeast(0, 21):
		return "it does not start"
	case !r.AtLeast(0, 23):
		return "it refuses every login and says nothing of it"
	case http && r.AtLeast(0, 27):
		return "it does not start"
	}
	return "it refuses every login, with a warning at its start"
}

// tally lists the switches that are on, and names one that is not known.
func tally(all []login) (on []string, unknown string) {
	for _, l := range all {
		switch {
		case !l.known:
			unknown = l.name
		case l.on:
			on = append(on, l.name)
		}
	}
	return on, unknown
}

func agentMissingCredentials(_ *Facts, d *Daemon) Answer {
	if d.Release.Known() && !d.Release.AtLeast(1, 0) {
		return Inapplicable(d.Subject, fmt.Sprintf("an agent of %s has no HTTP logins", d.Release))
	}
	v, set := d.Flag("http_credentials")
	on, unknown := tally([]login{d.readLogin(), d.writeLogin()})
	switch {
	case set:
		return Passed(d.Subject, fmt.Sprintf("http_credentials is %q", v.Text), v.Evidence)
	case len(on) == 0 && unknown != "":
		return Undecided(d.Subject, unknown+" is not told")
	case len(on) == 0:
		return Inapplicable(d.Subject, "no HTTP login is required")
	}
	if known, why := d.Absent("http_credentials"); !known {
		return Undecided(d.Subject, "http_credentials is not told: "+why)
	}
	if name, known, v := d.Text("basic", "http_authenticators"); !known || name != "basic" {
		return Undecided(d.Subject, fmt.Sprintf("the authenticator %q may keep its users elsewhere", name), v.Evidence)
	}
	return Failed(d.Subject, strings.Join(on, ", ")+" on, and http_credentials is not set", d.absence("http_credentials"))
}

func executorKey(_ *Facts, d *Daemon) Answer {
	if d.Release.Known() && !d.Release.AtLeast(1, 3) {
		return Inapplicable(d.Subject, fmt.Sprintf("%s does not authenticate executors", d.Release))
	}
	on, known, proof := d.On(false, "authenticate_http_executors")
	v, set := d.Flag("jwt_secret_key", "executor_secret_key")
	switch {
	case !known:
		return Undecided(d.Subject, "authenticate_http_executors is not told")
	case !on:
		return Inapplicable(d.Subject, "executors need not authenticate")
	case set:
		return Passed(d.Subject, "there is a key", v.Evidence)
	}
	if told, why := d.Absent("jwt_secret_key", "executor_secret_key"); !told {
		return Undecided(d.Subject, why)
	}
	return Failed(d.Subject, "authenticate_http_executors is on, and there is no key", proof.Evidence)
}

func frameworkAuthenticators(_ *Facts, d *Daemon) Answer {
	if d.Release.Known() && !d.Release.AtLeast(1, 0) {
		return Inapplicable(d.Subject, fmt.Sprintf("%s has no such flag", d.Release))
	}
	l := d.httpFrameworkLogin()
	v, set := d.Flag("http_framework_authenticators")
	switch {
	case !l.known:
		return Undecided(d.Subject, l.name+" is not told")
	case !l.on:
		return Inapplicable(d.Subject, "HTTP frameworks need not authenticate")
	case set:
		return Passed(d.Subject, fmt.Sprintf("http_framework_authenticators is %q", v.Text), v.Evidence)
	}
	if known, why := d.Absent("http_framework_authenticators"); !known {
		return Undecided(d.Subject, why)
	}
	return Failed(d.Subject, "authenticate_http_frameworks is on, and http_framework_authenticators is not set", l.proof...)
}
