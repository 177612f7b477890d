package posture

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// answerOf is what one check says of one subject; the first there is where the
// subject is empty.
func answerOf(t *testing.T, f *Facts, check, subject string) Answer {
	t.Helper()
	c, ok := load(t, Options{}).Check(check)
	if !ok {
		t.Fatalf("no check %s", check)
	}
	for _, a := range c.Judge(f) {
		if subject == "" || a.Subject.Name == subject {
			return a
		}
	}
	t.Fatalf("%s says nothing of %q", check, subject)
	return Answer{}
}

// A master that was asked and the files of its host are one: the flags that it
// tells, and the variables that only the host tells.
func TestMasterJoinsItsHost(t *testing.T) {
	for name, about := range map[string]mesoswatch.Record{
		"by address": on(Master, "ip", "10.0.0.1"), "by name": snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: master, Version: "1.9.0", Hostname: "m1.example", FlagsVisible: true}}),
	} {
		f := factsOf(recs(masterWith("1.9.0", "authenticate_frameworks=true", "port=5050"), about, on(Master, "port", "5050"), on(Master, "LIBPROCESS_SSL_ENABLED", "true"),
			on(Master, "authenticate_frameworks", "false"), looked()))
		if ds := f.Daemons(Master); len(ds) != 1 || ds[0].Host != hostName || !ds[0].Environment {
			t.Errorf("%s: %d masters, %+v", name, len(ds), ds[0])
		}
		if a := answerOf(t, f, "tls-enabled", master); a.Result != mesoswatch.Pass {
			t.Errorf("%s: the host's variable: %+v", name, a)
		}
		if a := answerOf(t, f, "authn-frameworks", master); a.Result != mesoswatch.Pass {
			t.Errorf("%s: what it tells itself goes before its files: %+v", name, a)
		}
	}
	f := factsOf(recs(masterWith("1.9.0"), on(Master, "ip", "10.0.0.9"), looked()))
	if n := len(f.Daemons(Master)); n != 2 {
		t.Errorf("another host's master: %d", n)
	}
	f = factsOf(recs(hidden("1.9.0"), on(Master, "ip", "10.0.0.1"), on(Master, "authenticate_frameworks", "true"), looked()))
	if a := answerOf(t, f, "authn-frameworks", master); a.Result != mesoswatch.Pass || !strings.Contains(a.Evidence[0].Source, "/etc/mesos-master") {
		t.Errorf("flags that are hidden are read on the host: %+v", a)
	}
	f = factsOf(recs(masterWith("1.9.0"), on(Master, "ip", "10.0.0.1"), on(Master, "port", "5060"), looked()))
	if n := len(f.Daemons(Master)); n != 2 {
		t.Errorf("another port's master: %d", n)
	}
}

func event(template, service, message string, n int64) mesoswatch.Record {
	return mesoswatch.Record{Event: &mesoswatch.Event{Time: start, Source: "m.INFO", Process: "mesos-" + service + "@h", Line: n, Template: template, Service: service, Message: message, Raw: message}}
}

// Without an endpoint and without files the log of a start tells, as far as it goes.
func TestLogsAlone(t *testing.T) {
	version := event("start.version", Master, "Version: 0.22.1", 1)
	version.Event.Version = "0.22.1"
	f := factsOf(recs(version,
		event("authn.using-module", Master, "Using 'com_example_Kerberos' authenticator", 2),
		event("auth.frameworks.off", Master, "Master allowing unauthenticated frameworks to register", 3),
		event("auth.agents.on.019", Master, "Master only allowing authenticated slaves to register", 4),
		event("httpauth.module", Agent, "Creating 'basic' HTTP authenticator for realm 'mesos-agent-readwrite'", 5),
		event("cred.loading", Master, "Loading credentials for authentication from '/etc/mesos/credentials'", 6)))
	for check, want := range map[string]mesoswatch.Result{
		"authn-frameworks": mesoswatch.Fail, "authn-agents": mesoswatch.Pass, "authn-module": mesoswatch.Unknown, "authz-acls": mesoswatch.Unknown, "http-agent-readwrite": mesoswatch.Pass,
		"version-cve-2018-11793": mesoswatch.Fail, "authn-missing-credentials": mesoswatch.Pass,
	} {
		if a := answerOf(t, f, check, ""); a.Result != want {
			t.Errorf("%s: %+v", check, a)
		}
	}
	if a := answerOf(t, f, "authn-module", ""); !strings.Contains(a.Reason, "Kerberos") {
		t.Errorf("%+v", a)
	}
	forged := event("auth.frameworks.on", Master, "Master only allowing authenticated frameworks to register", 9)
	forged.Event.Suspect = []string{"time"}
	f.handle(forged)
	if a := answerOf(t, f, "authn-frameworks", ""); a.Result != mesoswatch.Fail || a.Evidence[0].Line != 3 {
		t.Errorf("a line that may be forged counts: %+v", a)
	}
	f.handle(version) // the next start
	if a := answerOf(t, f, "authn-frameworks", ""); a.Result != mesoswatch.Unknown {
		t.Errorf("the start before counts: %+v", a)
	}
	for i := range maxStarts + 10 {
		e := event("auth.frameworks.off", Master, "x", 1)
		e.Event.Process = fmt.Sprint("p", i)
		f.handle(e)
	}
	if len(f.starts.by) > maxStarts {
		t.Errorf("%d starts are remembered", len(f.starts.by))
	}
}

