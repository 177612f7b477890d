package catalogue

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

const (
	testFW   = "5d0c7a9e-3b1f-4c55-8f0a-6c2f9b7e1d20-0001"
	testUPID = "scheduler-0a1b2c3d-0000-4000-8000-00000000000a@10.9.1.31:53217"
	testAt   = " at " + testUPID
)

func master(message string) Input {
	return Input{Service: "master", Severity: 'I', File: "master.cpp", Message: message, Prefixed: true}
}

func match(t testing.TB, c *Catalogue, in Input) mesoswatch.Event {
	t.Helper()
	var ev mesoswatch.Event
	if !c.Match(in, &ev) {
		t.Errorf("not recognised: %.300q", in.Message)
	}
	return ev
}

// hostile are names that a scheduler can choose.
var hostile = []string{
	"", " ", "a", "Test Framework (C++)", `x) at evil@1.1.1.1:1 (x`, `x) at evil@1.1.1.1:1`, `x' at evil@1.1.1.1:1`,
	`x' at evil@1.1.1.1:1: Framework at evil@1.1.1.1:1 is not authenticated`, `x) disconnected`, `x) at a@1.2.3.4:5 failed over`,
	`it's "quoted"`, `a: b, c! d; e`, "zwei\nZeilen", "tab\tand\x1b[31m", "ünïcødé ☃ 名前", "x) with roles { admin } suppressed",
	"I0102 03:04:05.000006  7 master.cpp:8] Elected as the leading master!", "x) from agent S1 at slave(1)@1.1.1.1:1 (h",
	strings.Repeat("') at x@1.1.1.1:1: ", 1500), strings.Repeat("n", 30_000),
}

func TestHostileNames(t *testing.T) {
	c := Default()
	for _, name := range hostile {
		for _, l := range []struct{ message, id, upid string }{
			{"Adding framework " + testFW + " (" + name + ")" + testAt + " with roles { web } suppressed", "fw.adding", testUPID},
			{"Framework " + testFW + " (" + name + ")" + testAt + " disconnected", "fw.disconnected", testUPID},
			{"Removing framework " + testFW + " (" + name + ")" + testAt, "fw.removing", testUPID},
			{"Received SUBSCRIBE call for framework '" + name + "'" + testAt, "fw.recv-subscribe", testUPID},
			{"Received subscription request for HTTP framework '" + name + "'", "fw.recv-subscribe-http", ""},
			{"Subscribing framework " + name + " with checkpointing disabled and capabilities [ MULTI_ROLE ]", "fw.subscribing", ""},
			{"Refusing subscription of framework '" + name + "'" + testAt + ": Framework" + testAt + " is not authenticated", "fw.refuse", testUPID},
			{"Giving framework " + testFW + " (" + name + ")" + testAt + " 10secs to failover", "fw.failover-window", testUPID},
		} {
			ev := match(t, c, master(l.message))
			if ev.Template != l.id || ev.FrameworkName != name || ev.UPID != l.upid {
				t.Errorf("%.200q:\n got %s, name %.100q, upid %.100q", l.message, ev.Template, ev.FrameworkName, ev.UPID)
			}
			if strings.HasPrefix(l.id, "fw.refuse") && ev.Kind != "auth-refused" {
				t.Errorf("%.200q: kind %s", l.message, ev.Kind)
			}
		}
	}
}

// An HTTP framework has no UPID; a name that ends like one must not lend it.
func TestNameDoesNotLendAUPID(t *testing.T) {
	ev := match(t, Default(), master("Framework "+testFW+" (x) at evil@1.1.1.1:1) disconnected"))
	if ev.UPID != "" || ev.FrameworkName != "x) at evil@1.1.1.1:1" {
		t.Errorf("name %q, upid %q", ev.FrameworkName, ev.UPID)
	}
}

func TestHostileReason(t *testing.T) {
	c := Default()
	for _, claimed := range hostile {
		m := "Refusing subscription of framework 'good'" + testAt + ": Framework principal '" + claimed + "' does not match authenticated principal 'web'"
		ev := match(t, c, master(m))
		if strings.Contains(claimed, "' at ") && len(ev.Suspect) > 0 {
			continue // can be read in two ways, and says so
		}
		if ev.UPID != testUPID || ev.FrameworkName != "good" || ev.ClaimedPrincipal != claimed || ev.Principal != "web" || ev.Kind != "auth-refused" {
			t.Errorf("%.200q: %s, upid %.80q, name %.80q, claimed %.80q", m, ev.Kind, ev.UPID, ev.FrameworkName, ev.ClaimedPrincipal)
		}
	}
}

