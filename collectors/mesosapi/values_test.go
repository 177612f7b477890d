package mesosapi

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func TestWantedMetrics(t *testing.T) {
	w := masterMetrics()
	for name, want := range map[string]bool{
		"master/elected": true, "master/messages_authenticate": true, "master/slaves_unreachable": true, "master/frameworks_active": true,
		"master/invalid_status_updates": true, "master/event_queue_http_requests": true, "master/task_error/source_master/reason_task_unauthorized": true,
		"frameworks/ops/messages_received": true, "frameworks/a/b/messages_received": true, "system/load_1min": true, "registrar/registry_size_bytes": true,
		"master/frameworks/web/F1/calls": false, "frameworks/ops/messages_processed": false, "allocator/mesos/allocation_runs": false,
		"registrar/state_store_ms/p99": false, "master/task_failed/source_slave/reason_command_executor_failed": false, "master/operations/total": false, "": false,
	} {
		if got := w.want(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
	n := 0
	for i := range 5_000 { // whoever may register frameworks makes as many as he likes
		if w.want(fmt.Sprintf("frameworks/p%d/messages_received", i)) {
			n++
		}
	}
	if n > mostPrincipals || w.want("frameworks/"+strings.Repeat("x", 1000)+"/messages_received") || w.want("master/slaves_"+strings.Repeat("x", 1000)) {
		t.Errorf("%d principals, or names without end", n)
	}
	if a := agentMetrics(); !a.want("slave/registered") || a.want("frameworks/p/messages_received") || a.want("slave/uptime_secs") {
		t.Error("an agent's")
	}
}

func TestNumbers(t *testing.T) {
	got := numbers(map[string]float64{
		"master/slaves_active": 3, "master/frameworks_active": 2, "master/tasks_running": 7, "master/slave_removals/reason_unhealthy": 1,
		"master/uptime_secs": 9, "slave/tasks_running": 1,
	})
	if want := map[string]int64{"slaves_active": 3, "frameworks_active": 2, "tasks_running": 7}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

func TestNotRecovered(t *testing.T) {
	for name, tc := range map[string]struct {
		values map[string]float64
		want   bool
	}{
		"it has read its registry": {map[string]float64{registrarQueue: 0, registrySize: 305, "registrar/log/recovered": 1}, false},
		"it has not":               {map[string]float64{registrarQueue: 0, "registrar/log/recovered": 1}, true},
		"the log is not recovered": {map[string]float64{registrarQueue: 0, registrySize: 305, "registrar/log/recovered": 0}, true},
		"the registrar was late":   {map[string]float64{elected: 1}, false},
	} {
		if got := notRecovered(tc.values); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestMaskFlag(t *testing.T) {
	for _, tc := range [][3]string{
		{"zk", "zk://user:p@ss:word@h1:2181,h2:2181/mesos", "zk://user:***@h1:2181,h2:2181/mesos"},
		{"zk", "zk://h1:2181/mesos", "zk://h1:2181/mesos"},
		{"docker_config", `{"auths":{"r":{"auth":"c2VjcmV0"}}}`, mesoswatch.Masked},
		{"executor_environment_variables", `{"AWS_KEY":"x"}`, mesoswatch.Masked},
		{"modules", "libraries {}", mesoswatch.Masked},
		{"jwt_secret_key", "/etc/key", mesoswatch.Masked},
		{"credentials", "/etc/mesos/credentials", "/etc/mesos/credentials"},
		{"authenticate", "true", "true"},
		{"docker_config", "", ""},
	} {
		if got := maskFlag(tc[0], tc[1]); got != tc[2] {
			t.Errorf("%s=%q: %q", tc[0], tc[1], got)
		}
	}
}

func TestFlagNews(t *testing.T) {
	got := flagNews("m", map[string]string{"a": "1", "b": "2", "c": "3"}, map[string]string{"a": "1", "b": "9", "d": "4"})
	var text []string
	for _, s := range got {
		text = append(text, fmt.Sprintf("%s=%s gone %v", s.Flag.Name, s.Flag.Value, s.Gone))
	}
	if want := []string{"b=9 gone false", "d=4 gone false", "c=3 gone true"}; !reflect.DeepEqual(text, want) {
		t.Errorf("%q", text)
	}
}

func TestPIDOf(t *testing.T) {
	for want, flags := range map[string]map[string]string{
		"master@10.0.0.1:5050": {"ip": "10.0.0.1", "port": "5050"},
		"master@192.0.2.1:80":  {"ip": "10.0.0.1", "port": "5050", "advertise_ip": "192.0.2.1", "advertise_port": "80"},
		"":                     {"ip": "0.0.0.0", "port": "5050"},
	} {
		if got := pidOf(flags); got != want {
			t.Errorf("%v: %q", flags, got)
		}
	}
	if pidOf(nil) != "" || pidOf(map[string]string{"ip": "x", "port": "5050"}) != "" || pidOf(map[string]string{"ip": "10.0.0.1", "port": "x"}) != "" {
		t.Error("a UPID out of nothing")
	}
}

func TestFlagSets(t *testing.T) {
	var f flagSets
	a := f.keep(map[string]string{"isolation": "posix/cpu", "hostname": "a1", "switch_user": "true"})
	b := f.keep(map[string]string{"switch_user": "true", "isolation": "posix/cpu", "hostname": "a2"})
	if reflect.ValueOf(a).Pointer() != reflect.ValueOf(b).Pointer() || len(a) != 2 {
		t.Errorf("%v and %v are kept apart", a, b)
	}
	c := f.keep(map[string]string{"switch_user": "false", "isolation": "posix/cpu"})
	if c["switch_user"] != "false" || a["switch_user"] != "true" {
		t.Errorf("%v %v", a, c)
	}
	for i := range 3 * mostFlagSets {
		f.keep(map[string]string{"work_dir": fmt.Sprint(i)})
	}
	if len(f.known) > mostFlagSets {
		t.Errorf("%d sets", len(f.known))
	}
}

func TestTargets(t *testing.T) {
	for _, tc := range []struct{ in, port, want string }{
		{"m1", "", "http://m1:5050"}, {"https://m1", "", "https://m1:5050"}, {"a1", agentPort, "http://a1:5051"}, {"https://a1/", agentPort, "https://a1:5051"},
		{"a1:80", agentPort, "http://a1:80"}, {"[fd00::1]", agentPort, "http://[fd00::1]:5051"}, {"http://[fd00::1]:9", agentPort, "http://[fd00::1]:9"},
	} {
		got, err := targets([]string{tc.in, tc.in}, "agent", tc.port)
		if err != nil || len(got) != 1 || got[0].String() != tc.want {
			t.Errorf("%q: %v %v, want %s", tc.in, got, err, tc.want)
		}
	}
	for _, bad := range []string{"", "http://m1:5050/teardown", "http://u:hunter22@m1:5050", "ftp://m1", "m1:port"} {
		for _, port := range []string{"", agentPort} {
			if got, err := targets([]string{bad}, "agent", port); err == nil || strings.Contains(err.Error(), "hunter22") {
				t.Errorf("%q: %v %v", bad, got, err)
			}
		}
	}
}

func TestCannotServe(t *testing.T) {
	for _, c := range []*Collector{
		{Masters: []string{"http://m1:5050/teardown"}}, {Masters: []string{"http://u:hunter22@m1:5050"}}, {Agents: []string{"a1:5051/api"}},
		{Masters: []string{"m1"}, Access: Access{CACert: "/no/such/file.pem"}},
	} {
		err := c.Run(t.Context(), func(mesoswatch.Record) error { t.Error("a record"); return nil })
		if !mesoswatch.IsPermanent(err) || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%+v: %v", c.Masters, err)
		}
	}
}
