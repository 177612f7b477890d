package posture

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

var start = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

const master = "http://10.0.0.1:5050"

// at makes records n seconds after the start.
func snapshot(n int, s mesoswatch.Snapshot) mesoswatch.Record {
	s.At = start.Add(time.Duration(n) * time.Second)
	if s.Source == "" {
		s.Source = master
	}
	return mesoswatch.Record{Snapshot: &s}
}

func health(n int, complete []string, lacking map[string]string) mesoswatch.Record {
	return mesoswatch.Record{Health: &mesoswatch.Health{At: start.Add(time.Duration(n) * time.Second), Source: master, Collector: "mesosapi",
		OK: lacking == nil, Complete: complete, Lacking: lacking}}
}

func given(n int, name, value string) mesoswatch.Record {
	return snapshot(n, mesoswatch.Snapshot{Flag: &mesoswatch.Flag{Of: master, Name: name, Value: value}})
}

func load(t *testing.T, o Options) *Catalog {
	t.Helper()
	c, errs := Load(o)
	for _, err := range errs {
		t.Fatal(err)
	}
	return c
}

// of picks the verdicts and findings of one check out of what an engine says.
func of(check string, records []mesoswatch.Record) (vs []mesoswatch.Verdict, fs []mesoswatch.Finding) {
	for _, r := range records {
		switch {
		case r.Verdict != nil && r.Verdict.Check == check:
			vs = append(vs, *r.Verdict)
		case r.Finding != nil && r.Finding.Rule == check:
			fs = append(fs, *r.Finding)
		}
	}
	return vs, fs
}

func feed(e *Engine, records ...mesoswatch.Record) []mesoswatch.Record {
	var out []mesoswatch.Record
	for _, r := range records {
		out = append(out, e.Evaluate(r)...)
	}
	return out
}

func TestAFlagThroughItsLife(t *testing.T) {
	e := load(t, Options{}).Engine()
	m := snapshot(0, mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: master, Version: "1.9.0"}})
	const check = "authn-frameworks"

	vs, fs := of(check, feed(e, m, health(10, nil, map[string]string{"flag": `401, realm "mesos-master-readonly"`})))
	if len(vs) != 1 || vs[0].Result != mesoswatch.Unknown || !strings.Contains(vs[0].Reason, "mesos-master-readonly") || !strings.Contains(vs[0].Reason, "to settle it") || len(fs) != 0 {
		t.Errorf("blind: %+v %+v", vs, fs)
	}
	vs, fs = of(check, feed(e, health(20, []string{"flag"}, nil)))
	if len(vs) != 1 || vs[0].Result != mesoswatch.Fail || !strings.Contains(vs[0].Reason, "is not set, so it is") || len(fs) != 1 || fs[0].Status != mesoswatch.Open || fs[0].Level != mesoswatch.High {
		t.Errorf("default: %+v %+v", vs, fs)
	}
	vs, fs = of(check, feed(e, given(25, "authenticate_frameworks", "false"), health(30, []string{"flag"}, nil)))
	if len(vs) != 1 || vs[0].Result != mesoswatch.Fail || len(vs[0].Evidence) != 1 || vs[0].Evidence[0].JSONPath != "$.flags.authenticate_frameworks" || len(fs) != 1 || fs[0].Count != 0 {
		t.Errorf("told: %+v %+v", vs, fs)
	}
	if out := feed(e, health(40, []string{"flag"}, nil)); len(out) != 0 {
		t.Errorf("said again: %d records", len(out))
	}
	vs, fs = of(check, feed(e, health(50, nil, map[string]string{"flag": "timeout"}), health(60, []string{"flag"}, nil)))
	if len(fs) != 0 || len(vs) != 0 { // a value that is known stays known
		t.Errorf("blind for a while: %+v %+v", vs, fs)
	}
	vs, fs = of(check, feed(e, given(65, "authenticate_frameworks", "true"), health(70, []string{"flag"}, nil)))
	if len(vs) != 1 || vs[0].Result != mesoswatch.Pass || len(fs) != 1 || fs[0].Status != mesoswatch.Resolved {
		t.Errorf("mended: %+v %+v", vs, fs)
	}
	_, fs = of(check, feed(e, given(75, "authenticate_frameworks", "false"), health(80, []string{"flag"}, nil)))
	if len(fs) != 1 || fs[0].Status != mesoswatch.Open {
		t.Errorf("again: %+v", fs)
	}
	m.Snapshot.Gone = true
	vs, fs = of(check, feed(e, m, health(90, []string{"master"}, nil)))
	if len(vs) != 2 || len(fs) != 1 || fs[0].Status != mesoswatch.Resolved { // of the master, and of the cluster: none is seen now
		t.Errorf("gone: %+v %+v", vs, fs)
	}
}

