package pretend

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// What happens in a scenario is told twice: as lines of the log, and as changes of
// the world that the masters' endpoints show. Both are written here, together.

// party is a framework with what its log lines do not tell.
type party struct {
	masterlog.Framework
	user, webUI string
	// container of its tasks; nil: they have none.
	container *world.Container
}

// loggedIn is a login that succeeds.
func (c *company) loggedIn(upid, principal string) {
	c.say(masterlog.Login(upid, principal)...)
	c.change(world.Login{})
}

// loginRefused is one that does not.
func (c *company) loginRefused(upid, why string) {
	c.say(masterlog.LoginRefused(upid, why)...)
	c.change(world.Login{})
}

// refused is a framework that is not let in.
func (c *company) refused(l masterlog.Line) {
	c.say(l)
	c.change(world.FrameworkRefused{})
}

// agentRefused is an agent that is not let in.
func (c *company) agentRefused(a masterlog.Agent) {
	c.say(masterlog.RefuseAgent(a))
	c.change(world.AgentRefused{})
}

// registers is an agent that is let in, under a new id.
func (c *company) registers(a masterlog.Agent) masterlog.Agent {
	a.ID = c.ids.Agent()
	c.say(masterlog.RegisterAgent(a, c.registry, c.Dice)...)
	c.change(world.AgentAdded{Agent: worldAgent(a)})
	return a
}

// returns is an agent that comes back to a new master with the frameworks whose
// tasks are first found on it.
func (c *company) returns(a masterlog.Agent, runs ...masterlog.Framework) {
	c.say(masterlog.ReregisterAgent(a, runs...)...)
	c.change(world.AgentReturned{ID: a.ID})
}

// comesUp is a framework that logs in and registers.
func (c *company) comesUp(p party, ip string) party {
	p.ID, p.UPID = c.ids.Framework(), c.Scheduler(ip)
	c.loggedIn(p.UPID, p.Principal)
	c.say(masterlog.Subscribe(p.Framework)...)
	c.change(world.FrameworkAdded{Framework: worldFramework(p)})
	return p
}

// launch offers an agent to a framework, which starts a task there; it runs when
// launch returns.
func (c *company) launch(p party, a masterlog.Agent, name string) masterlog.Task {
	t := masterlog.Task{ID: name, Framework: p.Framework, Agent: a, CPUs: "0.5", Mem: "256", Offer: c.ids.Offer()}
	c.say(masterlog.Offer(p.Framework, t.Offer))
	c.change(world.Offered{Framework: p.ID, Offer: world.Offer{ID: t.Offer, Agent: a.ID, Resources: resourcesOf(a.Resources).Scalars()}})
	c.say(t.Launch()...)
	c.change(world.OfferEnded{Framework: p.ID, Offer: t.Offer}, world.TaskAdded{Task: worldTask(t, p)})
	c.wait(c.Between(200*time.Millisecond, time.Second))
	c.updated(t, "TASK_STARTING")
	c.wait(c.Between(100*time.Millisecond, 3*time.Second))
	c.updated(t, "TASK_RUNNING")
	return t
}

// updated is a new state of a task.
func (c *company) updated(t masterlog.Task, state string) {
	c.say(t.Update(state, c.Dice)...)
	ip := strings.TrimSuffix(strings.TrimPrefix(t.Agent.UPID, "slave(1)@"), "}") + ".ip}"
	c.change(world.TaskUpdated{Framework: t.Framework.ID, ID: t.ID, Status: world.Status{State: state, Container: containerOf(t.ID), IP: ip}})
}

// declines is a framework that has what it needs.
func (c *company) declines(p party, a masterlog.Agent) {
	offer := c.ids.Offer()
	c.say(masterlog.Offer(p.Framework, offer))
	c.change(world.Offered{Framework: p.ID, Offer: world.Offer{ID: offer, Agent: a.ID, Resources: resourcesOf(a.Resources).Scalars()}})
	c.say(masterlog.Decline(p.Framework, offer)...)
	c.change(world.OfferEnded{Framework: p.ID, Offer: offer, Declined: true})
}

func worldAgent(a masterlog.Agent) world.Agent {
	return world.Agent{ID: a.ID, Hostname: a.Host, PID: a.UPID, Total: resourcesOf(a.Resources)}
}

func worldFramework(p party) world.Framework {
	return world.Framework{
		ID: p.ID, Name: p.Name, User: p.user, Principal: p.Principal, PID: p.UPID, Hostname: p.Name + ".example.com", WebUI: p.webUI,
		Roles: []string{p.Role}, Capabilities: []string{"RESERVATION_REFINEMENT"}, MultiRole: true, Checkpoint: true, FailoverTimeout: 604_800,
	}
}

func worldTask(t masterlog.Task, p party) world.Task {
	cpus, _ := strconv.ParseFloat(t.CPUs, 64) // printed by launch
	mem, _ := strconv.ParseFloat(t.Mem, 64)
	return world.Task{
		ID: t.ID, Name: t.ID, Framework: t.Framework.ID, Agent: t.Agent.ID, Role: t.Framework.Role, Resources: world.Resources{CPUs: cpus, Mem: mem},
		Container: p.container,
	}
}

// resourcesOf "cpus:16; mem:63488; disk:409600; ports:[31000-32000]".
func resourcesOf(text string) world.Resources {
	var r world.Resources
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), ":")
		n, _ := strconv.ParseFloat(value, 64) // of our own cast
		switch name {
		case "cpus":
			r.CPUs = n
		case "mem":
			r.Mem = n
		case "disk":
			r.Disk = n
		case "ports":
			r.Ports = value
		}
	}
	return r
}

// containerOf a task has the same id whenever it is told.
func containerOf(task string) string {
	b := sha256.Sum256([]byte(task))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // as those of a random UUID
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
