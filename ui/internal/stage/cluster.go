package stage

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Leader is the URL of the pretend leader, and Master that of the other master.
const (
	Leader = "http://10.0.0.11:5050"
	Master = "http://10.0.0.12:5050"
)

const cluster = "5fdb8d57-11ce-4a0a-9d3e-2f6e8c1d7b90"

// FrameworkID and AgentID are the ids of the pretend cluster.
func FrameworkID(n int) string { return fmt.Sprintf("%s-%04d", cluster, n) }
func AgentID(n int) string     { return fmt.Sprintf("%s-S%d", cluster, n) }

func at(ago time.Duration) time.Time { return Now().Add(-ago) }

func snap(ago time.Duration, s mesoswatch.Snapshot) mesoswatch.Record {
	s.At = at(ago)
	if s.Source == "" {
		s.Source = Leader
	}
	return mesoswatch.Record{Snapshot: &s}
}

func pointer[T any](v T) *T { return &v }

// Cluster is the incident seen with the cluster as its masters, its agents and
// ZooKeeper tell of it.
func Cluster() Script { return append(all(), Seen(0)...) }

func all() Script {
	s := Incident()
	s = append(s, controlPlane()...)
	s = append(s, frameworks()...)
	s = append(s, agents()...)
	return append(s, tasks()...)
}

// Seen says that everything was seen so long ago.
func Seen(ago time.Duration) Script {
	kinds := []string{mesoswatch.SubjectCluster, mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectMachine, mesoswatch.SubjectRole}
	said := func(h mesoswatch.Health, before time.Duration) mesoswatch.Record {
		h.At, h.Collector, h.OK = at(ago+before), "mesosapi", true
		return mesoswatch.Record{Health: &h}
	}
	return Script{
		said(mesoswatch.Health{Source: Leader, Subjects: 60, Interval: 10, Complete: []string{mesoswatch.SubjectTask, mesoswatch.SubjectFlag}}, 4*time.Minute),
		said(mesoswatch.Health{Source: "agents", Subjects: 42, Interval: 600, Complete: []string{mesoswatch.SubjectAgentCheck}}, 40*time.Second),
		said(mesoswatch.Health{Source: Leader, Subjects: 60, Interval: 10, Complete: kinds}, 12*time.Second),
		said(mesoswatch.Health{Source: Master, Subjects: 1, Interval: 10}, 8*time.Second),
		{Health: &mesoswatch.Health{At: at(ago + 3*time.Hour), Source: "http://10.0.0.13:5050", Collector: "mesosapi", OK: true, Asked: []mesoswatch.Exchange{{What: "nothing more", Outcome: "no longer in ZooKeeper"}}}},
	}
}

// Blind is the cluster after the leader has begun to refuse everything but its
// version.
func Blind() Script {
	why := "401, realm mesos-master-readonly"
	s := append(all(), Seen(5*time.Minute)...)
	for _, ago := range []time.Duration{5 * time.Minute, 10 * time.Second} {
		s = append(s, mesoswatch.Record{Health: &mesoswatch.Health{At: at(ago), Source: Leader, Collector: "mesosapi", Why: why, Subjects: 1, Interval: 10, Lacking: map[string]string{
			mesoswatch.SubjectFramework: why, mesoswatch.SubjectAgent: why, mesoswatch.SubjectTask: why, mesoswatch.SubjectCluster: why,
		}}})
	}
	return s
}

// CutDown is the cluster as masters show it that hide some frameworks, and their
// tasks, from us.
func CutDown() Script {
	c := clusterSnapshot()
	c.Cut = []string{"2 of 8 frameworks are hidden from us (view_frameworks)", "tasks of hidden executors are left out (view_tasks)"}
	c.Registered["frameworks_active"] += 2
	c.Registered["tasks_running"] += 9
	return append(Cluster(), snap(time.Second, mesoswatch.Snapshot{Cluster: c}))
}

// Empty is a cluster that has masters and nothing else, and says so.
func Empty() Script { return append(controlPlane(), Seen(0)...) }

func clusterSnapshot() *mesoswatch.Cluster {
	return &mesoswatch.Cluster{
		Name: "prod-eu1", Masters: []string{Leader, Master}, Leader: Leader, Leaders: []string{Leader},
		Registered: map[string]int64{"slaves_active": 40, "slaves_inactive": 1, "slaves_unreachable": 1, "frameworks_active": 5, "frameworks_inactive": 1, "tasks_running": 60},
		Seen:       map[string]int64{"framework": 6, "agent": 42, "task": 60},
		Total:      &mesoswatch.Resources{CPUs: 42 * 32, Mem: 42 * 128 << 10, Disk: 42 * 1 << 20}, Used: &mesoswatch.Resources{CPUs: 512, Mem: 2 << 20},
	}
}

