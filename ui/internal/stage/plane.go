package stage

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Masters and Servers are those of the pretend control plane; Tree is the source
// that tells of the znodes.
func Masters() []string {
	return []string{"http://10.0.0.11:5050", "http://10.0.0.12:5050", "http://10.0.0.13:5050"}
}
func Servers() []string { return []string{"10.0.0.31:2181", "10.0.0.32:2181", "10.0.0.33:2181"} }

const Tree = "zk://10.0.0.31:2181,10.0.0.32:2181,10.0.0.33:2181/mesos"

// Plane is a control plane of three masters and three servers of ZooKeeper that
// are well.
func Plane() Script { return append(plane(), Rounds(0)...) }

func plane() Script {
	var s Script
	for i := range Masters() {
		s = append(s, snap(74*time.Hour, mesoswatch.Snapshot{Source: Masters()[i], Master: MasterOf(i, 0)}))
		s = append(s, flagsAndRealms(i)...)
	}
	c := &mesoswatch.Cluster{Name: "prod-eu1", Masters: Masters(), Leader: Masters()[0], Leaders: Masters()[:1], Registered: map[string]int64{"slaves_active": 40, "frameworks_active": 6}}
	s = append(s, snap(12*time.Second, mesoswatch.Snapshot{Cluster: c}))
	for i := range Servers() {
		s = append(s, snap(time.Hour, mesoswatch.Snapshot{Source: Servers()[i], ZooKeeper: ServerOf(i)}))
	}
	s = append(s, znodes(7, 8, 9)...)
	s = append(s, rolesAndMachines()...)
	for _, r := range planeFindings() {
		s = append(s, mesoswatch.Record{Finding: &r})
	}
	return s
}

// MasterOf is the i-th master where another one leads, by its number.
func MasterOf(i, leader int) *mesoswatch.Master {
	m := &mesoswatch.Master{
		URL: Masters()[i], Named: true, PID: fmt.Sprintf("master@10.0.0.%d:5050", 11+i), ID: fmt.Sprintf("0c1f7d5%d-5a0c-4b39-8f0e-6f2d8e9a1b3c", i), Version: "1.9.0",
		GitSHA: "5e79a584e6ec3e9e2f96e8bf418411df9dafac2e", Built: "2019-09-05 10:41:22", Hostname: fmt.Sprintf("master-%d.example", i+1),
		Healthy: pointer(true), Elected: pointer(i == leader), PointsAt: fmt.Sprintf("master-%d.example:5050", leader+1), Started: at(80 * time.Hour), FlagsVisible: true, Stream: "absent",
	}
	if i == leader {
		m.ElectedAt, m.Stream = at(74*time.Hour), "subscribed"
	}
	return m
}

// ServerOf is the i-th server of ZooKeeper; the second one leads.
func ServerOf(i int) *mesoswatch.ZooKeeper {
	z := &mesoswatch.ZooKeeper{
		Address: Servers()[i], Version: "3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf", Mode: "follower", Zxid: fmt.Sprintf("0x9000012%02x", 30+i), ReadOnly: pointer(false),
		Words:       map[string]string{"ruok": "answered", "srvr": "answered", "mntr": "answered", "stat": "answered", "conf": "refused", "cons": "refused", "dump": "refused", "envi": "refused", "isro": "answered", "wchs": "refused"},
		Connections: pointer(int64(14 + 3*i)), Outstanding: pointer(int64(0)), Nodes: pointer(int64(1204)), Watches: pointer(int64(61 + i)), Ephemerals: pointer(int64(9)),
		LatencyMin: pointer(0.0), LatencyAvg: pointer(0.4 + 0.3*float64(i)), LatencyMax: pointer(211.0 + float64(i)), Lag: pointer(int64(0)),
	}
	if i == 1 {
		z.Mode, z.Followers, z.Synced = "leader", pointer(int64(2)), pointer(int64(2))
		z.Words["conf"], z.Config = "answered", map[string]string{"clientPort": "2181", "maxClientCnxns": "60", "tickTime": "2000", "dataDir": "/var/lib/zookeeper"}
		z.Words["cons"], z.Clients = "answered", []string{"10.0.0.11:40112", "10.0.0.12:51870", "10.0.0.13:44718"}
	}
	return z
}

