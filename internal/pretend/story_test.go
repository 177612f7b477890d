package pretend

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The log and the endpoints tell one story. These tests read the log's last
// process and ask the master.

// lastLog is the INFO file of the process that runs.
func lastLog(t *testing.T, c *Cluster) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(c.LogPath())
	if err != nil {
		t.Fatal(err)
	}
	return read(t, path)
}

func metricsOf(t *testing.T, ask *client, url string) map[string]float64 {
	t.Helper()
	values := make(map[string]float64)
	r := ask.get(t, url+"/metrics/snapshot")
	if err := json.Unmarshal([]byte(r.body), &values); r.StatusCode != 200 || err != nil {
		t.Fatalf("metrics: %d %v", r.StatusCode, err)
	}
	return values
}

// stopped plays the scenario up to a moment.
func stopped(t *testing.T, c *Cluster, at string) {
	t.Helper()
	s := QuietThenAttack()
	for i, step := range s.Steps {
		if strings.Contains(step.Line.Text, at) {
			s.Steps = s.Steps[:i]
			break
		}
	}
	if err := c.Play(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}

func TestStoryOfTheAttack(t *testing.T) {
	c := started(t, Options{Start: start, Masters: 3})
	stopped(t, c, "Lost connection to ZooKeeper")
	ask := newClient(t).as(c.Credential())
	log, s, m := lastLog(t, c), stateOf(t, ask, c.MasterURL()), metricsOf(t, ask, c.MasterURL())

	for name, pattern := range map[string]string{
		"master/messages_authenticate":       `\] Authenticating `,
		"master/slave_registrations":         `\] Registered agent `,
		"master/messages_launch_tasks":       `\] Launching task `,
		"master/messages_status_update":      `\] Status update `,
		"master/messages_decline_offers":     `\] Processing DECLINE call `,
		"master/tasks_finished":              `latest state: TASK_FINISHED`,
		"master/tasks_failed":                `latest state: TASK_FAILED`,
		"master/messages_register_framework": `\] (Refusing subscription|Adding framework) `,
		"master/messages_register_slave":     `\] (Refusing registration|Received register agent message) `,
	} {
		if said := len(regexp.MustCompile(pattern).FindAllString(log, -1)); float64(said) != m[name] || said == 0 {
			t.Errorf("%s is %v, the log has %d of %q", name, m[name], said, pattern)
		}
	}
	for _, f := range s.Frameworks {
		if !strings.Contains(log, "] Adding framework "+f.ID+" ("+f.Name+") at "+f.PID+" ") {
			t.Errorf("the log does not know the framework %+v", f)
		}
	}
	for _, a := range s.Slaves {
		if !strings.Contains(log, "] Registered agent "+a.ID+" at "+a.PID+" ") {
			t.Errorf("the log does not know the agent %+v", a)
		}
	}
	if len(s.Frameworks) != 3 || len(s.Slaves) != 3 || !strings.Contains(log, ") started on "+strings.TrimPrefix(s.PID, "master@")) {
		t.Errorf("%d frameworks, %d agents, %s", len(s.Frameworks), len(s.Slaves), s.PID)
	}
	intruder := s.Frameworks[2]
	if intruder.Name != "backup-job" || intruder.User != "root" || intruder.Principal != "aurora" || len(intruder.Tasks) != 1 || !intruder.Active {
		t.Fatalf("the intruder: %+v", intruder)
	}
	task := intruder.Tasks[0]
	if task.State != "TASK_RUNNING" || !task.Container.Docker.Privileged || task.Container.Volumes[0].Host != "/" {
		t.Errorf("its task: %+v", task)
	}
}

func TestStoryOfTheAftermath(t *testing.T) {
	c := started(t, Options{Start: start, Masters: 3})
	if err := c.Play(t.Context(), QuietThenAttack()); err != nil {
		t.Fatal(err)
	}
	ask := newClient(t).as(c.Credential())
	log, s, m := lastLog(t, c), stateOf(t, ask, c.MasterURL()), metricsOf(t, ask, c.MasterURL())
	if n := strings.Count(log, "] Authenticating "); float64(n) != m["master/messages_authenticate"] || n != 5 {
		t.Errorf("%d logins in the log, %v counted", n, m["master/messages_authenticate"])
	}
	if len(s.Slaves) != 4 || s.Slaves[3].PID != "slave(1)@"+strings.TrimPrefix(c.AgentURLs()[3], "http://") {
		t.Errorf("agents: %+v", s.Slaves)
	}
	byName := make(map[string]named)
	for _, f := range s.Frameworks {
		byName[f.Name] = f
	}
	if f := byName["marathon"]; !f.Active || f.Recovered || len(f.Tasks) != 5 {
		t.Errorf("marathon: %+v", f)
	}
	if f := byName["backup-job"]; f.Active || !f.Recovered || f.PID != "" || len(f.Tasks) != 1 {
		t.Errorf("the intruder did not come back, and its task runs on: %+v", f)
	}
	if !strings.Contains(log, "Recovering framework "+byName["backup-job"].ID+" from reregistering agent") {
		t.Error("the log does not tell of it")
	}
	for i, m := range c.Masters() {
		if m.Leads != (i == 0) || !m.Running {
			t.Errorf("master %d: %+v", i, m)
		}
		if r := ask.get(t, m.URL+"/redirect"); r.StatusCode != 307 || !strings.HasPrefix(r.Header.Get("Location"), "//master1.example.com:") {
			t.Errorf("master %d: %d %v", i, r.StatusCode, r.Header)
		}
	}
}

// In the outage the others know of no leader, and nobody is in ZooKeeper.
func TestStoryOfTheOutage(t *testing.T) {
	c := started(t, Options{Start: start, Masters: 2})
	s := QuietThenAttack()
	for i, step := range s.Steps {
		if step.Does == ZooKeeperReturns {
			s.Steps = s.Steps[:i]
			break
		}
	}
	if err := c.Play(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	ask := newClient(t).as(c.Credential())
	for _, url := range c.MasterURLs() {
		if r := ask.get(t, url+"/state"); r.StatusCode != 503 || r.body != "No leader elected" {
			t.Errorf("%s: %d %q", url, r.StatusCode, r.body)
		}
	}
	if r := ask.get(t, c.MasterURL()+"/registrar(1)/registry"); r.body != "{}" {
		t.Errorf("a registry that was not read: %s", r.body)
	}
}
