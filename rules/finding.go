package rules

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// What of foreign text a finding holds at most, in bytes.
const (
	maxEvidenceText = 2000
	maxFieldText    = 1000
	maxSubjectText  = 500
)

// explaining lists the event fields a finding shows unless its rule names others.
var explaining = []string{
	"principal", "claimed_principal", "upid", "old_upid", "claimed_ip", "claimed_port",
	"remote_ip", "remote_port", "forwarded_for", "method", "path", "status", "user_agent", "call",
	"framework_id", "framework_name", "roles", "user", "agent_id", "hostname", "task_id",
	"executor_id", "container_id", "reason", "leader", "version", "service",
}

// subjectFields lists, in order, the fields that tell what a match is about when
// its rule does not say, and the kind of subject each names.
var subjectFields = []struct{ field, kind string }{
	{"framework_id", "framework"}, {"agent_id", "agent"}, {"claimed_ip", "address"},
	{"remote_ip", "address"}, {"upid", "address"}, {"principal", "principal"},
	{"claimed_principal", "principal"}, {"task_id", "task"}, {"roles", "role"},
	{"hostname", "agent"}, {"framework_name", "framework"}, {"leader", "master"}, {"source", "source"},
}

// evidence is the line of an event as proof.
func evidence(e *mesoswatch.Event) mesoswatch.Evidence {
	text := e.Raw
	if text == "" {
		text = e.Message
	}
	return mesoswatch.Evidence{
		Source: e.Source, Line: e.Line, Offset: e.Offset, Inode: e.Inode, Time: e.Time,
		Text: strings.Clone(cut(text, maxEvidenceText)), Suspect: e.Suspect,
	}
}

// cut shortens text to at most n bytes, between two characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// subject says what a match of the rule is about. group holds the values of a
// correlation's group-by.
func (u *unit) subject(e *mesoswatch.Event, group map[string]string) mesoswatch.Subject {
	value := func(field string) string {
		if v, ok := group[field]; ok {
			return v
		}
		if field == "source" {
			return logName(e.Source)
		}
		if get := sigma.Getter(field); get != nil {
			return get(e)
		}
		return ""
	}
	s := mesoswatch.Subject{Kind: "source", Name: logName(e.Source)}
	switch {
	case u.doc.Subject != nil:
		s.Kind = u.doc.Subject[0].Kind
		for _, c := range u.doc.Subject {
			if v := value(c.Field); v != "" {
				s = mesoswatch.Subject{Kind: c.Kind, Name: v}
				break
			}
		}
	case u.doc.Correlation != nil:
		for _, g := range u.doc.Correlation.GroupBy {
			if kind := kindOf(u.doc.Correlation, g); kind != "" {
				s = mesoswatch.Subject{Kind: kind, Name: value(g)}
				break
			}
		}
	default:
		for _, f := range subjectFields {
			if v := value(f.field); v != "" {
				s = mesoswatch.Subject{Kind: f.kind, Name: v}
				break
			}
		}
	}
	s.Name = cut(s.Name, maxSubjectText)
	return s
}

// generation is what tells the files of one log apart: glog's date, time and
// process id (logging.cc), the number of a rotation, the ending of a compressed
// file.
var generation = regexp.MustCompile(`(\.\d{8}-\d{6}\.\d+)?(\.\d{1,3})?(\.gz)?$`)

// logName is the name that all generations of a log share, so that a finding
// about its writer is one, and ends where a later generation shows the end.
func logName(source string) string {
	if i := generation.FindStringIndex(source); i != nil && i[0] > 0 {
		return source[:i[0]]
	}
	return source
}

// kindOf is the kind of subject that a group-by field or alias names.
func kindOf(c *sigma.Correlation, name string) string {
	for _, f := range c.Aliases[name] {
		name = f // all of an alias name the same kind of thing
		break
	}
	for _, f := range subjectFields {
		if f.field == name {
			return f.kind
		}
	}
	return ""
}

// fields are the event fields that explain a finding.
func (u *unit) fields(e *mesoswatch.Event, group map[string]string) map[string]string {
	out := make(map[string]string)
	for _, f := range u.explains {
		if v := f.get(e); v != "" {
			out[f.name] = cut(v, maxFieldText)
		}
	}
	for k, v := range group {
		out[k] = cut(v, maxFieldText)
	}
	if len(e.Suspect) > 0 {
		out["suspect"] = strings.Join(e.Suspect, ",")
	}
	return out
}

// named is a field and how to read it.
type named struct {
	name string
	get  func(*mesoswatch.Event) string
}

func explains(names []string) []named {
	if len(names) == 0 {
		names = explaining
	}
	out := make([]named, 0, len(names))
	for _, n := range names {
		out = append(out, named{n, sigma.Getter(n)})
	}
	return out
}

// finding is what the rule says of a subject; the caller adds times, count,
// fields and evidence.
func (r *Rule) finding(s mesoswatch.Subject) mesoswatch.Finding {
	return mesoswatch.Finding{
		ID: mesoswatch.FindingID(r.Name, s), Rule: r.Name, Title: r.Title, Level: r.effective(),
		Status: mesoswatch.Open, Subject: s, Runbook: r.Runbook, Remediation: r.Remediation,
		References: r.References, Tags: r.Tags,
	}
}
