package pretend

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// MasterURL is the address of the first master's HTTP port, without a slash at its
// end.
func (c *Cluster) MasterURL() string { return c.masters[0].url() }

// MasterURLs are those of all masters.
func (c *Cluster) MasterURLs() []string {
	urls := make([]string, len(c.masters))
	for i, m := range c.masters {
		urls[i] = m.url()
	}
	return urls
}

// AgentURLs are those of all agents, those that are not registered too.
func (c *Cluster) AgentURLs() []string {
	urls := make([]string, len(c.agents))
	for i, a := range c.agents {
		urls[i] = a.url()
	}
	return urls
}

// ZooKeeper is "ip:port" of the first ZooKeeper.
func (c *Cluster) ZooKeeper() string { return c.ensemble.Addresses()[0] }

// ZooKeepers are "ip:port" of all; their znodes are below /mesos.
func (c *Cluster) ZooKeepers() []string { return c.ensemble.Addresses() }

// LogPath is the link that glog keeps on the INFO file of the first master's
// latest process.
func (c *Cluster) LogPath() string { return filepath.Join(c.Dir, "mesos-master.INFO") }

// addresses that certificates are good for.
func (c *Cluster) addresses() []net.IP {
	all := []net.IP{net.IPv4(127, 0, 0, 1)}
	for i := range c.opt.Masters {
		all = append(all, net.ParseIP(loopback(11+i)))
	}
	for i := range c.opt.Agents {
		all = append(all, net.ParseIP(loopback(51+i)))
	}
	return all
}

// loopback is the n-th address of 127/8.
func loopback(n int) string { return net.IPv4(127, byte(n>>16), byte(n>>8), byte(n)).String() }

// resolved puts the addresses of this cluster into a process of a scenario.
func (c *Cluster) resolved(p masterlog.Process) masterlog.Process {
	names := c.names()
	p.IP, p.Port = names.Replace(p.IP), names.Replace(p.Port)
	flags := make([]masterlog.Flag, len(p.Flags))
	for i, f := range p.Flags {
		flags[i] = masterlog.Flag{Name: f.Name, Value: names.Replace(f.Value)}
	}
	p.Flags = flags
	return p
}

// names are what stands for addresses in a scenario.
func (c *Cluster) names() *strings.Replacer {
	pairs := []string{"{zookeepers}", strings.Join(c.ZooKeepers(), ",")}
	add := func(name, address string) {
		ip, port, _ := strings.Cut(address, ":")
		pairs = append(pairs, "{"+name+"}", address, "{"+name+".ip}", ip, "{"+name+".port}", port)
	}
	for i, m := range c.masters {
		add(fmt.Sprintf("master%d", i+1), m.door.address())
	}
	for i, a := range c.agents {
		add(fmt.Sprintf("agent%d", i+1), a.door.address())
	}
	return strings.NewReplacer(pairs...)
}
