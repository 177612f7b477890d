package ports

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// Bounds of what is looked at.
const (
	maxHosts   = 2_000
	maxPorts   = 64 // of one host
	maxClaimed = 16 // of those, where somebody was seen: whoever registers can claim any port
)

// claim is that a host has a role, by the word of a collector.
type claim struct {
	host string
	role string
	port int    // where it was seen
	by   string // master, zookeeper, agent list …
}

// Handle takes note of the hosts that others have found. It never blocks.
func (c *Collector) Handle(r mesoswatch.Record) error {
	if r.Snapshot == nil || c.NoConnect {
		return nil
	}
	cl, ok := claimOf(r.Snapshot)
	switch {
	case cl.role == "":
	case r.Snapshot.Gone, !ok: // an agent can lose its address, too
		c.inbox.Drop(r.Snapshot.Subject())
	default:
		c.inbox.Put(r.Snapshot.Subject(), cl)
	}
	return nil
}

// claimOf is what a snapshot says of a host: without a role it says nothing, and
// without ok no host that can be looked at. An agent's or candidate's host name is
// never looked up: whoever registers may claim any; its address is where the
// masters speak to it.
func claimOf(s *mesoswatch.Snapshot) (claim, bool) {
	var at found.Place
	var ok bool
	var c claim
	switch {
	case s.Master != nil:
		c.role, c.by = RoleMaster, "master"
		at, ok = found.FromURL(s.Master.URL)
	case s.Agent != nil:
		c.role, c.by = RoleAgent, "agent list"
		at, ok = found.FromPID(s.Agent.PID)
	case s.AgentCheck != nil:
		c.role, c.by = RoleAgent, "agent list"
		at, ok = found.FromURL(s.AgentCheck.URL)
	case s.ZooKeeper != nil:
		c.role, c.by = RoleZooKeeper, "zookeeper"
		at, ok = found.FromAddress(s.ZooKeeper.Address)
	case s.Znode != nil && s.Znode.What == "candidate":
		c.role, c.by = RoleMaster, "znode"
		if at, ok = found.FromAddress(s.Znode.Address); !ok {
			at, ok = found.FromPID(s.Znode.PID)
		}
	case s.Scheduler != nil:
		c.role, c.by = s.Scheduler.Kind, "scheduler"
		at, ok = found.FromURL(s.Scheduler.URL)
	}
	c.host, c.port = at.Host, at.Port
	return c, ok
}

func (c claim) compare(o claim) int {
	return cmp.Or(strings.Compare(c.by, o.by), strings.Compare(c.role, o.role), strings.Compare(c.host, o.host), c.port-o.port)
}

// host is one that is looked at.
type host struct {
	name  string
	by    string
	rank  int // the lower, the sooner when there is no room for all
	all   bool
	roles map[string]bool
	ports map[int]string // service

	addresses []netip.Addr
	why       string // there are none
}

func (h *host) public() Host {
	return Host{Address: h.name, Roles: slices.Sorted(maps.Keys(h.roles))}
}

// hosts puts together who is to be looked at, the user's first, then those that
// are few, and says how many claims had no room.
func (c *Collector) hosts() (all []*host, over int) {
	by := make(map[string]*host)
	for _, n := range c.Named {
		name, ok := found.Host(n.Address)
		if !ok {
			continue // Run has refused it
		}
		h := admit(by, name, "user", 0)
		h.all = h.all || len(n.Roles) == 0
		for _, r := range n.Roles {
			h.roles[r] = true
		}
	}
	claims, over := c.inbox.List()
	slices.SortFunc(claims, claim.compare)
	for _, cl := range claims {
		rank := 1
		if cl.role == RoleAgent {
			rank = 2
		}
		h := admit(by, cl.host, cl.by, rank)
		h.roles[cl.role] = true
		switch _, known := h.ports[cl.port]; {
		case !known && len(h.ports) >= maxClaimed:
			over++
		case !known:
			h.ports[cl.port] = cl.role
		}
	}
	for _, h := range by {
		all = append(all, h)
	}
	slices.SortFunc(all, func(a, b *host) int { return cmp.Or(a.rank-b.rank, strings.Compare(a.name, b.name)) })
	return all, over
}

// admit is the host of that name; of several who name it, the first in rank and
// alphabet is told.
func admit(by map[string]*host, name, who string, rank int) *host {
	h := by[name]
	if h == nil {
		h = &host{name: name, by: who, rank: rank, roles: make(map[string]bool), ports: make(map[int]string)}
		by[name] = h
	}
	if rank < h.rank || rank == h.rank && who < h.by {
		h.by, h.rank = who, rank
	}
	return h
}

// choose adds the ports of the host's roles, those that are dangerous anywhere,
// and those that are asked for. Where services share a port, all are named.
func (c *Collector) choose(h *host) {
	add := func(port int, service string) {
		old, known := h.ports[port]
		switch {
		case !known && len(h.ports) >= maxPorts:
		case !known:
			h.ports[port] = service
		case !slices.Contains(strings.Split(old, " or "), service):
			h.ports[port] = old + " or " + service
		}
	}
	seen := maps.Clone(h.ports)
	for _, u := range usualPorts() {
		is := !c.Seen && (u.anywhere || h.all || slices.ContainsFunc(u.roles, func(r string) bool { return h.roles[r] }))
		if _, known := seen[u.port]; is && !known {
			add(u.port, u.service)
		}
	}
	for _, role := range slices.Sorted(maps.Keys(c.More)) {
		if role != "" && !h.all && !h.roles[role] {
			continue
		}
		for _, port := range slices.Sorted(maps.Keys(c.More[role])) {
			if port > 0 && port < 1<<16 {
				add(port, c.More[role][port])
			}
		}
	}
}