func TestReasonsDecideTheKind(t *testing.T) {
	c := Default()
	for _, l := range []struct{ message, kind, field, value string }{
		{"Refusing subscription of framework 'n'" + testAt + ": Framework" + testAt + " is not authenticated", "auth-refused", "", ""},
		{"Refusing subscription of framework 'n'" + testAt + ": Re-authentication in progress", "auth-aborted", "", ""},
		{"Dropping SUBSCRIBE call for framework 'n'" + testAt + ": Re-authentication in progress", "auth-aborted", "", ""},
		{"Refusing subscription of framework 'n'" + testAt + ": Not authorized to use role 'web'", "authz-denied", "roles", "web"},
		{"Refusing subscription of framework 'n'" + testAt + ": Not authorized to use roles '{ a, b }'", "authz-denied", "roles", "a, b"},
		{"Refusing subscription of framework 'n'" + testAt + ": Not authorized to register framework " + testFW + " with roles { a, b }", "authz-denied", "roles", "a, b"},
		{"Refusing subscription of framework 'n'" + testAt + ": Not authorized to register framework  with roles { a }", "authz-denied", "roles", "a"},
		{"Refusing subscription of framework 'n'" + testAt + ": Authorization failure: timed out", "authz-error", "", ""},
		{"Refusing registration of framework 'n'" + testAt + ": Role 'x' is invalid", "invalid", "roles", "x"},
		{"Refusing subscription of framework 'n'" + testAt + ": Role 'x' is not present in the master's --roles", "invalid", "roles", "x"},
		{"Refusing subscription of framework 'n': Roles { x } are not present in master's --roles", "invalid", "roles", "x"},
		{"Refusing subscription of framework 'n': User 'root' is not allowed to run frameworks without --root_submissions set", "authz-denied", "user", "root"},
		{"Refusing subscription of framework 'n': Framework has been removed", "framework-conflict", "", ""},
		{"Refusing subscription of framework 'n': The framework failover_timeout (-1) is invalid", "invalid", "", ""},
		{"Refusing subscription of framework 'n': 'FrameworkInfo.role' must not be set", "invalid", "", ""},
		{"Refusing subscription of framework 'n': something new", "invalid", "", ""},
		{"Dropping KILL call from framework " + testFW + testAt + ": Framework cannot be found", "spoof-suspect", "", ""},
		{"Dropping KILL call from framework " + testFW + testAt + ": Expecting 'kill' to be present", "invalid", "", ""},
		{"Dropping CREATE operation from framework " + testFW + " (n)" + testAt + ": Not authorized to create persistent volumes as 'p'", "authz-denied", "principal", "p"},
		{"Dropping CREATE operation from framework " + testFW + " (n)" + testAt + ": Invalid volume", "invalid", "", ""},
	} {
		ev := match(t, c, master(l.message))
		if ev.Kind != l.kind {
			t.Errorf("%q is %s, want %s", l.message, ev.Kind, l.kind)
		}
		got := map[string]string{"roles": ev.Roles, "user": ev.User, "principal": ev.Principal}[l.field]
		if got != l.value {
			t.Errorf("%q: %s is %q, want %q", l.message, l.field, got, l.value)
		}
	}
}

// TestTraps are the messages that begin like others.
func TestTraps(t *testing.T) {
	c := Default()
	const agent = "S1 at slave(1)@10.9.2.2:5051 (h1)"
	for _, l := range []struct {
		service  string
		severity byte
		file     string
		message  string
		want     string
	}{
		{"master", 'I', "master.cpp", "Removing framework " + testFW + " (n)" + testAt + " from agent " + agent, "run.framework-off"},
		{"master", 'I', "master.cpp", "Removing framework " + testFW + " (n)" + testAt + " from slave " + agent, "run.framework-off.021"},
		{"master", 'I', "master.cpp", "Removing framework " + testFW + " (n) from disconnected agent " + agent, "run.framework-off"},
		{"master", 'I', "master.cpp", "Removing framework " + testFW + " (n)", "fw.removing"},
		{"master", 'I', "master.cpp", "Registered agent " + agent + " with cpus:1", "ag.registered"},
		{"agent", 'I', "slave.cpp", "Registered with master master@10.9.0.1:5050; given agent ID S1", "sl.registered"},
		{"master", 'W', "master.cpp", "Refusing registration of agent at slave(1)@10.9.2.2:5051 because it is not authenticated", "ag.refuse-unauth"},
		{"master", 'I', "master.cpp", "Refusing registration request of framework 'n'" + testAt + ": x", "fw.refuse-register"},
		{"master", 'I', "master.cpp", "Adding task t with resources cpus:1 on agent " + agent, "run.adding-task.10"},
		{"master", 'I', "master.cpp", "Re-registering framework " + testFW + " (n) " + testAt, "fw.reregistering.021"},
		{"master", 'I', "master.cpp", "Authenticating with ZooKeeper using digest", "zk.auth"},
		{"master", 'I', "master.cpp", "Recovered 1 slaves from the Registry (178B) ; allowing 10mins for slaves to re-register", "reg.recovered.019"},
		{"master", 'F', "master.cpp", "Check failed: x: y", "run.check-failed"},
		{"master", 'F', "master.cpp", "Recovery failed: Failed to recover registrar: x", "reg.fatal"},
	} {
		ev := match(t, c, Input{Service: l.service, Severity: l.severity, File: l.file, Message: l.message, Prefixed: true})
		if ev.Template != l.want {
			t.Errorf("%q is %s, want %s", l.message, ev.Template, l.want)
		}
	}
	for _, m := range []string{"", "\n", "Framework", "HTTP", "HTTP GET for ", "Removing framework", "foo: bar", "foo (see --credentials flag)"} {
		ev := mesoswatch.Event{Reason: "kept"}
		if c.Match(master(m), &ev) || ev.Template != "" || ev.Reason != "kept" || c.MatchAll(master(m)) != nil {
			t.Errorf("%q was recognised as %s", m, ev.Template)
		}
	}
}
