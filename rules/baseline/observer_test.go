package baseline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// ev makes an event of "key=value" words.
func ev(kind string, words ...string) mesoswatch.Record {
	e := &mesoswatch.Event{Kind: kind, Time: time.Date(2019, 7, 17, 10, 0, 0, 0, time.UTC), Source: "/var/log/mesos/mesos-master.INFO", Line: 7, Service: ServiceMaster}
	for _, w := range words {
		k, v, _ := strings.Cut(w, "=")
		switch k {
		case "name":
			e.FrameworkName = v
		case "id":
			e.FrameworkID = v
		case "host":
			e.Hostname = v
		case "principal":
			e.Principal = v
		case "ip":
			e.ClaimedIP, e.ClaimedPort, e.UPID = v, "5051", "x@"+v+":5051"
		case "remote":
			e.RemoteIP = v
		case "path":
			e.Path = v
		case "status":
			e.Status = v
		case "roles":
			e.Roles = v
		case "user":
			e.User = v
		case "reason":
			e.Reason = v
		case "template":
			e.Template = v
		case "version":
			e.Version = v
		case "leader":
			e.Leader = v
		case "service":
			e.Service = v
		case "message":
			e.Message = v
		case "suspect":
			e.Suspect = []string{v}
		default:
			panic(k)
		}
	}
	return mesoswatch.Record{Event: e}
}

