package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// shownBy plays a case of a rule's tests and answers its last open finding, with
// the evidence that the short form of the tests leaves out.
func shownBy(t *testing.T, rule, name string) mesoswatch.Finding {
	t.Helper()
	c := load(t)
	for _, f := range c.tests {
		for _, k := range f.cases {
			if f.rule != rule || k.name != name {
				continue
			}
			records, err := testRecords(k.records)
			if err != nil {
				t.Fatal(err)
			}
			opt := c.opt
			opt.Baseline = k.baseline
			all := said(newLoader(opt).catalog().Engine(), rule, records...)
			for _, f := range slices.Backward(all) {
				if f.Status == mesoswatch.Open {
					return f
				}
			}
		}
	}
	t.Fatalf("%s says nothing in %s", rule, name)
	return mesoswatch.Finding{}
}

func TestEvidenceOfTheControlPlane(t *testing.T) {
	for _, c := range []struct {
		rule, name, reason string
		evidence           []string // source, JSON path, text
	}{
		{"master-none", "nobody-leads", "none of 3 masters leads",
			[]string{"http://10.0.0.2:5050/redirect  it says that no leader is elected"}},
		{"master-two-leaders", "with-zookeeper", "2 masters lead: http://10.0.0.1:5050, http://10.0.0.2:5050; ZooKeeper names 10.0.0.1:5050",
			[]string{`http://10.0.0.1:5050/metrics/snapshot $["master/elected"] "master/elected": 1`, "http://10.0.0.2:5050/state $.elected_time elected at 2026-03-01T10:00:00Z"}},
		{"master-not-in-zookeeper", "another-one-is-first", "it leads by its own word, and the first candidate in ZooKeeper is 10.0.0.2:5050",
			[]string{"http://10.0.0.1:5050  it says that it leads", "zk://10.0.0.51:2181,10.0.0.52:2181,10.0.0.53:2181/mesos  /mesos/json.info_0000000001: address 10.0.0.2:5050, pid master@10.0.0.2:5050"}},
		{"master-foreign-candidate", "the-master-there-says-another-version", `its znode claims version "1.11.0", the master there says "1.4.1"`,
			[]string{"http://10.0.0.1:5050  answers as pid"}},
		{"master-foreign-candidate", "a-known-name-at-another-address", `the baseline knows it otherwise: address 10.0.9.9 is not 10.0.0.1`,
			[]string{"mesos  /mesos/json.info_0000000003: address 10.0.9.9:5050"}},
		{"master-version-mixed", "two-builds-of-one", "masters run 2 builds of one version: 1.11.0 aa11, 1.11.0 bb22",
			[]string{"http://10.0.0.2:5050/version $.version 1.11.0, git bb22"}},
		{"master-slow", "both", "its small answers take more than 5 s, and 1,000 or more",
			[]string{"http://10.0.0.1:5050  GET /health took 7.0 s; more than 5 s in 3 of 3 rounds", `http://10.0.0.1:5050/metrics/snapshot $["allocator/mesos/event_queue_dispatches"] "allocator/mesos/event_queue_dispatches": 4000`}},
		{"master-elected-but-empty", "it-counts-agents-and-lists-none", "it counts 40 agents and lists none",
			[]string{"http://10.0.0.1:5050/slaves $.slaves 0 agents"}},
		{"zookeeper-no-quorum", "none-serves", "none of 3 servers serves: 1 do not answer, 2 answer and do not serve",
			[]string{"10.0.0.53:2181  ruok unreachable, srvr unreachable"}},
		{"zookeeper-world-writable", "by-default", "anyone may write: candidate (cdwa), path (cdwa), replica (cdwa)",
			[]string{"mesos  /mesos/log_replicas/0000000000: world:anyone:cdrwa"}},
		{"log-blind-spot", "some-are-logged", "60 requests to log in, 21 lines",
			[]string{`http://10.0.0.1:5050/metrics/snapshot $["master/messages_authenticate"] 10 at 10:00:05, 70 at 10:00:40`, "mesos-master.INFO  21 lines"}},
		{"source-blind", "refused-with-a-realm", "agent, framework: 401, realm mesos-master-readonly; flag: 403", nil},
		{"source-blind", "stale-while-others-go-on", "stale: no round since 2026-03-01 10:00:05 UTC, where there was one every 30s", nil},
	} {
		f := shownBy(t, c.rule, c.name)
		if !strings.Contains(f.Fields["reason"], c.reason) {
			t.Errorf("%s, %s: reason %q, want %q", c.rule, c.name, f.Fields["reason"], c.reason)
		}
		for _, want := range c.evidence {
			if !slices.ContainsFunc(f.Evidence, func(e mesoswatch.Evidence) bool {
				return strings.Contains(e.Source+" "+e.JSONPath+" "+e.Text, want) && !e.Time.IsZero()
			}) {
				t.Errorf("%s, %s: no evidence %q in %+v", c.rule, c.name, want, f.Evidence)
			}
		}
	}
}

