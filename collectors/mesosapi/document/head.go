package document

import "time"

// Head is what a document says of the process it is about, and how reading it
// went. Empty and nil are not told.
type Head struct {
	Version, GitSHA, Built string
	// ID changes with each start of a master; of an agent it is the agent's id.
	ID       string
	PID      string // master@ip:port, slave(1)@ip:port
	Hostname string
	// Leader is the UPID of the leading master by the word of this one. Up to 0.28
	// a master that does not lead answers with an empty state of its own: compare
	// with PID first.
	Leader     string
	LeaderInfo Leader
	Cluster    string
	LogDir     string
	Started    time.Time
	ElectedAt  time.Time
	// Activated, Deactivated and Unreachable are the numbers of agents that the
	// master knows, whatever it lists.
	Activated   *int64
	Deactivated *int64
	Unreachable *int64
	// HasFlags is set when the document has flags: without the right to view them
	// /state leaves them out in silence (src/master/http.cpp).
	HasFlags bool
	Listed   Listed
	Odd      []Odd
}

// Leader is the object leader_info of a state (1.0 and later).
type Leader struct {
	ID, PID, Hostname string
	Port              int64
}

// Listed counts what the document lists. Nil: it has no such list, or what is in
// it was not wanted.
type Listed struct {
	Frameworks, CompletedFrameworks *int64
	Agents, RecoveredAgents         *int64
	// Tasks have not ended; EndedTasks have and are still remembered.
	Tasks, EndedTasks *int64
	// Orphans are tasks of frameworks that have not come back (up to 1.1), and
	// Unregistered those frameworks.
	Orphans, Unregistered *int64
	Roles                 *int64
	Machines              *int64
	Flags                 *int64
}

// Odd is something in a document that was passed over.
type Odd struct {
	// Path is where it was first, as frameworks[3].tasks[17].state.
	Path string
	// Why is what was wrong there.
	Why string
	// Count is how often the same was seen at such a path.
	Count int64
}
