package posture

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// masters are those that were asked, joined with what files of their hosts and
// the line of their start say; those that only files describe; and where there
// are neither, those whose start was read.
func (f *Facts) masters() []*Daemon {
	var out []*Daemon
	byURL := make(map[string]*Daemon)
	for _, s := range f.All(mesoswatch.SubjectMaster) {
		d := f.asked(s)
		out = append(out, d)
		byURL[d.Subject.Name] = d
	}
	for _, s := range f.All(mesoswatch.SubjectFlag) {
		if d := byURL[s.Flag.Of]; d != nil {
			d.values[s.Flag.Name] = Value{Text: s.Flag.Value, From: "endpoint", Evidence: Proof(s, "$.flags."+s.Flag.Name, fmt.Sprintf("%q", s.Flag.Value))}
		}
	}
	for _, s := range f.All(mesoswatch.SubjectRealm) {
		if d := byURL[s.Realm.Of]; d != nil && s.Realm.Enforced != nil {
			d.probed(s.Realm.Name, *s.Realm.Enforced, Proof(s, "", s.Realm.How))
		}
	}
	for _, d := range out {
		if start := f.starts.id(d.id); start != nil && !d.whole && len(d.values) == 0 {
			d.values, d.whole, d.why = maps.Clone(start.values), start.whole, start.why
		}
	}
	out = joined(out, f.hosts(Master), "port")
	if len(out) == 0 && !f.seenOnly {
		return f.starts.of(Master)
	}
	return out
}

// asked is a master that was asked over the network.
func (f *Facts) asked(s *mesoswatch.Snapshot) *Daemon {
	m := s.Master
	d := &Daemon{Kind: Master, Subject: mesoswatch.Subject{Kind: "master", Name: m.URL}, values: make(map[string]Value), id: m.ID, names: []string{m.Hostname}}
	d.Release, _ = mesoswatch.ParseRelease(m.Version)
	sight := f.board.SightOf(mesoswatch.SubjectFlag, m.URL)
	d.whole, d.why = sight.Clear() || m.FlagsVisible && sight.Why == "", sight.Why
	if u, err := url.Parse(m.URL); err == nil {
		d.names = append(d.names, u.Hostname())
	}
	if pid, ok := mesoswatch.ParseUPID(m.PID); ok {
		d.names = append(d.names, pid.IP)
	}
	return d
}

func (d *Daemon) probed(realm string, enforced bool, e mesoswatch.Evidence) {
	if d.Realms == nil {
		d.Realms = make(map[string]Probe)
	}
	d.Realms[realm] = Probe{enforced, e}
}

// joined joins daemons that were asked with the files of their hosts, where port
// names their port. What the running process tells goes before its files.
func joined(asked, hosts []*Daemon, port string) []*Daemon {
	out := asked
	for _, h := range hosts {
		i := slices.IndexFunc(asked, func(d *Daemon) bool { return d.Host == "" && d.on(h, port) })
		if i < 0 {
			out = append(out, h)
			continue
		}
		d := asked[i]
		d.Host, d.Environment = h.Host, h.Environment
		blind := !d.whole && len(d.values) == 0
		for name, v := range h.values {
			if _, told := d.values[name]; blind || !told && (variable(name) || d.Kind != Master) {
				d.values[name] = v
			}
		}
		if blind || d.Kind != Master {
			d.whole, d.why = h.whole, h.why
		}
		if !d.Release.Known() {
			d.Release = h.Release
		}
	}
	return out
}

// on tells whether a daemon that was asked is the one that files of a host
// describe: by name, by address, and by port where the files tell it.
func (d *Daemon) on(h *Daemon, port string) bool {
	if v, ok := h.values[port]; ok && !strings.HasSuffix(strings.TrimSuffix(d.Subject.Name, "/"), ":"+v.Text) {
		return false
	}
	theirs := []string{h.Host}
	for _, n := range []string{"hostname", "ip", "advertise_ip"} {
		theirs = append(theirs, h.values[n].Text)
	}
	return slices.ContainsFunc(d.names, func(mine string) bool {
		return slices.ContainsFunc(theirs, func(n string) bool { return sameHost(mine, n) })
	})
}

// sameHost compares host names or addresses; a name without a domain is the same
// as one with.
func sameHost(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	short, long := a, b
	if len(short) > len(long) {
		short, long = b, a
	}
	return !strings.ContainsAny(short, ".:") && strings.HasPrefix(long, short+".")
}

// agents are those that were sampled, those that files of hosts describe, and
// where there are neither, those whose start was read.
func (f *Facts) agents() []*Daemon {
	out := append(f.sampled(), f.hosts(Agent)...)
	if len(out) == 0 && !f.seenOnly {
		return f.starts.of(Agent)
	}
	return out
}

// sampled are the agents that were asked, those that are alike as one.
func (f *Facts) sampled() []*Daemon {
	classes := make(map[*mesoswatch.Snapshot]string)
	byKey := make(map[string]*Daemon)
	for s := range f.board.Subjects(mesoswatch.SubjectAgentCheck).All() {
		key, ok := f.classes[s]
		if !ok {
			key = classOf(s.AgentCheck)
		}
		classes[s] = key
		d := byKey[key]
		if d == nil {
			d = &Daemon{Kind: Agent, Grouped: true, flags: s.AgentCheck.Flags, from: s, whole: s.AgentCheck.Flags != nil, subset: true}
			byKey[key] = d
		}
		d.Members = append(d.Members, s.AgentCheck.URL)
		if s.AgentCheck.URL < d.from.AgentCheck.URL {
			d.from = s
		}
	}
	f.classes = classes
	out := make([]*Daemon, 0, len(byKey))
	for _, d := range byKey {
		slices.Sort(d.Members)
		c := d.from.AgentCheck
		d.flags = c.Flags
		d.Subject = mesoswatch.Subject{Kind: "agent", Name: c.URL}
		d.Release, _ = mesoswatch.ParseRelease(c.Version)
		d.why = c.Why
		if d.why == "" && c.Flags == nil {
			d.why = "its flags were not told"
		}
		for realm, enforced := range c.Realms {
			d.probed(realm, enforced, Proof(d.from, "", fmt.Sprintf("realm %s: a request without a credential was %s", realm, outcome(enforced))))
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b *Daemon) int { return strings.Compare(a.Members[0], b.Members[0]) })
	return out
}

func outcome(enforced bool) string {
	if enforced {
		return "refused"
	}
	return "let in"
}

// classOf is the same text for agents that no check can tell apart.
func classOf(c *mesoswatch.AgentCheck) string {
	var b strings.Builder
	b.WriteString(c.Version + "\x00" + c.Why)
	for _, realm := range sortedKeys(c.Realms) {
		b.WriteString("\x00" + realm + "=" + outcome(c.Realms[realm]))
	}
	if c.Flags == nil {
		return b.String()
	}
	for _, name := range sortedKeys(c.Flags) {
		b.WriteString("\x00" + name + "\x01" + c.Flags[name])
	}
	return b.String()
}
