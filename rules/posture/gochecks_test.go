package posture

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// expect is records and what a check has to answer on them.
type expect struct {
	from []mesoswatch.Record
	// says is a part of the reason, level that of a fail where it is not the check's.
	says  string
	level mesoswatch.Level
}

// outcomesOf are cases of one check. never says for an outcome why it cannot be.
type outcomesOf struct {
	pass, fail, unknown expect
	// more are further cases, by result.
	more  []outcomeAs
	never map[mesoswatch.Result]string
}

type outcomeAs struct {
	result mesoswatch.Result
	expect
}

// cases of all checks that are Go, by family.
func goCases() map[string]outcomesOf {
	all := make(map[string]outcomesOf)
	for _, of := range []map[string]outcomesOf{
		authnCases(), moduleCases(), authzCases(), powerCases(), schedulerCases(), credentialCases(), fileCases(), weaknessCases(), httpCases(), tlsCases(),
		certificateCases(), portCases(), zookeeperCases(), isolationCases(), applicationCases(), hostCases(), versionCases(), holeCases(), clusterCases(),
	} {
		maps.Copy(all, of)
	}
	return all
}

func TestEveryGoCheckHasAllOutcomes(t *testing.T) {
	cases := goCases()
	for _, c := range goChecks() {
		k, ok := cases[c.ID]
		if !ok {
			t.Errorf("%s has no cases", c.ID)
			continue
		}
		delete(cases, c.ID)
		t.Run(c.ID, func(t *testing.T) {
			for _, o := range []outcomeAs{{mesoswatch.Pass, k.pass}, {mesoswatch.Fail, k.fail}, {mesoswatch.Unknown, k.unknown}} {
				switch why := k.never[o.result]; {
				case len(o.from) == 0 && why == "":
					t.Errorf("no case of %s", o.result)
				case len(o.from) > 0 && why != "":
					t.Errorf("%s is said never to be, and there is a case of it", o.result)
				case len(o.from) > 0:
					try(t, c, o)
				}
			}
			for _, o := range k.more {
				try(t, c, o)
			}
			// Nobody has told of anything: never a pass, and never nothing.
			answers := c.Judge(&Facts{})
			if len(answers) == 0 || slices.ContainsFunc(answers, func(a Answer) bool { return a.Result == mesoswatch.Pass || a.Result == mesoswatch.Fail }) {
				t.Errorf("knowing nothing it answers %+v", answers)
			}
		})
	}
	for id := range cases {
		t.Errorf("cases of %s, which is no check", id)
	}
}

// try wants the check to answer so at least once, every answer to have a subject
// and a reason, and a fail or pass that rests on something seen to show it.
func try(t *testing.T, c Check, want outcomeAs) {
	t.Helper()
	f := factsOf(want.from)
	var got []string
	found := false
	seen := make(map[mesoswatch.Subject]bool)
	for _, a := range c.Judge(f) {
		if a.Subject.Kind == "" || a.Subject.Name == "" || a.Reason == "" || seen[a.Subject] {
			t.Errorf("%s: an answer without subject or reason, or twice for one subject: %+v", want.result, a)
		}
		seen[a.Subject] = true
		got = append(got, string(a.Result)+": "+a.Reason)
		level := c.Level
		if a.Level != nil {
			level = *a.Level
		}
		if a.Result != want.result || !strings.Contains(a.Reason, want.says) || want.result == mesoswatch.Fail && want.level != 0 && level != want.level {
			continue
		}
		found = true
		if a.Result == mesoswatch.Fail && len(a.Evidence) == 0 {
			t.Errorf("a fail without evidence: %s", a.Reason)
		}
		for _, e := range a.Evidence {
			if e.Source == "" || e.Text == "" {
				t.Errorf("%s: evidence without a place or text: %+v", want.result, e)
			}
		}
	}
	if !found {
		t.Errorf("wanted %s saying %q (level %s), got\n%s", want.result, want.says, want.level, strings.Join(got, "\n"))
	}
}

