package mesoswatch

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// identity is what tells that two things have to do with each other.
type identity struct{ kind, name string }

// Kinds of identities. An address is one whether a peer claims it or has it.
const (
	byAddress   = "address"
	byUPID      = "libprocess address"
	byPrincipal = "principal"
	byFramework = "framework"
	byAgent     = "agent"
)

// shown is an identity as a finding or event has it.
type shown struct {
	identity
	// claimed: it is what a peer says of itself.
	claimed bool
	// subject: it is what the finding is about.
	subject bool
}

// identities gathers what identifies, each once, as the first says it.
type identities []shown

func (ids *identities) add(kind, name string, claimed, subject bool) {
	if name == "" {
		return
	}
	for i, have := range *ids {
		if have.kind == kind && have.name == name {
			(*ids)[i].subject = have.subject || subject
			(*ids)[i].claimed = have.claimed && claimed // the cluster says so too
			return
		}
	}
	*ids = append(*ids, shown{identity{kind, name}, claimed, subject})
}

// address adds an IP address; one that says nothing of where is none.
func (ids *identities) address(ip string, claimed, subject bool) {
	if a, err := netip.ParseAddr(ip); err == nil && !a.IsUnspecified() {
		ids.add(byAddress, a.Unmap().String(), claimed, subject)
	}
}

// upid adds a libprocess address and the IP address in it: claims.
func (ids *identities) upid(s string, subject bool) {
	if u, ok := ParseUPID(s); ok {
		ids.address(u.IP, true, subject)
		ids.add(byUPID, s, true, subject)
	}
}

// identities are those of a finding, out of subject and fields; those that link it
// come first in the order in which they are looked at.
func (f *Finding) identities() identities {
	var ids identities
	field := func(name string) string { return f.Fields[name] }
	ids.address(field("remote_ip"), false, false)
	ids.address(field("claimed_ip"), true, false)
	ids.upid(field("upid"), false)
	ids.upid(field("old_upid"), false)
	switch s := f.Subject; s.Kind {
	case "address":
		ids.address(s.Name, field("remote_ip") != s.Name, true)
		ids.upid(s.Name, true)
	case "principal":
		ids.add(byPrincipal, s.Name, field("principal") != s.Name, true)
	case SubjectFramework:
		if _, upid := ParseUPID(s.Name); upid {
			ids.upid(s.Name, true)
		} else {
			ids.add(byFramework, s.Name, false, true)
		}
	case SubjectAgent:
		ids.address(hostOf(s.Name), false, true)
		ids.add(byAgent, s.Name, false, true)
	default:
		ids.address(hostOf(s.Name), false, true)
	}
	ids.add(byPrincipal, field("principal"), false, false)
	ids.add(byPrincipal, field("claimed_principal"), true, false)
	ids.add(byFramework, field("framework_id"), false, false)
	ids.add(byAgent, field("agent_id"), false, false)
	return ids
}

// identities are those of an event.
func (e *Event) identities() identities {
	var ids identities
	ids.address(e.RemoteIP, false, false)
	ids.address(e.ClaimedIP, true, false)
	ids.upid(e.UPID, false)
	ids.upid(e.OldUPID, false)
	ids.add(byPrincipal, e.Principal, false, false)
	ids.add(byPrincipal, e.ClaimedPrincipal, true, false)
	ids.add(byFramework, e.FrameworkID, false, false)
	ids.add(byAgent, e.AgentID, false, false)
	return ids
}

// hostOf is the IP address in the name of a source or daemon: a URL, host:port or
// an address; empty when there is none.
func hostOf(name string) string {
	if strings.Contains(name, "://") {
		if u, err := url.Parse(name); err == nil {
			name = u.Host
		}
	}
	if host, _, err := net.SplitHostPort(name); err == nil {
		return host
	}
	return strings.Trim(name, "[]")
}

// words say what is shared.
func (s shown) words() string {
	if s.claimed {
		return "same claimed " + s.kind + " " + s.name
	}
	return "same " + s.kind + " " + s.name
}
