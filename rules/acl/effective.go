package acl

import (
	"maps"
	"slices"
)

// Permission is a row of the table of effective permissions: what one caller may
// do with some objects, and what decides.
type Permission struct {
	// Principal is a name out of the document, Stranger or Nobody.
	Principal string `json:"principal"`
	Action    string `json:"action"`
	// Object is a value out of the document, or Others.
	Object string `json:"object"`
	Decision
	Guards string `json:"guards"`
}

// Names of callers and objects that stand for many. Mesos allows none of these as
// a principal, role or user.
const (
	Stranger = "(any other principal)"
	Nobody   = "(no principal)"
	Others   = "(any other)"
)

// Effective lists what every principal of the document, an authenticated stranger
// and a caller without a principal may do, for each action this daemon of this
// release authorizes and each object the document names for it, and any other.
// more are principals and, by action's object ("roles", "users" …), objects that
// are known from elsewhere.
func (d *Document) Effective(more []string, objects map[string][]string) []Permission {
	principals := d.principals(more)
	var out []Permission
	for _, a := range Actions() {
		if !a.In(d.Release, d.Daemon) {
			continue
		}
		about := d.objects(a, objects[a.object(d.Release)])
		for _, p := range principals {
			for _, o := range about {
				out = append(out, d.permission(a, p, o))
			}
		}
	}
	return out
}

func (d *Document) permission(a Action, principal, object string) Permission {
	c := Caller{Principal: principal, Nobody: principal == Nobody}
	o := Object{Value: object, Anything: a.Whole}
	answer, err := d.Decide(c, a.Name, o)
	if err != nil { // Effective asks only for actions there are
		answer.Why = err.Error()
	}
	return Permission{Principal: principal, Action: a.Name, Object: object, Decision: answer, Guards: a.Guards}
}

func (d *Document) principals(more []string) []string {
	names := make(map[string]bool)
	for _, n := range more {
		names[n] = true
	}
	for _, entries := range d.Entries {
		for _, e := range entries {
			for _, v := range e.Principals.Values {
				names[v] = true
			}
		}
	}
	return append(slices.Sorted(maps.Keys(names)), Stranger, Nobody)
}

func (d *Document) objects(a Action, more []string) []string {
	if a.Whole {
		return []string{Others}
	}
	names := make(map[string]bool)
	for _, n := range more {
		names[n] = true
	}
	for _, e := range d.Entries[a.Name] {
		for _, v := range e.Object.Values {
			names[v] = true
		}
	}
	return append(slices.Sorted(maps.Keys(names)), Others)
}
