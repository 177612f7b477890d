package acl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of a document: what is beyond is an error, for no real one comes near.
const (
	maxSize    = 1 << 20
	maxEntries = 10_000
)

// Kind of an entity.
type Kind string

// The kinds (ACL.Entity.Type).
const (
	Some Kind = "SOME"
	Any  Kind = "ANY"
	None Kind = "NONE"
)

// Entity is one side of an entry: named values, everything, or nothing.
type Entity struct {
	Kind   Kind     `json:"type"`
	Values []string `json:"values,omitempty"`
}

func (e Entity) String() string {
	if e.Kind != Some {
		return string(e.Kind)
	}
	quoted := make([]string, len(e.Values))
	for i, v := range e.Values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(quoted, ", ")
}

// Entry is one rule of an action.
type Entry struct {
	Principals Entity `json:"principals"`
	Object     Entity `json:"object"`
}

func (e Entry) String() string {
	return "principals " + e.Principals.String() + ", object " + e.Object.String()
}

// Denies tells whether the entry, where it matches, denies.
func (e Entry) Denies() bool { return e.Principals.Kind == None || e.Object.Kind == None }

// Document is an ACL document as one daemon of one release reads it.
type Document struct {
	Name    string // file or URL it came from
	Release mesoswatch.Release
	Daemon  string
	// Permissive decides where no entry does; Told whether the document says it.
	Permissive, Told bool
	// Entries by action, in order, of the actions this daemon of this release reads.
	Entries map[string][]Entry
	// Problems, the grave ones first.
	Problems []Problem

	absent bool
}

// Absent is what holds for a daemon without ACLs and with the default authorizer:
// there is no authorizer then, and everything is allowed.
func Absent(r mesoswatch.Release, daemon string) *Document {
	return &Document{Release: r, Daemon: daemon, Permissive: true, absent: true}
}

// Problem is something wrong with a document.
type Problem struct {
	// ID: fatal, unknown-key, other-version, other-daemon, shadowed, contradicted,
	// never-matches, superseded.
	ID     string `json:"id"`
	Action string `json:"action,omitempty"`
	Entry  int    `json:"entry,omitempty"` // from 1
	Text   string `json:"text"`
}

// Fatal tells whether the daemon refuses to start with the document.
func (d *Document) Fatal() bool {
	return slices.ContainsFunc(d.Problems, func(p Problem) bool { return p.ID == "fatal" })
}

// raw is a document before a version is applied: actions in the order of the
// text, each with its entries as fields.
type raw struct {
	permissive *bool
	actions    []rawAction
}

type rawAction struct {
	name    string
	entries []map[string]Entity
	bad     string // why it cannot be read
}

// Parse reads a document in JSON or protobuf text form. The error is for a text
// that is neither; everything else that is wrong is a Problem.
func Parse(name string, text []byte, r mesoswatch.Release, daemon string) (*Document, error) {
	if len(text) > maxSize {
		return nil, fmt.Errorf("ACLs %q: larger than %d bytes", name, maxSize)
	}
	var from raw
	var err error
	if t := bytes.TrimSpace(text); len(t) > 0 && t[0] == '{' {
		from, err = parseJSON(t)
	} else {
		from, err = parseText(string(t))
	}
	if err != nil {
		return nil, fmt.Errorf("ACLs %q: %w", name, err)
	}
	d := &Document{Name: name, Release: r, Daemon: daemon, Permissive: true, Entries: make(map[string][]Entry)}
	if from.permissive != nil {
		d.Permissive, d.Told = *from.permissive, true
	}
	for _, a := range from.actions {
		d.take(a)
	}
	d.supersede()
	d.shadows()
	slices.SortStableFunc(d.Problems, func(a, b Problem) int { return rank(a) - rank(b) })
	return d, nil
}

func rank(p Problem) int {
	if p.ID == "fatal" {
		return 0
	}
	return 1
}

func (d *Document) problem(id, action string, entry int, format string, args ...any) {
	d.Problems = append(d.Problems, Problem{ID: id, Action: action, Entry: entry, Text: fmt.Sprintf(format, args...)})
}

// take judges one action of the text by version and daemon.
func (d *Document) take(from rawAction) {
	a, known := Lookup(from.name)
	switch {
	case !known:
		text := "is no action of any version: silently ignored"
		if near := nearest(from.name); near != "" {
			text += fmt.Sprintf("; %q was meant?", near)
		}
		d.problem("unknown-key", from.name, 0, "%q %s", from.name, text)
		return
	case !a.In(d.Release, d.Daemon):
		other := Agent
		if d.Daemon == Agent {
			other = Master
		}
		if a.In(d.Release, other) {
			d.problem("other-daemon", a.Name, 0, "%q is read by the %s, not by the %s: ignored here", a.Name, other, d.Daemon)
		} else {
			d.problem("other-version", a.Name, 0, "%q is no action of %s: silently ignored", a.Name, d.Release)
		}
		return
	case from.bad != "":
		d.problem("fatal", a.Name, 0, "%q: %s: the daemon does not start", a.Name, from.bad)
		return
	}
	object := a.object(d.Release)
	for i, fields := range from.entries {
		e, ok := d.entry(a, object, i+1, fields)
		if !ok {
			continue
		}
		d.whole(a, e, i+1)
		d.Entries[a.Name] = append(d.Entries[a.Name], e)
	}
}