func TestAliasVersionAndAgents(t *testing.T) {
	answer := func(records ...mesoswatch.Record) mesoswatch.Verdict {
		e := load(t, Options{}).Engine()
		feed(e, append(records, health(10, []string{"flag"}, nil))...)
		for _, v := range e.Verdicts(start) {
			if v.Check == "authn-frameworks" {
				return v
			}
		}
		t.Fatal("no verdict")
		return mesoswatch.Verdict{}
	}
	of := func(version string) mesoswatch.Record {
		return snapshot(0, mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: master, Version: version}})
	}
	if v := answer(of("0.28.3"), given(1, "authenticate", "1")); v.Result != mesoswatch.Pass {
		t.Errorf("by its older name: %+v", v)
	}
	if v := answer(of("0.14.2")); v.Result != mesoswatch.NotApplicable {
		t.Errorf("before it was there: %+v", v)
	}
	if v := answer(of("1.9.0"), given(1, "authenticate_frameworks", "perhaps")); v.Result != mesoswatch.Unknown {
		t.Errorf("a value that is none: %+v", v)
	}
	if v := answer(); v.Result != mesoswatch.Unknown || v.Subject != ClusterSubject() {
		t.Errorf("nothing seen: %+v", v)
	}
}

func TestStartUpLine(t *testing.T) {
	e := load(t, Options{}).Engine()
	line := `I0301 10:00:00.000000 7 master.cpp:1] Flags at startup: --acls="{ "run_tasks": [] }" --authenticate_frameworks="true" --zk="zk://u:***@h/m" --quorum="2"`
	feed(e, mesoswatch.Record{Event: &mesoswatch.Event{Time: start, Source: "m.INFO", Line: 3, Template: "start.flags", Kind: "config", Service: "master", Message: line[strings.Index(line, "Flags"):], Raw: line}})
	d := e.facts.Daemons(Master)
	if len(d) != 1 || d[0].values["acls"].Text != `{ "run_tasks": [] }` || d[0].values["quorum"].Text != "2" || len(d[0].values) != 4 {
		t.Fatalf("%+v", d)
	}
	for _, v := range e.Verdicts(start) {
		if v.Check == "authn-frameworks" && (v.Result != mesoswatch.Pass || v.Evidence[0].Line != 3) {
			t.Errorf("%+v", v)
		}
	}
}

