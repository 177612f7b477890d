package posture

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// Every row passes, fails and is unknown for some daemon of a release that has it.
func TestEveryRowHasAllOutcomes(t *testing.T) {
	entries, err := shipped.ReadDir("checks")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := shipped.ReadFile("checks/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rowsOf(t, e.Name(), text) {
			t.Run(r.ID, func(t *testing.T) { outcomes(t, r) })
		}
	}
}

// outcomes tries values on a daemon whose conditions hold.
func outcomes(t *testing.T, r *Row) {
	at, _ := mesoswatch.ParseRelease("1.11.0")
	if !r.in(at) {
		at, _ = mesoswatch.ParseRelease(r.Until)
		at.Minor--
		if at.Minor < 0 {
			at.Major, at.Minor = 0, 28
		}
	}
	values := []string{"true", "false", "", "INFO", "WARNING", "local", "crammd5", "basic", "com_example_Authorizer", "replicated_log", "in_memory",
		"/tmp/mesos/x", "/var/lib/mesos", "10%", "100%", "0", "5", "60", "1000", "15secs", "1hrs", "1weeks", "1hrs", "0.0.0.0", "10.0.0.1", "linux", "posix", "openssl", "legacy",
		"zk://u:***@10.0.0.1:2181/mesos", "zk://10.0.0.1:2181/mesos", "posix/cpu,posix/mem", "http://r.example", "https://r.example", "SYS_ADMIN", "NET_BIND_SERVICE",
		"cgroups/cpu,cgroups/mem,filesystem/linux,namespaces/pid,linux/capabilities,linux/seccomp,linux/nnp,cgroups/devices,disk/du,network/ports", "docker,mesos", "mesos", "1", "ECDHE+AESGCM", "RC4-SHA"}
	got := make(map[mesoswatch.Result]string)
	for _, v := range values {
		d := daemonFor(r, at)
		d.values[r.names()[0]] = Value{Text: v}
		got[r.judge(d).Result] = v
	}
	unset := daemonFor(r, at)
	delete(unset.values, r.names()[0]) // a condition may be about the flag itself
	got[r.judge(unset).Result] = "(unset)"
	blind := daemonFor(r, at)
	delete(blind.values, r.names()[0])
	blind.whole, blind.why = false, "401"
	got[r.judge(blind).Result] = "(not told)"
	for _, want := range []mesoswatch.Result{mesoswatch.Pass, mesoswatch.Fail, mesoswatch.Unknown} {
		if _, ok := got[want]; !ok {
			t.Errorf("no value makes it %s: %v", want, got)
		}
	}
	before, _ := mesoswatch.ParseRelease("0.13.0")
	if r.Since != "" {
		if a := r.judge(&Daemon{Release: before, values: map[string]Value{}, whole: true, Environment: true}); a.Result != mesoswatch.NotApplicable {
			t.Errorf("before there was such a flag: %s", a.Result)
		}
	}
}

// daemonFor is a daemon on which the conditions of the row hold.
func daemonFor(r *Row, at mesoswatch.Release) *Daemon {
	d := &Daemon{Kind: r.Daemon, Release: at, values: make(map[string]Value), whole: true, Environment: true}
	for _, c := range r.When {
		for _, v := range []string{"true", "local", "zk://10.0.0.1:2181/mesos", "linux/capabilities,linux/seccomp,network/ports", "appc", "/etc/mesos/whitelist"} {
			d.values[c.Flag] = Value{Text: v}
			if holds, known := c.holds(d); holds && known {
				break
			}
		}
	}
	return d
}

func TestRowsAreWritten(t *testing.T) {
	for _, c := range load(t, Options{}).Checks() {
		for what, text := range map[string]string{"title": c.Title, "rationale": c.Rationale, "remediation": c.Remediation, "runbook": c.Runbook, "settle": c.Settle} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s has no %s", c.ID, what)
			}
		}
		if len(c.References) == 0 || len(c.Kinds) == 0 || c.Judge == nil || !strings.HasPrefix(c.ID, c.Family+"-") {
			t.Errorf("%s: %+v", c.ID, c)
		}
	}
}

func rowsOf(t *testing.T, name string, text []byte) []*Row {
	t.Helper()
	rows, _, err := readRows(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
