package document

import (
	"fmt"
	"io"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Event is one record of the operator API's event stream
// (mesos.v1.master.Event).
type Event struct {
	// Type as the master names it: SUBSCRIBED, TASK_ADDED … or one not known here.
	Type string
	// FrameworkID of FRAMEWORK_ADDED, FRAMEWORK_UPDATED and FRAMEWORK_REMOVED.
	FrameworkID string
	// AgentID of AGENT_ADDED and AGENT_REMOVED.
	AgentID string
	// Update is what TASK_UPDATED says.
	Update *TaskUpdate
	// Heartbeat is the interval that SUBSCRIBED announces (1.5 and later); 0: none.
	Heartbeat time.Duration
	// Head is of the state within SUBSCRIBED, and has what was odd in any event.
	Head Head
}

// TaskUpdate is a change of a task that was listed or added before.
type TaskUpdate struct {
	FrameworkID, TaskID, AgentID, ExecutorID string
	// State is the task's latest, which may be ahead of the status in the event.
	State   string
	At      time.Time
	Healthy *bool
	// Source, Reason and Message are the status's own; the message without secrets.
	Source, Reason, Message string
}

// ReadEvent reads one record of the operator API's event stream, without its
// length. What an event adds or changes goes to to, and the state within
// SUBSCRIBED; what it takes away is named in the Event. A task that is added has
// nothing from its executor, which the event does not tell.
func ReadEvent(r io.Reader, to Take) (Event, error) {
	d := newDecoder(r, to)
	var e Event
	for key := range d.Fields {
		if string(key) == "type" { // may come last
			e.Type = d.Name()
		} else {
			d.event(&e, key)
		}
	}
	var err error
	e.Head, err = d.finish(wanted{})
	if err == nil && e.Type == "" {
		err = fmt.Errorf("%w: an event without a type", ErrOther)
	}
	return e, err
}

// event reads what an event is about, which stands under the name of its type.
func (d *decoder) event(e *Event, key []byte) {
	switch string(key) {
	case "subscribed":
		d.subscribed(e)
	case "task_added":
		for key := range d.Fields {
			if string(key) == "task" {
				d.added()
			}
		}
	case "task_updated":
		e.Update = d.update()
	case "agent_added":
		for key := range d.Fields {
			if string(key) == "agent" {
				e.AgentID = d.agent("registered").ID
			}
		}
	case "agent_removed":
		e.AgentID = d.textOrValue("agent_id")
	case "framework_added", "framework_updated":
		for key := range d.Fields {
			if string(key) == "framework" {
				e.FrameworkID = d.framework(listed).ID
			}
		}
	case "framework_removed":
		f := mesoswatch.Framework{}
		reader := frameworkReader{decoder: d, f: &f}
		reader.read()
		e.FrameworkID = f.ID
	}
}

// textOrValue is the id at one key of an object.
func (d *decoder) textOrValue(at string) string { return d.textAt(at, d.id) }

func (d *decoder) subscribed(e *Event) {
	for key := range d.Fields {
		switch string(key) {
		case "get_state":
			d.wrapped("get_state")
		case "heartbeat_interval_seconds":
			if s, ok := d.Number(); ok && s > 0 && s < time.Hour.Seconds() {
				e.Heartbeat = time.Duration(s * float64(time.Second))
			}
		}
	}
}

// added reads the task of TASK_ADDED.
func (d *decoder) added() {
	if d.to.Task == nil {
		return
	}
	if t := d.task(d.tasks, "tasks"); t != nil {
		handOn(d, t, d.to.Task)
	}
}

// maxMessage bounds the message of a status.
const maxMessage = 4096

func (d *decoder) update() *TaskUpdate {
	u := &TaskUpdate{}
	var state string
	for key := range d.Fields {
		switch string(key) {
		case "framework_id":
			u.FrameworkID = d.id()
		case "state":
			u.State = d.Name()
		case "status":
			state = d.status(u)
		}
	}
	if u.State == "" {
		u.State = state
	}
	return u
}

// status reads a TaskStatus and returns its state.
func (d *decoder) status(u *TaskUpdate) (state string) {
	for key := range d.Fields {
		switch string(key) {
		case "task_id":
			u.TaskID = d.ownID()
		case "agent_id":
			u.AgentID = d.id()
		case "executor_id":
			u.ExecutorID = d.ownID()
		case "state":
			state = d.Name()
		case "timestamp":
			u.At = d.time()
		case "healthy":
			u.Healthy = d.bool()
		case "source":
			u.Source = d.Name()
		case "reason":
			u.Reason = d.Name()
		case "message":
			u.Message = mesoswatch.Mask(d.Text(maxMessage))
		}
	}
	return state
}
