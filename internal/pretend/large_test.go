package pretend

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

func TestLarge(t *testing.T) {
	const agents, frameworks, tasks = 70, 9, 640
	var body bytes.Buffer
	if err := WriteState(&body, Large(agents, frameworks, tasks), "1.11.0"); err != nil {
		t.Fatal(err)
	}
	var s struct {
		Activated  float64 `json:"activated_slaves"`
		Slaves     []struct{ ID string }
		Frameworks []struct {
			ID    string
			Used  struct{ CPUs float64 } `json:"used_resources"`
			Tasks []struct {
				ID, State   string
				FrameworkID string `json:"framework_id"`
				SlaveID     string `json:"slave_id"`
			}
		}
	}
	if err := json.Unmarshal(body.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Slaves) != agents || s.Activated != agents || len(s.Frameworks) != frameworks {
		t.Errorf("%d agents, %d frameworks", len(s.Slaves), len(s.Frameworks))
	}
	known, seen := make(map[string]int), make(map[string]bool)
	for _, a := range s.Slaves {
		known[a.ID] = 0
	}
	for _, f := range s.Frameworks {
		if f.Used.CPUs != 0.5*float64(len(f.Tasks)) {
			t.Errorf("%s uses %v with %d tasks", f.ID, f.Used.CPUs, len(f.Tasks))
		}
		for _, task := range f.Tasks {
			if _, is := known[task.SlaveID]; !is || task.FrameworkID != f.ID || seen[task.ID] {
				t.Fatalf("task %+v", task)
			}
			seen[task.ID] = true
			known[task.SlaveID]++
		}
	}
	if len(seen) != tasks || known[s.Slaves[0].ID] != 10 || known[s.Slaves[69].ID] != 9 {
		t.Errorf("%d tasks, %d on the first agent, %d on the last", len(seen), known[s.Slaves[0].ID], known[s.Slaves[69].ID])
	}
	if err := WriteState(io.Discard, Large(1, 1, 1), "0.19.0"); err == nil {
		t.Error("0.19.0: no error")
	}
}

func TestLargeServed(t *testing.T) {
	c := started(t, Options{Settled: true, State: Large(30, 4, 100), Agents: -1})
	ask := newClient(t)
	s := stateOf(t, ask, c.MasterURL())
	if len(s.Slaves) != 30 || len(s.Frameworks) != 4 || s.Leader != s.PID || s.PID != c.Master(0).PID {
		t.Errorf("%d agents, %d frameworks, led by %q", len(s.Slaves), len(s.Frameworks), s.Leader)
	}
	var summary struct {
		Slaves []struct {
			Running    int      `json:"TASK_RUNNING"`
			Frameworks []string `json:"framework_ids"`
		}
		Frameworks []struct {
			Running int      `json:"TASK_RUNNING"`
			Agents  []string `json:"slave_ids"`
		}
	}
	if err := json.Unmarshal([]byte(ask.get(t, c.MasterURL()+"/state-summary").body), &summary); err != nil {
		t.Fatal(err)
	}
	running := 0
	for _, a := range summary.Slaves {
		running += a.Running
		if len(a.Frameworks) != 2 && len(a.Frameworks) != 1 {
			t.Errorf("an agent with tasks of %v", a.Frameworks)
		}
	}
	if running != 100 || len(summary.Frameworks[0].Agents) != 15 || summary.Frameworks[3].Running != 25 {
		t.Errorf("%d run; %+v", running, summary.Frameworks)
	}
	m := metricsOf(t, ask, c.MasterURL())
	if m["master/slaves_active"] != 30 || m["master/tasks_running"] != 100 {
		t.Errorf("metrics: %v agents, %v tasks", m["master/slaves_active"], m["master/tasks_running"])
	}
	if r := ask.get(t, c.MasterURL()+"/tasks?limit=7"); strings.Count(r.body, `"statuses"`) != 7 {
		t.Error("/tasks has no limit")
	}
	first := subscribe(t, c, 0).next(t)
	if !strings.Contains(string(first.raw), `"type":"SUBSCRIBED"`) || strings.Count(string(first.raw), `"agent_info"`) != 30 {
		t.Errorf("subscribed: %.200s", first.raw)
	}
}

func BenchmarkWriteState(b *testing.B) {
	v := Large(1000, 50, 10_000)
	var size int64
	for b.Loop() {
		n := &counted{}
		if err := WriteState(n, v, "1.11.0"); err != nil {
			b.Fatal(err)
		}
		size = n.n
	}
	b.SetBytes(size)
}

type counted struct{ n int64 }

func (c *counted) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}
