package posture

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// bigCluster is one with that many agents, all sampled; kinds is how many sets of
// flags they have between them.
func bigCluster(agents, kinds int) []mesoswatch.Record {
	out := recs(masterWith("1.9.0", "authenticate_frameworks=true", "acls="+someACL, "zk=zk://10.0.0.1:2181/mesos", "quorum=2"))
	flags := make([]map[string]string, kinds)
	for i := range flags {
		flags[i] = map[string]string{"isolation": "cgroups/cpu,cgroups/mem", "containerizers": "mesos,docker", "work_dir": fmt.Sprint("/var/lib/mesos", i), "switch_user": "true", "acls": someACL}
		for j := range 70 {
			flags[i][fmt.Sprint("flag_", j)] = "value"
		}
	}
	for i := range agents {
		url, id := fmt.Sprintf("http://10.%d.%d.%d:5051", i>>16, i>>8&255, i&255), fmt.Sprint("S", i)
		out = append(out,
			snap(mesoswatch.Snapshot{Source: url, AgentCheck: &mesoswatch.AgentCheck{URL: url, ID: id, Version: "1.9.0", Flags: flags[i%kinds], Realms: map[string]bool{"mesos-agent-readwrite": true}}}),
			snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: id, Hostname: fmt.Sprintf("a%d.example", i), Version: "1.9.0"}}))
	}
	for i := range 300 {
		out = append(out, snap(mesoswatch.Snapshot{Framework: &mesoswatch.Framework{ID: fmt.Sprint("F", i), Name: "shop", User: "web", Principal: "p", Roles: []string{"web"}}}))
	}
	for i := range 10 * agents {
		out = append(out, snap(mesoswatch.Snapshot{Task: &mesoswatch.Task{ID: fmt.Sprint("t", i), FrameworkID: fmt.Sprint("F", i%300), User: "web"}}))
	}
	return append(out, seen(mesoswatch.SubjectAgentCheck, mesoswatch.SubjectAgent, mesoswatch.SubjectFramework, mesoswatch.SubjectTask))
}

// BenchmarkRound judges everything that can change between two rounds of a cluster
// of 10,000 agents: some agents answered otherwise, tasks came and went.
func BenchmarkRound(b *testing.B) {
	for _, kinds := range []int{20, 2_000} {
		b.Run(fmt.Sprintf("10000 agents of %d kinds", kinds), func(b *testing.B) {
			c, errs := Load(Options{})
			if len(errs) > 0 {
				b.Fatal(errs)
			}
			e := c.Engine()
			for _, r := range bigCluster(10_000, kinds) {
				e.Evaluate(r)
			}
			n := 0
			for b.Loop() {
				n++
				at := start.Add(time.Duration(n) * time.Minute)
				for i := range 20 {
					url := fmt.Sprintf("http://10.0.0.%d:5051", i)
					flags := maps.Clone(e.facts.Get(mesoswatch.SubjectAgentCheck, url).AgentCheck.Flags)
					flags["switch_user"] = fmt.Sprint(n%2 == 0)
					e.Evaluate(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at, Source: url, AgentCheck: &mesoswatch.AgentCheck{URL: url, ID: fmt.Sprint("S", i), Version: "1.9.0", Flags: flags}}})
				}
				for _, kind := range []string{mesoswatch.SubjectTask, mesoswatch.SubjectAgent, mesoswatch.SubjectFramework} {
					e.dirty[kind] = true
				}
				e.Evaluate(mesoswatch.Record{Health: &mesoswatch.Health{At: at, Source: "agents", Complete: []string{mesoswatch.SubjectAgentCheck}}})
			}
		})
	}
}

// Only checks about what changed are judged.
func TestDirtyKinds(t *testing.T) {
	judged := make(map[string]int)
	c := load(t, Options{})
	for i := range c.checks {
		id, judge := c.checks[i].ID, c.checks[i].Judge
		c.checks[i].Judge = func(f *Facts) []Answer { judged[id]++; return judge(f) }
	}
	e := c.Engine()
	feed(e, masterWith("1.9.0")...)
	clear(judged)
	feed(e, snapshot(20, mesoswatch.Snapshot{Role: &mesoswatch.Role{Name: "web"}}), health(30, nil, nil))
	if judged["quota-role"] != 1 || judged["authn-frameworks"] != 0 || judged["tls-endpoint-clear"] != 0 {
		t.Errorf("%v", judged)
	}
	clear(judged)
	feed(e, health(31, []string{mesoswatch.SubjectRole}, nil))
	if judged["quota-role"] != 0 {
		t.Error("judged again before its time")
	}
	feed(e, health(40, nil, nil))
	if judged["quota-role"] != 1 {
		t.Error("what was put off is not judged")
	}
}

// Each check is judged when a kind that it looks at changes: a check that reads a
// kind it does not name would speak late.
func TestKindsAreNamed(t *testing.T) {
	cases := goCases()
	c := load(t, Options{})
	for i := range c.checks {
		x := c.checks[i]
		all := []expect{cases[x.ID].pass, cases[x.ID].fail, cases[x.ID].unknown}
		for _, m := range cases[x.ID].more {
			all = append(all, m.expect)
		}
		for _, o := range all {
			e := c.Engine()
			for _, r := range o.from {
				e.facts.handle(r)
			}
			for _, r := range o.from {
				if r.Snapshot == nil {
					continue
				}
				kind := r.Snapshot.Subject().Kind
				before := x.Judge(&e.facts)
				gone := *r.Snapshot
				gone.Gone = true
				e.facts.handle(mesoswatch.Record{Snapshot: &gone})
				after := x.Judge(&e.facts)
				e.facts.handle(r)
				if said(before) != said(after) && !slices.Contains(x.Kinds, kind) {
					t.Errorf("%s looks at %s and does not name it", x.ID, kind)
				}
			}
		}
	}
}

func said(answers []Answer) string {
	s := ""
	for _, a := range answers {
		s += fmt.Sprint(a.Subject, a.Result, a.Reason)
	}
	return s
}