func factsOf(records []mesoswatch.Record) *Facts {
	f := &Facts{}
	for _, r := range records {
		f.handle(r)
	}
	return f
}

// The records below are of one master, one agent and one host unless they say
// otherwise.
const (
	agentURL = "http://10.0.0.21:5051"
	hostName = "m1"
)

func recs(all ...any) []mesoswatch.Record {
	var out []mesoswatch.Record
	for _, x := range all {
		switch x := x.(type) {
		case mesoswatch.Record:
			out = append(out, x)
		case []mesoswatch.Record:
			out = append(out, x...)
		}
	}
	return out
}

func seen(kinds ...string) mesoswatch.Record { return health(10, kinds, nil) }

func lacking(kind, why string) mesoswatch.Record {
	return health(10, nil, map[string]string{kind: why})
}

func snap(s mesoswatch.Snapshot) mesoswatch.Record { return snapshot(1, s) }

// masterWith is a master with all its flags.
func masterWith(version string, flags ...string) []mesoswatch.Record {
	return masterAt(master, version, flags...)
}

func masterAt(url, version string, flags ...string) []mesoswatch.Record {
	out := recs(snap(mesoswatch.Snapshot{Source: url, Master: &mesoswatch.Master{URL: url, Version: version, FlagsVisible: true}}))
	for _, f := range flags {
		name, value, _ := strings.Cut(f, "=")
		out = append(out, snap(mesoswatch.Snapshot{Source: url, Flag: &mesoswatch.Flag{Of: url, Name: name, Value: value}}))
	}
	h := health(2, []string{mesoswatch.SubjectFlag, mesoswatch.SubjectMaster}, nil)
	h.Health.Source = url
	return append(out, h)
}

// hidden is a master whose flags are not told.
func hidden(version string) []mesoswatch.Record {
	return recs(snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: master, Version: version}}), lacking(mesoswatch.SubjectFlag, "401, realm mesos-master-readonly"))
}

func realm(name string, enforced bool) mesoswatch.Record {
	return snap(mesoswatch.Snapshot{Realm: &mesoswatch.Realm{Of: master, Name: name, Enforced: &enforced, How: "GET /api/v1: 405"}})
}

// agentWith is a sampled agent with all its flags.
func agentWith(version string, flags ...string) []mesoswatch.Record {
	return recs(snap(mesoswatch.Snapshot{Source: agentURL, AgentCheck: &mesoswatch.AgentCheck{URL: agentURL, ID: "S1", Version: version, Flags: pairs(flags)}}),
		seen(mesoswatch.SubjectAgentCheck))
}

func agentHidden(version string) []mesoswatch.Record {
	return recs(snap(mesoswatch.Snapshot{Source: agentURL, AgentCheck: &mesoswatch.AgentCheck{URL: agentURL, ID: "S1", Version: version, Why: "timeout"}}))
}

func agentRealm(version, name string, enforced bool, flags ...string) []mesoswatch.Record {
	return recs(snap(mesoswatch.Snapshot{Source: agentURL, AgentCheck: &mesoswatch.AgentCheck{URL: agentURL, ID: "S1", Version: version, Flags: pairs(flags), Realms: map[string]bool{name: enforced}}}))
}

func pairs(flags []string) map[string]string {
	out := make(map[string]string)
	for _, f := range flags {
		name, value, _ := strings.Cut(f, "=")
		out[name] = value
	}
	return out
}

// on is a setting of a host.
func on(of, name, value string) mesoswatch.Record {
	return setting(mesoswatch.Setting{Of: of, Name: name, Value: value, From: "file", At: "/etc/mesos-" + of + "/" + name, Line: 1})
}

func setting(s mesoswatch.Setting) mesoswatch.Record {
	if s.Host == "" {
		s.Host = hostName
	}
	return snap(mesoswatch.Snapshot{Source: hostName, Setting: &s})
}

