package posture

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxStarts bounds daemons that are known from their logs.
const maxStarts = 1000

// starts are the daemons whose start was read in a log, by the log's name.
type starts struct{ by map[string]*Daemon }

// see takes a line of a start in; false for every other line, and for one that may
// be forged. From 0.23 on one line tells all flags; before, and where that one is
// not there, others tell some.
func (s *starts) see(e *mesoswatch.Event) bool {
	if e.Service != Master && e.Service != Agent || len(e.Suspect) > 0 {
		return false
	}
	tell := teller(e.Template)
	if tell == nil {
		return false
	}
	name := cmp.Or(e.Process, e.Source)
	d := s.by[name]
	if d == nil {
		if len(s.by) >= maxStarts {
			return false
		}
		d = &Daemon{Kind: e.Service, Subject: mesoswatch.Subject{Kind: e.Service, Name: name}, values: make(map[string]Value), why: "its log tells no line with all flags"}
	}
	next := *d // what was handed out does not change
	next.values = make(map[string]Value, len(d.values))
	for n, v := range d.values {
		next.values[n] = v
	}
	if !tell(&next, e) {
		return false
	}
	if s.by == nil {
		s.by = make(map[string]*Daemon)
	}
	s.by[name] = &next
	return true
}

// id looks a start up by the id of the master that it made.
func (s *starts) id(id string) *Daemon {
	if id == "" {
		return nil
	}
	for _, d := range s.by {
		if d.id == id {
			return d
		}
	}
	return nil
}

// of lists the starts of one kind of daemons, by name.
func (s *starts) of(kind string) []*Daemon {
	var out []*Daemon
	for _, d := range s.by {
		if d.Kind == kind {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *Daemon) int { return strings.Compare(a.Subject.Name, b.Subject.Name) })
	return out
}

// teller is what reads a line of a start; nil for other lines.
func teller(template string) func(*Daemon, *mesoswatch.Event) bool {
	has := func(prefix string) bool { return strings.HasPrefix(template, prefix) }
	switch {
	case template == "start.version":
		return tellVersion
	case template == "start.flags":
		return tellFlags
	case has("start.master-id"):
		return tellID
	case has("auth.frameworks."):
		return tellSwitch("authenticate", template)
	case has("auth.agents."):
		return tellSwitch("authenticate_slaves", template)
	case has("auth.http-frameworks."):
		return tellSwitch("authenticate_http_frameworks", template)
	case has("httpauth."):
		return tellRealm
	case has("authn.using-"):
		return tellQuoted("authenticators", "authenticators")
	case has("authz.create"), has("authz.using"):
		return tellQuoted("authorizers", "authorizer")
	case has("cred.loading"):
		return tellQuoted("credentials", "credential")
	}
	return nil
}

func tellVersion(d *Daemon, e *mesoswatch.Event) bool {
	r, ok := mesoswatch.ParseRelease(e.Version)
	if ok { // a start begins: what is known of the one before does not count
		*d = Daemon{Kind: d.Kind, Subject: d.Subject, Release: r, values: make(map[string]Value), why: d.why}
	}
	return ok
}

func tellID(d *Daemon, e *mesoswatch.Event) bool {
	_, rest, _ := strings.Cut(cmp.Or(e.Message, e.Raw), "Master ")
	id, _, _ := strings.Cut(strings.TrimPrefix(rest, "ID: "), " ")
	d.id = id
	return id != ""
}

func tellFlags(d *Daemon, e *mesoswatch.Event) bool {
	_, text, ok := strings.Cut(cmp.Or(e.Message, e.Raw), "Flags at startup: ")
	if !ok {
		return false
	}
	clear(d.values)
	d.whole = true
	for name, value := range flagsOf(text) {
		d.values[name] = Value{Text: value, From: "log", Evidence: lineOf(e, "--"+name+"="+quote(value))}
	}
	return true
}

// told notes a flag that a line implies. Where all flags are known it says
// nothing new.
func told(d *Daemon, e *mesoswatch.Event, name, value string) bool {
	if d.whole || value == "" {
		return false
	}
	d.values[name] = Value{Text: value, From: "log", Evidence: lineOf(e, cmp.Or(e.Message, e.Raw))}
	return true
}

func tellSwitch(name, template string) func(*Daemon, *mesoswatch.Event) bool {
	value := "false"
	if strings.Contains(template, ".on") {
		value = "true"
	}
	return func(d *Daemon, e *mesoswatch.Event) bool { return told(d, e, name, value) }
}

// tellRealm reads that an HTTP authenticator was made: the flag of its realm is on.
func tellRealm(d *Daemon, e *mesoswatch.Event) bool {
	text := cmp.Or(e.Message, e.Raw)
	name := "authenticate_http" // 0.27 and 0.28, which have one realm and do not name it
	if _, realm, ok := strings.Cut(text, "realm '"); ok {
		realm, _, _ = strings.Cut(realm, "'")
		name = map[string]string{
			"mesos-master-readonly": "authenticate_http_readonly", "mesos-master-readwrite": "authenticate_http_readwrite",
			"mesos-master-scheduler": "authenticate_http_frameworks", "mesos-agent-readonly": "authenticate_http_readonly",
			"mesos-agent-readwrite": "authenticate_http_readwrite", "mesos-agent-executor": "authenticate_http_executors",
		}[realm]
	}
	if name == "" {
		return false
	}
	module := told(d, e, "http_authenticators", quoted(text))
	return told(d, e, name, "true") || module
}

// tellQuoted reads the name or path that a line has in quotes.
func tellQuoted(ofMaster, ofAgent string) func(*Daemon, *mesoswatch.Event) bool {
	return func(d *Daemon, e *mesoswatch.Event) bool {
		name := ofMaster
		if d.Kind == Agent {
			name = ofAgent
		}
		text := cmp.Or(e.Message, e.Raw)
		if strings.Contains(text, "CRAM-MD5") { // 0.21 and 0.22
			return told(d, e, name, "crammd5")
		}
		return told(d, e, name, quoted(text))
	}
}

func quoted(text string) string {
	_, rest, _ := strings.Cut(text, "'")
	value, _, _ := strings.Cut(rest, "'")
	return value
}

func lineOf(e *mesoswatch.Event, text string) mesoswatch.Evidence {
	return mesoswatch.Evidence{Source: e.Source, Line: e.Line, Offset: e.Offset, Inode: e.Inode, Time: e.Time, Text: text}
}

func quote(s string) string { return `"` + s + `"` }

// flagsOf splits `--name="value" --other="…"` (stringify of flags::FlagsBase).
// Values are not escaped, so one ends where a quote is followed by the next flag
// or the end.
func flagsOf(text string) map[string]string {
	flags := make(map[string]string)
	for {
		i := strings.Index(text, "--")
		if i < 0 {
			return flags
		}
		name, rest, ok := strings.Cut(text[i+2:], `="`)
		if !ok {
			return flags
		}
		end := strings.Index(rest, `" --`)
		if end < 0 {
			end = strings.LastIndexByte(rest, '"')
			if end < 0 {
				end = len(rest)
			}
			flags[name] = rest[:end]
			return flags
		}
		flags[name], text = rest[:end], rest[end+1:]
	}
}
