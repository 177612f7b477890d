package world

import (
	"fmt"
	"strings"
	"time"
)

// TaskAdded is a task that is launched, on an agent that is registered.
type TaskAdded struct{ Task Task }

func (c TaskAdded) apply(w *World, _ time.Time) error {
	f := w.framework(c.Task.Framework)
	if f == nil || w.agent(c.Task.Agent) == nil {
		return fmt.Errorf("task %q is launched by framework %q on agent %q, and one of them is not known", c.Task.ID, c.Task.Framework, c.Task.Agent)
	}
	t := c.Task
	if t.State == "" {
		t.State = "TASK_STAGING"
	}
	if t.Role == "" && len(f.Roles) > 0 {
		t.Role = f.Roles[0]
	}
	if w.tasks == nil {
		w.tasks, w.ended = make(map[string][]*Task), make(map[string][]*Task)
	}
	w.tasks[f.ID] = append(w.tasks[f.ID], &t)
	w.count("messages_launch_tasks", 1)
	w.heard(f, 1)
	w.tellTask("TASK_ADDED", &t)
	return nil
}

// TaskUpdated is a new state of a task; its time is that of the change.
type TaskUpdated struct {
	Framework, ID string
	Status        Status
}

func (c TaskUpdated) apply(w *World, at time.Time) error {
	i, t := w.task(c.Framework, c.ID)
	if t == nil {
		return fmt.Errorf("task %q of framework %q changes and is not known", c.ID, c.Framework)
	}
	s := c.Status
	s.At = at
	changed := *t
	changed.State = s.State
	changed.Statuses = append(changed.Statuses[:len(changed.Statuses):len(changed.Statuses)], s)
	w.tasks[c.Framework][i] = &changed
	if Ended(s.State) {
		w.tasks[c.Framework] = without(w.tasks[c.Framework], i)
		w.ended[c.Framework] = last(append(w.ended[c.Framework], &changed), completedTasks)
		w.countEnd(s)
	}
	if s.Source != "SOURCE_MASTER" {
		w.count("messages_status_update", 1)
		w.count("valid_status_updates", 1)
		w.count("messages_status_update_acknowledgement", 1)
		w.count("valid_status_update_acknowledgements", 1)
	}
	w.tellTask("TASK_UPDATED", &changed)
	return nil
}

func (w *World) countEnd(s Status) {
	name := strings.ToLower(strings.TrimPrefix(s.State, "TASK_"))
	w.count("tasks_"+name, 1)
	if s.Reason == "" {
		return
	}
	source := strings.ToLower(s.Source)
	if source == "" {
		source = "source_executor"
	}
	w.count("task_"+name+"/"+source+"/"+strings.ToLower(s.Reason), 1)
}
