package rules

import (
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
var subjectFields = []sigma.Subject{
	{Kind: "framework", Field: "framework_id"}, {Kind: "agent", Field: "agent_id"}, {Kind: "address", Field: "claimed_ip"},
	{Kind: "address", Field: "remote_ip"}, {Kind: "address", Field: "upid"}, {Kind: "principal", Field: "principal"},
	{Kind: "principal", Field: "claimed_principal"}, {Kind: "task", Field: "task_id"}, {Kind: "role", Field: "roles"},
	{Kind: "agent", Field: "hostname"}, {Kind: "framework", Field: "framework_name"}, {Kind: "master", Field: "leader"},
	{Kind: "source", Field: "source"},
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
	for _, c := range u.subjects {
		if v := subjectValue(c.Field, e, group); v != "" {
			return mesoswatch.Subject{Kind: c.Kind, Name: cut(v, maxSubjectText)}
		}
	}
	kind := "source"
	if len(u.doc.Subject) > 0 {
		kind = u.doc.Subject[0].Kind
	}
	return mesoswatch.Subject{Kind: kind, Name: cut(owner(e), maxSubjectText)}
}

func subjectValue(field string, e *mesoswatch.Event, group map[string]string) string {
	if field == "source" {
		return owner(e)
	}
	if v, ok := group[field]; ok {
		return v
	}
	if get := sigma.Getter(field); get != nil {
		return get(e)
	}
	return ""
}

// subjects lists what a rule's findings can be about: what it says itself, the
// group of a correlation, or whatever an event tells.
func subjects(d *sigma.Document) []sigma.Subject {
	if len(d.Subject) > 0 {
		return d.Subject
	}
	if d.Correlation != nil {
		for _, g := range d.Correlation.GroupBy {
			if kind := kindOf(d.Correlation, g); kind != "" {
				return []sigma.Subject{{Kind: kind, Field: g}}
			}
		}
		return nil
	}
	return subjectFields
}

// kindOf is the kind of subject that a group-by field or alias names.
func kindOf(c *sigma.Correlation, name string) string {
	for _, f := range c.Aliases[name] {
		name = f // all of an alias name the same kind of thing
		break
	}
	for _, f := range subjectFields {
		if f.Field == name {
			return f.Kind
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
		if k != "source" { // the subject or the evidence tells it
			out[k] = cut(v, maxFieldText)
		}
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
