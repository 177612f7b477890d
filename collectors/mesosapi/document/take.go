package document

import "github.com/mesoswatch/mesoswatch"

// Take says what to hand on. A nil field means that kind is skipped without being
// built. What is handed on is the caller's own. Things come in the order of the
// document, but a framework after its tasks, and a task after its executor. An
// error of a callback ends the decoding and is returned as it is.
type Take struct {
	// Framework gets the completed ones too, with Completed set.
	Framework func(*mesoswatch.Framework) error
	// Agent gets those in the registry that are not back too, with State "recovered".
	Agent func(*mesoswatch.Agent) error
	Role  func(*mesoswatch.Role) error
	// Task gets tasks that have not ended, as far as the document knows.
	Task    func(*mesoswatch.Task) error
	Machine func(*mesoswatch.Machine) error
	// Flag gets the value as it came: masking it is the caller's.
	Flag func(name, value string) error
}

// Ended tells whether a task in that state is over (TaskState of
// include/mesos/mesos.proto). TASK_LOST is, also where a framework of the old kind
// was told so of a task that is only out of reach: so does the event stream.
// TASK_UNREACHABLE, TASK_UNKNOWN and no state are not.
func Ended(state string) bool {
	switch state {
	case "TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_ERROR", "TASK_LOST",
		"TASK_DROPPED", "TASK_GONE", "TASK_GONE_BY_OPERATOR":
		return true
	}
	return false
}