func learn(t testing.TB, rs ...mesoswatch.Record) Result {
	t.Helper()
	var o Observer
	for _, r := range rs {
		if err := o.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
	return o.Result()
}

// body is what was learned, without the comments.
func body(r Result) string {
	var out []string
	for _, l := range strings.Split(string(r.Baseline.YAML()), "\n") {
		if l != "" && l[0] != '#' && !strings.HasPrefix(l, "baseline:") && !strings.HasPrefix(l, "captured:") && !strings.HasPrefix(l, "  from:") && !strings.HasPrefix(l, "  to:") && !strings.HasPrefix(l, "  sources:") {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

func TestObserver(t *testing.T) {
	for _, c := range []struct {
		what    string
		records []mesoswatch.Record
		want    string // lines of the file, in order, trimmed, joined with |
		left    string // a piece of each thing left out, joined with |
	}{
		{"nothing", nil, "", ""},
		{"a framework", []mesoswatch.Record{
			ev("auth-ok", "principal=batch", "ip=10.1.2.3"),
			ev("framework-subscribe-request", "name=job", "principal=batch", "ip=10.1.2.3"),
			ev("framework-registered", "name=job", "principal=batch", "ip=10.1.2.3", "id=1", "roles=web, ops", "user=nobody"),
			ev("framework-reregistered", "name=job", "principal=batch", "ip=10.1.2.9", "id=1", "roles=web"),
			ev("framework-registered", "name=job", "ip=10.1.2.3"),
			ev("framework-registered", "name=job"),
		}, `frameworks:|- name: "job"|principal: "batch"|roles: ["ops", "web"]|users: ["nobody"]|networks: [10.1.2.0/24]|principals:|- name: "batch"|uses: ["framework"]|networks: [10.1.2.0/24]`, ""},
		{"asked for, but not admitted", []mesoswatch.Record{
			ev("framework-subscribe-request", "name=job", "ip=10.1.2.3"), ev("agent-register-request", "host=a", "ip=10.1.2.3"),
		}, "", ""},
		{"an HTTP framework, IPv6", []mesoswatch.Record{ev("framework-registered", "name=http", "remote=2001:db8::7")},
			`frameworks:|- name: "http"|networks: ["2001:db8::/64"]`, ""},
		{"a refused name at another address", []mesoswatch.Record{
			ev("framework-registered", "name=job", "ip=10.1.2.3", "principal=batch"),
			ev("authz-denied", "name=job", "ip=10.9.9.9", "reason=not authorized"),
		}, `frameworks:|- name: "job"|principal: "batch"|networks: [10.1.2.0/24]|principals:|- name: "batch"|uses: ["framework"]|networks: [10.1.2.0/24]`, `framework "job" at 10.9.9.9: refused: not authorized`},
		{"refused before it was admitted", []mesoswatch.Record{
			ev("authz-denied", "name=job", "ip=10.1.2.3", "reason=not authorized"),
			ev("framework-registered", "name=job", "ip=10.1.2.3"),
			ev("framework-registered", "name=other", "ip=10.1.2.4"),
		}, `frameworks:|- name: "other"|networks: [10.1.2.4]`, `framework "job" at 10.1.2.3`},
		{"refused over HTTP, no address", []mesoswatch.Record{
			ev("authz-denied", "name=job"), ev("framework-registered", "name=job"),
		}, "", `framework "job": refused`},
		{"failed login, later", []mesoswatch.Record{
			ev("framework-registered", "name=job", "ip=10.1.2.3", "principal=batch"),
			ev("agent-registered", "host=a1", "ip=10.1.2.3"),
			ev("agent-registered", "host=a2", "ip=10.1.2.4"),
			ev("http-request", "remote=10.1.2.3", "path=/state"),
			ev("http-request", "remote=10.1.2.5", "path=/state"),
			ev("auth-failed", "ip=10.1.2.3", "reason=Invalid credentials"),
			ev("auth-failed"),
		}, `agents:|- hostname: "a2"|networks: [10.1.2.4]|operators:|- network: 10.1.2.5|ports:|- service: agent|port: 5051`,
			`address 10.1.2.3: failed login, first in mesos-master.INFO:7|framework "job" at 10.1.2.3: from an address|agent "a1" at 10.1.2.3: from an address`},
		{"401", []mesoswatch.Record{
			ev("http-request", "remote=10.1.2.3", "path=/state"), ev("http-response", "remote=10.1.2.3", "path=/state", "status=401"),
		}, "", "address 10.1.2.3: failed login"},
		{"may be forged", []mesoswatch.Record{
			ev("framework-registered", "name=a\nb", "ip=10.1.2.3", "id=1", "suspect=control-in-name"),
			ev("agent-registered", "host=x", "ip=10.1.2.3", "suspect=odd-id"),
			ev("http-request", "remote=10.1.2.5", "path=/state", "suspect=imitated-text"),
			ev("auth-failed", "ip=10.1.2.6", "suspect=odd-id"),
		}, "", `address 10.1.2.6|address 10.1.2.5: the line may be forged (imitated-text)|framework "a\nb" at 10.1.2.3: the line may be forged|agent "x" at 10.1.2.3: the line may be forged`},
		{"no name", []mesoswatch.Record{
			ev("framework-registered", "id=1", "ip=10.1.2.3"), ev("framework-registered", "id=2", "ip=10.1.2.3"), ev("framework-registered", "id=2", "name=x"),
		}, `frameworks:|- name: "x"`, "1 framework: no line tells its name"},
		{"operators", []mesoswatch.Record{
			ev("http-request", "remote=10.0.5.1", "path=/master/state"), ev("http-request", "remote=::ffff:10.0.5.2", "path=/metrics/snapshot"),
			ev("http-request", "remote=10.1.2.3", "path=/master/api/v1/scheduler"), ev("http-request", "remote=10.1.3.3", "path=/slave(1)/api/v1/executor"),
			ev("authz-check", "principal=ops", "template=authz.endpoint"), ev("authz-check", "principal=job", "template=authz.generic"),
			ev("authz-check", "principal=ANY", "template=authz.endpoint-lib"),
		}, `principals:|- name: "ops"|uses: ["operator"]|operators:|- network: 10.0.5.0/24`, ""},
		{"logged in for nothing", []mesoswatch.Record{ev("auth-ok", "principal=rogue", "ip=10.9.9.9")}, "", `principal "rogue" at 10.9.9.9: logged in, but nothing`},
		{"masters", []mesoswatch.Record{
			ev("process-start", "host=m1", "template=start.master-id", "message=Master 7-7 (m1) started on 10.1.1.1:5050"),
			ev("process-start", "template=start.version", "version=1.4.1"), ev("process-start", "service=scheduler", "template=start.version", "version=9.9"),
			ev("leader-changed", "leader=master@10.1.1.2:5050"), ev("leader-changed", "leader=nonsense"),
			{Snapshot: &mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "http://10.1.1.1:5050", Version: "1.4.1"}}},
			{Snapshot: &mesoswatch.Snapshot{Znode: &mesoswatch.Znode{Hostname: "m3", Address: "10.1.1.3:5050"}}},
			{Snapshot: &mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "zk1:2181", Version: "3.4.6"}}},
		}, `masters:|- address: 10.1.1.2|- hostname: "m1"|address: 10.1.1.1|- hostname: "m3"|address: 10.1.1.3|ports:|- service: master|port: 5050|- service: zookeeper|port: 2181|versions:|- service: master|version: "1.4.1"|- service: zookeeper|version: "3.4.6"`, ""},
		{"findings", []mesoswatch.Record{
			ev("framework-registered", "name=a", "ip=10.1.2.3"), ev("framework-registered", "name=b", "ip=10.1.2.3"), ev("framework-registered", "name=c", "ip=10.1.2.3"),
			ev("http-request", "remote=10.0.5.1", "path=/state"),
			finding("framework-takeover", mesoswatch.High, "framework", "id", "framework_name", "a", "claimed_ip", "10.1.2.3"),
			finding("framework-odd-name", mesoswatch.Medium, "framework", "id", "framework_name", "b"),
			finding("framework-rogue", mesoswatch.High, "framework", "id", "framework_name", "c"),
			finding("framework-registered", mesoswatch.Informational, "framework", "id", "framework_name", "c"),
			finding("http-scan", mesoswatch.Medium, "address", "10.0.5.1"),
		}, `frameworks:|- name: "c"|networks: [10.1.2.3]`, `address 10.0.5.1: finding http-scan (medium)|framework "a" at 10.1.2.3: finding framework-takeover|framework "b": finding framework-odd-name`},
		{"too long", []mesoswatch.Record{ev("framework-registered", "name="+strings.Repeat("x", MaxText+1), "ip=10.1.2.3")}, "", "longer than 500"},
	} {
		r := learn(t, c.records...)
		var got []string
		for _, l := range strings.Split(body(r), "\n") {
			got = append(got, strings.TrimSpace(l))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, s, c.want)
		}
		left := strings.Split(c.left, "|")
		if c.left == "" {
			left = nil
		}
		if len(left) != len(r.LeftOut) {
			t.Errorf("%s: left out %v", c.what, r.LeftOut)
			continue
		}
		for i, l := range left {
			if !strings.Contains(r.LeftOut[i].String(), l) {
				t.Errorf("%s: left out %s, want %s", c.what, r.LeftOut[i], l)
			}
		}
		again, err := Read("b", r.YAML())
		if err != nil || !same(again, r.Baseline) {
			t.Errorf("%s: %v\n%s", c.what, err, r.YAML())
		}
	}
}

