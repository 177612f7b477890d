package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

func (t teller) operatorTasks(m Master, v world.View) {
	each := func(tell func(f *world.Framework)) func() {
		return func() {
			for f := range v.Frameworks() {
				if !m.Cut.Tasks && !m.Cut.hides(f) {
					tell(f)
				}
			}
		}
	}
	running := func(unreachable bool) func(*world.Framework) {
		return func(f *world.Framework) {
			for task := range v.Tasks(f.ID) {
				if task.Unreachable == unreachable {
					t.object(func() { t.operatorTask(task) })
				}
			}
		}
	}
	ended := func(f *world.Framework) {
		for task := range v.EndedTasks(f.ID) {
			t.object(func() { t.operatorTask(task) })
		}
	}
	t.listAt("tasks", each(running(false)))
	if t.r.Since(1, 2) {
		t.listAt("unreachable_tasks", each(running(true)))
	}
	t.listAt("completed_tasks", func() {
		each(ended)()
		for f := range v.Completed() {
			if !m.Cut.Tasks && !m.Cut.hides(f) {
				ended(f)
			}
		}
	})
}

// operatorTask is an element of GET_TASKS, and the payload of TASK_ADDED.
func (t teller) operatorTask(task *world.Task) {
	t.string("name", task.Name)
	t.value("task_id", task.ID)
	t.value("framework_id", task.Framework)
	if task.Executor != "" {
		t.value("executor_id", task.Executor)
	}
	t.value("agent_id", task.Agent)
	t.string("state", task.State)
	t.listAt("resources", func() { t.each(task.Resources, marks{allocated: task.Role}) })
	if len(task.Statuses) > 0 {
		t.listAt("statuses", func() {
			for i := range task.Statuses {
				t.object(func() { t.operatorStatus(task, i) })
			}
		})
		t.string("status_update_state", task.State)
		t.string("status_update_uuid", statusUUID(task, len(task.Statuses)-1))
	}
	t.optional("user", task.User)
	if len(task.Labels) > 0 {
		t.objectAt("labels", func() { t.labels(task.Labels) })
	}
	t.container(task.Container)
}

func (t teller) operatorStatus(task *world.Task, i int) {
	s := task.Statuses[i]
	t.value("task_id", task.ID)
	t.string("state", s.State)
	t.optional("message", s.Message)
	source, executor := s.Source, task.Executor
	if source == "" {
		source = "SOURCE_EXECUTOR"
	}
	if executor == "" {
		executor = task.ID // that of a command task
	}
	t.string("source", source)
	t.optional("reason", s.Reason)
	t.value("agent_id", task.Agent)
	if source == "SOURCE_EXECUTOR" {
		t.value("executor_id", executor)
	}
	t.num("timestamp", float64(s.At.UnixMicro())/1e6)
	if source == "SOURCE_EXECUTOR" {
		t.string("uuid", statusUUID(task, i))
	}
	t.containerStatus(s, 4096+int64(i))
	if s.Healthy != nil {
		t.bool("healthy", *s.Healthy)
	}
}

// statusUUID is made from what the update is about, for each telling to agree.
func statusUUID(task *world.Task, i int) string {
	sum := sha256.Sum256([]byte(task.Framework + task.ID + strconv.Itoa(i)))
	return base64.StdEncoding.EncodeToString(sum[:16])
}
