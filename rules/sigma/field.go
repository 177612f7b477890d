package sigma

import (
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// field is one name of the rule language and how an event answers it. The names
// are the JSON names of mesoswatch.Event.
type field struct {
	name string
	get  func(*mesoswatch.Event) string
}

type event = mesoswatch.Event

// fields lists every name, in the order of the struct.
var fields = []field{
	{"time", func(e *event) string { return e.Time.UTC().Format(time.RFC3339Nano) }},
	{"source", func(e *event) string { return e.Source }},
	{"line", func(e *event) string { return number(e.Line) }},
	{"offset", func(e *event) string { return strconv.FormatInt(e.Offset, 10) }},
	{"inode", func(e *event) string { return number(int64(e.Inode)) }},
	{"service", func(e *event) string { return e.Service }},
	{"process", func(e *event) string { return e.Process }},
	{"template", func(e *event) string { return e.Template }},
	{"kind", func(e *event) string { return e.Kind }},
	{"severity", func(e *event) string { return e.Severity }},
	{"thread", func(e *event) string { return e.Thread }},
	{"file", func(e *event) string { return e.File }},
	{"message", func(e *event) string { return e.Message }},
	{"principal", func(e *event) string { return e.Principal }},
	{"claimed_principal", func(e *event) string { return e.ClaimedPrincipal }},
	{"upid", func(e *event) string { return e.UPID }},
	{"old_upid", func(e *event) string { return e.OldUPID }},
	{"claimed_ip", func(e *event) string { return e.ClaimedIP }},
	{"claimed_port", func(e *event) string { return e.ClaimedPort }},
	{"remote_ip", func(e *event) string { return e.RemoteIP }},
	{"remote_port", func(e *event) string { return e.RemotePort }},
	{"forwarded_for", func(e *event) string { return e.ForwardedFor }},
	{"method", func(e *event) string { return e.Method }},
	{"path", func(e *event) string { return e.Path }},
	{"query", func(e *event) string { return e.Query }},
	{"status", func(e *event) string { return e.Status }},
	{"user_agent", func(e *event) string { return e.UserAgent }},
	{"call", func(e *event) string { return e.Call }},
	{"framework_id", func(e *event) string { return e.FrameworkID }},
	{"framework_name", func(e *event) string { return e.FrameworkName }},
	{"roles", func(e *event) string { return e.Roles }},
	{"user", func(e *event) string { return e.User }},
	{"agent_id", func(e *event) string { return e.AgentID }},
	{"hostname", func(e *event) string { return e.Hostname }},
	{"task_id", func(e *event) string { return e.TaskID }},
	{"executor_id", func(e *event) string { return e.ExecutorID }},
	{"container_id", func(e *event) string { return e.ContainerID }},
	{"state", func(e *event) string { return e.State }},
	{"reason", func(e *event) string { return e.Reason }},
	{"leader", func(e *event) string { return e.Leader }},
	{"version", func(e *event) string { return e.Version }},
	{"suspect", func(e *event) string { return strings.Join(e.Suspect, ",") }},
	{"raw", func(e *event) string { return e.Raw }},
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// Fields lists the field names of the language.
func Fields() []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// Getter answers how to read the named field of an event; nil when there is no
// such field. An event that lacks the field answers the empty string.
func Getter(name string) func(*mesoswatch.Event) string {
	for _, f := range fields {
		if f.name == name {
			return f.get
		}
	}
	return nil
}

// noField says that a field does not exist, and which one was probably meant.
func noField(name string) string {
	s := "unknown field " + strconv.Quote(name)
	best, least := "", 3
	for _, f := range fields {
		if d := distance(strings.ToLower(name), f.name); d < least {
			best, least = f.name, d
		}
	}
	if best != "" {
		s += "; did you mean " + strconv.Quote(best) + "?"
	}
	return s
}

// distance counts the edits between two short words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
