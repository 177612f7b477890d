package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// moduleChecks tell of what decides instead of Mesos' own authenticators and
// authorizer. Such a module is no fault; but what it does cannot be judged.
func moduleChecks() []Check {
	const what = "What it accepts, where its users are kept and how one is locked out cannot be judged from here."
	const do = "Document the module, where its users are kept, and how one is locked out."
	base := func(id, title, daemon, rationale string, judge func(*Facts, *Daemon) Answer) Check {
		settle := "the module's own configuration and documentation; for the flag itself " + settleMaster
		if daemon == Agent {
			settle = "the module's own configuration and documentation; for the flag itself " + settleAgent
		}
		return Check{
			ID: id, Title: title, Level: mesoswatch.Low, Rationale: rationale + " " + what, Remediation: do,
			References: []string{docAuthn, docAuthz}, Runbook: bookConfig, Settle: settle, Kinds: kindsOf(daemon), Judge: eachDaemon(daemon, judge),
		}
	}
	return []Check{
		base("authn-module", "Logins are checked by a module", Master, "A module other than CRAM-MD5 checks frameworks and agents.",
			module("authenticators", [2]int{0, 21}, "crammd5")),
		base("authn-http-module", "HTTP logins are checked by a module", Master, "A module other than basic checks requests of operators.",
			module("http_authenticators", [2]int{0, 27}, "basic")),
		base("authn-http-framework-module", "HTTP frameworks are checked by a module", Master, "A module other than basic checks HTTP frameworks.",
			module("http_framework_authenticators", [2]int{1, 0}, "basic")),
		base("authn-authenticatee", "The agent logs in by a module", Agent, "A module other than CRAM-MD5 logs the agent in.",
			module("authenticatee", [2]int{0, 22}, "crammd5")),
		base("authn-agent-http-module", "The agent's HTTP logins are checked by a module", Agent, "A module other than basic checks requests to the agent.",
			module("http_authenticators", [2]int{1, 0}, "basic", "jwt")),
		base("authz-module", "Authorization is done by a module", Master, "A module decides instead of the ACLs, which are then ignored without a word (0.24 to 0.28 warn).",
			module("authorizers", [2]int{0, 24}, "local")),
		base("authz-agent-module", "Authorization on the agent is done by a module", Agent, "A module decides instead of the ACLs, which are then ignored without a word.",
			module("authorizer", [2]int{1, 0}, "local")),
	}
}

// module judges a flag that names modules: those that Mesos brings are known.
func module(flag string, first [2]int, known ...string) func(*Facts, *Daemon) Answer {
	return func(_ *Facts, d *Daemon) Answer {
		if d.Release.Known() && !d.Release.AtLeast(first[0], first[1]) {
			return Inapplicable(d.Subject, fmt.Sprintf("%s has no %s", d.Release, flag))
		}
		v, set := d.Flag(flag)
		if !set {
			if told, why := d.Absent(flag); !told {
				return Undecided(d.Subject, why)
			}
			return Passed(d.Subject, fmt.Sprintf("%s is not set, so it is Mesos' own (%s)", flag, known[0]))
		}
		var foreign []string
		for _, name := range strings.FieldsFunc(v.Text, func(r rune) bool { return r == ',' || r == ' ' }) {
			if !slices.Contains(known, name) {
				foreign = append(foreign, fmt.Sprintf("%q is %s", name, moduleKind(name)))
			}
		}
		if len(foreign) == 0 {
			return Passed(d.Subject, fmt.Sprintf("%s is %q, which is Mesos' own", flag, v.Text), v.Evidence)
		}
		return Undecided(d.Subject, fmt.Sprintf("%s: %s; what it decides is not known here", flag, strings.Join(foreign, "; ")), v.Evidence)
	}
}

// moduleKind says what a module is, as far as its name tells.
func moduleKind(name string) string {
	switch name {
	case "crammd5", "basic":
		return "Mesos' own " + name
	}
	lower := strings.ToLower(name)
	for _, k := range []struct {
		words []string
		what  string
	}{
		{[]string{"jwt"}, "for JSON web tokens"},
		{[]string{"kerberos", "gssapi", "spnego", "krb5"}, "Kerberos (GSSAPI)"},
		{[]string{"ldap"}, "backed by LDAP"},
		{[]string{"dcos", "mesosphere"}, "one of DC/OS, which checks tokens of its identity service"},
		{[]string{"pam"}, "backed by PAM"},
		{[]string{"oauth", "oidc", "saml"}, "backed by a single sign-on service"},
		{[]string{"x509", "cert"}, "for client certificates"},
	} {
		for _, w := range k.words {
			if strings.Contains(lower, w) {
				return k.what
			}
		}
	}
	return "a module that is not known here"
}
