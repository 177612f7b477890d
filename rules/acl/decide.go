package acl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Caller is who asks: a principal, or nobody (a caller without one).
type Caller struct {
	Principal string
	// Nobody is a caller without a principal: not authenticated, or where
	// authentication is not required.
	Nobody bool
}

func (c Caller) String() string {
	if c.Nobody {
		return "a caller without a principal"
	}
	return fmt.Sprintf("%q", c.Principal)
}

// Object is what is acted on: a value, or anything (a request without a concrete
// object, such as "may launch as some user").
type Object struct {
	Value    string
	Anything bool
}

func (o Object) String() string {
	if o.Anything {
		return "anything"
	}
	return fmt.Sprintf("%q", o.Value)
}

// Decision is an answer and what made it.
type Decision struct {
	Allowed bool `json:"allowed"`
	// Entry that decided, from 1; 0: none did.
	Entry int `json:"entry,omitempty"`
	// Why in words.
	Why string `json:"why"`
}

// Decide answers whether the caller may. The error is for an action that this
// daemon of this release does not have: then nothing guards it.
//
// The first entry that matches decides; one matches when its principals and its
// object cover the request; it allows unless one of them is NONE. A list covers
// what it contains, never a caller without a principal and never "anything"
// (GenericAuthorizer, src/authorizer/local/authorizer.cpp).
func (d *Document) Decide(c Caller, action string, o Object) (Decision, error) {
	a, known := Lookup(action)
	switch {
	case !known:
		return Decision{}, unknownAction(action)
	case !a.In(d.Release, d.Daemon):
		return Decision{}, fmt.Errorf("the %s of %s does not authorize %q: nothing guards it there", d.Daemon, d.Release, action)
	}
	if d.absent {
		return Decision{Allowed: true, Why: "there are no ACLs, so nothing is ever denied"}, nil
	}
	for i, e := range d.Entries[action] {
		if !d.coversCaller(e.Principals, c) || !d.coversObject(action, e.Object, o) {
			continue
		}
		word := "allows"
		if e.Denies() {
			word = "denies"
		}
		return Decision{Allowed: !e.Denies(), Entry: i + 1, Why: fmt.Sprintf("%s entry %d %s (%s)", action, i+1, word, e)}, nil
	}
	if d.Permissive {
		why := `no entry matches, and "permissive" is not said, which means true`
		if d.Told {
			why = `no entry matches, and "permissive" is true`
		}
		return Decision{Allowed: true, Why: why}, nil
	}
	return Decision{Why: `no entry matches, and "permissive" is false`}, nil
}

func unknownAction(action string) error {
	if near := nearest(action); near != "" {
		return fmt.Errorf("%q is no action of any version; %q was meant?", action, near)
	}
	return fmt.Errorf("%q is no action of any version", action)
}

func (d *Document) coversCaller(e Entity, c Caller) bool {
	return e.Kind != Some || !c.Nobody && slices.Contains(e.Values, c.Principal)
}

func (d *Document) coversObject(action string, e Entity, o Object) bool {
	switch {
	case e.Kind != Some:
		return true
	case o.Anything, action == "mark_agents_gone": // its list is compared with nothing
		return false
	}
	return d.lists(action, e, o.Value)
}

// lists tells whether a list contains the value. From 1.3 on "a/%" in a list of
// roles contains every role below a, not a itself.
func (d *Document) lists(action string, e Entity, v string) bool {
	if slices.Contains(e.Values, v) {
		return true
	}
	a, _ := Lookup(action)
	if a == nil || a.Object != "roles" || !d.Release.AtLeast(1, 3) {
		return false
	}
	return slices.ContainsFunc(e.Values, func(known string) bool {
		above, nested := strings.CutSuffix(known, "/%")
		return nested && strings.HasPrefix(v, above+"/") && len(v) > len(above)+1
	})
}

// nearest is the action whose name is the fewest letters away; empty when none is
// near.
func nearest(name string) string {
	best, far := "", 4
	for _, a := range actions {
		if n := mesoswatch.EditDistance(strings.ToLower(name), a.Name, far); n < far {
			best, far = a.Name, n
		}
	}
	return best
}