// Somebody who may write the path fills it with candidates.
func TestFloodOfCandidates(t *testing.T) {
	e := load(t).Engine()
	var open int
	for n := range 3 * maxZnodes {
		at := start.Add(time.Duration(n) * time.Second)
		z := &mesoswatch.Znode{
			Path: fmt.Sprintf("/mesos/json.info_%010d", n), What: "candidate", PID: "nobody@" + strings.Repeat("x", n%9000),
			Address: fmt.Sprintf("10.%d.%d.9:5050", n/250, n%250), ACL: []string{"world:anyone:cdrwa"},
		}
		open += len(said(e, "master-foreign-candidate", mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at, Source: "zk://10.0.0.51:2181/mesos", Znode: z}}))
		if n%500 == 0 {
			said(e, "", mesoswatch.Record{Health: &mesoswatch.Health{At: at, Source: "zk://10.0.0.51:2181/mesos", OK: true, Complete: []string{"znode"}}})
		}
	}
	if open < maxZnodes {
		t.Errorf("%d findings", open)
	}
	evicted := make(map[string]int64)
	for _, s := range e.Stats() {
		evicted[s.Rule] = s.Evicted
	}
	for _, rule := range []string{"master-foreign-candidate", "master-not-in-zookeeper", "zookeeper-world-writable"} {
		if evicted[rule] < maxZnodes {
			t.Errorf("%s forgot %d and says nothing of it", rule, evicted[rule])
		}
	}
}

// Who belongs can be written down while the program runs.
func TestForeignCandidateAfterReload(t *testing.T) {
	candidate := mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{
		At: start, Source: "zk://10.0.0.51:2181/mesos",
		Znode: &mesoswatch.Znode{Path: "/mesos/json.info_0000000001", What: "candidate", PID: "master@10.0.0.9:5050", Address: "10.0.0.9:5050", Hostname: "master9.lab"},
	}}
	e := load(t).Engine()
	if f := said(e, "master-foreign-candidate", candidate); len(f) != 0 {
		t.Errorf("without a baseline: %+v", f)
	}
	strict, _ := Load(Options{Baseline: &baseline.Baseline{Format: baseline.Format, Masters: []baseline.Master{{Hostname: "master1.lab"}}}})
	e.Reload(strict)
	if f := said(e, "master-foreign-candidate", candidate); len(f) != 1 || f[0].Level != mesoswatch.High {
		t.Errorf("with one: %+v", f)
	}
}

// What a znode claims does not enter a command unless it has the form of it.
func TestHostileCandidateInRunbook(t *testing.T) {
	c := load(t)
	book, _ := c.Runbook("master-foreign-candidate")
	f := shownBy(t, "master-foreign-candidate", "not-in-the-baseline")
	filled, err := Fill(book, f)
	text := filled.Markdown
	if err != nil || !strings.Contains(text, `get /mesos/json.info_0000000003`) || !strings.Contains(text, "http://10.0.9.9:5050/version") {
		t.Errorf("%v\n%s", err, text)
	}
	f.Fields["znode"], f.Fields["claimed_ip"] = "/mesos/x; reboot", "$(reboot)"
	filled, err = Fill(book, f)
	text = filled.Markdown
	if err != nil || strings.Contains(text, "x; reboot") || !strings.Contains(text, "get <znode>") || !strings.Contains(text, "http://<claimed_ip>:5050") {
		t.Errorf("%v\n%s", err, text)
	}
}

// A collector that leaves out what no rule wants gives log-blind-spot all lines
// that count.
func TestBlindSpotWantsItsLines(t *testing.T) {
	c := load(t)
	for _, template := range attemptTemplates() {
		kind := "auth-start"
		if template == "authn.no-authenticator" {
			kind = "auth-failed"
		}
		if r, _ := c.Rule("log-blind-spot"); !slices.Contains(r.On.Kinds, kind) || !c.Wants("master", kind, template) {
			t.Errorf("%s is not wanted", template)
		}
	}
}

// BenchmarkTaskSnapshot is what the rules cost on records that they are not about.
func BenchmarkTaskSnapshot(b *testing.B) {
	e := load(b).Engine()
	r := mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: start, Source: "http://10.0.0.1:5050", Task: &mesoswatch.Task{ID: "t", FrameworkID: "f"}}}
	b.ReportAllocs()
	for b.Loop() {
		e.Evaluate(r)
	}
}
