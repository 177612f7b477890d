package stage

import (
	"context"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Size is how many subjects a big cluster has.
type Size struct{ Agents, Frameworks, Tasks int }

// Big is a cluster of a size, all of it seen just now. The first framework has half
// of the tasks.
func Big(n Size) Script {
	c := clusterSnapshot()
	c.Registered = map[string]int64{"slaves_active": int64(n.Agents), "slaves_inactive": 0, "slaves_unreachable": 0, "frameworks_active": int64(n.Frameworks), "tasks_running": int64(n.Tasks)}
	s := append(Quiet(), controlPlane()...)
	s = append(s, snap(12*time.Second, mesoswatch.Snapshot{Cluster: c}))
	for i := range n.Frameworks {
		s = append(s, BigFramework(i, int64(n.Tasks/max(n.Frameworks, 1))))
	}
	for i := range n.Agents {
		s = append(s, BigAgent(i, float64(i%32)))
		if i%3 > 0 {
			s = append(s, snap(time.Minute, mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: fmt.Sprintf("http://10.%d.%d.%d:5051", i>>16, i>>8&255, i&255), ID: AgentID(i),
				Healthy: pointer(true), Realms: map[string]bool{"mesos-agent-readonly": i%7 > 0}}}))
		}
	}
	for i := range n.Tasks {
		s = append(s, BigTask(i, n))
	}
	return append(s, Seen(0)...)
}

// BigFramework, BigAgent and BigTask are one subject of a big cluster, and, given
// other numbers, a change of it.
func BigFramework(i int, tasks int64) mesoswatch.Record {
	return snap(time.Minute, mesoswatch.Snapshot{Framework: &mesoswatch.Framework{
		ID: FrameworkID(i), Name: fmt.Sprintf("service-%d", i*7919%100_000), User: "svc", Principal: fmt.Sprint("team-", i%40), Roles: []string{fmt.Sprint("role-", i%20)},
		PID: fmt.Sprintf("scheduler-%08x@10.9.%d.%d:8083", i*7919, i>>8, i&255), Active: pointer(true), Connected: pointer(i%50 > 0), Recovered: pointer(false), Registered: at(time.Duration(i) * time.Hour),
		Used: &mesoswatch.Resources{CPUs: float64(tasks) / 2, Mem: float64(tasks) * 512}, Offers: pointer(int64(i % 9)), Tasks: map[string]int64{"TASK_RUNNING": tasks, "TASK_STAGING": int64(i % 3)},
	}})
}

func BigAgent(i int, cpus float64) mesoswatch.Record {
	return snap(time.Minute, mesoswatch.Snapshot{Agent: &mesoswatch.Agent{
		ID: AgentID(i), Hostname: fmt.Sprintf("node-%05d.rack-%d.example", i, i%200), PID: fmt.Sprintf("slave(1)@10.%d.%d.%d:5051", i>>16, i>>8&255, i&255), Version: "1.4.1", Registered: at(74 * time.Hour),
		Active: pointer(true), State: "registered", Zone: fmt.Sprintf("eu-1/%c", 'a'+i%3), Attributes: map[string]string{"rack": fmt.Sprint("r", i%200)},
		Total: &mesoswatch.Resources{CPUs: 32, Mem: 128 << 10}, Used: &mesoswatch.Resources{CPUs: cpus, Mem: float64(i%120) * 1024}, Tasks: map[string]int64{"TASK_RUNNING": int64(i % 20)},
	}})
}

func BigTask(i int, n Size) mesoswatch.Record {
	owner := 0
	if i%2 == 1 && n.Frameworks > 0 {
		owner = i / 2 % n.Frameworks
	}
	return snap(time.Minute, mesoswatch.Snapshot{Task: &mesoswatch.Task{
		ID: fmt.Sprintf("ct:1763640%06d:0:job-%d:", i%1000, i), Name: fmt.Sprintf("job-%d", i*7919%100_000), FrameworkID: FrameworkID(owner), AgentID: AgentID(i % max(n.Agents, 1)), State: "TASK_RUNNING",
		Container: "DOCKER", Image: fmt.Sprintf("registry.example/team-%d/app:%d", i%40, i%9), Resources: &mesoswatch.Resources{CPUs: 0.5, Mem: 512}, Started: at(time.Duration(i) * time.Second),
	}})
}

// Stir changes a big cluster until ctx ends: ten subjects every tenth of a second,
// and a round of the leader every ten seconds.
func Stir(ctx context.Context, to mesoswatch.Sink, n Size) {
	began := time.Now()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s := Script{BigFramework(i*7%n.Frameworks, int64(i%1000))}
		for k := range 5 {
			s = append(s, BigAgent((i*5+k)*37%n.Agents, float64(i%32)), BigTask((i*5+k)*41%n.Tasks, n))
		}
		if i%100 == 0 {
			s = append(s, Seen(-time.Since(began))...)
		}
		for _, r := range s {
			if to.Handle(r) != nil {
				return
			}
		}
	}
}
