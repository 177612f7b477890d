package mesosapi

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// Name of the collector in records.
const Name = "mesosapi"

// Sources that are not a process: the masters that are asked, as a set, and the
// agents that are sampled.
const (
	SourceMasters = "masters"
	SourceAgents  = "agents"
)

// Collector asks masters and agents. It is a mesoswatch.Sink too: Handle takes
// the candidates that ZooKeeper lists, which are asked like those the user named
// but get no credential unless TLS proves them.
type Collector struct {
	// Masters are the URLs (http or https) or host:port that the user named,
	// without a path; the port is 5050 unless given. The canonical form,
	// http://host:port, is the source of all records. There need not be any: then
	// masters come from Handle, and until one does, Health of SourceMasters says so.
	Masters []string
	// Agents are those the user named, as Masters; the port is 5051 unless given.
	// The others come from the leading master.
	Agents []string
	// Interval is the shortest pause between two readings of the cluster's lists; 0
	// means 30 s. Whether a master is well and who leads is asked at least every
	// third of that, up to 10 s. All pauses grow to ten times the slowest answer,
	// and with failures.
	Interval time.Duration
	// AgentSpread is the time over which the sampling of all agents is spread; 0
	// means 10 minutes, less than 0: agents are not sampled.
	AgentSpread time.Duration
	// Access is how to ask; its zero value needs nothing.
	Access Access

	inbox  found.Inbox[string]                                          // candidates: ip:port
	lookup func(ctx context.Context, host string) ([]netip.Addr, error) // nil: the resolver of this host
	tune   func(*rates)                                                 // nil: as they follow from Interval
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Run asks until ctx is cancelled. A URL or certificate file that cannot serve
// is a Permanent error.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	masters, err := targets(c.Masters, "master", "")
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	agents, err := targets(c.Agents, "agent", agentPort)
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	client, err := ask.Open(c.Access)
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer client.Close()
	crowd, err := ask.Open(c.Access) // of its own, for its connections to be closed now and then
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer crowd.Close()
	if ctx.Err() != nil {
		return nil
	}
	w := newWatch(c, client, emit)
	w.crowd = crowd
	return w.run(ctx, masters, agents)
}

func (c *Collector) interval() time.Duration {
	if c.Interval <= 0 {
		return 30 * time.Second
	}
	return c.Interval
}

func (c *Collector) spread() time.Duration {
	if c.AgentSpread == 0 {
		return 10 * time.Minute
	}
	return c.AgentSpread
}

// agentPort is the port of an agent where none is given.
const agentPort = "5051"

// targets drops repetitions: a process gets one request at a time, however often
// it was named. Without a port it is port, or that of a master.
func targets(addresses []string, what, port string) ([]ask.Target, error) {
	var all []ask.Target
	known := make(map[ask.Target]bool)
	for i, address := range addresses {
		t, err := ask.Named(withPort(address, port))
		if err != nil {
			return nil, fmt.Errorf("%s %d of %d: %w", what, i+1, len(addresses), err)
		}
		if !known[t] {
			known[t] = true
			all = append(all, t)
		}
	}
	return all, nil
}

// withPort adds a port to an address or URL that has none.
func withPort(address, port string) string {
	scheme, rest, isURL := strings.Cut(strings.TrimSpace(address), "://")
	if !isURL {
		scheme, rest = "", scheme
	} else {
		scheme += "://"
	}
	host := strings.TrimRight(rest, "/")
	if port == "" || host == "" || strings.ContainsAny(host, "/@?#") {
		return address
	}
	if _, _, err := net.SplitHostPort(host); err == nil {
		return address
	}
	return scheme + net.JoinHostPort(strings.Trim(host, "[]"), port)
}
