package ports

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/mesoswatch/mesoswatch"
)

func snap(s mesoswatch.Snapshot) mesoswatch.Record { return mesoswatch.Record{Snapshot: &s} }

// What is learned of hosts, and what is not: a host name that somebody claims.
func TestHandle(t *testing.T) {
	c := &Collector{}
	for _, r := range []mesoswatch.Record{
		snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "https://m1.example:5050", Hostname: "claimed.example", PID: "master@10.9.9.9:5050"}}),
		snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S0", Hostname: "claimed.example", PID: "slave(1)@10.1.2.11:5051"}}),
		snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S1", Hostname: "claimed.example"}}),
		snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S2", PID: "slave(1)@claimed.example:5051"}}),
		snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S3", PID: "slave(1)@0.0.0.0:5051"}}),
		snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S4", PID: "slave(1)@224.0.0.1:5051"}}),
		snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S5", PID: "slave(1)@10.1.2.12:0"}}),
		snap(mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: "http://10.1.2.11:5051"}}),
		snap(mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "zk1.example:2182"}}),
		snap(mesoswatch.Snapshot{Znode: &mesoswatch.Znode{Path: "/mesos/json.info_1", What: "candidate", Hostname: "claimed.example", Address: "10.1.2.5:5050"}}),
		snap(mesoswatch.Snapshot{Znode: &mesoswatch.Znode{Path: "/mesos/info_2", What: "candidate", PID: "master@10.1.2.6:5050"}}),
		snap(mesoswatch.Snapshot{Znode: &mesoswatch.Znode{Path: "/mesos/log_replicas/3", What: "replica", Address: "10.1.2.7:5050"}}),
		snap(mesoswatch.Snapshot{Scheduler: &mesoswatch.Scheduler{URL: "http://[2001:db8::7]:8090/", Kind: "marathon"}}),
		snap(mesoswatch.Snapshot{Framework: &mesoswatch.Framework{ID: "F", Hostname: "claimed.example", WebUI: "http://claimed.example:1", PID: "scheduler@10.1.2.8:9"}}),
		snap(mesoswatch.Snapshot{Task: &mesoswatch.Task{ID: "T"}}),
		{Health: &mesoswatch.Health{}}, {},
	} {
		if err := c.Handle(r); err != nil {
			t.Error(err)
		}
	}
	hosts, over := c.hosts()
	var got []string
	for _, h := range hosts {
		got = append(got, fmt.Sprintf("%s %s %v %v", h.name, h.by, slices.Sorted(maps.Keys(h.roles)), h.ports))
	}
	want := []string{
		"10.1.2.5 znode [master] map[5050:master]",
		"10.1.2.6 znode [master] map[5050:master]",
		"2001:db8::7 scheduler [marathon] map[8090:marathon]",
		"m1.example master [master] map[5050:master]",
		"zk1.example zookeeper [zookeeper] map[2182:zookeeper]",
		"10.1.2.11 agent list [agent] map[5051:agent]",
	}
	if !slices.Equal(got, want) || over != 0 {
		t.Errorf("%d over, got\n%q\nwant\n%q", over, got, want)
	}
	c.Handle(snap(mesoswatch.Snapshot{Gone: true, Agent: &mesoswatch.Agent{ID: "S0"}}))
	c.Handle(snap(mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: "http://10.1.2.11:5051"}, Gone: true}))
	if hosts, _ := c.hosts(); len(hosts) != 5 {
		t.Errorf("an agent that is gone stays: %d hosts", len(hosts))
	}
	none := &Collector{NoConnect: true}
	none.Handle(snap(mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "zk1.example:2182"}}))
	if hosts, _ := none.hosts(); len(hosts) != 0 {
		t.Error("kept although nobody will look")
	}
}

func portsOf(c *Collector, h *host) []int {
	c.choose(h)
	return slices.Sorted(maps.Keys(h.ports))
}