// A file that is newer than the process is not in force: what the process was
// started with is judged.
func TestValueInForce(t *testing.T) {
	late := mesoswatch.Setting{Of: Master, Name: "authenticate_frameworks", Value: "true", From: "file", At: "/etc/mesos-master/authenticate_frameworks", Pending: true}
	f := factsOf(recs(installed("mesos", "1.9.0"), setting(late), looked()))
	if a := answerOf(t, f, "authn-frameworks", ""); a.Result != mesoswatch.Unknown || !strings.Contains(a.Reason, "from the next start on") {
		t.Errorf("%+v", a)
	}
	late.Shadowed = []mesoswatch.Shadow{{Value: "false", From: "command-line", At: "/proc/7/cmdline"}}
	f = factsOf(recs(installed("mesos", "1.9.0"), setting(late), looked()))
	if a := answerOf(t, f, "authn-frameworks", ""); a.Result != mesoswatch.Fail || a.Evidence[0].Source != "/proc/7/cmdline" {
		t.Errorf("%+v", a)
	}
	unread := mesoswatch.Setting{Of: Master, Name: "authenticate_frameworks", Value: "$(cat x)", From: "unit", At: "/u", Trouble: "not evaluated: $(cat x)"}
	f = factsOf(recs(installed("mesos", "1.9.0"), setting(unread), looked()))
	if a := answerOf(t, f, "authn-frameworks", ""); a.Result != mesoswatch.Unknown {
		t.Errorf("%+v", a)
	}
}

// A name that a release does not know does not count, where a file gives it.
func TestNamesByRelease(t *testing.T) {
	for _, tc := range []struct {
		version, name, value, check string
		want                        mesoswatch.Result
	}{
		{"0.28.2", "authenticate_frameworks", "true", "authn-frameworks", mesoswatch.Fail}, {"0.28.2", "authenticate", "true", "authn-frameworks", mesoswatch.Pass},
		{"1.9.0", "authenticate", "true", "authn-frameworks", mesoswatch.Pass}, {"0.28.2", "LIBPROCESS_SSL_ENABLED", "true", "tls-enabled", mesoswatch.Fail},
		{"0.28.2", "SSL_ENABLED", "true", "tls-enabled", mesoswatch.Pass}, {"1.9.0", "SSL_ENABLED", "true", "tls-enabled", mesoswatch.Pass},
	} {
		f := factsOf(recs(installed("mesos", tc.version), on(Master, tc.name, tc.value), looked()))
		if a := answerOf(t, f, tc.check, ""); a.Result != tc.want {
			t.Errorf("%s on %s: %+v", tc.name, tc.version, a)
		}
	}
	tls := func(version string, more ...mesoswatch.Record) *Facts {
		return factsOf(recs(installed("mesos", version), on(Master, "LIBPROCESS_SSL_ENABLED", "true"), more, looked()))
	}
	if a := answerOf(t, tls("1.9.0", on(Master, "LIBPROCESS_SSL_REQUIRE_CERT", "true")), "tls-verify", ""); a.Result != mesoswatch.NotApplicable {
		t.Errorf("requiring certificates implies verifying them: %+v", a)
	}
	if a := answerOf(t, tls("1.9.0", on(Master, "LIBPROCESS_SSL_VERIFY_SERVER_CERT", "true")), "tls-verify", ""); a.Result != mesoswatch.Fail {
		t.Errorf("a name of 1.10 on 1.9: %+v", a)
	}
	if a := answerOf(t, tls("1.11.0", on(Master, "LIBPROCESS_SSL_VERIFY_SERVER_CERT", "true")), "tls-verify-server", ""); a.Result != mesoswatch.Pass {
		t.Errorf("%+v", a)
	}
	for list, want := range map[string]mesoswatch.Result{"ECDHE+AESGCM:!RC4:!MD5": mesoswatch.Pass, "HIGH:RC4-SHA": mesoswatch.Fail} {
		if a := answerOf(t, tls("1.9.0", on(Master, "LIBPROCESS_SSL_CIPHERS", list)), "tls-ciphers", ""); a.Result != want {
			t.Errorf("%s: %+v", list, a)
		}
	}
}

