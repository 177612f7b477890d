package wire

import (
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// framework is an element of /frameworks and of /state.
func (t teller) framework(f *world.Framework, v world.View, c Cut, completed bool) {
	t.frameworkSummary(f, completed)
	t.string("user", f.User)
	t.num("failover_timeout", f.FailoverTimeout)
	t.bool("checkpoint", f.Checkpoint)
	t.seconds("registered_time", f.Registered)
	if !f.Reregistered.IsZero() {
		t.seconds("reregistered_time", f.Reregistered)
	}
	t.seconds("unregistered_time", f.Unregistered)
	t.optional("principal", f.Principal)
	t.resources("resources", f.Used.Plus(f.Offered))
	t.roles(f)
	t.labels(f.Labels)
	t.frameworkTasks(f, v, c)
	t.listAt("offers", func() {
		for _, o := range f.Offers {
			t.object(func() {
				t.string("id", o.ID)
				t.string("framework_id", f.ID)
				t.string("slave_id", o.Agent)
				t.resources("resources", o.Resources)
			})
		}
	})
	t.listAt("executors", func() {})
	if t.r.Since(1, 11) {
		t.objectAt("offer_constraints", func() {})
	}
}

// frameworkSummary is all of an element of /state-summary but the counts.
func (t teller) frameworkSummary(f *world.Framework, completed bool) {
	used := f.Used
	if completed {
		used = world.Resources{}
	}
	t.string("id", f.ID)
	t.string("name", f.Name)
	t.optional("pid", f.PID)
	t.resources("used_resources", used)
	t.resources("offered_resources", f.Offered)
	t.strings("capabilities", t.capabilities(f))
	t.string("hostname", f.Hostname)
	t.string("webui_url", f.WebUI)
	t.bool("active", !f.Inactive)
	if t.r.Since(1, 2) {
		t.bool("connected", !f.Disconnected)
		t.bool("recovered", f.Recovered)
	}
}

func (t teller) capabilities(f *world.Framework) []string {
	if !t.r.Since(1, 2) {
		return nil
	}
	if f.MultiRole {
		return append([]string{"MULTI_ROLE"}, f.Capabilities...)
	}
	return f.Capabilities
}

// roles is one of two keys, by what the framework is capable of.
func (t teller) roles(f *world.Framework) {
	if f.MultiRole && t.r.Since(1, 2) {
		t.strings("roles", f.Roles)
		return
	}
	role := "*"
	if len(f.Roles) > 0 {
		role = f.Roles[0]
	}
	t.string("role", role)
}

func (t teller) labels(of []world.Label) {
	if len(of) == 0 {
		return
	}
	t.listAt("labels", func() {
		for _, l := range of {
			t.object(func() {
				t.string("key", l.Key)
				t.optional("value", l.Value)
			})
		}
	})
}

func (t teller) frameworkTasks(f *world.Framework, v world.View, c Cut) {
	list := func(unreachable bool) func() {
		return func() {
			for task := range v.Tasks(f.ID) {
				if task.Unreachable == unreachable && !c.Tasks {
					t.object(func() { t.task(task) })
				}
			}
		}
	}
	t.listAt("tasks", list(false))
	if t.r.Since(1, 2) {
		t.listAt("unreachable_tasks", list(true))
	}
	t.listAt("completed_tasks", func() {
		for task := range v.EndedTasks(f.ID) {
			if !c.Tasks {
				t.object(func() { t.task(task) })
			}
		}
	})
}
