package baseline

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
)

func (c *collector) frameworks() {
	for _, g := range c.groups(UseFramework, c.o.frameworks) {
		c.b.Frameworks = append(c.b.Frameworks, Framework{
			Name: g.name, Principal: g.principal, Roles: g.roles, Users: g.users, Networks: c.generalise(g.addrs),
		})
		c.hints["frameworks"] = append(c.hints["frameworks"], g.hint())
	}
	n := 0
	for _, s := range c.o.unnamed.all() {
		if s.why == "" {
			n++
		}
	}
	if n > 0 {
		c.out = append(c.out, LeftOut{Kind: UseFramework, Count: n, Why: "no line tells its name (masters up to 0.20 do not)"})
	}
}

func (c *collector) agents() {
	for _, g := range c.groups(UseAgent, c.o.agents) {
		c.b.Agents = append(c.b.Agents, Agent{Hostname: g.name, Principal: g.principal, Networks: c.generalise(g.addrs)})
		c.hints["agents"] = append(c.hints["agents"], g.hint())
	}
}

// principals takes those under which something is taken.
func (c *collector) principals() {
	var names []string
	groups := make(map[string]*group)
	for _, s := range c.o.principals.all() {
		if !c.used(s) {
			continue
		}
		g := groups[s.principal]
		if g == nil {
			g = &group{name: s.principal}
			groups[s.principal] = g
			names = append(names, s.principal)
		}
		g.uses, g.count = append(g.uses, s.use), g.count+s.count
		if s.addr != "" {
			g.addrs = append(g.addrs, s.addr)
		}
	}
	slices.Sort(names)
	for _, n := range names {
		g := groups[n]
		g.uses = distinct(g.uses)
		networks := c.generalise(g.addrs)
		if slices.Contains(g.uses, UseOperator) {
			networks = nil // the lines of operators tell no address
		}
		c.b.Principals = append(c.b.Principals, Principal{Name: n, Uses: g.uses, Networks: networks})
		c.hints["principals"] = append(c.hints["principals"], g.hint())
	}
	for _, s := range c.o.logins.all() {
		if groups[s.principal] == nil && c.o.bad.get(key{addr: s.addr}) == nil {
			c.leave("principal", s, "logged in, but nothing of it was admitted")
		}
	}
}

// used tells whether a framework or agent that is taken uses the principal there.
func (c *collector) used(s *sighting) bool {
	a, _ := address(s.addr)
	fits := func(principal string, ns []netip.Prefix) bool {
		return principal == s.principal && (s.addr == "" || contains(ns, a))
	}
	switch s.use {
	case UseFramework:
		return slices.ContainsFunc(c.b.Frameworks, func(f Framework) bool { return fits(f.Principal, f.Networks) })
	case UseAgent:
		return c.usedByAgent(s.principal, s.addr)
	}
	return true
}

// usedByAgent looks at the sightings: a large cluster has too many entries to
// compare all with all.
func (c *collector) usedByAgent(principal, addr string) bool {
	return c.o.bad.get(key{addr: addr}) == nil && slices.ContainsFunc(c.b.Agents, func(a Agent) bool { return a.Principal == principal })
}

func (c *collector) operators() {
	at := make(map[netip.Prefix]*group)
	var order []netip.Prefix
	for _, s := range c.o.requests.all() {
		if c.o.bad.get(key{addr: s.addr}) != nil {
			continue // the address itself is listed
		}
		for _, p := range c.generalise([]string{s.addr}) {
			if at[p] == nil {
				at[p] = &group{}
				order = append(order, p)
			}
			at[p].addrs, at[p].count = append(at[p].addrs, s.addr), at[p].count+s.count
		}
	}
	slices.SortFunc(order, compareNetworks)
	for _, p := range order {
		c.b.Operators = append(c.b.Operators, Operator{Network: p})
		c.hints["operators"] = append(c.hints["operators"], at[p].hint())
	}
}

// masters joins what tells a host name with what tells an address, where one
// source tells both.
func (c *collector) masters() {
	all := c.o.masters.all()
	both := make(map[string]bool)
	for _, s := range all {
		if s.name != "" && s.addr != "" {
			both["name "+s.name], both["addr "+s.addr] = true, true
		}
	}
	for _, s := range all {
		if s.addr == "" && both["name "+s.name] || s.name == "" && both["addr "+s.addr] {
			continue
		}
		if s.addr != "" && c.o.bad.get(key{addr: s.addr}) != nil {
			c.leave("master", s, "from an address that is left out")
			continue
		}
		m := Master{Hostname: s.name}
		if a, ok := address(s.addr); ok {
			m.Address = a
		}
		c.b.Masters = append(c.b.Masters, m)
	}
}

// services takes ports and versions.
func (c *collector) services() {
	seen := make(map[Port]bool)
	for _, s := range c.o.ports.all() {
		n, err := strconv.Atoi(s.name)
		p := Port{Service: s.use, Port: n}
		if err == nil && !seen[p] && (s.addr == "" || c.o.bad.get(key{addr: s.addr}) == nil) {
			seen[p] = true
			c.b.Ports = append(c.b.Ports, p)
		}
	}
	slices.SortFunc(c.b.Ports, func(a, b Port) int { return cmp.Or(cmp.Compare(a.Service, b.Service), a.Port-b.Port) })
	for _, s := range c.o.versions.all() {
		c.b.Versions = append(c.b.Versions, Version{Service: s.use, Version: s.name})
	}
	slices.SortFunc(c.b.Versions, func(a, b Version) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Version, b.Version))
	})
}

func (c *collector) images() {
	for _, s := range c.o.images.all() {
		if c.good(useImage, s) {
			c.b.Images = append(c.b.Images, Image{Image: s.name})
		}
	}
}