// A remediation names the flags of the release that it is for.
func TestRemediationByRelease(t *testing.T) {
	for _, tc := range []struct{ version, check, want string }{
		{"0.28.2", "authn-agents", "Start the masters with --authenticate_slaves once every agent has --credential."},
		{"1.9.0", "authn-agents", "Start the masters with --authenticate_agents once every agent has --credential."},
		{"0.28.2", "http-readwrite", "Start the masters with --authenticate_http and --credentials."},
		{"0.28.2", "tls-enabled", "Set SSL_ENABLED=true with key and certificate, in a build with SSL; first with SSL_SUPPORT_DOWNGRADE, then without."},
		{"1.9.0", "host-removal-limit", "Set --agent_removal_rate_limit, for example 1/10mins."},
	} {
		f := factsOf(recs(installed("mesos", tc.version), on(Master, "quorum", "2"), looked()))
		if a := answerOf(t, f, tc.check, ""); a.Result != mesoswatch.Fail || a.Remediation != tc.want || len(a.Evidence) != 1 || a.Evidence[0].Source != "host m1" {
			t.Errorf("%s on %s: %+v", tc.check, tc.version, a)
		}
	}
	f := factsOf(masterWith("1.9.0"))
	if a := answerOf(t, f, "authn-frameworks", ""); len(a.Evidence) != 1 || a.Evidence[0].Source != master || a.Evidence[0].JSONPath != "$.flags" {
		t.Errorf("%+v", a)
	}
}

// A password in a URL that stands in a file is not shown, from 1.5 on.
func TestPasswordByFile(t *testing.T) {
	zk := mesoswatch.Setting{Of: Master, Name: "zk", Value: "zk://u:***@h:2181/mesos", From: "unit", At: "/etc/mesos/zk-login"}
	secret := file(mesoswatch.File{Path: "/etc/mesos/zk-login", What: "zk-url", Principals: []string{"u"}})
	for version, want := range map[string]mesoswatch.Result{"1.9.0": mesoswatch.Pass, "1.4.1": mesoswatch.Fail} {
		f := factsOf(recs(installed("mesos", version), setting(zk), secret, looked()))
		if a := answerOf(t, f, "secrets-zk-url", ""); a.Result != want {
			t.Errorf("%s: %+v", version, a)
		}
		if a := answerOf(t, f, "zookeeper-login", ""); a.Result != mesoswatch.Pass {
			t.Errorf("%s: %+v", version, a)
		}
	}
	own := zk
	own.From, own.At = "file", "/etc/mesos-master/zk"
	f := factsOf(recs(installed("mesos", "1.9.0"), setting(own), file(mesoswatch.File{Path: own.At, What: "zk-url", Principals: []string{"u"}}), looked()))
	if a := answerOf(t, f, "secrets-zk-url", ""); a.Result != mesoswatch.Fail {
		t.Errorf("the flag's own file becomes the command line: %+v", a)
	}
}

// Agents that are alike are judged once and counted each; what differs by itself on
// each is not known; agents that were not sampled keep it from being all well.
func TestAgentsTogether(t *testing.T) {
	var records []mesoswatch.Record
	for i := range 30 {
		flags := []string{"switch_user=true", "authenticate_http_readwrite=true"}
		if i%10 == 0 {
			flags[0] = "switch_user=false"
		}
		records = append(records, snap(mesoswatch.Snapshot{Source: "x", AgentCheck: &mesoswatch.AgentCheck{URL: fmt.Sprintf("http://10.1.0.%d:5051", i), ID: fmt.Sprint("S", i), Version: "1.9.0", Flags: pairs(flags)}}))
	}
	f := factsOf(records)
	if n := len(f.Daemons(Agent)); n != 2 {
		t.Errorf("%d classes", n)
	}
	a := answerOf(t, f, "isolation-switch-user", "sampled agents")
	if a.Result != mesoswatch.Fail || !strings.HasPrefix(a.Reason, "3 of 30 agents") || !strings.Contains(a.Reason, "http://10.1.0.0:5051, http://10.1.0.10:5051, http://10.1.0.20:5051") {
		t.Errorf("%+v", a)
	}
	if a = answerOf(t, f, "http-agent-readwrite", ""); a.Result != mesoswatch.Pass || !strings.HasPrefix(a.Reason, "30 of 30 agents") {
		t.Errorf("%+v", a)
	}
	if a = answerOf(t, f, "ports-bind", "sampled agents"); a.Result != mesoswatch.Unknown {
		t.Errorf("an address is left out of samples: %+v", a)
	}
	for i := range 31 {
		f.handle(snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: fmt.Sprint("S", i), Version: "1.9.0"}}))
	}
	if a = answerOf(t, f, "http-agent-readwrite", ""); a.Result != mesoswatch.Unknown || !strings.Contains(a.Reason, "1 of 31 agents were not sampled") {
		t.Errorf("%+v", a)
	}
}

// What was probed goes before what the flag says, and is shown with it.
func TestProbeBeforeFlag(t *testing.T) {
	f := factsOf(recs(masterWith("1.9.0", "authenticate_http_readwrite=true"), realm("mesos-master-readwrite", false)))
	a := answerOf(t, f, "http-readwrite", "")
	if a.Result != mesoswatch.Fail || len(a.Evidence) != 2 || !strings.Contains(a.Reason, `authenticate_http_readwrite is "true"`) {
		t.Errorf("%+v", a)
	}
	f = factsOf(recs(hidden("1.9.0"), realm("mesos-master-readonly", true)))
	if a = answerOf(t, f, "http-readonly", ""); a.Result != mesoswatch.Pass {
		t.Errorf("%+v", a)
	}
}
