package sigma

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// subjectKinds are those of mesoswatch.Subject that an event can tell.
const subjectKinds = " address principal framework agent master cluster source zookeeper task role "

// ownMeta reads the keys that Sigma does not have.
func (r *reader) ownMeta(p pair, m *Meta) bool {
	switch p.key {
	case "runbook":
		m.Runbook = r.formed(p, nameForm, "the id of a runbook")
	case "remediation":
		m.Remediation = strings.TrimSpace(r.text(p))
	case "subject":
		m.Subject = r.subject(p)
	case "count_once":
		m.CountOnce = r.countOnce(p)
	case "suppressed_by":
		m.SuppressedBy = r.texts(p)
	case "resolved_by":
		m.ResolvedBy = r.texts(p)
	default:
		return false
	}
	return true
}

// subject reads {kind, field} or a list of such; field may be a list.
func (r *reader) subject(p pair) []Subject {
	if p.value.Kind == yaml.SequenceNode {
		var out []Subject
		for _, n := range p.value.Content {
			out = append(out, r.subject(pair{p.key, n, n})...)
		}
		return out
	}
	var kind string
	var fields []string
	for _, k := range r.pairs(p.value, "subject") {
		switch k.key {
		case "kind":
			kind = r.text(k)
			if !strings.Contains(subjectKinds, " "+kind+" ") {
				r.fail(k.value, "subject kind %q must be one of%s", kind, strings.TrimRight(subjectKinds, " "))
			}
		case "field":
			fields = r.texts(k)
		default:
			r.fail(k.at, "subject: %q is not supported", k.key)
		}
	}
	if kind == "" || len(fields) == 0 {
		r.fail(p.value, "subject needs a kind and a field")
	}
	var out []Subject
	for _, f := range fields {
		out = append(out, Subject{kind, f})
	}
	return out
}

func (r *reader) countOnce(p pair) *CountOnce {
	c := &CountOnce{}
	for _, k := range r.pairs(p.value, p.key) {
		switch k.key {
		case "per":
			c.Per = r.fieldNames(k)
		case "within":
			c.Within = r.timespan(k)
		default:
			r.fail(k.at, "%s: %q is not supported", p.key, k.key)
		}
	}
	if c.Within == 0 {
		r.fail(p.value, "%s needs within", p.key)
	}
	return c
}
