package world

import "time"

// Task of a framework on an agent.
type Task struct {
	ID, Name    string
	Framework   string // id
	Agent       string // id
	Executor    string // empty: a command task
	State       string // TASK_RUNNING …
	Role        string
	User        string // empty: the framework's applies
	Resources   Resources
	Statuses    []Status
	Container   *Container
	Labels      []Label
	Unreachable bool // its agent is; it has not ended
}

// Status is one update of a task's state.
type Status struct {
	State   string
	At      time.Time
	Message string
	// Source is SOURCE_EXECUTOR where it is empty.
	Source, Reason string
	Container      string // id of the container; empty: not told
	IP             string // of the agent
	Healthy        *bool
}

// Container is what a task runs in.
type Container struct {
	Type       string // DOCKER, MESOS
	Image      string
	Network    string // HOST, BRIDGE …
	Privileged bool
	Volumes    []Volume
}

// Volume that a container mounts.
type Volume struct{ Host, Path, Mode string }

// Ended tells whether a task of this state uses nothing any more.
func Ended(state string) bool {
	switch state {
	case "TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_LOST", "TASK_ERROR", "TASK_DROPPED", "TASK_GONE", "TASK_GONE_BY_OPERATOR":
		return true
	}
	return false
}
