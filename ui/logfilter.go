package ui

import (
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// logFilter is what lines are filtered by: text anywhere in them, and values of the
// fields that were understood. The zero value lets all pass.
type logFilter struct {
	match.Query
	of []logField // of each term; none for text anywhere
}

// logField gives what an event says in a field; some words stand for two fields.
type logField func(*mesoswatch.Event) (string, string)

// logFields are the names a filter may use: those of the rule language, and the
// words of the screen.
func logFields() (names []string, of map[string]logField) {
	of = map[string]logField{
		"framework": func(e *mesoswatch.Event) (string, string) { return e.FrameworkID, e.FrameworkName },
		"agent":     func(e *mesoswatch.Event) (string, string) { return e.AgentID, e.Hostname },
		"address":   func(e *mesoswatch.Event) (string, string) { return e.ClaimedIP, e.RemoteIP },
		"claimed":   func(e *mesoswatch.Event) (string, string) { return e.ClaimedIP, e.ClaimedPrincipal },
		"source":    func(e *mesoswatch.Event) (string, string) { return e.Source, e.Process },
	}
	for name, get := range map[string]func(*mesoswatch.Event) string{
		"service": func(e *mesoswatch.Event) string { return e.Service }, "process": func(e *mesoswatch.Event) string { return e.Process },
		"template": func(e *mesoswatch.Event) string { return e.Template }, "kind": func(e *mesoswatch.Event) string { return e.Kind },
		"severity": func(e *mesoswatch.Event) string { return e.Severity }, "thread": func(e *mesoswatch.Event) string { return e.Thread },
		"file": func(e *mesoswatch.Event) string { return e.File }, "message": func(e *mesoswatch.Event) string { return e.Message },
		"line":      func(e *mesoswatch.Event) string { return strconv.FormatInt(e.Line, 10) },
		"offset":    func(e *mesoswatch.Event) string { return strconv.FormatInt(e.Offset, 10) },
		"principal": func(e *mesoswatch.Event) string { return e.Principal }, "claimed_principal": func(e *mesoswatch.Event) string { return e.ClaimedPrincipal },
		"upid": func(e *mesoswatch.Event) string { return e.UPID }, "old_upid": func(e *mesoswatch.Event) string { return e.OldUPID },
		"claimed_ip": func(e *mesoswatch.Event) string { return e.ClaimedIP }, "claimed_port": func(e *mesoswatch.Event) string { return e.ClaimedPort },
		"peer": func(e *mesoswatch.Event) string { return e.RemoteIP }, "remote_ip": func(e *mesoswatch.Event) string { return e.RemoteIP },
		"remote_port": func(e *mesoswatch.Event) string { return e.RemotePort }, "forwarded_for": func(e *mesoswatch.Event) string { return e.ForwardedFor },
		"method": func(e *mesoswatch.Event) string { return e.Method }, "path": func(e *mesoswatch.Event) string { return e.Path },
		"query": func(e *mesoswatch.Event) string { return e.Query }, "status": func(e *mesoswatch.Event) string { return e.Status },
		"user_agent": func(e *mesoswatch.Event) string { return e.UserAgent }, "call": func(e *mesoswatch.Event) string { return e.Call },
		"framework_id": func(e *mesoswatch.Event) string { return e.FrameworkID }, "framework_name": func(e *mesoswatch.Event) string { return e.FrameworkName },
		"roles": func(e *mesoswatch.Event) string { return e.Roles }, "user": func(e *mesoswatch.Event) string { return e.User },
		"agent_id": func(e *mesoswatch.Event) string { return e.AgentID }, "hostname": func(e *mesoswatch.Event) string { return e.Hostname },
		"task_id": func(e *mesoswatch.Event) string { return e.TaskID }, "executor_id": func(e *mesoswatch.Event) string { return e.ExecutorID },
		"container_id": func(e *mesoswatch.Event) string { return e.ContainerID }, "state": func(e *mesoswatch.Event) string { return e.State },
		"reason": func(e *mesoswatch.Event) string { return e.Reason }, "leader": func(e *mesoswatch.Event) string { return e.Leader },
		"version": func(e *mesoswatch.Event) string { return e.Version },
		"suspect": func(e *mesoswatch.Event) string { return first(e.Suspect) },
	} {
		of[name] = func(e *mesoswatch.Event) (string, string) { return get(e), "" }
	}
	for name := range of {
		names = append(names, name)
	}
	return names, of
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// newLogFilter reads a filter as it was typed; Err tells what is wrong with it.
func newLogFilter(typed string) logFilter {
	names, fields := logFields()
	f := logFilter{Query: match.ParseLine(typed, names)}
	for _, t := range f.Terms() {
		f.of = append(f.of, fields[t.Column])
	}
	return f
}

// passes tells whether a line passes. For text anywhere the source, the place in
// the code and the kind count as text of the line too.
func (f *logFilter) passes(e *mesoswatch.Event) bool {
	terms := f.Terms()
	for i := range terms {
		if t := &terms[i]; f.hit(t, f.of[i], e) == t.Not() {
			return false
		}
	}
	return true
}

func (f *logFilter) hit(t *match.Term, get logField, e *mesoswatch.Event) bool {
	if get == nil {
		return t.Hit(e.Message) || t.Hit(e.Source) || t.Hit(e.Kind) || t.Hit(e.File)
	}
	a, b := get(e)
	if t.Numeric() {
		n, err := strconv.ParseFloat(a, 64)
		return t.Compare(n, err == nil)
	}
	return t.Hit(a) || b != "" && t.Hit(b)
}

// says tells whether a search finds a line.
func says(m *match.Text, e *mesoswatch.Event) bool {
	return m.Passes(e.Message, e.Source, e.Kind, e.File)
}