func TestWants(t *testing.T) {
	yes, no, x := true, false, "x"
	for _, tc := range []struct {
		want Want
		v    string
		ok   bool
		err  bool
	}{
		{Want{Is: &yes}, "true", true, false}, {Want{Is: &yes}, "", true, false}, {Want{Is: &yes}, "0", false, false}, {Want{Is: &no}, "false", true, false}, {Want{Is: &yes}, "yes", false, true},
		{Want{Set: &yes}, "a", true, false}, {Want{Set: &no}, "a", false, false},
		{Want{Equals: &x}, "x", true, false}, {Want{Equals: &x}, "y", false, false},
		{Want{OneOf: []string{"a", "b"}}, "b", true, false}, {Want{NoneOf: []string{"a"}}, "a", false, false},
		{Want{Has: []string{"cgroups/mem"}}, "cgroups/cpu,cgroups/mem", true, false}, {Want{HasAny: []string{"a", "b"}}, "c", false, false}, {Want{Lacks: []string{"docker"}}, "docker,mesos", false, false},
		{Want{Contains: []string{"permissive: false"}}, "permissive: false\n", true, false}, {Want{Free: []string{"http://"}}, "http://x", false, false},
		{Want{Outside: []string{"/tmp"}}, "/tmp/mesos", false, false}, {Want{Outside: []string{"/tmp"}}, "/tmpfs", true, false}, {Want{Outside: []string{"/tmp"}}, "file:///tmp", false, false},
		{Want{AtLeast: "2"}, "1", false, false}, {Want{AtMost: "1mins"}, "30secs", true, false}, {Want{AtMost: "1mins"}, "2hrs", false, false}, {Want{AtMost: "50%"}, "100%", false, false}, {Want{AtLeast: "1"}, "many", false, true},
		{Want{Login: &yes}, "zk://u:***@h:2181/m", true, false}, {Want{Login: &no}, "zk://h:2181/m@x", true, false},
	} {
		ok, err := tc.want.holds(tc.v)
		if ok != tc.ok || (err != nil) != tc.err {
			t.Errorf("%+v of %q: %v, %v", tc.want, tc.v, ok, err)
		}
	}
}

func TestUserRowsAndWaivers(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	row := "- {id: logging-own, title: T, daemon: master, flag: logging_level, default: INFO, want: {equals: INFO}, level: low, rationale: R, remediation: D, runbook: log-trust}\n"
	write("checks/own.yml", row)
	waivers := write("waivers.yml", "- {id: w1, check: authn-*, subject: 'master http://10.0.0.?:*', owner: ops, reason: lab, expires: 2026-04-01}\n- {id: w2, check: tls-none, owner: ops, reason: x, expires: 2026-04-01}\n")
	c := load(t, Options{Dirs: []string{dir}, Waivers: waivers})
	if _, ok := c.Check("logging-own"); !ok {
		t.Error("the user's row is missing")
	}
	e := c.Engine()
	feed(e, snapshot(0, mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: master, Version: "1.9.0"}}), health(1, []string{"flag"}, nil))
	for _, tc := range []struct {
		at      time.Time
		expired bool
	}{{start, false}, {start.AddDate(1, 0, 0), true}} {
		for _, v := range e.Verdicts(tc.at) {
			if v.Check == "authn-frameworks" && (v.Result != mesoswatch.Fail || v.Waiver == nil || v.Waiver.Expired != tc.expired || fails(v) != tc.expired) {
				t.Errorf("%v: %+v", tc.at, v.Waiver)
			}
		}
	}
	if u := e.Unused(); len(u) != 1 || u[0] != "w2" {
		t.Errorf("unused %q", u)
	}
	for name, text := range map[string]string{
		"no family": "- {id: odd, daemon: master, flag: x, want: {is: true}}", "unknown key": "- {id: http-x, colour: red}", "no yaml": "{", "both": "- {id: http-x, daemon: master, flag: a, env: b}",
		"bad level": "- {id: http-x, title: T, daemon: master, flag: a, want: {is: true}, level: grave, rationale: r, remediation: d, runbook: x}",
	} {
		if rows, err := parseRows("own.yml", []byte(text)); err == nil || len(rows) != 0 || !strings.Contains(err.Error(), "own.yml") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"- {id: w, check: x, owner: o, reason: r}", "- {id: w, check: '[', owner: o, reason: r, expires: 2026-01-01}", "x"} {
		if _, errs := Load(Options{Waivers: write("bad.yml", text)}); len(errs) != 1 {
			t.Errorf("%q: %v", text, errs)
		}
	}
}