func controlPlane() Script {
	s := Script{
		snap(12*time.Second, mesoswatch.Snapshot{Cluster: clusterSnapshot()}),
		snap(74*time.Hour, mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: Leader, PID: "master@10.0.0.11:5050", Version: "1.4.1", Elected: pointer(true), ElectedAt: at(74 * time.Hour), Started: at(80 * time.Hour)}}),
		snap(74*time.Hour, mesoswatch.Snapshot{Source: Master, Master: &mesoswatch.Master{URL: Master, PID: "master@10.0.0.12:5050", Version: "1.4.1", Elected: pointer(false), PointsAt: "10.0.0.11:5050"}}),
		snap(74*time.Hour, mesoswatch.Snapshot{Flag: &mesoswatch.Flag{Of: Leader, Name: "authenticate_frameworks", Value: "true"}}),
		snap(74*time.Hour, mesoswatch.Snapshot{Flag: &mesoswatch.Flag{Of: Leader, Name: "authenticate_http_frameworks", Value: "false"}}),
		snap(3*time.Hour, mesoswatch.Snapshot{Machine: &mesoswatch.Machine{Hostname: "N07.example", Mode: "draining", Start: at(-2 * time.Hour), Duration: 7200}}),
		snap(3*time.Hour, mesoswatch.Snapshot{Machine: &mesoswatch.Machine{IP: "10.0.3.8", Mode: "down", Start: at(time.Hour)}}),
	}
	for i, mode := range []string{"follower", "leader", "follower"} {
		address := fmt.Sprintf("10.0.0.%d:2181", 31+i)
		s = append(s, snap(4*time.Second, mesoswatch.Snapshot{Source: address, ZooKeeper: &mesoswatch.ZooKeeper{Address: address, Mode: mode, Version: "3.4.14", Words: map[string]string{"srvr": "answered"}}}),
			mesoswatch.Record{Health: &mesoswatch.Health{At: at(4 * time.Second), Source: address, Collector: "zookeeper", OK: true, Subjects: 1, Complete: []string{mesoswatch.SubjectZooKeeper}}})
	}
	return s
}

func frameworks() Script {
	use := func(cpus, mem float64) *mesoswatch.Resources { return &mesoswatch.Resources{CPUs: cpus, Mem: mem} }
	running := func(n, staging int64) map[string]int64 {
		return map[string]int64{"TASK_RUNNING": n, "TASK_STAGING": staging, "TASK_FINISHED": 3 * n}
	}
	list := []mesoswatch.Framework{
		{ID: FrameworkID(2), Name: "aurora", User: "aurora", Principal: "aurora", Roles: []string{"*", "prod"}, PID: "scheduler-77cb1a2e-5f4e@10.0.0.21:8083", Hostname: "sched-1", WebUI: "http://sched-1:8081",
			Registered: at(40 * 24 * time.Hour), Reregistered: at(74 * time.Hour), FailoverTimeout: pointer(1814400.0), Checkpoint: pointer(true), Capabilities: []string{"GPU_RESOURCES", "PARTITION_AWARE"},
			Used: use(402.5, 1_600_000), Offers: pointer(int64(2)), Tasks: running(41, 2)},
		{ID: FrameworkID(3), Name: "marathon", User: "root", Principal: "marathon", Roles: []string{"*"}, PID: "scheduler-0c5d2d1b-aa10@10.0.0.22:37113", Registered: at(74 * time.Hour), Used: use(88, 300_000), Offers: pointer(int64(0)), Tasks: running(12, 0)},
		{ID: FrameworkID(4), Name: "chronos-2.5.1", User: "chronos", Principal: "chronos", Roles: []string{"batch"}, PID: "scheduler-9d33d0f1-0e21@10.0.0.22:40117", Registered: at(74 * time.Hour), Used: use(12.25, 48_000), Tasks: running(5, 0)},
		{ID: FrameworkID(7), Name: "spark etl", User: "etl", Roles: []string{"batch"}, Hostname: "edge-3", Registered: at(26 * time.Minute), Used: use(9, 64_000), Offers: pointer(int64(40)), Tasks: running(2, 6)},
		{ID: FrameworkID(9), Name: "jenkins", User: "ci", Principal: "ci", PID: "scheduler-1f@10.0.0.40:45811", Roles: []string{"*"}, Registered: at(9 * 24 * time.Hour), Active: pointer(false), Connected: pointer(false), Used: use(0, 0), Tasks: map[string]int64{}},
		{ID: FrameworkID(11), Name: "backup-job", User: "root", Principal: "aurora", Roles: []string{"prod"}, PID: "scheduler-eb2d473c-09d1@10.0.9.9:37271", Registered: at(109 * time.Second), Used: use(0.1, 32), Tasks: running(1, 0)},
		{ID: FrameworkID(5), Name: "old-import", User: "etl", Roles: []string{"batch"}, Completed: true, Active: pointer(false), Registered: at(72 * time.Hour), Unregistered: at(50 * time.Minute)},
	}
	var s Script
	for i := range list {
		f := list[i]
		if f.Active == nil {
			f.Active, f.Connected, f.Recovered = pointer(true), pointer(true), pointer(false)
		}
		s = append(s, snap(time.Minute, mesoswatch.Snapshot{Framework: &f}))
	}
	return s
}

