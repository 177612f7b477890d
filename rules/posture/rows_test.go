package posture

import (
	"iter"
	"reflect"
	"slices"
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

// tried are values of all sorts: for each row some of them are as wanted, and some
// are not.
var tried = []string{"true", "false", "", "INFO", "WARNING", "local", "hierarchical", "com_example_Module", "replicated_log", "in_memory",
	"/tmp/mesos/x", "/var/lib/mesos", "10%", "100%", "0", "1", "5", "60", "1000", "15secs", "1hrs", "1weeks", "linux", "posix", "openssl", "legacy",
	"zk://u:***@10.0.0.1:2181/mesos", "zk://10.0.0.1:2181/mesos", "posix/cpu,posix/mem", "http://r.example", "https://r.example", "SYS_ADMIN", "NET_BIND_SERVICE",
	"cgroups/cpu,cgroups/mem,filesystem/linux,namespaces/pid,linux/capabilities,linux/seccomp,linux/nnp,cgroups/devices,disk/du,network/ports", "docker,mesos", "mesos",
	"ECDHE+AESGCM", "RC4-SHA", "yes", "no", "*", "root", "strict", "org_apache_mesos_LogrotateContainerLogger", `{"auths": {}}`}

// answers of a row for values on a daemon whose conditions hold, by what was tried.
func answers(t *testing.T, r *Row) map[string]Answer {
	at, _ := mesoswatch.ParseRelease("1.11.0")
	if r.Daemon == ZooKeeper {
		at, _ = mesoswatch.ParseRelease("3.9.0")
	}
	if r.until.Known() {
		at = r.until
		if at.Minor--; at.Minor < 0 {
			at.Major, at.Minor = 0, 28
		}
	}
	name := first(at, r.names()...)
	got := make(map[string]Answer)
	for _, v := range tried {
		d := daemonFor(t, r, at)
		d.values[name] = Value{Text: v}
		got[v] = r.judge(d)
	}
	unset := daemonFor(t, r, at)
	delete(unset.values, name) // a condition may be about the flag itself
	got["(unset)"] = r.judge(unset)
	blind := daemonFor(t, r, at)
	delete(blind.values, name)
	blind.whole, blind.why, blind.Environment = false, "401", false
	got["(not told)"] = r.judge(blind)
	return got
}

// outcomes wants all of them among the answers.
func outcomes(t *testing.T, r *Row) {
	got := make(map[mesoswatch.Result]string)
	for v, a := range answers(t, r) {
		got[a.Result] = v
	}
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

// first is the first of the names that a release knows.
func first(at mesoswatch.Release, names ...string) string {
	for _, n := range names {
		if spelled(n, at) {
			return n
		}
	}
	return names[0]
}

// daemonFor is a daemon on which the conditions of the row hold.
func daemonFor(t *testing.T, r *Row, at mesoswatch.Release) *Daemon {
	t.Helper()
	d := &Daemon{Kind: r.Daemon, Subject: mesoswatch.Subject{Kind: r.Daemon, Name: "http://10.0.0.1:5050"}, Release: at, values: make(map[string]Value), whole: true, Environment: true}
	for _, c := range r.When {
		name := first(at, append([]string{c.Flag}, c.Aliases...)...)
		met, _ := c.holds(d) // not given at all
		for _, v := range append([]string{"local", "zk://10.0.0.1:2181/mesos", "linux/capabilities,linux/seccomp,network/ports", "appc", "/etc/mesos/whitelist"}, tried...) {
			if met {
				break
			}
			d.values[name] = Value{Text: v}
			met, _ = c.holds(d)
		}
		if !met {
			t.Fatalf("no value meets the condition on %s", c.Flag)
		}
	}
	return d
}

func TestChecksAreWhole(t *testing.T) {
	for _, c := range load(t, Options{}).Checks() {
		if len(c.Kinds) == 0 || c.Judge == nil || !strings.HasPrefix(c.ID, c.Family+"-") || !slices.Contains(Families(), c.Family) || !idForm.MatchString(c.ID) {
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

// yamlNames are the keys of a struct in YAML.
func yamlNames(v any) []string {
	var out []string
	for f := range fieldsOf(v) {
		if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); name != "" {
			out = append(out, name)
		}
	}
	return out
}

func fieldsOf(v any) iter.Seq[reflect.StructField] {
	return func(yield func(reflect.StructField) bool) {
		t := reflect.TypeOf(v)
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}
