package mesoswatch

import "time"

// Resources are scalar resources and the ports that go with them.
type Resources struct {
	CPUs float64 `json:"cpus,omitempty"`
	GPUs float64 `json:"gpus,omitempty"`
	Mem  float64 `json:"mem,omitempty"`  // MB
	Disk float64 `json:"disk,omitempty"` // MB
	// Ports as Mesos writes ranges: [31000-31005, 31010-31010].
	Ports string `json:"ports,omitempty"`
}

// Framework is a framework as the leading master lists it. Name, host name and
// URL are its own claim; the principal too unless authentication is required.
type Framework struct {
	ID        string   `json:"id"`
	Name      string   `json:"name,omitempty"`
	User      string   `json:"user,omitempty"` // default user of its tasks
	Principal string   `json:"principal,omitempty"`
	Roles     []string `json:"roles,omitempty"`
	// PID is the scheduler's UPID; none for HTTP schedulers.
	PID      string `json:"pid,omitempty"`
	Hostname string `json:"hostname,omitempty"`
	WebUI    string `json:"webui_url,omitempty"`
	// Active, Connected and Recovered: nil is not told (older versions).
	Active    *bool `json:"active,omitempty"`
	Connected *bool `json:"connected,omitempty"`
	Recovered *bool `json:"recovered,omitempty"`
	// Completed is set for one that has ended and is only remembered.
	Completed       bool       `json:"completed,omitempty"`
	Registered      time.Time  `json:"registered,omitzero"`
	Reregistered    time.Time  `json:"reregistered,omitzero"`
	Unregistered    time.Time  `json:"unregistered,omitzero"`
	FailoverTimeout *float64   `json:"failover_timeout,omitempty"` // seconds
	Checkpoint      *bool      `json:"checkpoint,omitempty"`
	Capabilities    []string   `json:"capabilities,omitempty"`
	Used            *Resources `json:"used,omitempty"`
	Offered         *Resources `json:"offered,omitempty"`
	// Offers is how many offers it holds.
	Offers *int64 `json:"offers,omitempty"`
	// Tasks counts its tasks by state (TASK_RUNNING …), those that ended and are
	// still remembered too.
	Tasks map[string]int64 `json:"tasks,omitempty"`
}

// Agent is an agent as the leading master lists it. Its host name is its own claim.
type Agent struct {
	ID           string    `json:"id"`
	Hostname     string    `json:"hostname,omitempty"`
	PID          string    `json:"pid,omitempty"` // slave(1)@ip:port
	Version      string    `json:"version,omitempty"`
	Registered   time.Time `json:"registered,omitzero"`
	Reregistered time.Time `json:"reregistered,omitzero"`
	Active       *bool     `json:"active,omitempty"`
	Deactivated  *bool     `json:"deactivated,omitempty"`
	// State is registered, recovered (in the registry, not yet back after a
	// failover) or unreachable.
	State      string            `json:"state,omitempty"`
	Drain      string            `json:"drain,omitempty"` // DRAINING, DRAINED
	Zone       string            `json:"zone,omitempty"`  // fault domain, region/zone
	Attributes map[string]string `json:"attributes,omitempty"`
	Total      *Resources        `json:"total,omitempty"`
	Used       *Resources        `json:"used,omitempty"`
	Offered    *Resources        `json:"offered,omitempty"`
	// Reserved sums what is reserved for roles.
	Reserved   *Resources       `json:"reserved,omitempty"`
	Frameworks []string         `json:"frameworks,omitempty"` // ids, where the summary tells them
	Tasks      map[string]int64 `json:"tasks,omitempty"`      // by state
}

// AgentCheck is what an agent itself answered when it was sampled.
type AgentCheck struct {
	URL     string `json:"url"`
	ID      string `json:"id,omitempty"` // of the Agent, by the masters
	Version string `json:"version,omitempty"`
	Healthy *bool  `json:"healthy,omitempty"`
	// Registered is its metric slave/registered; nil when not told.
	Registered *bool `json:"registered,omitempty"`
	// Why is what kept it from answering; empty when it answered.
	Why string `json:"why,omitempty"`
	// Realms by name: whether a request without credentials was refused. A realm
	// that is missing is unknown.
	Realms map[string]bool `json:"realms,omitempty"`
	// Flags, secrets masked, without those that differ on each agent (addresses,
	// host name, attributes, resources, domain); nil when /flags did not give them.
	Flags map[string]string `json:"flags,omitempty"`
}

// Role is a role as the leading master lists it, with quota and weight.
type Role struct {
	Name       string   `json:"name"`
	Frameworks []string `json:"frameworks,omitempty"` // ids
	Weight     *float64 `json:"weight,omitempty"`
	// Guarantee and Limit are its quota; nil when there is none. Quota tells
	// whether that is known at all.
	Guarantee *Resources `json:"guarantee,omitempty"`
	Limit     *Resources `json:"limit,omitempty"`
	Quota     *bool      `json:"quota,omitempty"` // has a quota; nil: unknown
	Used      *Resources `json:"used,omitempty"`
}

// Task is a task that has not ended, as the leading master lists it.
type Task struct {
	ID          string `json:"id"`
	Name        string `json:"name,omitempty"`
	FrameworkID string `json:"framework_id"`
	AgentID     string `json:"agent_id,omitempty"`
	ExecutorID  string `json:"executor_id,omitempty"`
	State       string `json:"state,omitempty"` // TASK_RUNNING …
	// User is the task's or its executor's own; empty: the framework's applies.
	User string `json:"user,omitempty"`
	Role string `json:"role,omitempty"`
	// Container is DOCKER, MESOS, or empty where none is told.
	Container  string     `json:"container,omitempty"`
	Image      string     `json:"image,omitempty"`
	Network    string     `json:"network,omitempty"`
	Privileged bool       `json:"privileged,omitempty"`
	Volumes    []Volume   `json:"volumes,omitempty"`
	Resources  *Resources `json:"resources,omitempty"`
	Started    time.Time  `json:"started,omitzero"` // first status that says it runs
	Healthy    *bool      `json:"healthy,omitempty"`
	// Command is the executor's or task's command where the state tells it, masked.
	Command string `json:"command,omitempty"`
	// Labels are names only: values may be secrets.
	Labels []string `json:"labels,omitempty"`
}

// Volume is what a container mounts.
type Volume struct {
	// Host is the path on the host; empty for other kinds of volumes.
	Host      string `json:"host,omitempty"`
	Container string `json:"container,omitempty"`
	Mode      string `json:"mode,omitempty"` // RO or RW
	// Source is set for volumes that are no host path: persistent, docker driver …
	Source string `json:"source,omitempty"`
}
