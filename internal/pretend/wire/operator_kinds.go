package wire

import (
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

func (t teller) value(k, v string) { t.objectAt(k, func() { t.string("value", v) }) }

func (t teller) operatorAgents(v world.View) {
	t.listAt("agents", func() {
		for a := range v.Agents() {
			t.object(func() { t.operatorAgent(a, t.r.Since(1, 8)) })
		}
	})
	if t.r.Since(1, 2) {
		t.listAt("recovered_agents", func() {
			for a := range v.Recovered() {
				t.object(func() { t.agentInfo(a, true) })
			}
		})
	}
}

// operatorAgent is an element of GET_AGENTS, and the payload of AGENT_ADDED. What
// came by the registry has checkpoint in it.
func (t teller) operatorAgent(a *world.Agent, checkpoint bool) {
	t.objectAt("agent_info", func() { t.agentInfo(a, checkpoint) })
	t.bool("active", !a.Inactive)
	if t.r.Since(1, 9) {
		t.bool("deactivated", a.Deactivated)
	}
	t.string("version", t.versionOf(a))
	t.string("pid", a.PID)
	t.nanoseconds("registered_time", a.Registered)
	if !a.Reregistered.IsZero() {
		t.nanoseconds("reregistered_time", a.Reregistered)
	}
	t.listAt("total_resources", func() { t.each(a.Total, marks{role: "*"}) })
	if a.Used != (world.Resources{}) {
		t.listAt("allocated_resources", func() { t.each(a.Used, marks{role: "*", allocated: "*"}) })
	}
	if t.r.Since(1, 3) {
		t.listAt("capabilities", func() { t.types(t.r.agentCapabilities()) })
	}
	if a.Drain != "" && t.r.Since(1, 9) {
		t.objectAt("drain_info", func() {
			t.string("state", a.Drain)
			t.objectAt("config", func() { t.bool("mark_gone", false) })
		})
	}
}

func (t teller) agentInfo(a *world.Agent, checkpoint bool) {
	t.string("hostname", a.Hostname)
	t.int("port", int64(a.Port))
	t.listAt("resources", func() { t.each(a.Total, marks{}) })
	if len(a.Attributes) > 0 {
		t.listAt("attributes", func() {
			for _, at := range a.Attributes {
				t.object(func() { t.attribute(at) })
			}
		})
	}
	t.value("id", a.ID)
	if checkpoint {
		t.bool("checkpoint", true)
	}
	t.domain(a.Zone)
}

func (t teller) attribute(a world.Attribute) {
	t.string("name", a.Name)
	if a.Text != "" {
		t.string("type", "TEXT")
		t.value("text", a.Text)
		return
	}
	t.string("type", "SCALAR")
	t.objectAt("scalar", func() { t.num("value", a.Number) })
}

func (t teller) operatorFrameworks(m Master, v world.View) {
	t.listAt("frameworks", func() {
		for f := range v.Frameworks() {
			if !m.Cut.hides(f) {
				t.object(func() { t.operatorFramework(f, false) })
			}
		}
	})
	t.listAt("completed_frameworks", func() {
		for f := range v.Completed() {
			if !m.Cut.hides(f) {
				t.object(func() { t.operatorFramework(f, false) })
			}
		}
	})
}

// operatorFramework is an element of GET_FRAMEWORKS, and the payload of
// FRAMEWORK_ADDED and FRAMEWORK_UPDATED, which always tell when it ended.
func (t teller) operatorFramework(f *world.Framework, event bool) {
	t.objectAt("framework_info", func() { t.frameworkInfo(f) })
	t.bool("active", !f.Inactive)
	t.bool("connected", !f.Disconnected)
	if t.r.Since(1, 2) {
		t.bool("recovered", f.Recovered)
	}
	again := f.Reregistered
	if again.IsZero() {
		again = f.Registered
	}
	t.nanoseconds("registered_time", f.Registered)
	t.nanoseconds("reregistered_time", again)
	if event || !f.Unregistered.IsZero() {
		t.nanoseconds("unregistered_time", f.Unregistered)
	}
	if event {
		return
	}
	t.operatorOffers(f)
	if f.Used != (world.Resources{}) && f.Unregistered.IsZero() {
		t.listAt("allocated_resources", func() { t.each(f.Used, marks{role: "*", allocated: t.firstRole(f)}) })
	}
	if f.Offered != (world.Resources{}) {
		t.listAt("offered_resources", func() { t.each(f.Offered, marks{role: "*", allocated: t.firstRole(f)}) })
	}
	if t.r.Since(1, 11) {
		t.objectAt("offer_constraints", func() {})
	}
}

func (t teller) firstRole(f *world.Framework) string {
	if len(f.Roles) > 0 {
		return f.Roles[0]
	}
	return "*"
}

func (t teller) operatorOffers(f *world.Framework) {
	if len(f.Offers) == 0 {
		return
	}
	t.listAt("offers", func() {
		for _, o := range f.Offers {
			t.object(func() {
				t.value("id", o.ID)
				t.value("framework_id", f.ID)
				t.value("agent_id", o.Agent)
				t.listAt("resources", func() { t.each(o.Resources, marks{role: "*", allocated: t.firstRole(f)}) })
			})
		}
	})
}

func (t teller) frameworkInfo(f *world.Framework) {
	t.string("user", f.User)
	t.string("name", f.Name)
	t.value("id", f.ID)
	t.num("failover_timeout", f.FailoverTimeout)
	t.bool("checkpoint", f.Checkpoint)
	t.roles(f)
	t.optional("hostname", f.Hostname)
	t.optional("principal", f.Principal)
	t.optional("webui_url", f.WebUI)
	t.listAt("capabilities", func() { t.types(t.capabilities(f)) })
	if len(f.Labels) > 0 {
		t.objectAt("labels", func() { t.labels(f.Labels) })
	}
}
