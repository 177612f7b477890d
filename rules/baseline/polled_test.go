package baseline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// snap is a snapshot of whatever is given, as the leading master lists it.
func snap(what any) mesoswatch.Record {
	s := &mesoswatch.Snapshot{At: noon, Source: "http://10.1.1.1:5050"}
	switch w := what.(type) {
	case mesoswatch.Framework:
		s.Framework = &w
	case mesoswatch.Agent:
		s.Agent = &w
	case mesoswatch.Task:
		s.Task = &w
	case mesoswatch.Master:
		s.Master = &w
	default:
		panic(w)
	}
	return mesoswatch.Record{Snapshot: s}
}

func gone(r mesoswatch.Record) mesoswatch.Record {
	s := *r.Snapshot
	s.Gone = true
	return mesoswatch.Record{Snapshot: &s}
}

func TestObserverOfSnapshots(t *testing.T) {
	shop := mesoswatch.Framework{ID: "1", Name: "shop", User: "web", Principal: "shop", Roles: []string{"prod", "*"}, PID: "scheduler-1@10.1.2.3:40001"}
	busier := shop
	busier.Tasks = map[string]int64{"TASK_RUNNING": 7}
	for _, c := range []struct {
		what    string
		records []mesoswatch.Record
		want    string
		left    string
	}{
		{"a framework", []mesoswatch.Record{snap(shop), snap(busier)},
			`frameworks:|- name: "shop"|principal: "shop"|roles: ["*", "prod"]|users: ["web"]|networks: [10.1.2.0/24]|principals:|- name: "shop"|uses: ["framework"]|networks: [10.1.2.0/24]`, ""},
		{"over HTTP, without an address", []mesoswatch.Record{snap(mesoswatch.Framework{ID: "1", Name: "", User: "web"})},
			`frameworks:|- name: ""|users: ["web"]`, ""},
		{"numbers first, the rest later", []mesoswatch.Record{snap(mesoswatch.Framework{ID: "1", PID: shop.PID}), snap(mesoswatch.Framework{ID: "1", Name: "shop", PID: shop.PID}), snap(shop)},
			`frameworks:|- name: "shop"|principal: "shop"|roles: ["*", "prod"]|users: ["web"]|networks: [10.1.2.0/24]|principals:|- name: "shop"|uses: ["framework"]|networks: [10.1.2.0/24]`, ""},
		{"ended, gone", []mesoswatch.Record{snap(mesoswatch.Framework{ID: "1", Name: "was", Completed: true}), gone(snap(shop))}, "", ""},
		{"log and master", []mesoswatch.Record{ev("framework-registered", "name=shop", "ip=10.1.2.3", "id=1"), snap(shop)},
			`frameworks:|- name: "shop"|principal: "shop"|roles: ["*", "prod"]|users: ["web"]|networks: [10.1.2.0/24]|principals:|- name: "shop"|uses: ["framework"]|networks: [10.1.2.0/24]`, ""},
		{"agents", []mesoswatch.Record{
			snap(mesoswatch.Agent{ID: "S1", Hostname: "a1", PID: "slave(1)@10.1.3.1:5051", Version: "1.4.1"}),
			snap(mesoswatch.Agent{ID: "S2", Hostname: "a2", State: "recovered"}), snap(mesoswatch.Agent{ID: "S3"}),
		}, `agents:|- hostname: "a1"|networks: [10.1.3.0/24]|- hostname: "a2"|ports:|- service: agent|port: 5051|versions:|- service: agent|version: "1.4.1"`, ""},
		{"an address with a failed login", []mesoswatch.Record{snap(shop), ev("auth-failed", "ip=10.1.2.3")}, "",
			`address 10.1.2.3: failed login|framework "shop" at 10.1.2.3: from an address`},
		{"images", []mesoswatch.Record{
			snap(mesoswatch.Task{ID: "web.1", Image: "shop/web:1"}), snap(mesoswatch.Task{ID: "web.2", Image: "shop/web:2"}),
			snap(mesoswatch.Task{ID: "x", Image: "reg:5000/x@sha256:01"}), snap(mesoswatch.Task{ID: "sh"}),
		}, `images:|- image: "reg:5000/x"|- image: "shop/web"`, ""},
		{"what a rule found", []mesoswatch.Record{
			snap(mesoswatch.Task{ID: "a", Image: "x/bad:1"}), snap(mesoswatch.Task{ID: "b", Image: "x/new:1"}), snap(mesoswatch.Task{ID: "c", Image: "x/good:1"}),
			finding("task-suspicious", mesoswatch.High, "task", "1 a", "image", "x/bad:1", "reasons", "image,docker-socket"),
			finding("task-suspicious", mesoswatch.Medium, "task", "1 b", "image", "x/new:1", "reasons", "image"),
			snap(shop), finding("framework-inactive", mesoswatch.Medium, "framework", "1", "framework_name", "shop"),
		}, `frameworks:|- name: "shop"|principal: "shop"|roles: ["*", "prod"]|users: ["web"]|networks: [10.1.2.0/24]|principals:|- name: "shop"|uses: ["framework"]|networks: [10.1.2.0/24]|images:|- image: "x/good"|- image: "x/new"`,
			`image "x/bad": finding task-suspicious (high)`},
		{"masters", []mesoswatch.Record{
			snap(mesoswatch.Master{URL: "http://10.1.1.1:5050", PID: "master@10.1.1.1:5050", Hostname: "m1", Version: "1.4.1"}),
			snap(mesoswatch.Master{URL: "http://m2.lab:5050", PID: "master@10.1.1.2:5050", Hostname: "other"}),
			gone(snap(mesoswatch.Master{URL: "http://10.1.1.9:5050"})),
		}, `masters:|- hostname: "m1"|address: 10.1.1.1|- hostname: "m2.lab"|address: 10.1.1.2|ports:|- service: master|port: 5050|versions:|- service: master|version: "1.4.1"`, ""},
		{"too long", []mesoswatch.Record{
			snap(mesoswatch.Framework{ID: "1", Name: strings.Repeat("x", MaxText+1)}), snap(mesoswatch.Agent{ID: "1", Hostname: strings.Repeat("x", MaxText+1)}),
			snap(mesoswatch.Task{ID: "1", Image: strings.Repeat("x", MaxText+1)}),
		}, "", "longer than 500|longer than 500"},
	} {
		r := learn(t, c.records...)
		var got []string
		for _, l := range strings.Split(body(r), "\n") {
			got = append(got, strings.TrimSpace(l))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.what, s, c.want)
		}
		var left []string
		for _, l := range r.LeftOut {
			left = append(left, l.String())
		}
		want := strings.Split(c.left, "|")
		for i, l := range left {
			if i >= len(want) || want[i] == "" || !strings.Contains(l, want[i]) {
				t.Errorf("%s: left out %q", c.what, left)
			}
		}
		if c.left != "" && len(left) != len(want) {
			t.Errorf("%s: left out %q", c.what, left)
		}
		if again, err := Read("b", r.YAML()); err != nil || !same(again, r.Baseline) {
			t.Errorf("%s: %v\n%s", c.what, err, r.YAML())
		}
	}
}

func TestSourcesOfSnapshots(t *testing.T) {
	r := learn(t, snap(mesoswatch.Task{ID: "1"}), mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: noon, Source: "10.1.1.1:2181"}}, ev("x"))
	if got := fmt.Sprint(r.Baseline.Captured.Sources); got != "[10.1.1.1:2181 10.1.1.1:5050 mesos-master.INFO]" {
		t.Error(got)
	}
}
