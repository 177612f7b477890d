package wire

import (
	"bytes"
	"strconv"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Subscribed is the first event of a stream, with a heartbeat in so many seconds
// (0: no heartbeats, as before 1.5).
func (m Master) Subscribed(v world.View, heartbeat float64, r Release) []byte {
	return message(r, func(t teller) {
		t.string("type", "SUBSCRIBED")
		t.objectAt("subscribed", func() {
			t.objectAt("get_state", func() { t.operatorState(m, v) })
			if heartbeat > 0 {
				t.num("heartbeat_interval_seconds", heartbeat)
			}
		})
	})
}

// Heartbeat of a stream.
func Heartbeat(r Release) []byte {
	return message(r, func(t teller) { t.string("type", "HEARTBEAT") })
}

// Told tells whether a master of this release has such events.
func (r Release) Told(event string) bool {
	switch event {
	case "TASK_ADDED", "TASK_UPDATED":
		return r.Since(1, 0)
	case "AGENT_ADDED", "AGENT_REMOVED":
		return r.Since(1, 1)
	case "FRAMEWORK_ADDED", "FRAMEWORK_UPDATED", "FRAMEWORK_REMOVED":
		return r.Since(1, 4)
	case "HEARTBEAT":
		return r.Since(1, 5)
	}
	return false
}

// Event is one event of the stream; nil when it is hidden from who listens.
func (m Master) Event(e world.Event, r Release) []byte {
	if e.Framework != nil && m.Cut.hides(e.Framework) || e.Task != nil && m.Cut.Tasks {
		return nil
	}
	return message(r, func(t teller) {
		t.string("type", e.Type)
		switch e.Type {
		case "AGENT_ADDED":
			t.objectAt("agent_added", func() { t.objectAt("agent", func() { t.operatorAgent(e.Agent, false) }) })
		case "AGENT_REMOVED":
			t.objectAt("agent_removed", func() { t.value("agent_id", e.Agent.ID) })
		case "FRAMEWORK_ADDED":
			t.objectAt("framework_added", func() { t.objectAt("framework", func() { t.operatorFramework(e.Framework, true) }) })
		case "FRAMEWORK_UPDATED":
			t.objectAt("framework_updated", func() { t.objectAt("framework", func() { t.operatorFramework(e.Framework, true) }) })
		case "FRAMEWORK_REMOVED":
			t.objectAt("framework_removed", func() { t.objectAt("framework_info", func() { t.frameworkInfo(e.Framework) }) })
		case "TASK_ADDED":
			t.objectAt("task_added", func() { t.objectAt("task", func() { t.operatorTask(e.Task) }) })
		case "TASK_UPDATED":
			t.objectAt("task_updated", func() { t.taskUpdated(e.Task) })
		}
	})
}

func (t teller) taskUpdated(task *world.Task) {
	t.value("framework_id", task.Framework)
	t.objectAt("status", func() { t.operatorStatus(task, len(task.Statuses)-1) })
	t.string("state", task.State)
}

// message is one record of a stream: its length, a line break, its bytes.
func message(r Release, within func(teller)) []byte {
	var body bytes.Buffer
	e := NewEncoder(&body, r)
	e.object(func() { within(teller{e, r}) })
	_ = e.Flush() // into memory
	text := Operator(body.Bytes(), r)
	return append([]byte(strconv.Itoa(len(text))+"\n"), text...)
}

// Operator is the body of the operator API as its release orders it.
func Operator(body []byte, r Release) []byte {
	if r.Since(1, 10) {
		return body
	}
	return Sorted(body, r, true)
}
