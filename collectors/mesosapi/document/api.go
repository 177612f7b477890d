package document

import (
	"errors"
	"io"
	"time"
)

var errUnfinished = errors.New("not built yet")

// State reads /state and /state.json of a master or an agent.
func State(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Summary reads /state-summary.
func Summary(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Frameworks reads /frameworks, and the answer to GET_FRAMEWORKS.
func Frameworks(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Agents reads /slaves, and the answer to GET_AGENTS.
func Agents(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Roles reads /roles and /roles.json, and the answer to GET_ROLES.
func Roles(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Tasks reads /tasks and /tasks.json, and the answer to GET_TASKS.
func Tasks(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Quota reads /quota, and the answer to GET_QUOTA: roles of which only name and
// quota are set.
func Quota(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Weights reads /weights, and the answer to GET_WEIGHTS: roles of which only name
// and weight are set.
func Weights(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Schedule reads /maintenance/schedule, and the answer to
// GET_MAINTENANCE_SCHEDULE: machines without a mode, which it does not tell.
func Schedule(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Status reads /maintenance/status, and the answer to GET_MAINTENANCE_STATUS:
// machines that are draining or down, without their window.
func Status(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Flags reads /flags, and the answer to GET_FLAGS.
func Flags(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Version reads /version, and the answer to GET_VERSION.
func Version(r io.Reader) (Head, error) { return Head{}, errUnfinished }

// Master reads the answer to GET_MASTER.
func Master(r io.Reader) (Head, error) { return Head{}, errUnfinished }

// Metrics reads /metrics/snapshot, and the answer to GET_METRICS: those whose
// name is wanted (nil: all).
func Metrics(r io.Reader, want func(name string) bool) (map[string]float64, Head, error) {
	return nil, Head{}, errUnfinished
}

// OperatorState reads the answer to GET_STATE.
func OperatorState(r io.Reader, to Take) (Head, error) { return Head{}, errUnfinished }

// Event is one record of the operator API's event stream.
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
	// Head is of the state within SUBSCRIBED, and what was odd in any event.
	Head Head
}

// TaskUpdate is a change of a task that was listed or added before.
type TaskUpdate struct {
	FrameworkID, TaskID, AgentID, ExecutorID string
	// State is the task's latest, which may be ahead of the status in the event.
	State   string
	At      time.Time
	Healthy *bool
	// Source, Reason and Message are the status's own.
	Source, Reason, Message string
}

// ReadEvent reads one record of the operator API's event stream. What an event
// adds or changes goes to to; what it takes away is named in the Event.
func ReadEvent(r io.Reader, to Take) (Event, error) { return Event{}, errUnfinished }
