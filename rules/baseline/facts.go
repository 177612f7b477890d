package baseline

import (
	"fmt"
	"net/netip"
	"strconv"
)

// facts are what an entry says, and whether another one's name is its own.
type facts struct {
	kind, name string
	pattern    string
	lists      []fact
	networks   []netip.Prefix
}

type fact struct {
	key    string
	values []string
}

func (b *Baseline) sections() [][]facts {
	return [][]facts{
		factsOf(b.Frameworks), factsOf(b.Agents), factsOf(b.Principals), factsOf(b.Operators),
		factsOf(b.Masters), factsOf(b.Ports), factsOf(b.Versions), factsOf(b.Images),
	}
}

func factsOf[E interface{ facts() facts }](entries []E) []facts {
	if entries == nil {
		return nil
	}
	out := make([]facts, 0, len(entries))
	for _, e := range entries {
		out = append(out, e.facts())
	}
	return out
}

func (f facts) shown() string {
	if f.pattern != "" {
		return f.pattern
	}
	return f.name
}

func (f facts) details() []string {
	var out []string
	for _, l := range f.lists {
		if len(l.values) > 0 {
			out = append(out, l.key+" "+asides(l.values))
		}
	}
	if len(f.networks) > 0 && f.kind != "operator" {
		out = append(out, "networks "+showNetworks(f.networks))
	}
	return out
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func (f Framework) facts() facts {
	return facts{kind: "framework", name: f.Name, pattern: f.NamePattern, networks: f.Networks,
		lists: []fact{{"principal", one(f.Principal)}, {"roles", f.Roles}, {"users", f.Users}}}
}

func (a Agent) facts() facts {
	return facts{kind: "agent", name: a.Hostname, pattern: a.HostnamePattern, networks: a.Networks,
		lists: []fact{{"principal", one(a.Principal)}}}
}

func (p Principal) facts() facts {
	return facts{kind: "principal", name: p.Name, networks: p.Networks, lists: []fact{{"uses", p.Uses}}}
}

func (o Operator) facts() facts {
	return facts{kind: "operator", name: showNetwork(o.Network), networks: []netip.Prefix{o.Network}}
}

func (m Master) facts() facts {
	f := facts{kind: "master", name: m.Hostname}
	if m.Address.IsValid() {
		if f.name == "" {
			f.name = m.Address.String()
		}
		f.networks = []netip.Prefix{single(m.Address)}
	}
	return f
}

func (p Port) facts() facts {
	return facts{kind: "port", name: fmt.Sprintf("%s %s", p.Service, strconv.Itoa(p.Port))}
}

func (i Image) facts() facts {
	return facts{kind: "image", name: i.Image, pattern: i.ImagePattern, lists: []fact{{"allows", i.Allows}}}
}

func (v Version) facts() facts {
	return facts{kind: "version", name: v.Service + " " + v.Version}
}
