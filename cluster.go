package mesoswatch

import "time"

// Self is this program as the cluster sees it: what it sends as its User-Agent and
// the addresses it asks from. A request in a log that has both is our own.
type Self struct {
	UserAgent string   `json:"user_agent"`
	Addresses []string `json:"addresses"`
}

// Cluster is the cluster as all its masters together describe it.
type Cluster struct {
	// Name is the masters' --cluster flag, where it can be read.
	Name string `json:"name,omitempty"`
	// Masters are the URLs of all masters that are asked.
	Masters []string `json:"masters"`
	// Silent are those of them that gave no answer in their last round.
	Silent []string `json:"silent,omitempty"`
	// Leaders are the URLs of masters that lead by their own word (elected_time in
	// their state, or the metric master/elected). Empty with no Silent means: none.
	Leaders []string `json:"leaders,omitempty"`
	// Leader is the one whose state is read; empty when nobody leads or it cannot
	// be told.
	Leader string `json:"leader,omitempty"`
	// Registered are the numbers that the leader tells of itself, by the names of
	// its metrics without "master/": slaves_active, slaves_unreachable,
	// frameworks_active, tasks_running … They hold whatever is hidden from us.
	Registered map[string]int64 `json:"registered,omitempty"`
	// Seen are how many subjects of a kind were really listed: framework, agent, task.
	Seen map[string]int64 `json:"seen,omitempty"`
	// Cut says what the masters leave out of their answers to us, and how that is
	// known: "2 of 7 frameworks are hidden (view_frameworks)". Empty: nothing known.
	Cut []string `json:"cut,omitempty"`
	// Total and Used are the sums over the agents that were listed.
	Total *Resources `json:"total,omitempty"`
	Used  *Resources `json:"used,omitempty"`
}

// Master is a master as its own endpoints describe it (/version, /health,
// /state, /metrics/snapshot, /redirect). Everything but URL, Named and Reached is
// its own word.
type Master struct {
	URL string `json:"url"`
	// Named: the user named it; otherwise it was found in ZooKeeper or elsewhere.
	Named   bool   `json:"named,omitempty"`
	PID     string `json:"pid,omitempty"` // master@ip:port
	ID      string `json:"id,omitempty"`  // changes with each start
	Version string `json:"version,omitempty"`
	GitSHA  string `json:"git_sha,omitempty"`
	Built   string `json:"built,omitempty"` // build_date of /version
	// Hostname it advertises.
	Hostname string `json:"hostname,omitempty"`
	// Healthy is the answer of /health; nil when it gave none.
	Healthy *bool `json:"healthy,omitempty"`
	// Elected tells whether it leads by its own word; nil when it does not say.
	Elected *bool `json:"elected,omitempty"`
	// PointsAt is the leader by its word, host:port of its redirect or the address
	// in its state's "leader"; empty when it knows none or does not say.
	PointsAt string `json:"points_at,omitempty"`
	// NoLeader is set when it says that nobody is elected.
	NoLeader bool `json:"no_leader,omitempty"`
	// Recovering is set when it leads but has not yet read its registry.
	Recovering bool      `json:"recovering,omitempty"`
	Started    time.Time `json:"started,omitzero"`
	ElectedAt  time.Time `json:"elected_at,omitzero"`
	// FlagsVisible tells whether /flags answered with flags.
	FlagsVisible bool `json:"flags_visible"`
	// Stream is the state of the operator API's event stream: subscribed, broken,
	// refused, absent (before 1.0, or not the leader).
	Stream string `json:"stream,omitempty"`
}

// Metrics are the numbers of one process that rules or the screen use
// (/metrics/snapshot), by their own names, such as "master/messages_authenticate".
// A key that is absent was not told. Counters begin anew with the process.
type Metrics struct {
	Of     string             `json:"of"` // URL of the process
	Values map[string]float64 `json:"values"`
}

// Flag is one effective flag of a master (/flags, or /state before 0.26), secrets
// masked.
type Flag struct {
	Of    string `json:"of"` // URL of the process
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Realm tells whether one HTTP authentication realm of a process is enforced, by
// what a request without credentials was answered.
type Realm struct {
	Of   string `json:"of"`   // URL of the process
	Name string `json:"name"` // mesos-master-readonly …
	// Enforced: nil is unknown.
	Enforced *bool `json:"enforced,omitempty"`
	// How says which request told it and what came: "GET /api/v1/scheduler: 405".
	How string `json:"how"`
}

// Machine is a host in the maintenance schedule (/maintenance/schedule and
// /maintenance/status).
type Machine struct {
	Hostname string `json:"hostname,omitempty"`
	IP       string `json:"ip,omitempty"`
	// Mode is up, draining or down.
	Mode     string    `json:"mode"`
	Start    time.Time `json:"start,omitzero"`
	Duration float64   `json:"duration,omitempty"` // seconds; 0: without end
}
