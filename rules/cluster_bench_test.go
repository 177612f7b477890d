package rules

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// largeCluster is what a first look at a large cluster gives, as the leading
// master lists it: ordinary tasks in ordinary applications, one framework of
// which runs as root.
func largeCluster(agents, frameworks, tasks int) []mesoswatch.Record {
	yes := true
	var out []mesoswatch.Record
	add := func(s mesoswatch.Snapshot) {
		s.At, s.Source = start, "http://10.0.0.1:5050"
		out = append(out, mesoswatch.Record{Snapshot: &s})
	}
	add(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "http://10.0.0.1:5050", Elected: &yes, Version: "1.4.1", ElectedAt: start.Add(-time.Hour)}})
	add(mesoswatch.Snapshot{Cluster: &mesoswatch.Cluster{
		Leader: "http://10.0.0.1:5050", Total: &mesoswatch.Resources{CPUs: 1e5, Mem: 1e8}, Used: &mesoswatch.Resources{CPUs: 5e4, Mem: 5e7},
		Registered: map[string]int64{"slaves_active": int64(agents), "slaves_unreachable": 0},
	}})
	for i := range frameworks {
		user := "web"
		if i == 0 {
			user = "root"
		}
		add(mesoswatch.Snapshot{Framework: &mesoswatch.Framework{
			ID: fmt.Sprintf("6c3f9b52-5c1e-4c0e-9d0a-5b1f6d7e8a90-%04d", i), Name: fmt.Sprintf("framework-%d", i), User: user, Principal: "p", Roles: []string{"*"},
			PID: fmt.Sprintf("scheduler-1@10.0.%d.%d:40100", i/250, i%250+1), Active: &yes, Used: &mesoswatch.Resources{CPUs: 100, Mem: 1e5}, Offered: &mesoswatch.Resources{},
		}})
	}
	for i := range agents {
		add(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{
			ID: fmt.Sprintf("6c3f9b52-5c1e-4c0e-9d0a-5b1f6d7e8a90-S%d", i), Hostname: fmt.Sprintf("ip-10-1-%d-%d", i/250, i%250), Active: &yes, State: "registered",
			PID: fmt.Sprintf("slave(1)@10.1.%d.%d:5051", i/250, i%250+1), Total: &mesoswatch.Resources{CPUs: 10, Mem: 1e4},
		}})
	}
	for i := range tasks {
		app := i % 2000
		add(mesoswatch.Snapshot{Task: &mesoswatch.Task{
			ID:   fmt.Sprintf("production_shop_service-%d.0f3ab1c2-5c1e-4c0e-9d0a-5b%010x", app, i),
			Name: fmt.Sprintf("service-%d.shop.production", app), FrameworkID: fmt.Sprintf("6c3f9b52-5c1e-4c0e-9d0a-5b1f6d7e8a90-%04d", app%frameworks),
			AgentID: fmt.Sprintf("6c3f9b52-5c1e-4c0e-9d0a-5b1f6d7e8a90-S%d", i%max(agents, 1)), State: "TASK_RUNNING", Container: "DOCKER",
			Image: fmt.Sprintf("registry.example.org:5000/shop/service-%d:2026-03-01", app), Resources: &mesoswatch.Resources{CPUs: 0.5, Mem: 512},
			Volumes: []mesoswatch.Volume{{Host: "/data/logs", Container: "/logs", Mode: "RW"}},
		}})
	}
	return out
}

// describes is a baseline that knows all of a large cluster.
func describes(agents, frameworks int) *baseline.Baseline {
	b := &baseline.Baseline{Images: []baseline.Image{{ImagePattern: "registry.example.org:5000/*"}}}
	for i := range frameworks {
		b.Frameworks = append(b.Frameworks, baseline.Framework{Name: fmt.Sprintf("framework-%d", i)})
	}
	for i := range agents {
		b.Agents = append(b.Agents, baseline.Agent{Hostname: fmt.Sprintf("ip-10-1-%d-%d", i/250, i%250)})
	}
	return b
}

// BenchmarkLargeCluster is the cost of a first look at 10,000 agents and 100,000
// tasks, by snapshot, for the whole catalogue.
func BenchmarkLargeCluster(b *testing.B) {
	records := largeCluster(10_000, 500, 100_000)
	for _, c := range []struct {
		name  string
		known *baseline.Baseline
	}{{"without-baseline", nil}, {"with-baseline", describes(10_000, 500)}} {
		b.Run(c.name, func(b *testing.B) {
			cat, errs := Load(Options{Baseline: c.known})
			if len(errs) > 0 {
				b.Fatal(errs)
			}
			b.ReportAllocs()
			for b.Loop() {
				e := cat.Engine()
				for _, r := range records {
					e.Evaluate(r)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(records)), "ns/snapshot")
		})
	}
}
