package ask

import (
	"net/http"
	"strconv"
	"time"
)

// What masters and agents serve for reading (src/master/http.cpp,
// src/slave/http.cpp). "Read-only" is the realm mesos-master-readonly or
// mesos-agent-readonly, "read-write" the other; up to 0.28 none of these is
// authenticated, except Quota. A master that does not lead answers with a
// redirect from 1.0 on where it says so; up to 0.28 it answers out of its own,
// empty, state. Agents never redirect.

// Version asks for build information: 0.26 and later, never authenticated
// (3rdparty/libprocess and src/version/version.cpp).
func Version() Request { return Request{to: get("/version", megabyte)} }

// Health asks whether the actor's queue is served: all versions, never
// authenticated, an empty 200.
func Health() Request {
	return Request{to: endpoint{method: http.MethodGet, path: "/health", most: megabyte}}
}

// Flags asks for the flags of this very process: 0.26 and later, read-only,
// never redirected.
func Flags() Request { return Request{to: get("/flags", megabyte)} }

// Redirect asks a master where the leader is: all versions, never
// authenticated. The good answer is a redirect; Answer.Location has it. With no
// leader it is NoLeader from 1.0 on, and up to 0.28 points at the master itself.
func Redirect() Request {
	return Request{to: endpoint{method: http.MethodGet, path: "/redirect", most: kilobyte, form: direction}}
}

// State asks for everything a master or agent knows: 0.25 and later, read-only,
// redirected. Some hundred megabytes on a large cluster, and the master does
// nothing else while it writes them.
func State() Request { return list("/state") }

// StateJSON is the form of State of all versions up to 1.7, the only one up to 0.24.
func StateJSON() Request { return list("/state.json") }

// StateSummary asks for totals of each agent and framework: 0.23 and later,
// read-only, redirected.
func StateSummary() Request { return list("/state-summary") }

// Frameworks asks for the frameworks with their tasks: 0.26 and later,
// read-only, redirected.
func Frameworks() Request { return list("/frameworks") }

// Slaves asks for the agents: 0.22 and later, read-only, redirected.
func Slaves() Request { return list("/slaves") }

// Roles asks for the roles: 0.25 and later, read-only, redirected.
func Roles() Request { return Request{to: get("/roles", small)} }

// RolesJSON is the form of Roles of all versions up to 1.7, the only one up to 0.24.
func RolesJSON() Request { return Request{to: get("/roles.json", small)} }

// Tasks asks for at most limit tasks from the offset-th on, newest first: 0.25
// and later, read-only, redirected. A limit below 1 or a negative offset gives
// the zero Request.
func Tasks(limit, offset int) Request { return tasks("/tasks", limit, offset) }

// TasksJSON is the form of Tasks from 0.17 to 1.7, the only one up to 0.24.
func TasksJSON(limit, offset int) Request { return tasks("/tasks.json", limit, offset) }

func tasks(path string, limit, offset int) Request {
	if limit < 1 || offset < 0 {
		return Request{}
	}
	r := list(path)
	r.to.query = "limit=" + strconv.Itoa(limit) + "&offset=" + strconv.Itoa(offset)
	return r
}

// Quota asks for the quota of all roles: 0.27 and later, redirected, read-write
// although it only reads (0.27 and 0.28: realm mesos).
func Quota() Request { return Request{to: get("/quota", small)} }

// Weights asks for the weights of all roles: 1.0 and later, redirected,
// read-write although it only reads.
func Weights() Request { return Request{to: get("/weights", small)} }

// MaintenanceSchedule asks which machines are taken out when: 0.25 and later,
// redirected, read-write although it only reads.
func MaintenanceSchedule() Request { return Request{to: get("/maintenance/schedule", small)} }

// MaintenanceStatus asks which machines drain or are down: 0.25 and later,
// read-only, redirected.
func MaintenanceStatus() Request { return Request{to: get("/maintenance/status", small)} }

// Metrics asks for all numbers of a process: 0.19 and later, read-only, never
// redirected. Two a second are served to all clients together; more have to
// wait. What takes longer than wait is left out of the answer; wait is taken in
// whole seconds, from 1 to 60.
func Metrics(wait time.Duration) Request {
	e := get("/metrics/snapshot", 32*megabyte)
	e.query = "timeout=" + strconv.Itoa(int(min(max(wait/time.Second, 1), 60))) + "secs"
	return Request{to: e}
}

// Containers asks an agent for its running containers: 1.0 and later, read-only.
func Containers() Request { return list("/containers") }