func file(f mesoswatch.File) mesoswatch.Record {
	if f.Host == "" {
		f.Host = hostName
	}
	if f.Path == "" {
		f.Path = "/etc/mesos/" + f.What
	}
	if f.Mode == "" && f.Unreadable == "" && !f.Missing {
		f.Mode, f.Owner, f.Group = "-rw-------", "root", "root"
	}
	return snap(mesoswatch.Snapshot{Source: hostName, File: &f})
}

// looked says that the files and processes of the host were all seen.
func looked() mesoswatch.Record {
	h := health(10, []string{mesoswatch.SubjectSetting, mesoswatch.SubjectFile, mesoswatch.SubjectProcess, mesoswatch.SubjectPackage}, nil)
	h.Health.Source, h.Health.Collector = hostName, "hostconf"
	return h
}

func unlooked(kind string) mesoswatch.Record {
	h := health(10, nil, map[string]string{kind: "permission denied"})
	h.Health.Source, h.Health.Collector = hostName, "hostconf"
	return h
}

func process(p mesoswatch.Process) mesoswatch.Record {
	p.Host = hostName
	return snap(mesoswatch.Snapshot{Source: hostName, Process: &p})
}

func installed(name, version string) mesoswatch.Record {
	return snap(mesoswatch.Snapshot{Source: hostName, Package: &mesoswatch.Package{Host: hostName, Name: name, Version: version, From: "/var/lib/dpkg/status"}})
}

func zookeeper(z mesoswatch.ZooKeeper) mesoswatch.Record {
	if z.Address == "" {
		z.Address = "10.0.0.11:2181"
	}
	return snap(mesoswatch.Snapshot{Source: z.Address, ZooKeeper: &z})
}

func znode(z mesoswatch.Znode) mesoswatch.Record {
	return snap(mesoswatch.Snapshot{Source: "zk://10.0.0.11:2181/mesos", Znode: &z})
}

func endpoint(e mesoswatch.Endpoint) []mesoswatch.Record {
	if e.Address == "" {
		e.Address = "m1.example:5050"
	}
	return recs(snap(mesoswatch.Snapshot{Source: e.Address, Endpoint: &e}), seen(mesoswatch.SubjectEndpoint))
}

func scheduler(s mesoswatch.Scheduler) []mesoswatch.Record {
	if s.URL == "" {
		s.URL = "http://10.0.0.31:8080"
	}
	return recs(snap(mesoswatch.Snapshot{Source: s.URL, Scheduler: &s}), seen(mesoswatch.SubjectScheduler))
}

func application(a mesoswatch.Application) []mesoswatch.Record {
	if a.ID == "" {
		a.ID = "/shop"
	}
	a.Scheduler = "http://10.0.0.31:8080"
	return recs(snap(mesoswatch.Snapshot{Source: a.Scheduler + "/v2/apps", Application: &a}), seen(mesoswatch.SubjectApplication))
}

func framework(w mesoswatch.Framework) []mesoswatch.Record {
	if w.ID == "" {
		w.ID = "F1"
	}
	return recs(snap(mesoswatch.Snapshot{Framework: &w}), seen(mesoswatch.SubjectFramework))
}

func yes() *bool { v := true; return &v }
func no() *bool  { v := false; return &v }

// never is for outcomes that cannot be.
func never(result mesoswatch.Result, why string) map[mesoswatch.Result]string {
	return map[mesoswatch.Result]string{result: why}
}

func does(records []mesoswatch.Record) expect { return expect{from: records} }

func says(text string, records []mesoswatch.Record) expect {
	return expect{from: records, says: text}
}

func graded(l mesoswatch.Level, text string, records []mesoswatch.Record) expect {
	return expect{from: records, says: text, level: l}
}

func failing(o expect) outcomeAs   { return outcomeAs{mesoswatch.Fail, o} }
func passing(o expect) outcomeAs   { return outcomeAs{mesoswatch.Pass, o} }
func moot(o expect) outcomeAs      { return outcomeAs{mesoswatch.NotApplicable, o} }
func undecided(o expect) outcomeAs { return outcomeAs{mesoswatch.Unknown, o} }
