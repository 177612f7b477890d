package wire

import (
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Agent is an agent that tells of itself: one process.
type Agent struct {
	// Known is the agent as the masters know it. Its ID is empty before it is
	// registered.
	Known   world.Agent
	Build   masterlog.Build
	Flags   []masterlog.Flag
	Started time.Time
	// Master is the address of the leader, host:port, or empty.
	Master string
	LogDir string
	// Cut is what authorization leaves out.
	Cut Cut
}

// State is /state of an agent. Its tasks are those that the view has on it.
func (a Agent) State(e *Encoder, v world.View) {
	t := teller{e, e.release}
	unreserved := a.Known.Unreserved()
	e.object(func() {
		t.build(a.Build, false)
		e.seconds("start_time", a.Started)
		e.string("id", a.Known.ID)
		e.string("pid", a.Known.PID)
		e.string("hostname", a.Known.Hostname)
		if t.r.Since(1, 3) {
			e.strings("capabilities", t.r.agentCapabilities())
		}
		t.resources("resources", a.Known.Total)
		if t.r.Since(1, 4) {
			t.reserved(&a.Known)
			t.resources("unreserved_resources", unreserved)
			e.objectAt("reserved_resources_full", func() {})
			e.listAt("unreserved_resources_full", func() { t.each(unreserved, marks{role: "*"}) })
			e.objectAt("reserved_resources_allocated", func() {})
			t.resources("unreserved_resources_allocated", used(a.on(v)))
		}
		if t.r.Since(1, 8) {
			e.listAt("resource_providers", func() {})
		}
		t.attributes(a.Known.Attributes)
		t.domain(a.Known.Zone)
		host, _, _ := strings.Cut(a.Master, ":")
		e.optional("master_hostname", host)
		if !a.Cut.Flags {
			e.optional("log_dir", a.LogDir)
			flagsAt(e, a.Flags)
		}
		e.listAt("frameworks", func() { t.frameworksOn(a, v) })
		e.listAt("completed_frameworks", func() {})
	})
}

// on are the tasks that run on the agent.
func (a Agent) on(v world.View) []*world.Task {
	var all []*world.Task
	for f := range v.Frameworks() {
		for task := range v.Tasks(f.ID) {
			if a.Known.ID != "" && task.Agent == a.Known.ID {
				all = append(all, task)
			}
		}
	}
	return all
}

func used(tasks []*world.Task) world.Resources {
	var sum world.Resources
	for _, task := range tasks {
		sum = sum.Plus(task.Resources)
	}
	return sum
}

func (t teller) frameworksOn(a Agent, v world.View) {
	tasks := a.on(v)
	for f := range v.Frameworks() {
		here := slices.DeleteFunc(slices.Clone(tasks), func(task *world.Task) bool { return task.Framework != f.ID })
		if len(here) == 0 || a.Cut.hides(f) {
			continue
		}
		t.object(func() {
			t.string("id", f.ID)
			t.string("name", f.Name)
			t.string("user", f.User)
			t.num("failover_timeout", f.FailoverTimeout)
			t.bool("checkpoint", f.Checkpoint)
			t.string("hostname", f.Hostname)
			if t.r.Since(1, 0) {
				t.optional("principal", f.Principal)
			}
			t.roles(f)
			t.listAt("executors", func() {
				for _, task := range here {
					t.object(func() { t.executor(a, task) })
				}
			})
			t.listAt("completed_executors", func() {})
		})
	}
}

// executor of a command task: one of its own for each.
func (t teller) executor(a Agent, task *world.Task) {
	var container string
	if n := len(task.Statuses); n > 0 {
		container = task.Statuses[n-1].Container
	}
	t.string("id", task.ID)
	t.string("name", "Command Executor (Task: "+task.ID+") (Command: NO EXECUTABLE)")
	t.string("source", task.ID)
	t.string("container", container)
	t.string("directory", "/var/lib/mesos/slaves/"+a.Known.ID+"/frameworks/"+task.Framework+"/executors/"+task.ID+"/runs/"+container)
	t.resources("resources", task.Resources)
	t.listAt("tasks", func() { t.object(func() { t.task(task) }) })
	t.listAt("queued_tasks", func() {})
	t.listAt("completed_tasks", func() {})
}

// Containers is /containers.
func (a Agent) Containers(e *Encoder, v world.View) {
	t := teller{e, e.release}
	e.list(func() {
		for _, task := range a.on(v) {
			n := len(task.Statuses)
			if n == 0 || task.Statuses[n-1].Container == "" {
				continue
			}
			s := task.Statuses[n-1]
			e.object(func() {
				e.string("container_id", s.Container)
				e.string("executor_id", task.ID)
				e.string("executor_name", "Command Executor (Task: "+task.ID+")")
				e.string("framework_id", task.Framework)
				e.string("source", task.ID)
				e.objectAt("statistics", func() {
					e.num("cpus_limit", task.Resources.CPUs+0.1)
					e.int("mem_limit_bytes", int64(task.Resources.Mem+32)<<20)
					e.int("mem_rss_bytes", int64(task.Resources.Mem/2)<<20)
					e.seconds("timestamp", s.At)
				})
				e.objectAt("status", func() {
					t.value("container_id", s.Container)
					e.int("executor_pid", 4096)
				})
			})
		}
	})
}

// Metrics is /metrics/snapshot of an agent.
func (a Agent) Metrics(v world.View, now time.Time, r Release) map[string]float64 {
	values := names(agentMetrics, r, false)
	set := func(name string, n float64) {
		if _, known := values[name]; known {
			values[name] = n
		}
	}
	system(set)
	set("slave/uptime_secs", now.Sub(a.Started).Seconds())
	if a.Known.ID != "" {
		set("slave/registered", 1)
	}
	tasks := a.on(v)
	frameworks := make(map[string]bool)
	for _, task := range tasks {
		frameworks[task.Framework] = true
		name := "slave/tasks_" + strings.ToLower(strings.TrimPrefix(task.State, "TASK_"))
		set(name, values[name]+1)
	}
	set("slave/frameworks_active", float64(len(frameworks)))
	set("slave/executors_running", float64(len(tasks)))
	shares(set, "slave/", a.Known.Total, used(tasks))
	return values
}
