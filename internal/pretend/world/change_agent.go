package world

import (
	"fmt"
	"slices"
	"time"
)

// AgentAdded is an agent that registers; its time of registration is that of the
// change.
type AgentAdded struct{ Agent Agent }

func (c AgentAdded) apply(w *World, at time.Time) error {
	if w.agent(c.Agent.ID) != nil {
		return fmt.Errorf("agent %q registers twice", c.Agent.ID)
	}
	w.count("messages_register_slave", 1)
	w.count("slave_registrations", 1)
	a := c.Agent
	a.Registered = at
	w.agents = append(w.agents, &a)
	w.tellAgent("AGENT_ADDED", &a)
	return nil
}

// AgentRefused is an agent that is not let in: nothing but a counter tells.
type AgentRefused struct{}

func (AgentRefused) apply(w *World, _ time.Time) error {
	w.count("messages_register_slave", 1)
	return nil
}

// AgentReturned is an agent that was unreachable, or recovered after a failover,
// and registers again, with its tasks.
type AgentReturned struct{ ID string }

func (c AgentReturned) apply(w *World, at time.Time) error {
	for _, from := range []*[]*Agent{&w.recovered, &w.unreachable} {
		i, a := find(*from, func(a *Agent) bool { return a.ID == c.ID })
		if a == nil {
			continue
		}
		*from = without(*from, i)
		w.count("messages_reregister_slave", 1)
		w.count("slave_reregistrations", 1)
		back := *a
		if back.Reregistered = at; back.Registered.IsZero() {
			back.Registered, back.Reregistered = at, time.Time{}
		}
		w.agents = append(w.agents, &back)
		w.reachable(c.ID, true)
		w.tellAgent("AGENT_ADDED", &back)
		return nil
	}
	return fmt.Errorf("agent %q returns and was not away", c.ID)
}

// AgentUnreachable is an agent that stopped answering; its tasks may still run.
// The event stream does not say so, as real ones do not.
type AgentUnreachable struct{ ID string }

func (c AgentUnreachable) apply(w *World, _ time.Time) error {
	i, a := find(w.agents, func(a *Agent) bool { return a.ID == c.ID })
	if a == nil {
		return fmt.Errorf("agent %q becomes unreachable and is not registered", c.ID)
	}
	w.agents = without(w.agents, i)
	w.unreachable = append(w.unreachable, a)
	w.reachable(c.ID, false)
	w.dropOffers(c.ID)
	for _, name := range []string{"slave_removals", "slave_removals/reason_unhealthy", "slave_unreachable_scheduled", "slave_unreachable_completed"} {
		w.count(name, 1)
	}
	return nil
}

// AgentGone is an agent that shut itself down or was told to; its tasks are lost.
type AgentGone struct{ ID string }

func (c AgentGone) apply(w *World, at time.Time) error {
	i, a := find(w.agents, func(a *Agent) bool { return a.ID == c.ID })
	if a == nil {
		return fmt.Errorf("agent %q goes and is not registered", c.ID)
	}
	w.dropOffers(c.ID)
	for framework, tasks := range w.tasks {
		for _, t := range slices.Clone(tasks) {
			if t.Agent == c.ID {
				lost := TaskUpdated{Framework: framework, ID: t.ID, Status: Status{State: "TASK_LOST", Source: "SOURCE_MASTER", Reason: "REASON_SLAVE_REMOVED"}}
				if err := lost.apply(w, at); err != nil {
					return err
				}
			}
		}
	}
	w.agents = without(w.agents, i)
	w.count("messages_unregister_slave", 1)
	w.count("slave_removals", 1)
	w.count("slave_removals/reason_unregistered", 1)
	w.tellAgent("AGENT_REMOVED", a)
	return nil
}

// reachable marks the tasks of an agent.
func (w *World) reachable(agent string, is bool) {
	for _, tasks := range w.tasks {
		for i, t := range tasks {
			if t.Agent == agent {
				changed := *t
				changed.Unreachable = !is
				tasks[i] = &changed
			}
		}
	}
}

func (w *World) dropOffers(agent string) {
	for _, f := range w.frameworks {
		f.Offers = slices.DeleteFunc(slices.Clone(f.Offers), func(o Offer) bool { return o.Agent == agent })
	}
}