func TestPortsOfRoles(t *testing.T) {
	anywhere := []int{2375, 2376, 2379, 4400, 6066, 7077}
	for role, own := range map[string][]int{
		RoleMaster:    {53, 80, 443, 2181, 2380, 4001, 5050, 8080, 8123, 8181, 8443, 9000},
		RoleAgent:     {5051},
		RoleZooKeeper: {2181, 2281, 2888, 3888, 8080, 8181},
		"marathon":    {8080, 8443},
		"chronos":     nil,
		"spark":       {8081},
		"metronome":   {9000},
		"etcd":        {2380, 4001},
		"mesos-dns":   {53, 8123},
		"exhibitor":   {8181},
	} {
		c := &Collector{Named: []Host{{Address: "10.1.2.3", Roles: []string{role}}}}
		hosts, _ := c.hosts()
		want := slices.Sorted(slices.Values(append(slices.Clone(anywhere), own...)))
		if got := portsOf(c, hosts[0]); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", role, got, want)
		}
	}
	c := &Collector{Named: []Host{{Address: "10.1.2.3"}}, More: map[string]map[int]string{
		"": {9999: "odd", 0: "none", 70000: "none"}, "marathon": {8090: "marathon"}, RoleAgent: {5055: "agent"},
	}}
	hosts, _ := c.hosts()
	got := portsOf(c, hosts[0])
	for _, u := range usualPorts() {
		if !slices.Contains(got, u.port) {
			t.Errorf("a named host without a role is not tried on %d", u.port)
		}
	}
	if !slices.Contains(got, 9999) || !slices.Contains(got, 8090) || slices.Contains(got, 0) || slices.Contains(got, 70000) {
		t.Errorf("%v", got)
	}
	if s := hosts[0].ports[8080]; s != "marathon or zookeeper-admin" {
		t.Errorf("8080: %s", s)
	}
	c.Named[0].Roles = []string{RoleAgent}
	hosts, _ = c.hosts()
	if got := portsOf(c, hosts[0]); !slices.Contains(got, 5055) || !slices.Contains(got, 9999) || slices.Contains(got, 8090) {
		t.Errorf("%v", got)
	}
}

// Whoever may register agents cannot make a scan of one host, or of many, out of
// this.
func TestBounds(t *testing.T) { synctest.Test(t, testBounds) }

func testBounds(t *testing.T) {
	c := &Collector{Named: []Host{{Address: "zz.example"}}}
	for i := range 3 * maxHosts {
		ip := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		c.Handle(snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: fmt.Sprint("A", i), PID: fmt.Sprintf("slave(1)@%s:5051", ip)}}))
		c.Handle(snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: fmt.Sprint("B", i), PID: fmt.Sprintf("slave(1)@10.200.0.1:%d", 1+i)}}))
	}
	c.Handle(snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "http://m1.example:5050"}}))
	hosts, over := c.hosts()
	if over != 3*maxHosts-maxClaimed {
		t.Errorf("%d places had no room", over)
	}
	if hosts[0].name != "zz.example" || hosts[0].by != "user" || hosts[1].name != "m1.example" {
		t.Errorf("first are %s and %s", hosts[0].name, hosts[1].name)
	}
	for _, h := range hosts {
		if n := len(portsOf(c, h)); n > maxPorts {
			t.Fatalf("%s: %d ports", h.name, n)
		}
	}
	r := &reach{c: c, unknown: make(map[mesoswatch.Subject]string)}
	tried := make(map[string]bool)
	var health mesoswatch.Health
	r.emit = func(rec mesoswatch.Record) error {
		if rec.Health != nil {
			health = *rec.Health
		} else {
			tried[rec.Snapshot.Port.Host] = true
		}
		return nil
	}
	c.Rate = 1e9
	c.lookup = func(context.Context, string) ([]netip.Addr, error) { return nil, errors.New("no such host") }
	c.try = func(context.Context, string) (string, string) { return Closed, "" }
	if err := r.look(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if len(tried) != maxHosts || !tried["zz.example"] || !tried["m1.example"] {
		t.Errorf("%d hosts tried", len(tried))
	}
	if why := health.Lacking[mesoswatch.SubjectPort]; why == "" || len(health.Complete) != 0 || !health.OK {
		t.Errorf("%+v", health)
	}
}

// Where only what was seen is looked at, no usual port is tried.
func TestOnlyWhereTheClusterWasSeen(t *testing.T) {
	c := &Collector{Seen: true, More: map[string]map[int]string{RoleMaster: {8443: "console"}}}
	for _, r := range []mesoswatch.Record{
		snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "http://127.0.0.11:35050"}}),
		snap(mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "127.0.0.21:32181"}}),
	} {
		if err := c.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
	hosts, _ := c.hosts()
	var got []string
	for _, h := range hosts {
		c.choose(h)
		got = append(got, fmt.Sprint(h.name, h.ports))
	}
	if want := []string{"127.0.0.11map[8443:console 35050:master]", "127.0.0.21map[32181:zookeeper]"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
