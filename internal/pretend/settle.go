package pretend

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// settle makes a cluster that has been there for an hour: all agents, three
// frameworks and their tasks, quota and a weight. The first master leads.
func (c *Cluster) settle() error {
	at := c.opt.Start
	if err := c.lead(0, at); err != nil || c.opt.Bare || c.opt.State != nil {
		return err
	}
	master := c.masters[0].process.ID
	for i, a := range c.agents {
		if err := c.world.Apply(at.Add(time.Duration(i)*time.Second), world.Login{}, world.AgentAdded{Agent: a.settled(master)}); err != nil {
			return err
		}
	}
	if err := c.world.Apply(at, world.WeightSet{Role: "web", Weight: 2},
		world.QuotaSet{Role: "web", Quota: &world.Quota{Guarantee: world.Resources{CPUs: 8, Mem: 16_384}, Principal: "ops"}},
		world.QuotaSet{Role: "batch", Quota: &world.Quota{Guarantee: world.Resources{CPUs: 4, Mem: 8_192}, Principal: "ops"}}); err != nil {
		return err
	}
	for i, f := range settledFrameworks() {
		f.ID = fmt.Sprintf("%s-%04d", master, i)
		since := at.Add(time.Duration(60+i) * time.Second)
		if err := c.world.Apply(since, world.Login{}, world.FrameworkAdded{Framework: f}); err != nil {
			return err
		}
		for n := range 3 {
			if err := c.settleTask(since, f, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func settledFrameworks() []world.Framework {
	one := func(name, user, role, ip string) world.Framework {
		return world.Framework{
			Name: name, User: user, Principal: name, Hostname: name + ".example.com", PID: "scheduler-" + containerOf(name) + "@" + ip + ":40112",
			Roles: []string{role}, MultiRole: true, Capabilities: []string{"RESERVATION_REFINEMENT"}, Checkpoint: true, FailoverTimeout: 604_800,
		}
	}
	chronos := one("chronos", "batch", "batch", cronIP)
	chronos.MultiRole, chronos.PID = false, "" // an old one, over HTTP
	return []world.Framework{one("marathon", "www-data", "web", marathonIP), one("aurora", "aurora", "batch", auroraIP), chronos}
}

// settleTask runs the n-th task of a framework, on one agent after the other.
func (c *Cluster) settleTask(at time.Time, f world.Framework, n int) error {
	if len(c.agents) == 0 {
		return nil
	}
	a := c.agents[n%len(c.agents)]
	ip, _, _ := strings.Cut(a.door.address(), ":")
	id := f.Name + ".instance-" + strconv.Itoa(n)
	task := world.Task{
		ID: id, Name: id, Framework: f.ID, Agent: a.settled(c.masters[0].process.ID).ID, Resources: world.Resources{CPUs: 0.5, Mem: 256},
		Labels: []world.Label{{Key: "team", Value: "shop"}},
	}
	if f.Name == "marathon" {
		task.Container = &world.Container{Type: "DOCKER", Image: "registry.example.com/shop/web:1.42", Network: "BRIDGE"}
	}
	changes := []world.Change{world.TaskAdded{Task: task}}
	for _, state := range []string{"TASK_STARTING", "TASK_RUNNING"} {
		changes = append(changes, world.TaskUpdated{Framework: f.ID, ID: id, Status: world.Status{State: state, Container: containerOf(id), IP: ip}})
	}
	return c.world.Apply(at, changes...)
}

// settled is the agent as a master registered it.
func (a *agent) settled(master string) world.Agent {
	_, port, _ := net.SplitHostPort(a.door.address())
	n, _ := strconv.Atoi(port)
	return world.Agent{ID: master + "-S" + strconv.Itoa(a.index), Hostname: a.hostname(), PID: a.pid(), Port: n, Total: agentResources()}
}

func agentResources() world.Resources {
	return world.Resources{CPUs: 16, Mem: 63_488, Disk: 409_600, Ports: "[31000-32000]"}
}
