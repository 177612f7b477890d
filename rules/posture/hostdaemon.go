package posture

import (
	"fmt"
	"path"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// hosts makes daemons of what files, units and processes of hosts say.
func (f *Facts) hosts(kind string) []*Daemon {
	byHost := make(map[string]*Daemon)
	var out []*Daemon
	daemon := func(host, source string) *Daemon {
		d := byHost[host]
		if d == nil {
			d = &Daemon{Kind: kind, Subject: mesoswatch.Subject{Kind: kind, Name: "host " + host}, Release: f.installed(host, kind), Host: host, values: make(map[string]Value)}
			d.whole, d.why = f.settled(host, source)
			d.Environment = d.whole
			byHost[host] = d
			out = append(out, d)
		}
		return d
	}
	for _, s := range f.All(mesoswatch.SubjectProcess) {
		if s.Process.Of == kind {
			daemon(s.Process.Host, s.Source)
		}
	}
	for _, s := range f.All(mesoswatch.SubjectSetting) {
		if x := s.Setting; x.Of == kind {
			daemon(x.Host, s.Source).values[x.Name] = f.inForce(s)
		}
	}
	return out
}

// inForce is the value that the running process has, where that is told apart from
// what its files say.
func (f *Facts) inForce(s *mesoswatch.Snapshot) Value {
	x := s.Setting
	v := Value{Text: x.Value, Pending: x.Pending, From: x.From, Evidence: settingProof(s), Unread: strings.Contains(x.Trouble, "not evaluated")}
	if x.Pending {
		for _, h := range x.Shadowed {
			if h.From == "command-line" || h.From == "process" {
				return Value{Text: h.Value, From: h.From, Evidence: mesoswatch.Evidence{Source: h.At, Line: h.Line, Time: s.At, Text: fmt.Sprintf("%s = %q (%s)", x.Name, h.Value, h.From)}}
			}
		}
	}
	if file := f.Get(mesoswatch.SubjectFile, x.Host+" "+x.At); file != nil && file.File.What == "zk-url" {
		v.ByFile = x.From != "file" || path.Base(x.At) != x.Name
	}
	return v
}

// settled tells whether all settings of a host were seen, and if not, why not.
func (f *Facts) settled(host, source string) (bool, string) {
	for _, name := range []string{source, host} {
		if s := f.board.SightOf(mesoswatch.SubjectSetting, name); !s.At.IsZero() || s.Why != "" {
			return s.Clear(), s.Why
		}
	}
	return f.Known(mesoswatch.SubjectSetting)
}

func settingProof(s *mesoswatch.Snapshot) mesoswatch.Evidence {
	x := s.Setting
	return mesoswatch.Evidence{Source: x.At, Line: x.Line, Time: s.At, Text: fmt.Sprintf("%s = %q (%s)", x.Name, x.Value, x.From)}
}

// installed is the version of the package of a host that a daemon comes from.
func (f *Facts) installed(host, kind string) mesoswatch.Release {
	name := kind
	if kind == Master || kind == Agent {
		name = "mesos"
	}
	s := f.Get(mesoswatch.SubjectPackage, host+" "+name)
	if s == nil {
		return mesoswatch.Release{}
	}
	r, _ := mesoswatch.ParseRelease(s.Package.Version)
	return r
}

// servers are ZooKeeper servers: those that were asked, with what their words
// conf and envi tell, joined with the files of their hosts.
func (f *Facts) servers() []*Daemon {
	var out []*Daemon
	for _, s := range f.All(mesoswatch.SubjectZooKeeper) {
		z := s.ZooKeeper
		d := &Daemon{Kind: ZooKeeper, Subject: s.Subject(), values: make(map[string]Value), names: []string{hostOf(z.Address), z.Config["host.name"]},
			why: "neither its words conf and envi nor files of its host tell it"}
		d.Release, _ = mesoswatch.ParseRelease(z.Version)
		for name, text := range z.Config {
			d.values[name] = Value{Text: text, From: "endpoint", Evidence: Proof(s, "$.config."+name, fmt.Sprintf("%s=%s", name, text))}
		}
		out = append(out, d)
	}
	return joined(out, f.hosts(ZooKeeper), "clientPort")
}

// fronts are schedulers, or DC/OS: those that were asked, with what they tell of
// their settings, joined with the files of their hosts.
func (f *Facts) fronts(kind string) []*Daemon {
	var out []*Daemon
	for _, s := range f.All(mesoswatch.SubjectScheduler) {
		x := s.Scheduler
		if x.Kind != kind {
			continue
		}
		d := &Daemon{Kind: kind, Subject: s.Subject(), values: make(map[string]Value), names: []string{hostOf(x.URL)}, why: "it does not tell it, and no files of its host do"}
		d.Release, _ = mesoswatch.ParseRelease(x.Version)
		for name, text := range x.Settings {
			d.values[name] = Value{Text: text, From: "endpoint", Evidence: Proof(s, "$.settings."+name, fmt.Sprintf("%s = %q", name, text))}
		}
		out = append(out, d)
	}
	return joined(out, f.hosts(kind), "http_port")
}
