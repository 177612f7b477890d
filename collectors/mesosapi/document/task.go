package document

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

const (
	maxText   = 1024
	maxLabels = 100
)

// countsTasks tells whether the states of tasks are of any use.
func (d *decoder) countsTasks() bool { return d.to.Task != nil || d.to.Framework != nil }

// taskList reads the tasks at a key of a framework, of an executor or of the
// document itself.
func (d *decoder) taskList(c *crew, key string) {
	if !d.countsTasks() {
		return
	}
	if key == "orphan_tasks" && d.Kind() == scan.Array {
		add(&d.head.Listed.Orphans, 0)
	}
	d.eachTask(c, key, func(t *mesoswatch.Task) { d.join(c, t) })
}

// eachTask reads a list of tasks, and gives then those that have not ended.
func (d *decoder) eachTask(c *crew, key string, then func(*mesoswatch.Task)) {
	for range d.Elements {
		if d.Kind() != scan.Object {
			d.Odd("no task")
			continue
		}
		if d.to.Task == nil || ended(key) {
			d.countTask(c, key)
		} else if t := d.task(c, key); t != nil {
			then(t)
		}
	}
}

// ended tells whether a list has tasks that are over.
func ended(key string) bool { return key == "completed_tasks" || key == "terminated_tasks" }

// countTask reads of a task only its state, and whose it is.
func (d *decoder) countTask(c *crew, key string) {
	framework, state := c.framework, ""
	for key := range d.Fields {
		switch string(key) {
		case "state":
			state = d.Name()
		case "framework_id":
			framework = d.id()
		}
	}
	d.count(c, key, framework, state)
}

// count counts a task, and tells whether it has not ended.
func (d *decoder) count(c *crew, key, framework, state string) bool {
	if d.Err() != nil {
		return false
	}
	alive := !ended(key) && !Ended(state)
	if alive {
		add(&d.head.Listed.Tasks, 1)
	} else {
		add(&d.head.Listed.EndedTasks, 1)
	}
	if key == "orphan_tasks" {
		add(&d.head.Listed.Orphans, 1)
	}
	if c.counts != nil {
		c.counts.add(state, 1)
	} else if d.to.Framework != nil {
		d.countFor(framework, state)
	}
	return alive
}

// countFor counts a task that stands apart from its framework.
func (d *decoder) countFor(framework, state string) {
	t, known := d.tallies[framework]
	if !known && len(d.tallies) >= maxHeld {
		return
	}
	t.add(state, 1)
	if d.tallies == nil {
		d.tallies = map[string]tally{}
	}
	d.tallies[framework] = t
}

// task reads a task that has not ended, of the endpoints (Full<Task>) or of the
// operator API (mesos.v1.Task). Nil when it has, or has no id.
func (d *decoder) task(c *crew, key string) *mesoswatch.Task {
	t := &mesoswatch.Task{FrameworkID: c.framework}
	for key := range d.Fields {
		if !d.taskIdentity(t, key) {
			d.taskDetail(t, key)
		}
	}
	switch {
	case !d.count(c, key, t.FrameworkID, t.State):
		return nil
	case t.ID == "":
		d.Odd("a task without an id")
		return nil
	}
	return t
}

func (d *decoder) taskIdentity(t *mesoswatch.Task, key []byte) bool {
	switch string(key) {
	case "id", "task_id":
		t.ID = d.ownID()
	case "name":
		t.Name = d.Name()
	case "framework_id":
		t.FrameworkID = d.id()
	case "slave_id", "agent_id":
		t.AgentID = d.id()
	case "executor_id":
		t.ExecutorID = d.ownID()
	case "state":
		t.State = d.Name()
	case "user":
		t.User = d.Name()
	case "role":
		t.Role = d.Name()
	default:
		return false
	}
	return true
}

func (d *decoder) taskDetail(t *mesoswatch.Task, key []byte) {
	switch string(key) {
	case "resources":
		t.Resources, _ = d.resourcesAnd(func(r resource) {
			if t.Role == "" {
				t.Role = r.role
			}
			if r.volume != nil {
				t.Volumes = addVolume(t.Volumes, *r.volume)
			}
		})
	case "statuses":
		d.statuses(t)
	case "labels":
		t.Labels = d.labels()
	case "container":
		d.container().onto(t)
	}
}

// statuses reads the status updates of a task, the oldest first.
func (d *decoder) statuses(t *mesoswatch.Task) {
	for range d.Elements {
		var state string
		var at time.Time
		for key := range d.Fields {
			switch string(key) {
			case "state":
				state = d.Name()
			case "timestamp":
				at = d.time()
			case "healthy":
				t.Healthy = d.bool()
			}
		}
		if state == running && !at.IsZero() && (t.Started.IsZero() || at.Before(t.Started)) {
			t.Started = at
		}
	}
}

// labels reads the names of [{key, value}], which the operator API puts into
// {"labels": […]}.
func (d *decoder) labels() []string {
	if d.Kind() != scan.Object {
		return d.names(maxLabels, "key")
	}
	var names []string
	for key := range d.Fields {
		if string(key) == "labels" {
			names = d.names(maxLabels, "key")
		}
	}
	return names
}
