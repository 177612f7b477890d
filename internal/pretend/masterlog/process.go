package masterlog

import (
	"strconv"
	"strings"
)

// Flag is one option of a master, as it prints it.
type Flag struct{ Name, Value string }

// Process is one run of a master: from its start to its end.
type Process struct {
	PID   int
	ID    string // the master's id, new with every start
	Host  string
	User  string // whose process it is; part of the file names
	IP    string
	Port  string
	Build Build
	// Flags in the order in which a master prints them: by name.
	Flags []Flag
}

// Build is what a master says of its own making.
type Build struct {
	Version, Tag, SHA string
	Date              string // "2020-11-19 10:41:22"
	Unix              int64  // the same as seconds
	By                string
}

// Flag is the value of one option, "" when it was not given.
func (p Process) Flag(name string) string {
	for _, f := range p.Flags {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Address is "ip:port".
func (p Process) Address() string { return p.IP + ":" + p.Port }

// Opened is the first message of a process; with it the INFO file comes to be.
func (p Process) Opened() Line { return info("logging.cpp:461", "INFO level logging started!") }

// Started is what follows, up to the election; the registry is the one that lies
// on its disk.
func (p Process) Started(r *Registry) []Line {
	lines := []Line{
		info("main.cpp:243", "Build: "+p.Build.Date+" by "+p.Build.By),
		info("main.cpp:244", "Version: "+p.Build.Version),
		info("main.cpp:247", "Git tag: "+p.Build.Tag),
		info("main.cpp:251", "Git SHA: "+p.Build.SHA),
		info("main.cpp:345", "Using 'hierarchical' allocator"),
		info("replica.cpp:795", "Replica recovered with log positions "+strconv.Itoa(r.Position-1)+" -> "+strconv.Itoa(r.Position)+" with 0 holes and 0 unlearned"),
		info("log.cpp:108", "Attempting to join replica to ZooKeeper group"),
		info("recover.cpp:437", "Starting replica recovery"),
		info("recover.cpp:468", "Replica is in VOTING status"),
		info("main.cpp:466", "Creating default 'local' authorizer"),
		info("master.cpp:448", "Master "+p.ID+" ("+p.Host+") started on "+p.Address()),
		info("master.cpp:451", "Flags at startup: "+p.flagDump()),
	}
	lines = append(lines, p.posture()...)
	return append(lines,
		info("master.cpp:2108", "Successfully attached file '"+p.Flag("log_dir")+"/mesos-master.INFO'"),
		info("contender.cpp:152", "Joining the ZK group"))
}

// posture is what the process says of its own openness.
func (p Process) posture() []Line {
	lines := []Line{
		choose(p.Flag("authenticate_frameworks"),
			info("master.cpp:500", "Master only allowing authenticated frameworks to register"),
			info("master.cpp:502", "Master allowing unauthenticated frameworks to register")),
		choose(p.Flag("authenticate_agents"),
			info("master.cpp:506", "Master only allowing authenticated agents to register"),
			info("master.cpp:508", "Master allowing unauthenticated agents to register")),
		choose(p.Flag("authenticate_http_frameworks"),
			info("master.cpp:512", "Master only allowing authenticated HTTP frameworks to register"),
			info("master.cpp:515", "Master allowing HTTP frameworks to register without authentication")),
		info("credentials.hpp:37", "Loading credentials for authentication from '"+p.Flag("credentials")+"'"),
		info("master.cpp:556", "Using default 'crammd5' authenticator"),
		info("authenticator.cpp:520", "Initializing server SASL"),
	}
	for _, realm := range [][2]string{{"readonly", "readonly"}, {"readwrite", "readwrite"}, {"frameworks", "scheduler"}} {
		if p.Flag("authenticate_http_"+realm[0]) == "true" {
			lines = append(lines, info("http.cpp:1296", "Creating default 'basic' HTTP authenticator for realm 'mesos-master-"+realm[1]+"'"))
		}
	}
	return append(lines, info("master.cpp:637", "Authorization enabled"))
}

func choose(flag string, on, off Line) Line {
	if flag == "true" {
		return on
	}
	return off
}

// flagDump prints values raw, so that ACLs (protobuf text) span lines.
func (p Process) flagDump() string {
	var b strings.Builder
	for i, f := range p.Flags {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("--" + f.Name + `="` + f.Value + `"`)
	}
	return b.String()
}

// Thread is one of its workers; 0 is the main thread, whose id is the process'.
func (p Process) Thread(n int) int {
	if n == 0 {
		return p.PID
	}
	return p.PID + 6 + n
}

// Workers is how many worker threads libprocess starts: eight at least.
const Workers = 8
