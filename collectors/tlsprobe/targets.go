package tlsprobe

import (
	"cmp"
	"net"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// claim is that there is a TLS port, by the word of a collector.
type claim struct {
	rank    int // the lower, the sooner when there is no room for all
	address string
	service string
}

// Handle takes note of the endpoints that others have found. It never blocks.
func (c *Collector) Handle(r mesoswatch.Record) error {
	if r.Snapshot == nil {
		return nil
	}
	cl, about := claimOf(r.Snapshot)
	switch {
	case !about:
	case cl.address == "", r.Snapshot.Gone:
		c.inbox.Drop(r.Snapshot.Subject())
	default:
		c.inbox.Put(r.Snapshot.Subject(), cl)
	}
	return nil
}

// claimOf is what a snapshot says of a TLS port; about is false when it is not of a
// kind that could.
func claimOf(s *mesoswatch.Snapshot) (c claim, about bool) {
	switch {
	case s.Master != nil:
		return secure(1, s.Master.URL, "master"), true
	case s.ZooKeeper != nil:
		return secureZooKeeper(s.ZooKeeper), true
	case s.Scheduler != nil:
		return secure(3, s.Scheduler.URL, s.Scheduler.Kind), true
	case s.Port != nil:
		return customary(s.Port), true
	case s.AgentCheck != nil:
		return secure(5, s.AgentCheck.URL, "agent"), true
	}
	return claim{}, false
}

// secure is an https URL.
func secure(rank int, url, service string) claim {
	p, ok := found.FromURL(url)
	if !ok || !p.TLS {
		return claim{}
	}
	return claim{rank, p.String(), service}
}

// secureZooKeeper is the port that speaks TLS, as the server's configuration or the
// way it was asked tells it.
func secureZooKeeper(z *mesoswatch.ZooKeeper) claim {
	p, ok := found.FromAddress(z.Address)
	if !ok {
		return claim{}
	}
	if z.Via == "tls" {
		return claim{2, p.String(), "zookeeper"}
	}
	p, ok = found.FromAddress(net.JoinHostPort(p.Host, z.Config["secureClientPort"]))
	if !ok {
		return claim{}
	}
	return claim{2, p.String(), "zookeeper"}
}

// customary is an open port that is TLS's by custom.
func customary(p *mesoswatch.Port) claim {
	host, ok := found.Host(p.Host)
	if !ok || p.State != "open" || !slices.Contains([]int{443, 2281, 2376, 8443}, p.Port) {
		return claim{}
	}
	return claim{4, found.Place{Host: host, Port: p.Port}.String(), p.Service}
}

// targets lists what is to be looked at, the user's first, each address once, and
// says how many had no room.
func (c *Collector) targets() (all []Target, over int) {
	known := make(map[string]bool)
	add := func(t Target) {
		switch {
		case known[t.Address]:
		case len(all) >= c.most():
			over++
		default:
			all = append(all, t)
		}
		known[t.Address] = true
	}
	for _, t := range c.Endpoints {
		if p, ok := found.FromAddress(t.Address); ok {
			t.Address = p.String()
			add(t)
		}
	}
	claims, lost := c.inbox.List()
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(a.rank-b.rank, strings.Compare(a.address, b.address), strings.Compare(a.service, b.service))
	})
	for _, cl := range claims {
		add(Target{Address: cl.address, Service: cl.service})
	}
	return all, over + lost
}

func (c *Collector) most() int {
	if c.Most > 0 {
		return c.Most
	}
	return 500
}