func finding(rule string, level mesoswatch.Level, kind, name string, fields ...string) mesoswatch.Record {
	f := found(rule, kind, name, fields...)
	f.Level = level
	return mesoswatch.Record{Finding: &f}
}

// TestObserverKnowsItself: what was learned knows all that it was learned from.
func TestObserverKnowsItself(t *testing.T) {
	r := learn(t, ev("framework-registered", "name=job-1", "ip=10.1.2.3", "principal=p"), ev("agent-registered", "host=a", "ip=10.1.3.3"), ev("http-request", "remote=10.0.5.1", "path=/state"))
	b := r.Baseline
	for _, v := range []Verdict{b.Framework("job-1", "p", "10.1.2.3"), b.Agent("a", "10.1.3.3"), b.Operator("10.0.5.1"), b.Request("10.1.2.3", "/api/v1/scheduler")} {
		if v.State != Known {
			t.Errorf("%+v", v)
		}
	}
	if c := b.Against(b); len(c) > 0 {
		t.Errorf("%v", c)
	}
}

// TestObserverIsBounded: names and addresses that a peer makes up do not fill
// the memory, and that something was forgotten is said.
func TestObserverIsBounded(t *testing.T) {
	var o Observer
	for i := range 3 * maxOthers {
		ip := fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255)
		for _, r := range []mesoswatch.Record{
			ev("framework-registered", fmt.Sprintf("name=n%d", i), "ip="+ip, "id="+ip, fmt.Sprintf("roles=r%d", i)),
			ev("framework-registered", "name=same", fmt.Sprintf("roles=r%d", i), "ip=10.255.0.1"),
			ev("auth-failed", "ip="+ip), ev("http-request", "remote="+ip, "path=/x"),
		} {
			if err := o.Handle(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, table := range o.tables() {
		if len(table.byKey) > table.max || table.order.Len() != len(table.byKey) {
			t.Errorf("%d entries of %d", len(table.byKey), table.max)
		}
	}
	r := o.Result()
	if r.Evicted < 3*maxOthers || !strings.Contains(string(r.YAML()), "WARNING") {
		t.Errorf("evicted %d", r.Evicted)
	}
	for _, f := range r.Baseline.Frameworks {
		if len(f.Roles) > maxRoles {
			t.Errorf("%d roles", len(f.Roles))
		}
	}
	if n := strings.Count(string(r.YAML()), "\n"); n > 10*maxOthers {
		t.Errorf("%d lines", n)
	}
}

// TestObserverHoldsALargeCluster: ten thousand agents fit.
func TestObserverHoldsALargeCluster(t *testing.T) {
	var o Observer
	for i := range 10000 {
		ip := fmt.Sprintf("ip=10.%d.%d.1", i>>8, i&255)
		for _, r := range []mesoswatch.Record{
			ev("auth-ok", "principal=agent", ip), ev("agent-registered", fmt.Sprintf("host=a%d", i), "principal=agent", ip),
		} {
			if err := o.Handle(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if r := o.Result(); r.Evicted != 0 || len(r.Baseline.Agents) != 10000 || len(r.Baseline.Principals) != 1 {
		t.Errorf("evicted %d, %s", r.Evicted, r.Baseline.Summary())
	}
}

func TestNumberedNames(t *testing.T) {
	var rs []mesoswatch.Record
	for i := range 7 {
		rs = append(rs, ev("framework-registered", fmt.Sprintf("name=job*%d", i), "ip=10.1.2.3"))
	}
	r := learn(t, rs...)
	if text := string(r.YAML()); !strings.Contains(text, `# cover them all, and whoever chooses such a name: name_pattern: "job\\**"`) || len(r.Baseline.Frameworks) != 7 {
		t.Errorf("%s", text)
	}
}