func flagsAndRealms(i int) Script {
	var s Script
	for _, f := range [][2]string{
		{"acls", "***"}, {"authenticate_agents", "true"}, {"authenticate_frameworks", "true"}, {"authenticate_http_readonly", "false"}, {"cluster", "prod-eu1"}, {"hostname", fmt.Sprintf("master-%d.example", i+1)},
		{"log_dir", "/var/log/mesos"}, {"port", "5050"}, {"quorum", "2"}, {"work_dir", "/var/lib/mesos/master"}, {"zk", "zk://mesos:***@10.0.0.31:2181,10.0.0.32:2181,10.0.0.33:2181/mesos"}, {"zk_session_timeout", "10secs"},
	} {
		s = append(s, snap(80*time.Hour, mesoswatch.Snapshot{Source: Masters()[i], Flag: &mesoswatch.Flag{Of: Masters()[i], Name: f[0], Value: f[1]}}))
	}
	for _, r := range []struct {
		name     string
		enforced *bool
		how      string
	}{
		{"mesos-master-readonly", pointer(false), "GET /flags: 200"}, {"mesos-master-readwrite", pointer(true), `GET /api/v1: 401, realm "mesos-master-readwrite"`},
		{"mesos-master-scheduler", nil, "GET /api/v1/scheduler: 503"},
	} {
		s = append(s, snap(20*time.Minute, mesoswatch.Snapshot{Source: Masters()[i], Realm: &mesoswatch.Realm{Of: Masters()[i], Name: r.name, Enforced: r.enforced, How: r.how}}))
	}
	return append(s, snap(10*time.Second, mesoswatch.Snapshot{Source: Masters()[i], Metrics: &mesoswatch.Metrics{Of: Masters()[i], Values: map[string]float64{
		"master/elected": map[bool]float64{true: 1}[i == 0], "master/uptime_secs": 288000, "master/messages_authenticate": 1204, "registrar/state_store_ms": 3.25, "system/load_1min": 0.4}}}))
}

// znodes are the path, candidates with these numbers, one a master, and the replicas
// of the log.
func znodes(numbers ...int) Script {
	world := []string{"world:anyone:cdrwa"}
	s := Script{
		node(80*time.Hour, mesoswatch.Znode{Path: "/mesos", What: "path", ACL: world}),
		node(80*time.Hour, mesoswatch.Znode{Path: "/mesos/log_replicas", What: "replicas", ACL: world}),
	}
	for i, n := range numbers {
		s = append(s, Candidate(i, n, i == 0, 74*time.Hour), node(80*time.Hour, mesoswatch.Znode{Path: fmt.Sprintf("/mesos/log_replicas/%010d", n), What: "replica", PID: fmt.Sprintf("log-replica(1)@10.0.0.%d:5050", 11+i),
			Address: fmt.Sprintf("10.0.0.%d:5050", 11+i), Session: fmt.Sprintf("0x10000a7c41d200%02x", 2*i+1), ACL: world}))
	}
	return s
}

func node(ago time.Duration, z mesoswatch.Znode) mesoswatch.Record {
	z.Created = at(ago)
	return snap(ago, mesoswatch.Snapshot{Source: Tree, Znode: &z})
}

// Candidate is the znode of the i-th master with this number.
func Candidate(i, n int, leads bool, ago time.Duration) mesoswatch.Record {
	return node(ago, mesoswatch.Znode{Path: fmt.Sprintf("/mesos/json.info_%010d", n), What: "candidate", Leader: leads, ID: MasterOf(i, 0).ID, PID: MasterOf(i, 0).PID, Hostname: fmt.Sprintf("master-%d.example", i+1),
		Address: fmt.Sprintf("10.0.0.%d:5050", 11+i), Version: "1.9.0", Session: fmt.Sprintf("0x10000a7c41d200%02x", 2*i), ACL: []string{"world:anyone:r", "digest:mesos:***:cdrwa"}})
}

func rolesAndMachines() Script {
	return Script{
		snap(time.Minute, mesoswatch.Snapshot{Role: &mesoswatch.Role{Name: "*", Frameworks: []string{FrameworkID(2), FrameworkID(3)}, Weight: pointer(1.0), Quota: pointer(false), Used: &mesoswatch.Resources{CPUs: 88, Mem: 300_000}}}),
		snap(time.Minute, mesoswatch.Snapshot{Role: &mesoswatch.Role{Name: "prod", Frameworks: []string{FrameworkID(2)}, Weight: pointer(4.0), Quota: pointer(true), Guarantee: &mesoswatch.Resources{CPUs: 400, Mem: 1 << 20},
			Limit: &mesoswatch.Resources{CPUs: 800, Mem: 2 << 20}, Used: &mesoswatch.Resources{CPUs: 402.5, Mem: 1_600_000}}}),
		snap(time.Minute, mesoswatch.Snapshot{Role: &mesoswatch.Role{Name: "batch"}}),
		snap(3*time.Hour, mesoswatch.Snapshot{Machine: &mesoswatch.Machine{Hostname: "n07.example", Mode: "draining", Start: at(-2 * time.Hour), Duration: 7200}}),
		snap(3*time.Hour, mesoswatch.Snapshot{Machine: &mesoswatch.Machine{Hostname: "n08.example", IP: "10.0.3.8", Mode: "down", Start: at(time.Hour)}}),
	}
}

