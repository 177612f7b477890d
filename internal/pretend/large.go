package pretend

import (
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Large is a cluster of any size that takes no memory: what it has is worked out
// when it is told. Tasks go round agents and frameworks in turn. For Options.State,
// or to write an answer without a server.
func Large(agents, frameworks, tasks int) world.View {
	return large{agents: agents, frameworks: max(frameworks, 1), tasks: tasks, since: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
}

// WriteState writes the /state that a master of a release, "1.11.0", answers for a
// view.
func WriteState(w io.Writer, v world.View, release string) error {
	r, err := wire.ParseRelease(release)
	if err != nil {
		return err
	}
	p := firstMaster()
	p.IP, p.Port, p.Build = "127.0.0.11", "5050", buildOf(r)
	m := wire.Master{Process: p, Started: time.Unix(1_772_400_000, 0), Elected: time.Unix(1_772_400_001, 0)}
	m.Leader = &wire.Leader{ID: p.ID, PID: m.UPID(), Hostname: p.Host, Port: 5050}
	e := wire.NewEncoder(w, r)
	m.State(e, v)
	if err := e.Flush(); err != nil {
		return fmt.Errorf("writing a large state: %w", err)
	}
	return nil
}

type large struct {
	world.Nothing             // what it has none of
	agents, frameworks, tasks int
	since                     time.Time
}

const largeID = "b7c1de02-5a38-4f11-9d64-2f7e90c3a815"

func (l large) agentID(i int) string     { return largeID + "-S" + strconv.Itoa(i) }
func (l large) frameworkID(i int) string { return fmt.Sprintf("%s-%04d", largeID, i) }

// share is how many of n things the i-th of k gets, one after the other.
func share(n, k, i int) int {
	if i >= n {
		return 0
	}
	return (n - i + k - 1) / k
}

func (l large) taskResources() world.Resources { return world.Resources{CPUs: 0.5, Mem: 256} }

func times(r world.Resources, n int) world.Resources {
	r.CPUs, r.Mem = r.CPUs*float64(n), r.Mem*float64(n)
	return r
}

// Agents implements world.View.
func (l large) Agents() iter.Seq[*world.Agent] {
	return func(yield func(*world.Agent) bool) {
		for i := range l.agents {
			n := share(l.tasks, l.agents, i)
			// nobody listens there: port 1 of an address of its own
			a := world.Agent{
				ID: l.agentID(i), Hostname: "n" + strconv.Itoa(i) + ".example.com", PID: "slave(1)@" + loopback(1<<16+i) + ":1", Port: 1,
				Attributes: []world.Attribute{{Name: "rack", Text: "r" + strconv.Itoa(i/40)}, {Name: "slot", Number: float64(i % 40)}},
				Total:      world.Resources{CPUs: 64, Mem: 262_144, Disk: 2_097_152, Ports: "[31000-32000]"}, Registered: l.since.Add(time.Duration(i) * time.Millisecond),
				Used: times(l.taskResources(), n), Tasks: map[string]int{"TASK_RUNNING": n},
			}
			for t := i; t < l.tasks && len(a.Frameworks) < l.frameworks; t += l.agents {
				id := l.frameworkID(t % l.frameworks)
				if len(a.Frameworks) > 0 && a.Frameworks[0] == id {
					break // it goes round from here on
				}
				a.Frameworks = append(a.Frameworks, id)
			}
			if !yield(&a) {
				return
			}
		}
	}
}

// Frameworks implements world.View.
func (l large) Frameworks() iter.Seq[*world.Framework] {
	return func(yield func(*world.Framework) bool) {
		for i := range l.frameworks {
			n := share(l.tasks, l.frameworks, i)
			f := world.Framework{
				ID: l.frameworkID(i), Name: "service-" + strconv.Itoa(i), User: "svc" + strconv.Itoa(i%17), Principal: "team-" + strconv.Itoa(i%17),
				PID: "scheduler-" + containerOf(strconv.Itoa(i)) + "@10.20.0.5:" + strconv.Itoa(30_000+i%20_000), Hostname: "schedulers.example.com",
				WebUI: "http://schedulers.example.com:8080/" + strconv.Itoa(i), Roles: []string{"team-" + strconv.Itoa(i%17)}, MultiRole: true,
				Capabilities: []string{"RESERVATION_REFINEMENT", "PARTITION_AWARE"}, Checkpoint: true, FailoverTimeout: 604_800,
				Registered: l.since.Add(time.Duration(i) * time.Second), Used: times(l.taskResources(), n), Tasks: map[string]int{"TASK_RUNNING": n},
			}
			for t := i; t < l.tasks && len(f.Agents) < l.agents; t += l.frameworks {
				id := l.agentID(t % l.agents)
				if len(f.Agents) > 0 && f.Agents[0] == id {
					break
				}
				f.Agents = append(f.Agents, id)
			}
			if !yield(&f) {
				return
			}
		}
	}
}

// Tasks implements world.View.
func (l large) Tasks(framework string) iter.Seq[*world.Task] {
	return func(yield func(*world.Task) bool) {
		i, err := strconv.Atoi(framework[min(len(largeID)+1, len(framework)):])
		if err != nil || i >= l.frameworks || l.agents == 0 {
			return
		}
		for n := i; n < l.tasks; n += l.frameworks {
			t := l.task(n, framework)
			if !yield(&t) {
				return
			}
		}
	}
}

func (l large) task(n int, framework string) world.Task {
	id := "service-" + strconv.Itoa(n%l.frameworks) + ".instance-" + strconv.Itoa(n) + "._app.1"
	started := l.since.Add(time.Minute + time.Duration(n)*time.Millisecond)
	container := fmt.Sprintf("%08x-0000-4000-9000-%012x", n, n)
	ip := loopback(1<<16 + n%l.agents)
	return world.Task{
		ID: id, Name: "service-" + strconv.Itoa(n%l.frameworks), Framework: framework, Agent: l.agentID(n % l.agents), State: "TASK_RUNNING",
		Role: "team-" + strconv.Itoa(n%l.frameworks%17), Resources: l.taskResources(),
		Statuses: []world.Status{
			{State: "TASK_STARTING", At: started, Container: container, IP: ip},
			{State: "TASK_RUNNING", At: started.Add(time.Second), Container: container, IP: ip},
		},
		Container: &world.Container{Type: "DOCKER", Image: "registry.example.com/service:" + strconv.Itoa(n%7), Network: "BRIDGE"},
		Labels:    []world.Label{{Key: "HAPROXY_GROUP", Value: "external"}},
	}
}

// Roles implements world.View.
func (l large) Roles() []world.Role {
	roles := make([]world.Role, min(17, l.frameworks))
	for i := range roles {
		roles[i] = world.Role{Name: "team-" + strconv.Itoa(i), Weight: 1}
		for f := i; f < l.frameworks; f += 17 {
			roles[i].Frameworks = append(roles[i].Frameworks, l.frameworkID(f))
			roles[i].Used = roles[i].Used.Plus(times(l.taskResources(), share(l.tasks, l.frameworks, f)))
		}
	}
	return roles
}
