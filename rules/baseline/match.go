package baseline

import (
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"
)

// State is how something relates to the baseline.
type State string

// The states. Different: the name is known, but not so.
const (
	Unjudged  State = "unjudged" // there is no baseline, or it does not describe this
	Known     State = "known"
	Unknown   State = "unknown"
	Different State = "different"
)

// Verdict is the answer of the baseline. Why is for people; foreign text in it
// is quoted and harmless.
type Verdict struct {
	State State  `json:"state"`
	Why   string `json:"why"`
}

func unjudged(what string) Verdict {
	return Verdict{Unjudged, "the baseline does not describe " + what}
}

// named tells whether an entry is about s.
func named(s, name, pattern string) bool {
	if pattern != "" {
		return like(pattern, s)
	}
	return s == name
}

// judge looks for an entry that fits; else for the one that is nearest.
func judge[E any](entries []E, what string, same func(E) bool, compare func(E) []string) Verdict {
	if entries == nil {
		return unjudged(what)
	}
	var nearest []string
	for _, e := range entries {
		if !same(e) {
			continue
		}
		wrong := compare(e)
		if len(wrong) == 0 {
			return Verdict{Known, "as in the baseline"}
		}
		if nearest == nil || len(wrong) < len(nearest) {
			nearest = wrong
		}
	}
	if nearest == nil {
		return Verdict{Unknown, "not in the baseline"}
	}
	return Verdict{Different, strings.Join(nearest, "; ")}
}

// Registration is what is known of a framework that registers. What is not known
// is empty and not compared; Roles are comma separated, as in Event.Roles.
type Registration struct{ Name, Principal, IP, Roles, User string }

// Registered answers whether a framework belongs here, with all that is known of
// it: one entry has to fit as a whole.
func (b *Baseline) Registered(r Registration) Verdict {
	if b == nil {
		return unjudged("frameworks")
	}
	return judge(b.Frameworks, "frameworks",
		func(f Framework) bool { return named(r.Name, f.Name, f.NamePattern) },
		func(f Framework) []string {
			wrong := append(otherPrincipal(f.Principal, r.Principal), outside(f.Networks, r.IP)...)
			for _, role := range splitRoles(r.Roles) {
				if len(f.Roles) > 0 && !slices.Contains(f.Roles, role) {
					wrong = append(wrong, fmt.Sprintf("role %s is none of %s", aside(role), asides(f.Roles)))
				}
			}
			if r.User != "" && len(f.Users) > 0 && !slices.Contains(f.Users, r.User) {
				wrong = append(wrong, fmt.Sprintf("user %s is none of %s", aside(r.User), asides(f.Users)))
			}
			return wrong
		})
}

// Framework is Registered by name, principal and address alone.
func (b *Baseline) Framework(name, principal, ip string) Verdict {
	return b.Registered(Registration{Name: name, Principal: principal, IP: ip})
}

// FrameworkUse is Registered by name, roles and operating system user alone.
func (b *Baseline) FrameworkUse(name, roles, user string) Verdict {
	return b.Registered(Registration{Name: name, Roles: roles, User: user})
}

// Principal answers whether a principal logs in here, from that address; an
// empty ip is not compared.
func (b *Baseline) Principal(name, ip string) Verdict {
	if b == nil {
		return unjudged("principals")
	}
	return judge(b.Principals, "principals",
		func(p Principal) bool { return p.Name == name },
		func(p Principal) []string { return outside(p.Networks, ip) })
}

// Operator answers whether operators work from that address.
func (b *Baseline) Operator(ip string) Verdict {
	if b == nil || b.Operators == nil {
		return unjudged("operator networks")
	}
	return within(b.operatorNetworks(), ip, "operator networks")
}

// Request answers whether an HTTP request is expected from that address: one to
// the scheduler or executor API from any network of the baseline, another one
// from those of operators.
func (b *Baseline) Request(ip, path string) Verdict {
	if b == nil || b.Operators == nil || ByOperator(path) {
		return b.Operator(ip)
	}
	return within(b.networks(), ip, "networks")
}

// ByOperator tells whether the path of a request is one that people, dashboards
// and monitoring ask for, not schedulers and executors (src/master/master.cpp,
// src/slave/slave.cpp).
func ByOperator(url string) bool {
	switch p := path.Clean("/" + url); {
	case strings.HasSuffix(p, "/api/v1/scheduler"), strings.HasSuffix(p, "/api/v1/executor"):
		return false
	}
	return true
}

// Master answers whether a master runs there; either may be empty.
func (b *Baseline) Master(hostname, ip string) Verdict {
	if b == nil {
		return unjudged("masters")
	}
	a, told := address(ip)
	return judge(b.Masters, "masters",
		func(m Master) bool {
			return hostname != "" && m.Hostname == hostname || told && m.Address == a
		},
		func(m Master) (wrong []string) {
			if told && m.Address.IsValid() && m.Address != a {
				wrong = append(wrong, fmt.Sprintf("address %s is not %s", a, m.Address))
			}
			if hostname != "" && m.Hostname != "" && m.Hostname != hostname {
				wrong = append(wrong, fmt.Sprintf("host name %s is not %s", aside(hostname), aside(m.Hostname)))
			}
			return wrong
		})
}

// Port answers whether a service (ServiceMaster …) listens on a port here.
func (b *Baseline) Port(service string, port int) Verdict {
	if b == nil {
		return unjudged("ports")
	}
	return judge(b.Ports, "ports", func(p Port) bool { return p.Service == service && p.Port == port }, func(Port) []string { return nil })
}

func otherPrincipal(want, is string) []string {
	if want == "" || is == "" || want == is {
		return nil
	}
	return []string{fmt.Sprintf("principal %s is not %s", aside(is), aside(want))}
}

// outside says that an address is in none of the networks.
func outside(ns []netip.Prefix, ip string) []string {
	a, ok := address(ip)
	if !ok || len(ns) == 0 || contains(ns, a) {
		return nil
	}
	return []string{fmt.Sprintf("address %s is outside of %s", a, showNetworks(ns))}
}

func within(ns []netip.Prefix, ip, what string) Verdict {
	a, ok := address(ip)
	switch {
	case !ok:
		return Verdict{Unjudged, "no address is told"}
	case contains(ns, a):
		return Verdict{Known, "in the " + what + " of the baseline"}
	}
	return Verdict{Unknown, "in none of the " + what + " of the baseline"}
}

// splitRoles reads roles as events tell them.
func splitRoles(s string) []string {
	var out []string
	for _, r := range strings.Split(s, ",") {
		if r = strings.TrimSpace(r); r != "" {
			out = append(out, r)
		}
	}
	return out
}

func asides(ss []string) string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = aside(s)
	}
	return strings.Join(out, ", ")
}
