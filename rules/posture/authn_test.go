package posture

import (
	"github.com/mesoswatch/mesoswatch"
)

const someACL = `permissive: false
register_frameworks {
  principals {
    values: "marathon"
  }
  roles {
    values: "web"
  }
}
`

func authnCases() map[string]outcomesOf {
	open := framework(mesoswatch.Framework{Name: "shop", Principal: "shop", User: "web"})
	return map[string]outcomesOf{
		"authn-none": {
			pass: does(masterWith("1.9.0")), fail: graded(mesoswatch.High, "cannot authenticate agents", masterWith("0.18.2")), unknown: says("version", masterWith("")),
			more: []outcomeAs{failing(graded(mesoswatch.Critical, "neither", masterWith("0.14.2")))},
		},
		"authn-claims": {
			pass:    does(masterWith("1.9.0", "authenticate_frameworks=true", "authenticate_http_frameworks=true", "acls="+someACL)),
			fail:    graded(mesoswatch.High, "judge claims", masterWith("1.9.0", "authenticate_frameworks=false", "authenticate_http_frameworks=true", "acls="+someACL)),
			unknown: says("authenticate_frameworks is not told", hidden("1.9.0")),
			more: []outcomeAs{
				failing(graded(mesoswatch.Medium, `"shop"`, recs(masterWith("1.9.0"), open))),
				failing(says("the authorizer", masterWith("1.9.0", "authorizers=com_example_A"))),
				moot(does(masterWith("1.9.0"))),
				passing(does(masterWith("0.28.2", "authenticate=true", "acls="+someACL))), // HTTP frameworks are refused then
				failing(says("authenticate_http_frameworks is off", recs(masterWith("1.9.0", "authenticate_frameworks=true", "acls="+someACL), realm("mesos-master-scheduler", false)))),
			},
		},
		"authn-half-frameworks": {
			pass: does(masterWith("1.9.0", "authenticate_frameworks=true", "authenticate_http_frameworks=true")),
			fail: says("over HTTP", masterWith("1.9.0", "authenticate_frameworks=true")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{
				failing(says("those that use messages need not", masterWith("1.9.0", "authenticate_http_frameworks=true"))),
				moot(does(masterWith("1.9.0"))), moot(does(masterWith("0.28.0", "authenticate=true"))),
			},
		},
		"authn-missing-credentials": {
			pass: does(masterWith("1.9.0", "authenticate_frameworks=true", "credentials=/etc/mesos/credentials")),
			fail: says("it refuses every login, with a warning", masterWith("1.9.0", "authenticate_frameworks=true")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{
				failing(says("it does not start", masterWith("1.9.0", "authenticate_http_readwrite=true"))),
				failing(says("it does not start", masterWith("0.20.1", "authenticate=true"))),
				failing(says("says nothing of it", masterWith("0.22.1", "authenticate=true"))),
				failing(says("with a warning", masterWith("0.26.0", "authenticate=true"))),
				undecided(says("elsewhere", masterWith("1.9.0", "authenticate_frameworks=true", "authenticators=com_example_Kerberos"))),
				moot(does(masterWith("1.9.0"))),
			},
		},
		"authn-agent-missing-credentials": {
			pass:    does(agentWith("1.9.0", "authenticate_http_readwrite=true", "http_credentials=/etc/mesos/http")),
			fail:    says("authenticate_http_readonly", agentWith("1.9.0", "authenticate_http_readonly=true")),
			unknown: does(agentHidden("1.9.0")),
			more: []outcomeAs{
				moot(does(agentWith("1.9.0"))), moot(does(agentWith("0.28.2"))),
				undecided(says("elsewhere", agentWith("1.9.0", "authenticate_http_readonly=true", "http_authenticators=com_example_Jwt"))),
			},
		},
		"authn-executor-key": {
			pass: does(agentWith("1.9.0", "authenticate_http_executors=true", "jwt_secret_key=/etc/mesos/key")), fail: does(agentWith("1.9.0", "authenticate_http_executors=true")), unknown: does(agentHidden("1.9.0")),
			more: []outcomeAs{moot(does(agentWith("1.9.0"))), moot(does(agentWith("1.2.0"))), passing(does(agentWith("1.4.0", "authenticate_http_executors=true", "executor_secret_key=/x")))},
		},
		"authn-http-framework-authenticators": {
			pass: does(masterWith("1.9.0", "authenticate_http_frameworks=true", "http_framework_authenticators=basic")),
			fail: does(masterWith("1.9.0", "authenticate_http_frameworks=true")), unknown: does(hidden("1.9.0")),
			more: []outcomeAs{moot(does(masterWith("1.9.0"))), moot(does(masterWith("0.28.0")))},
		},
	}
}

func moduleCases() map[string]outcomesOf {
	const why = "a module is no fault: what it does is unknown"
	cases := make(map[string]outcomesOf)
	for id, c := range map[string]struct {
		flag, own string
		with      func(string, ...string) []mesoswatch.Record
	}{
		"authn-module": {"authenticators", "crammd5", masterWith}, "authn-http-module": {"http_authenticators", "basic", masterWith},
		"authn-http-framework-module": {"http_framework_authenticators", "basic", masterWith}, "authn-authenticatee": {"authenticatee", "crammd5", agentWith},
		"authn-agent-http-module": {"http_authenticators", "jwt,basic", agentWith}, "authz-module": {"authorizers", "local", masterWith},
		"authz-agent-module": {"authorizer", "local", agentWith},
	} {
		o := outcomesOf{never: never(mesoswatch.Fail, why), pass: does(c.with("1.9.0", c.flag+"="+c.own)), unknown: says("not known here", c.with("1.9.0", c.flag+"=org_example_Thing"))}
		for name, what := range map[string]string{
			"com_example_GssapiAuthenticator": "Kerberos (GSSAPI)", "org_example_LdapBasic": "backed by LDAP", "com_mesosphere_dcos_ClassicRPCAuthenticator": "one of DC/OS",
			"org_example_JwtAuth": "JSON web tokens", "com_example_OidcLogin": "single sign-on",
		} {
			o.more = append(o.more, undecided(says(what, c.with("1.9.0", c.flag+"="+name))))
		}
		o.more = append(o.more, passing(says("not set", c.with("1.9.0"))), moot(does(c.with("0.18.2"))))
		cases[id] = o
	}
	return cases
}
