package posture

import (
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func found(rule string, subject mesoswatch.Subject, status mesoswatch.Status, text string) mesoswatch.Record {
	return mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID(rule, subject), Rule: rule, Subject: subject, Status: status, Evidence: []mesoswatch.Evidence{{Source: "m.INFO", Text: text}}}}
}

// One cause is one finding: while the rule of the log tells of the master whose start
// it read, the check gives a verdict only, and takes over when the rule is done.
func TestRuleAndCheckAreOneFinding(t *testing.T) {
	const check, rule = "authn-frameworks", "weak-config-frameworks"
	log := mesoswatch.Subject{Kind: "master", Name: "mesos-master@h"}
	id := event("start.master-id", Master, "Master ab-12 (m1) started on 10.0.0.1:5050", 2)
	asked := snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: master, ID: "ab-12", Version: "1.9.0", FlagsVisible: true}})

	e := load(t, Options{}).Engine()
	vs, fs := of(check, feed(e, asked, health(10, []string{"flag", "master"}, nil)))
	if len(vs) != 1 || len(fs) != 1 || fs[0].Status != mesoswatch.Open {
		t.Fatalf("alone: %+v %+v", vs, fs)
	}
	_, fs = of(check, feed(e, id, found(rule, log, mesoswatch.Open, "Master allowing"), health(20, []string{"flag"}, nil)))
	if len(fs) != 1 || fs[0].Status != mesoswatch.Resolved || !strings.Contains(fs[0].Fields["reason"], "from now on told by "+rule) {
		t.Fatalf("the rule tells: %+v", fs)
	}
	if _, fs = of(check, feed(e, health(30, []string{"flag"}, nil))); len(fs) != 0 {
		t.Errorf("again: %+v", fs)
	}
	for _, v := range e.Verdicts(start) {
		if v.Check == check && v.Result != mesoswatch.Fail {
			t.Errorf("the verdict stands: %+v", v)
		}
	}
	_, fs = of(check, feed(e, found(rule, log, mesoswatch.Resolved, ""), health(40, []string{"flag"}, nil)))
	if len(fs) != 1 || fs[0].Status != mesoswatch.Open {
		t.Errorf("the rule is done: %+v", fs)
	}
}

func TestWhoseCauseItIs(t *testing.T) {
	other := mesoswatch.Subject{Kind: "master", Name: "mesos-master@other"}
	exposed := recs(file(mesoswatch.File{Path: "/etc/mesos/credentials", What: "credentials", Mode: "-rw-r--r--", Exposed: []string{"read by others"}}), looked())
	for _, tc := range []struct {
		name, check string
		told        mesoswatch.Record
		with        []mesoswatch.Record
		silent      bool
	}{
		{"another master's log", "authn-frameworks", found("weak-config-frameworks", other, mesoswatch.Open, "x"), masterWith("1.9.0"), false},
		{"the same subject", "frameworks-principal", found("framework-no-principal", mesoswatch.Subject{Kind: "framework", Name: "F1"}, mesoswatch.Open, "x"),
			recs(masterWith("1.9.0"), framework(mesoswatch.Framework{User: "web"})), true},
		{"many are one finding about the cluster", "frameworks-principal", found("framework-no-principal", ClusterSubject(), mesoswatch.Open, "x"),
			recs(masterWith("1.9.0"), framework(mesoswatch.Framework{User: "web"})), true},
		{"another framework", "frameworks-principal", found("framework-no-principal", mesoswatch.Subject{Kind: "framework", Name: "F2"}, mesoswatch.Open, "x"),
			recs(masterWith("1.9.0"), framework(mesoswatch.Framework{User: "web"})), false},
		{"tasks of the framework", "isolation-task-privileged", found("task-suspicious", mesoswatch.Subject{Kind: "task", Name: "F1 shop"}, mesoswatch.Open, "x"), task(mesoswatch.Task{Privileged: true}), true},
		{"the file that a line names", "credentials-exposed", found("credentials-file-open", mesoswatch.Subject{Kind: "source", Name: "mesos-master@" + hostName}, mesoswatch.Open,
			"Permissions on credentials file '/etc/mesos/credentials' are too open"), exposed, true},
		{"another host's file", "credentials-exposed", found("credentials-file-open", mesoswatch.Subject{Kind: "source", Name: "mesos-master@elsewhere"}, mesoswatch.Open,
			"Permissions on credentials file '/etc/mesos/credentials' are too open"), exposed, false},
	} {
		e := load(t, Options{}).Engine()
		end := health(20, []string{"flag"}, nil)
		_, fs := of(tc.check, feed(e, append(append([]mesoswatch.Record{tc.told}, tc.with...), end)...))
		open := slices.ContainsFunc(fs, func(f mesoswatch.Finding) bool { return f.Status == mesoswatch.Open })
		if open == tc.silent {
			t.Errorf("%s: %+v", tc.name, fs)
		}
	}
}

// fixed always says the same.
type fixed []mesoswatch.Record

func (f fixed) Evaluate(mesoswatch.Record) []mesoswatch.Record { return f }

func TestBesideHears(t *testing.T) {
	f1 := mesoswatch.Subject{Kind: "framework", Name: "F1"}
	said := fixed{found("framework-no-principal", f1, mesoswatch.Open, "x")}
	both := Beside(said, load(t, Options{}).Engine())
	var out []mesoswatch.Record
	for _, r := range recs(masterWith("1.9.0"), framework(mesoswatch.Framework{User: "web"}), health(20, []string{"framework"}, nil)) {
		out = append(out, both.Evaluate(r)...)
	}
	vs, fs := of("frameworks-principal", out)
	if len(fs) != 0 || !slices.ContainsFunc(vs, func(v mesoswatch.Verdict) bool { return v.Subject == f1 && v.Result == mesoswatch.Fail }) {
		t.Errorf("%+v %+v", vs, fs)
	}
	if !slices.ContainsFunc(out, func(r mesoswatch.Record) bool { return r.Finding != nil && r.Finding.Rule == "framework-no-principal" }) {
		t.Error("what the rules say is lost")
	}
}
