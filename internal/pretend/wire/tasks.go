package wire

import (
	"slices"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// task is an element of "tasks" in /state, /frameworks, /tasks and the state of an
// agent.
func (t teller) task(task *world.Task) {
	t.string("id", task.ID)
	t.string("name", task.Name)
	t.string("framework_id", task.Framework)
	t.string("executor_id", task.Executor)
	t.string("slave_id", task.Agent)
	t.string("state", task.State)
	t.resources("resources", task.Resources)
	if t.r.Since(1, 3) {
		t.string("role", task.Role)
	}
	if t.r.Since(1, 0) {
		t.optional("user", task.User)
	}
	t.listAt("statuses", func() {
		for _, s := range task.Statuses {
			t.object(func() { t.status(s) })
		}
	})
	t.labels(task.Labels)
	t.container(task.Container)
}

func (t teller) status(s world.Status) {
	t.string("state", s.State)
	t.num("timestamp", float64(s.At.UnixMicro())/1e6)
	t.containerStatus(s, 0)
	if s.Healthy != nil {
		t.bool("healthy", *s.Healthy)
	}
}

// containerStatus is where it runs; pid is told by the operator API only.
func (t teller) containerStatus(s world.Status, pid int64) {
	if s.Container == "" {
		return
	}
	t.objectAt("container_status", func() {
		if t.r.Since(1, 0) {
			t.objectAt("container_id", func() { t.string("value", s.Container) })
		}
		t.listAt("network_infos", func() {
			t.object(func() { t.network(s.IP) })
		})
		if pid != 0 {
			t.int("executor_pid", pid)
		}
	})
}

func (t teller) network(ip string) {
	if !t.r.Since(1, 0) {
		t.string("ip_address", ip)
	}
	t.listAt("ip_addresses", func() {
		t.object(func() {
			if t.r.Since(1, 0) {
				t.string("protocol", "IPv4")
			}
			t.string("ip_address", ip)
		})
	})
}

func (t teller) container(c *world.Container) {
	if c == nil {
		return
	}
	t.objectAt("container", func() {
		t.string("type", c.Type)
		if len(c.Volumes) > 0 {
			t.listAt("volumes", func() {
				for _, v := range c.Volumes {
					t.object(func() {
						t.string("container_path", v.Path)
						t.optional("host_path", v.Host)
						t.string("mode", v.Mode)
					})
				}
			})
		}
		switch {
		case c.Type == "DOCKER":
			t.docker(c)
		case c.Image != "":
			t.objectAt("mesos", func() {
				t.objectAt("image", func() {
					t.string("type", "DOCKER")
					t.objectAt("docker", func() { t.string("name", c.Image) })
				})
			})
		}
	})
}

func (t teller) docker(c *world.Container) {
	t.objectAt("docker", func() {
		t.string("image", c.Image)
		t.optional("network", c.Network)
		t.bool("privileged", c.Privileged)
		t.bool("force_pull_image", false)
	})
}

// Page of /tasks.
type Page struct {
	Limit, Offset int
	Ascending     bool
	Framework     string // empty: of all
	Task          string // empty: all
}

// Tasks is /tasks: all that are known, those that have ended too.
func (m Master) Tasks(e *Encoder, v world.View, p Page) {
	t := teller{e, e.release}
	all := m.listed(v, p)
	if p.Ascending {
		slices.Reverse(all)
	}
	all = all[min(p.Offset, len(all)):]
	all = all[:min(p.Limit, len(all))]
	e.object(func() {
		e.listAt("tasks", func() {
			for _, task := range all {
				e.object(func() { t.task(task) })
			}
		})
	})
}

// listed are the tasks a page is cut from, the newest first, as by default.
func (m Master) listed(v world.View, p Page) []*world.Task {
	var all []*world.Task
	keep := func(task *world.Task) {
		if p.Task == "" || p.Task == task.ID {
			copied := *task
			all = append(all, &copied)
		}
	}
	each := func(f *world.Framework) {
		if m.Cut.Tasks || m.Cut.hides(f) || p.Framework != "" && p.Framework != f.ID {
			return
		}
		for task := range v.EndedTasks(f.ID) {
			keep(task)
		}
		for task := range v.Tasks(f.ID) {
			keep(task)
		}
	}
	for f := range v.Completed() {
		each(f)
	}
	for f := range v.Frameworks() {
		each(f)
	}
	slices.Reverse(all)
	return all
}
