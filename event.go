package mesoswatch

import (
	"encoding/json"
	"time"
	"unicode/utf8"
)

// Event is one message of a log, understood as far as its text allows.
//
// It is flat so that rules name its fields directly; the JSON names are the
// field names of the rule language. A field that the message does not tell is
// empty, never guessed. Secrets are masked before an Event leaves its collector.
// All strings but Raw are valid UTF-8 (each invalid byte became U+FFFD).
type Event struct {
	// Time of the message by the clock of the host that wrote it.
	Time time.Time `json:"time"`
	// Source is the path (or name) of the log as the user would name it.
	Source string `json:"source,omitempty"`
	// Line is the number of the first physical line, from 1; 0 when it cannot
	// be known (a follower that began in the middle).
	Line int64 `json:"line,omitempty"`
	// Offset is the byte offset of the first physical line in the file, in the
	// unpacked text of a compressed one.
	Offset int64 `json:"offset"`
	// Inode of the file, 0 where there is none (pipes).
	Inode uint64 `json:"inode,omitempty"`
	// Service tells whose log it is: master, agent, scheduler, zookeeper.
	Service string `json:"service,omitempty"`
	// Process whose log it is, program@host, the same across rotations and
	// restarts; empty when neither name nor content of the source tell.
	Process string `json:"process,omitempty"`
	// Template is the id in the message catalogue; empty when not recognised.
	Template string `json:"template,omitempty"`
	// Kind is the event kind of the catalogue; empty when not recognised.
	Kind string `json:"kind,omitempty"`
	// Severity is glog's letter: I, W, E or F; empty without a prefix.
	Severity string `json:"severity,omitempty"`
	// Thread is the id of the thread that wrote the message, as printed.
	Thread string `json:"thread,omitempty"`
	// File is the C++ source file and line of the message, "master.cpp:10617".
	File string `json:"file,omitempty"`
	// Message is the text behind the prefix, continuation lines included.
	Message string `json:"message,omitempty"`

	// Principal that the cluster has verified (or, in authorization lines, works with).
	Principal string `json:"principal,omitempty"`
	// ClaimedPrincipal is what a peer says of itself, unverified.
	ClaimedPrincipal string `json:"claimed_principal,omitempty"`
	// UPID is the libprocess address name@ip:port of the peer the message is about.
	UPID string `json:"upid,omitempty"`
	// OldUPID is the address that was known before.
	OldUPID string `json:"old_upid,omitempty"`
	// ClaimedIP and ClaimedPort come out of UPID: what the peer says of itself.
	ClaimedIP   string `json:"claimed_ip,omitempty"`
	ClaimedPort string `json:"claimed_port,omitempty"`
	// RemoteIP and RemotePort are the TCP peer of an HTTP request line.
	RemoteIP   string `json:"remote_ip,omitempty"`
	RemotePort string `json:"remote_port,omitempty"`
	// ForwardedFor is the X-Forwarded-For header: set by the client, not trusted.
	ForwardedFor string `json:"forwarded_for,omitempty"`

	Method    string `json:"method,omitempty"`
	Path      string `json:"path,omitempty"`
	Query     string `json:"query,omitempty"`
	Status    string `json:"status,omitempty"` // three digits of an HTTP status
	UserAgent string `json:"user_agent,omitempty"`
	Call      string `json:"call,omitempty"` // API call, in capitals

	FrameworkID   string `json:"framework_id,omitempty"`
	FrameworkName string `json:"framework_name,omitempty"`
	Roles         string `json:"roles,omitempty"` // as printed, comma separated, without brackets
	User          string `json:"user,omitempty"`  // operating system user
	AgentID       string `json:"agent_id,omitempty"`
	Hostname      string `json:"hostname,omitempty"`
	TaskID        string `json:"task_id,omitempty"`
	ExecutorID    string `json:"executor_id,omitempty"`
	ContainerID   string `json:"container_id,omitempty"`
	State         string `json:"state,omitempty"`
	Reason        string `json:"reason,omitempty"`
	Leader        string `json:"leader,omitempty"` // UPID of a leading master
	Version       string `json:"version,omitempty"`

	// Suspect names why time, place or form of the line is not what its source
	// writes (a possible forgery); such a line is judged all the same.
	Suspect []string `json:"suspect,omitempty"`

	// Raw is the text as it stands in the source, continuation lines included,
	// secrets masked. JSON carries it as raw_base64 when it is not valid UTF-8.
	Raw string `json:"-"`
}

type plainEvent Event

type wireEvent struct {
	*plainEvent
	RawText  string `json:"raw,omitempty"`
	RawBytes []byte `json:"raw_base64,omitempty"`
}

// MarshalJSON writes the flat object with raw or raw_base64 last.
func (e Event) MarshalJSON() ([]byte, error) {
	w := wireEvent{plainEvent: (*plainEvent)(&e)}
	if utf8.ValidString(e.Raw) {
		w.RawText = e.Raw
	} else {
		w.RawBytes = []byte(e.Raw)
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Event) UnmarshalJSON(b []byte) error {
	w := wireEvent{plainEvent: (*plainEvent)(e)}
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	e.Raw = w.RawText
	if len(w.RawBytes) > 0 {
		e.Raw = string(w.RawBytes)
	}
	return nil
}
