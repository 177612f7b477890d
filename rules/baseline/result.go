package baseline

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// LeftOut is something that was seen and is not taken as normal.
type LeftOut struct {
	Kind    string `json:"kind"` // framework, agent, principal, address
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
	Why     string `json:"why"`
	Count   int    `json:"count"`
	Place   string `json:"place,omitempty"` // file:line of the first record
}

// String is for people; foreign text in it is quoted.
func (l LeftOut) String() string {
	if l.Name == "" && l.Address == "" {
		return count(l.Count, l.Kind, l.Kind+"s") + ": " + mild(l.Why)
	}
	s := l.Kind
	if l.Name != "" || l.Address == "" {
		s += " " + aside(l.Name)
	}
	if l.Address != "" {
		s += " at " + l.Address
		if l.Kind == "address" {
			s = "address " + l.Address
		}
	}
	s += ": " + mild(l.Why)
	if l.Count > 1 {
		s += fmt.Sprintf(", %d times", l.Count)
	}
	if l.Place != "" {
		s += ", first in " + mild(l.Place)
	}
	return s
}

// mild is aside without the quotes, for text that is mostly ours.
func mild(s string) string {
	q := strings.Replace(aside(s)[1:], `"…`, "…", 1)
	return strings.ReplaceAll(strings.TrimSuffix(q, `"`), `\"`, `"`)
}

// Result is what an Observer has learned.
type Result struct {
	Baseline *Baseline
	LeftOut  []LeftOut
	// Evicted is how many things did not fit into the tables.
	Evicted int64
	hints   hints
}

// Result says what is normal as far as the records tell. Sections of which the
// records told nothing are nil.
func (o *Observer) Result() Result {
	o.prepare()
	c := &collector{o: o, b: &Baseline{Format: Format, Cluster: o.Cluster}, hints: make(hints)}
	if !o.from.IsZero() || len(o.sources) > 0 {
		c.b.Captured = &Captured{From: o.from, To: o.to, Sources: o.sourceNames()}
	}
	c.tainted()
	c.frameworks()
	c.agents()
	c.principals()
	c.operators()
	c.masters()
	c.services()
	c.images()
	return Result{Baseline: c.b, LeftOut: c.out, Evicted: o.Evicted(), hints: c.hints}
}

// collector makes entries of sightings.
type collector struct {
	o     *Observer
	b     *Baseline
	out   []LeftOut
	hints hints
	bad   map[netip.Prefix]bool // networks that hold a bad address
}

func (c *collector) leave(kind string, s *sighting, why string) {
	c.out = append(c.out, LeftOut{Kind: kind, Name: nameOf(s), Address: s.addr, Why: why, Count: s.count, Place: s.place})
}

// nameOf is the name of a sighting: only those of principals have none.
func nameOf(s *sighting) string {
	if s.name == "" && s.principal != everywhere {
		return s.principal
	}
	return s.name
}

// tainted lists bad addresses and lines that may be forged.
func (c *collector) tainted() {
	c.bad = make(map[netip.Prefix]bool)
	for _, s := range c.o.bad.all() {
		if a, ok := address(s.addr); ok {
			c.bad[around(a)] = true
		}
		c.leave("address", s, s.why)
	}
	for _, s := range c.o.refused.all() {
		c.leave(s.use, s, s.why)
		if a, ok := address(s.addr); ok {
			c.bad[around(a)] = true
		}
	}
	for _, s := range c.o.marked.all() {
		kind := s.use
		if kind == UseOperator {
			kind = "address"
		}
		c.leave(kind, s, s.why)
	}
}

// good tells whether a sighting of a framework or agent can be taken; what is
// bad about it is listed already, or now.
func (c *collector) good(kind string, s *sighting) bool {
	if c.o.bad.get(key{addr: s.addr}) != nil {
		c.leave(kind, s, "from an address that is left out")
		return false
	}
	return c.o.refused.get(key{name: s.name, use: kind, addr: s.addr}) == nil &&
		c.o.refused.get(key{name: s.name, use: kind, principal: everywhere}) == nil
}

// generalise makes networks of addresses: the usual size of a subnet, but single
// addresses where the subnet holds an address that is left out.
func (c *collector) generalise(addrs []string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range addrs {
		a, ok := address(s)
		if !ok {
			continue
		}
		p := around(a)
		if c.bad[p] {
			p = single(a)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, compareNetworks)
	return slices.Compact(out)
}

// group is what belongs to one entry.
type group struct {
	name, principal     string
	addrs, roles, users []string
	uses                []string
	count               int
}

// groups joins the good sightings of a table by name and principal. One without
// a principal adds nothing where the same name at the same address has one; one
// without an address adds nothing where the same name has any, so that a line
// which tells little cannot open what a line that tells more has closed.
func (c *collector) groups(kind string, t *table) []*group {
	var out []*group
	told := make(map[key]bool)
	all := t.all()
	for _, s := range all {
		if s.principal != "" {
			told[key{name: s.name, addr: s.addr, use: "principal"}] = true
		}
		if s.addr != "" {
			told[key{name: s.name, use: "address"}] = true
		}
	}
	for _, s := range all {
		if s.principal == "" && told[key{name: s.name, addr: s.addr, use: "principal"}] ||
			s.addr == "" && told[key{name: s.name, use: "address"}] || !c.good(kind, s) {
			continue
		}
		n := len(out)
		if n == 0 || out[n-1].name != s.name || out[n-1].principal != s.principal {
			out = append(out, &group{name: s.name, principal: s.principal})
			n++
		}
		g := out[n-1]
		g.count += s.count
		g.addrs = append(g.addrs, s.addr)
		g.roles = append(g.roles, s.roles...)
		g.users = append(g.users, s.users...)
	}
	for _, g := range out {
		g.roles, g.users = distinct(g.roles), distinct(g.users)
	}
	return out
}

// hint tells what an entry was made of.
func (g *group) hint() string {
	seen := "seen once"
	if g.count > 1 {
		seen = "seen " + strconv.Itoa(g.count) + " times"
	}
	addrs := slices.DeleteFunc(slices.Clone(g.addrs), func(s string) bool { return s == "" })
	slices.SortFunc(addrs, compareAddresses)
	addrs = slices.Compact(addrs)
	const show = 4
	switch n := len(addrs); {
	case n == 0:
		return seen
	case n > show:
		return fmt.Sprintf("%s, from %s and %d more", seen, strings.Join(addrs[:show], ", "), n-show)
	}
	return seen + ", from " + strings.Join(addrs, ", ")
}
