package catalogue

import (
	"slices"
	"strings"
	"testing"
)

// known are the event kinds of the message catalogue; the table run.tsv adds
// its own, which its first lines list.
const known = `auth-start, auth-ok, auth-failed, auth-refused, auth-aborted, auth-detail, authz-check, authz-denied,
authz-error, framework-subscribe-request, framework-registered, framework-reregistered, framework-updated,
framework-failed-over, framework-disconnected, framework-deactivated, framework-activated, framework-removed,
framework-recovered, framework-conflict, framework-principal, framework-principal-change, framework-user-change,
framework-unregister-request, teardown, agent-register-request, agent-registered, agent-reregistered, agent-refused,
agent-conflict, agent-disconnected, agent-deactivated, agent-unreachable, agent-removed, agent-marked-gone,
agent-drain, agent-shutdown, agent-isolated, agent-container-exec, http-request, http-response, http-redirect,
operator-call, operator-stream, quota-op, maintenance-op, resource-op, leader-elected, leader-changed, leader-lost,
leader-none, leader-unknown, leader-candidacy, zk-connected, zk-connection-lost, zk-session-expired, zk-auth,
zk-fatal, recovery, registry-fatal, tls-error, network-error, spoof-suspect, rate-limited, weak-config, config,
config-warning, config-change, fatal-config, process-start, process-stop, invalid, incident-fatal, task-update,
zk-detail, registry-warning, tls-warning, http-forbidden, http-notfound, task-assigned, executor-registered,
resource-pressure, framework-error`

func TestTablesAreComplete(t *testing.T) {
	c := Default()
	catalogue := 0
	for _, f := range c.Templates() {
		if !strings.HasPrefix(f.ID, "run.") {
			catalogue++
		}
	}
	if catalogue != 408 {
		t.Errorf("%d templates of the catalogue, want 408", catalogue)
	}
	if _, err := Compile(Table{Templates: []Template{{ID: "a", Text: "x"}, {ID: "a", Text: "y"}}}); err == nil {
		t.Error("an id that stands twice was accepted")
	}
}

func TestKindsAreKnown(t *testing.T) {
	kinds := strings.FieldsFunc(known, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
	head, _, _ := strings.Cut(runTSV, "\nrun.")
	for _, f := range Default().Templates() {
		for kind := range strings.SplitSeq(f.Kind, " / ") {
			listed := slices.Contains(kinds, kind) || strings.HasPrefix(f.ID, "run.") && strings.Contains(head, kind)
			if !listed {
				t.Errorf("%s: unknown kind %q", f.ID, kind)
			}
		}
		for item := range strings.SplitSeq(f.Severity, ",") {
			if !slices.Contains([]string{"I", "W", "E", "F", "V1", "X"}, item) {
				t.Errorf("%s: unknown severity %q", f.ID, item)
			}
		}
		for item := range strings.SplitSeq(f.Service, ",") {
			if !slices.Contains([]string{"master", "agent", "scheduler", "any"}, item) {
				t.Errorf("%s: unknown service %q", f.ID, item)
			}
		}
		if strings.Contains(f.Kind, " / ") && f.Decides == "" {
			t.Errorf("%s: nothing decides between %s", f.ID, f.Kind)
		}
	}
}

// TestSameTextSameKind: where several templates have one text, reading it
// cannot mean different things.
func TestSameTextSameKind(t *testing.T) {
	kinds := map[string]Template{}
	for _, f := range Default().Templates() {
		if o, ok := kinds[f.Text]; ok && o.Kind != f.Kind {
			t.Errorf("%s is %s, %s with the same text is %s", f.ID, f.Kind, o.ID, o.Kind)
		}
		kinds[f.Text] = f
	}
}

// TestSameTextChoice: one text of several programs and releases is told apart by
// the service, then the source file, then the newer release.
func TestSameTextChoice(t *testing.T) {
	c := Default()
	for _, l := range []struct {
		service, file, message string
		severity               byte
		want                   string
	}{
		{"master", "master.cpp", "Authenticating s@10.0.0.1:80", 'I', "authn.begin.14"},
		{"master", "authenticator.cpp", "Authentication failure: user not found", 'W', "sasl.fail"},
		{"master", "", "Authentication failure: user not found", 'W', "sasl.fail"},
		{"master", "", "Authentication timed out", 'W', "authn.timeout"},
		{"agent", "", "Authentication timed out", 'W', "sl.auth-timeout"},
		{"scheduler", "", "Authentication timed out", 'W', "dr.auth-timeout"},
		{"", "slave.cpp", "Authentication timed out", 'W', "sl.auth-timeout"},
		{"", "sched.cpp", "Authentication timed out", 'W', "dr.auth-timeout"},
		{"agent", "slave.cpp", "New master detected at master@10.0.0.1:5050", 'I', "sl.detecting"},
		{"", "sched.cpp", "New master detected at master@10.0.0.1:5050", 'I', "dr.detected"},
		{"scheduler", "sched.cpp", "Failed to authenticate with master master@10.0.0.1:5050: x", 'W', "dr.auth-failed.015"},
		{"scheduler", "sched.cpp", "Failed to authenticate with master master@10.0.0.1:5050: x", 'I', "dr.auth-failed"},
		{"agent", "slave.cpp", "Failed to authenticate with master master@10.0.0.1:5050: x", 'W', "sl.auth-failed"},
		{"agent", "slave.cpp", "Master master@10.0.0.1:5050 refused authentication", 'E', "sl.auth-refused.019"},
		{"agent", "slave.cpp", "EXIT with status 1: Master master@10.0.0.1:5050 refused authentication", 'E', "sl.auth-refused"},
		{"scheduler", "sched.cpp", "Master master@10.0.0.1:5050 refused authentication", 'E', "dr.auth-refused"},
		{"master", "http.cpp", "Processing call GET_STATE", 'I', "api.call"},
		{"agent", "http.cpp", "Processing call GET_STATE", 'I', "api.agent-call.10"},
		{"agent", "slave.cpp", "Authorizing framework principal 'p' to launch task t", 'I', "authz.agent-task"},
		{"master", "master.cpp", "Authorizing framework principal 'p' to launch task t", 'I', "authz.task.10"},
		{"master", "authenticator.hpp", "Authentication failure: user not found", 'W', "sasl.fail.021"},
		{"master", "master.cpp", "The newly elected leader is master@10.0.0.1:5050 with id m", 'I', "lead.other"},
		{"master", "master.cpp", "The newly elected leader is None", 'I', "lead.other.018"},
	} {
		got := match(t, c, Input{Service: l.service, File: l.file, Message: l.message, Severity: l.severity, Prefixed: true})
		if got.Template != l.want {
			t.Errorf("%s %s %q is %s, want %s", l.service, l.file, l.message, got.Template, l.want)
		}
		if len(got.Suspect) > 0 {
			t.Errorf("%q: marked %v", l.message, got.Suspect)
		}
	}
}