func (d *Document) entry(a *Action, object string, n int, fields map[string]Entity) (Entry, bool) {
	principals, has := fields["principals"]
	about, hasObject := fields[object]
	if !has || !hasObject {
		missing := "principals"
		if has {
			missing = object
		}
		d.problem("fatal", a.Name, n, "%q entry %d has no %q: the daemon does not start", a.Name, n, missing)
		return Entry{}, false
	}
	for name := range fields {
		if name != "principals" && name != object {
			d.problem("unknown-key", a.Name, n, "%q entry %d: %q is no field of it: silently ignored", a.Name, n, name)
		}
	}
	return Entry{Principals: principals, Object: about}, true
}

// whole checks the rules that are fatal at start
// (src/authorizer/local/authorizer.cpp, LocalAuthorizer::validate).
func (d *Document) whole(a *Action, e Entry, n int) {
	switch {
	case a.Whole && e.Object.Kind == Some:
		d.problem("fatal", a.Name, n, "%q entry %d: %q may only be ANY or NONE: the daemon does not start", a.Name, n, a.Object)
	case a.Name == "get_endpoints" && e.Object.Kind == Some:
		for _, p := range e.Object.Values {
			if !slices.Contains(endpoints, p) {
				d.problem("fatal", a.Name, n, "%q entry %d: path %q is not one of %s: the daemon does not start", a.Name, n, p, strings.Join(endpoints, ", "))
			}
		}
	case a.Name == "mark_agents_gone" && e.Object.Kind == Some:
		d.problem("never-matches", a.Name, n, "%q entry %d: a list of agents never matches; only ANY and NONE do", a.Name, n)
	}
}

// supersede: of two names of the same thing the newer counts (0.27 to 1.2).
func (d *Document) supersede() {
	if len(d.Entries["teardown_frameworks"]) > 0 && len(d.Entries["shutdown_frameworks"]) > 0 {
		d.problem("superseded", "shutdown_frameworks", 0, "%q is not looked at beside %q", "shutdown_frameworks", "teardown_frameworks")
		delete(d.Entries, "shutdown_frameworks")
	}
}

// shadows finds entries that another one before them decides in every case.
func (d *Document) shadows() {
	for _, a := range Actions() {
		entries := d.Entries[a.Name]
		for j := range entries {
			for i := range j {
				if !d.covers(a.Name, entries[i], entries[j]) {
					continue
				}
				id, text := "shadowed", "is never reached: entry %d decides before it"
				if entries[i].Denies() != entries[j].Denies() {
					id, text = "contradicted", "is never reached: entry %d decides before it, and the other way"
				}
				d.problem(id, a.Name, j+1, "%q entry %d (%s) "+text, a.Name, j+1, entries[j], i+1)
				break
			}
		}
	}
}

func (d *Document) covers(action string, first, later Entry) bool {
	return d.contains("", first.Principals, later.Principals) && d.contains(action, first.Object, later.Object)
}

func (d *Document) contains(action string, big, small Entity) bool {
	if big.Kind != Some {
		return true
	}
	if small.Kind != Some {
		return false
	}
	for _, v := range small.Values {
		if !d.lists(action, big, v) {
			return false
		}
	}
	return true
}

func parseJSON(text []byte) (raw, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &keys); err != nil {
		return raw{}, fmt.Errorf("not JSON: %w", err)
	}
	var out raw
	names := make([]string, 0, len(keys))
	for name := range keys {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if name == "permissive" {
			var b bool
			if err := json.Unmarshal(keys[name], &b); err != nil {
				return raw{}, fmt.Errorf(`"permissive" is no true or false: %s`, clip(keys[name]))
			}
			out.permissive = &b
			continue
		}
		out.actions = append(out.actions, jsonAction(name, keys[name]))
	}
	return out, nil
}

func jsonAction(name string, text json.RawMessage) rawAction {
	a := rawAction{name: name}
	var entries []map[string]json.RawMessage
	if err := json.Unmarshal(text, &entries); err != nil {
		a.bad = "is no list of entries"
		return a
	}
	if len(entries) > maxEntries {
		a.bad = fmt.Sprintf("has %d entries, more than the %d that are read", len(entries), maxEntries)
		return a
	}
	for i, fields := range entries {
		e := make(map[string]Entity, len(fields))
		for field, v := range fields {
			var in struct {
				Type   *string  `json:"type"`
				Values []string `json:"values"`
			}
			if err := json.Unmarshal(v, &in); err != nil {
				a.bad = fmt.Sprintf("entry %d: %q is no entity", i+1, field)
				return a
			}
			kind := Some
			if in.Type != nil {
				kind = Kind(*in.Type)
			}
			if kind != Some && kind != Any && kind != None {
				a.bad = fmt.Sprintf("entry %d: type %q is none of SOME, ANY, NONE", i+1, kind)
				return a
			}
			e[field] = Entity{kind, in.Values}
		}
		a.entries = append(a.entries, e)
	}
	return a
}

func clip(b []byte) string {
	const most = 60
	if len(b) <= most {
		return string(b)
	}
	return string(b[:most]) + "…"
}