func agents() Script {
	var s Script
	for i := 1; i <= 42; i++ {
		a := &mesoswatch.Agent{
			ID: AgentID(i), Hostname: fmt.Sprintf("n%02d.example", i), PID: fmt.Sprintf("slave(1)@10.0.3.%d:5051", i), Version: "1.4.1", Registered: at(74 * time.Hour),
			Active: pointer(true), State: "registered", Zone: fmt.Sprintf("eu-1/%c", 'a'+i%3), Attributes: map[string]string{"rack": fmt.Sprint("r", i%6), "disk": "ssd"},
			Total: &mesoswatch.Resources{CPUs: 32, Mem: 128 << 10, Disk: 1 << 20, Ports: "[31000-32000]"}, Used: &mesoswatch.Resources{CPUs: float64(i*7%32) + 0.5*float64(i%2), Mem: float64(i*5%121) * 1024},
			Reserved: &mesoswatch.Resources{CPUs: 4, Mem: 8 << 10}, Frameworks: []string{FrameworkID(2), FrameworkID(3)}, Tasks: map[string]int64{"TASK_RUNNING": int64(i % 3)},
		}
		check := &mesoswatch.AgentCheck{URL: fmt.Sprintf("http://10.0.3.%d:5051", i), ID: a.ID, Version: "1.4.1", Healthy: pointer(true), Registered: pointer(true),
			Realms: map[string]bool{"mesos-agent-readonly": i%4 > 0, "mesos-agent-readwrite": true}, Flags: map[string]string{"authenticate_http_readonly": fmt.Sprint(i%4 > 0), "switch_user": "true"}}
		switch i {
		case 5:
			a.State, a.Active = "unreachable", pointer(false)
			check = nil
		case 11:
			check = &mesoswatch.AgentCheck{URL: check.URL, ID: a.ID, Why: "connection refused"}
		case 12:
			a.Drain = "DRAINING"
		case 17:
			a.Active, a.Deactivated = pointer(false), pointer(true)
		case 23:
			a.Used, a.Tasks, a.Zone, a.Attributes, a.Version, check = nil, nil, "", nil, "", nil
		}
		s = append(s, snap(time.Minute, mesoswatch.Snapshot{Agent: a}))
		if check != nil {
			s = append(s, snap(time.Duration(i)*7*time.Second, mesoswatch.Snapshot{Source: check.URL, AgentCheck: check}))
		}
	}
	return s
}

func tasks() Script {
	var s Script
	owners := []int{2, 2, 2, 3, 4}
	for i := 1; i <= 60; i++ {
		t := &mesoswatch.Task{
			ID: fmt.Sprintf("ct:1763640000%03d:0:job-%d:", i, i%9), Name: fmt.Sprintf("job-%d", i%9), FrameworkID: FrameworkID(owners[i%5]), AgentID: AgentID(1 + i%42), State: "TASK_RUNNING", Role: "prod",
			Container: "DOCKER", Image: fmt.Sprintf("registry.example/team-%d/app:%d.%d", i%3, 1+i%4, i%2), Network: "HOST", Resources: &mesoswatch.Resources{CPUs: 0.5 + float64(i%4), Mem: 512 * float64(1+i%8), Ports: fmt.Sprintf("[31%03d-31%03d]", i, i)},
			Started: at(time.Duration(i*i) * time.Minute), Command: "/bin/run --port $PORT0", Labels: []string{"team", "owner"},
		}
		if i == 8 {
			t.State, t.Started = "TASK_STAGING", time.Time{}
		}
		if i%20 == 7 {
			t.Volumes = []mesoswatch.Volume{{Host: "/var/run/docker.sock", Container: "/var/run/docker.sock", Mode: "RW"}, {Host: "/data", Container: "/data", Mode: "RO"}}
			t.User = "root"
		}
		s = append(s, snap(4*time.Minute, mesoswatch.Snapshot{Task: t}))
	}
	x := &mesoswatch.Task{ID: "x-0", Name: "x", FrameworkID: FrameworkID(11), AgentID: AgentID(13), State: "TASK_RUNNING", User: "root", Container: "DOCKER", Image: "miner/xm:latest", Privileged: true,
		Volumes: []mesoswatch.Volume{{Host: "/", Container: "/host", Mode: "RW"}}, Resources: &mesoswatch.Resources{CPUs: 0.1, Mem: 32}, Started: at(100 * time.Second)}
	return append(s, snap(90*time.Second, mesoswatch.Snapshot{Task: x}))
}
