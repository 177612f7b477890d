package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Kinds of daemons.
const (
	Master = "master"
	Agent  = "agent"
)

// Daemon is a master or agent with what is known of its flags and environment.
type Daemon struct {
	Kind    string
	Subject mesoswatch.Subject
	Release mesoswatch.Release // zero: unknown
	// Grouped is set for agents that were sampled over the network: there may be
	// thousands, and a check answers for all of them together.
	Grouped bool
	// Environment tells whether variables (LIBPROCESS_*, SSL_*) are known too: only
	// files and processes of a host tell them.
	Environment bool

	values map[string]Value
	whole  bool   // all flags are known: what is not there has its default
	subset bool   // only flags of weight were asked for
	why    string // what kept the flags from being known
}

// Value is a flag's or variable's value and where it stands.
type Value struct {
	Text     string
	Evidence mesoswatch.Evidence
	// Pending: the file is newer than the process, the value not yet in force.
	Pending bool
}

// Flag looks a setting up under all its names; false when it is not set, or when
// that is not known (see Whole).
func (d *Daemon) Flag(names ...string) (Value, bool) {
	for _, n := range names {
		if v, ok := d.values[n]; ok {
			return v, true
		}
	}
	return Value{}, false
}

// Whole tells whether a flag that Flag does not find is known to be absent, and if
// not, why not.
func (d *Daemon) Whole() (bool, string) {
	if d.whole {
		return true, ""
	}
	if d.why == "" {
		return false, "its flags were not told"
	}
	return false, d.why
}

// On tells whether a boolean flag is true: known is false where that is not told.
// fallback is what holds when it is not set.
func (d *Daemon) On(fallback bool, names ...string) (on, known bool, v Value) {
	v, ok := d.Flag(names...)
	if !ok {
		return fallback, d.whole, v
	}
	b, ok := truth(v.Text)
	return b, ok, v
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

// masters are those that were asked, those that files of hosts describe, and
// where there are neither, those whose start-up line was read.
func (f *Facts) masters() []*Daemon {
	var out []*Daemon
	for _, s := range f.All(mesoswatch.SubjectMaster) {
		d := &Daemon{Kind: Master, Subject: mesoswatch.Subject{Kind: "master", Name: s.Master.URL}, values: make(map[string]Value)}
		d.Release, _ = mesoswatch.ParseRelease(s.Master.Version)
		sight := f.board.SightOf(mesoswatch.SubjectFlag, s.Master.URL)
		d.whole, d.why = sight.Clear() || s.Master.FlagsVisible && sight.Why == "", sight.Why
		out = append(out, d)
	}
	byURL := make(map[string]*Daemon, len(out))
	for _, d := range out {
		byURL[d.Subject.Name] = d
	}
	for _, s := range f.All(mesoswatch.SubjectFlag) {
		if d := byURL[s.Flag.Of]; d != nil {
			d.values[s.Flag.Name] = Value{Text: s.Flag.Value, Evidence: Proof(s, "$.flags."+s.Flag.Name, fmt.Sprintf("%q", s.Flag.Value))}
		}
	}
	out = append(out, f.hosts(Master)...)
	return append(out, f.logged(Master, len(out) == 0)...)
}

// agents are those that were sampled, those that files of hosts describe, and
// where there are neither, those whose start-up line was read.
func (f *Facts) agents() []*Daemon {
	var out []*Daemon
	for _, s := range f.All(mesoswatch.SubjectAgentCheck) {
		c := s.AgentCheck
		d := &Daemon{Kind: Agent, Subject: mesoswatch.Subject{Kind: "agent", Name: c.URL}, Grouped: true, values: make(map[string]Value), whole: c.Flags != nil, subset: true, why: c.Why}
		d.Release, _ = mesoswatch.ParseRelease(c.Version)
		for name, value := range c.Flags {
			d.values[name] = Value{Text: value, Evidence: Proof(s, "$.flags."+name, fmt.Sprintf("%q", value))}
		}
		out = append(out, d)
	}
	out = append(out, f.hosts(Agent)...)
	return append(out, f.logged(Agent, len(out) == 0)...)
}

// hosts makes daemons of what files, units and processes of hosts say.
func (f *Facts) hosts(kind string) []*Daemon {
	byHost := make(map[string]*Daemon)
	var out []*Daemon
	for _, s := range f.All(mesoswatch.SubjectSetting) {
		x := s.Setting
		if x.Of != kind {
			continue
		}
		d := byHost[x.Host]
		if d == nil {
			sight := f.board.SightOf(mesoswatch.SubjectSetting, s.Source)
			d = &Daemon{Kind: kind, Subject: mesoswatch.Subject{Kind: kind, Name: "host " + x.Host}, Release: f.installed(x.Host), Environment: true,
				values: make(map[string]Value), whole: sight.Clear(), why: sight.Why}
			byHost[x.Host] = d
			out = append(out, d)
		}
		d.values[x.Name] = Value{Text: x.Value, Pending: x.Pending,
			Evidence: mesoswatch.Evidence{Source: x.At, Line: x.Line, Time: s.At, Text: fmt.Sprintf("%s = %q (%s)", x.Name, x.Value, x.From)}}
	}
	return out
}

// installed is the version of the mesos package of a host.
func (f *Facts) installed(host string) mesoswatch.Release {
	s := f.Get(mesoswatch.SubjectPackage, host+" mesos")
	if s == nil {
		return mesoswatch.Release{}
	}
	r, _ := mesoswatch.ParseRelease(s.Package.Version)
	return r
}

func (f *Facts) logged(kind string, wanted bool) []*Daemon {
	if !wanted {
		return nil
	}
	var out []*Daemon
	for _, d := range f.logs {
		if d.Kind == kind {
			out = append(out, d)
		}
	}
	return sortedDaemons(out)
}
