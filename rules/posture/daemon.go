package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Kinds of daemons; others are schedulers (Scheduler.Kind).
const (
	Master = "master"
	Agent  = "agent"
)

// Kinds lists the kinds of daemons that rows can be about.
func Kinds() []string { return append([]string{Master, Agent, ZooKeeper, "dcos"}, schedulerKinds...) }

// daemonKinds are the kinds of subjects that daemons are made of.
var daemonKinds = []string{
	mesoswatch.SubjectMaster, mesoswatch.SubjectFlag, mesoswatch.SubjectRealm, mesoswatch.SubjectAgentCheck,
	mesoswatch.SubjectSetting, mesoswatch.SubjectProcess, mesoswatch.SubjectPackage, mesoswatch.SubjectZooKeeper, mesoswatch.SubjectScheduler, mesoswatch.SubjectAgent,
}

// Daemon is a master, an agent, a ZooKeeper server or a scheduler with what is known
// of its settings.
type Daemon struct {
	Kind    string
	Subject mesoswatch.Subject
	Release mesoswatch.Release // zero: unknown
	// Grouped is set for agents that were sampled over the network. Those that are
	// alike are one Daemon with many Members (URLs), and a check answers for all
	// groups together: there may be thousands.
	Grouped bool
	Members []string
	// Host is the host whose files and processes tell of it; empty: none do.
	Host string
	// Environment tells whether variables (LIBPROCESS_*, SSL_*) are known: only
	// files and processes of a host tell them.
	Environment bool
	// Realms are the HTTP realms that were probed, by name.
	Realms map[string]Probe

	values map[string]Value
	flags  map[string]string    // of a sample
	from   *mesoswatch.Snapshot // of the sample
	whole  bool                 // all flags are known: what is not there has its default
	subset bool                 // its own flags are left out, see own
	why    string               // what kept the flags from being known
	id     string               // of a master: changes with each start
	names  []string             // host names and addresses of a master
}

// Value is a flag's or variable's value and where it stands.
type Value struct {
	Text     string
	Evidence mesoswatch.Evidence
	// Pending: the file is newer than the process, the value not yet in force.
	Pending bool
	// From is Setting.From, or "endpoint", or "log".
	From string
	// Unread: the text is not the value, which only a shell could tell. ByFile: the
	// daemon is told a file in which it stands.
	Unread, ByFile bool
}

// Probe is what a request without a credential told of a realm.
type Probe struct {
	Enforced bool
	Evidence mesoswatch.Evidence
}

// Flag looks a setting up under all its names that the daemon's release knows;
// false when it is not set, or when that is not known (see Absent).
func (d *Daemon) Flag(names ...string) (Value, bool) {
	for _, n := range names {
		if !spelled(n, d.Release) {
			continue
		}
		if v, ok := d.values[n]; ok {
			return v, true
		}
		if text, ok := d.flags[n]; ok {
			return Value{Text: text, From: "endpoint", Evidence: Proof(d.from, "$.flags."+n, fmt.Sprintf("%q", text))}, true
		}
	}
	return Value{}, false
}

// Absent tells whether a setting that Flag does not find is known not to be
// given, and if not, why not.
func (d *Daemon) Absent(names ...string) (known bool, why string) {
	switch {
	case variable(names[0]) && !d.Environment:
		return false, "variables of the environment are not told over the network"
	case d.whole && d.subset && slices.ContainsFunc(names, func(n string) bool { return slices.Contains(own, n) }):
		return false, names[0] + " is left out of what is told of a sampled agent"
	case d.whole:
		return true, ""
	case d.why == "":
		return false, "its flags were not told"
	}
	return false, d.why
}

// On tells whether a boolean flag is true: known is false where that is not told.
// fallback is what holds when it is not set.
func (d *Daemon) On(fallback bool, names ...string) (on, known bool, v Value) {
	v, ok := d.Flag(names...)
	if !ok {
		known, v = d.missing(names...)
		return fallback, known, v
	}
	b, ok := truth(v.Text)
	return b, ok, v
}

// Text is the value of a flag, or what holds when it is not set; known is false
// where that is not told.
func (d *Daemon) Text(fallback string, names ...string) (text string, known bool, v Value) {
	v, ok := d.Flag(names...)
	if !ok {
		known, v = d.missing(names...)
		return fallback, known, v
	}
	return v.Text, true, v
}

// missing tells whether a setting is known not to be given, with the place that
// does not have it.
func (d *Daemon) missing(names ...string) (known bool, v Value) {
	known, _ = d.Absent(names...)
	if known {
		v.Evidence = d.absence(names[0])
	}
	return known, v
}

// absence is the place where a setting is not, as evidence.
func (d *Daemon) absence(name string) mesoswatch.Evidence {
	switch {
	case variable(name) || d.Host != "" && strings.HasPrefix(d.Subject.Name, "host "):
		return mesoswatch.Evidence{Source: "host " + d.Host, Text: name + " is given neither in files nor to a process"}
	case strings.Contains(d.Subject.Name, "://"):
		return mesoswatch.Evidence{Source: d.Subject.Name, JSONPath: "$.flags", Text: "no " + name}
	}
	return mesoswatch.Evidence{Source: d.Subject.Name, Text: "no --" + name + " among the flags at startup"}
}

// truth reads a boolean flag as Mesos does: an empty value is true
// (3rdparty/stout/include/stout/flags/parse.hpp).
func truth(s string) (value, ok bool) {
	switch strings.TrimSpace(s) {
	case "true", "1", "":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// variable tells whether a name is one of libprocess's environment, not a flag.
func variable(name string) bool {
	return strings.HasPrefix(name, "LIBPROCESS_") || strings.HasPrefix(name, "SSL_")
}

// since are names that releases before do not know, by the first that does.
var since = map[string][2]int{
	"authenticate_frameworks": {1, 0}, "authenticate_agents": {1, 0}, "authenticate_http_readwrite": {1, 0},
	"agent_removal_rate_limit": {1, 0}, "recovery_agent_removal_limit": {1, 0}, "agent_reregister_timeout": {1, 0},
	"effective_capabilities": {1, 4}, "jwt_secret_key": {1, 5},
	"LIBPROCESS_SSL_VERIFY_SERVER_CERT": {1, 10}, "SSL_VERIFY_SERVER_CERT": {1, 10},
	"LIBPROCESS_SSL_REQUIRE_CLIENT_CERT": {1, 10}, "SSL_REQUIRE_CLIENT_CERT": {1, 10},
}

// spelled tells whether a release knows a setting by this name. Where it does
// not, a file or unit that gives it changes nothing.
func spelled(name string, r mesoswatch.Release) bool {
	if !r.Known() {
		return true
	}
	first, ok := since[name]
	if !ok && strings.HasPrefix(name, "LIBPROCESS_SSL_") {
		first = [2]int{1, 0}
	}
	return r.AtLeast(first[0], first[1])
}

// own are flags that differ on each agent and are left out of what is told of a
// sampled one: that one of them is absent says nothing.
var own = []string{"hostname", "ip", "ip6", "port", "advertise_ip", "advertise_port", "attributes", "resources", "domain", "domain_socket_location"}