func planeFindings() []mesoswatch.Finding {
	var all []mesoswatch.Finding
	for _, f := range []mesoswatch.Finding{
		{Rule: "zookeeper-world-writable", Title: "Anyone may write the masters' znodes", Level: mesoswatch.Medium, Subject: mesoswatch.Subject{Kind: "znode", Name: "/mesos"}, FirstSeen: at(74 * time.Hour), LastSeen: at(4 * time.Second)},
		{Rule: "zookeeper-four-letter-words-open", Title: "Words that tell much are open", Level: mesoswatch.Low, Subject: mesoswatch.Subject{Kind: "zookeeper", Name: Servers()[1]}, FirstSeen: at(74 * time.Hour), LastSeen: at(9 * time.Minute), Status: mesoswatch.Acknowledged},
	} {
		f.ID, f.Count = mesoswatch.FindingID(f.Rule, f.Subject), 1
		if f.Status == "" {
			f.Status = mesoswatch.Open
		}
		all = append(all, f)
	}
	return all
}

// Rounds are those of all sources of the control plane, all well, so long ago.
func Rounds(ago time.Duration) Script {
	return append(masterRounds(ago), keeperRounds(ago)...)
}

func x(what, outcome string, ms float64, bytes int64) mesoswatch.Exchange {
	return mesoswatch.Exchange{What: what, Outcome: outcome, Seconds: ms / 1000, Bytes: bytes}
}

func masterRounds(ago time.Duration) Script {
	cheap := []mesoswatch.Exchange{x("GET /health", "200", 0.4, 0), x("GET /redirect", "307", 0.3, 0), x("GET /metrics/snapshot?timeout=5secs", "200", 7.2, 4210)}
	var s Script
	for i, url := range Masters() {
		rare := mesoswatch.Health{At: at(ago + 5*time.Minute), Source: url, Collector: "mesosapi", OK: true, Subjects: 70, Interval: 10, Complete: []string{"flag", "realm", "role", "machine"}}
		h := mesoswatch.Health{At: at(ago + 8*time.Second), Source: url, Collector: "mesosapi", OK: true, Seconds: 0.009, Subjects: 20, Interval: 10, Pace: "the shortest", Asked: cheap, Complete: []string{"metrics", "master"}}
		if i > 0 {
			rare.Complete = rare.Complete[:2]
		} else {
			h.Asked = append(cheap[:3:3], x("GET /state-summary", "200", 38, 20480))
			h.Complete = append(h.Complete, "framework", "agent", "task", "cluster")
			h.Seconds = 0.047
		}
		s = append(s, mesoswatch.Record{Health: &rare}, mesoswatch.Record{Health: &h})
	}
	return append(s,
		mesoswatch.Record{Health: &mesoswatch.Health{At: at(ago + 40*time.Second), Source: "agents", Collector: "mesosapi", OK: true, Seconds: 10, Subjects: 42, Interval: 600, Pace: "42 agents spread over 10m0s, at most 8 at a time", Complete: []string{"agent-check"},
			Asked: []mesoswatch.Exchange{{What: "GET /flags", Of: "2 agents", Outcome: "200", Seconds: 0.006, Bytes: 8420}, {What: "GET /health", Of: "2 agents", Outcome: "200", Seconds: 0.001}, {What: "GET /flags", Of: "1 agent", Outcome: "401", Seconds: 0.001, Bytes: 17}}}})
}

func keeperRounds(ago time.Duration) Script {
	var s Script
	for i, name := range Servers() {
		s = append(s, mesoswatch.Record{Health: &mesoswatch.Health{At: at(ago + 4*time.Second), Source: name, Collector: "zookeeper", OK: true, Seconds: 0.003, Subjects: 1, Interval: 10, Pace: "the shortest", Complete: []string{"zookeeper"},
			Asked: []mesoswatch.Exchange{x("ruok", "answered", 0.4, 4), x("srvr", "answered", 0.8+float64(i), 158), x("mntr", "answered", 1.1, 642)}}})
	}
	return append(s,
		mesoswatch.Record{Health: &mesoswatch.Health{At: at(ago + 4*time.Second), Source: Tree, Collector: "zookeeper", OK: true, Seconds: 0.006, Subjects: 8, Interval: 10, Pace: "the shortest, and at once when a watch fires", Complete: []string{"znode"},
			Asked: []mesoswatch.Exchange{x("children of /mesos", "answered", 1.2, 0), {What: "session", Of: Servers()[0], Outcome: "answered"}, x("data and ACL of 3 candidates", "answered", 2.4, 0)}}})
}
