package ports

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// Name of the collector in records.
const Name = "ports"

// SourceReach is the source of what is reachable from here. That of sockets is the
// folder of their tables, /proc/net.
const SourceReach = "ports"

// Collector looks at sockets and ports. It is also a Sink: fed with the records of
// others, it learns which hosts the cluster has.
type Collector struct {
	// Root is the folder below which proc and etc are read; empty: the sockets of
	// this host are not looked at.
	Root string
	// Process narrows the sockets down to those that the process of this number holds;
	// nobody else's are told or counted. 0: all are.
	Process int
	// Host is what the sockets' host is called in records; empty: its own name, or
	// Root where that is another tree.
	Host string
	// Named are hosts the user named. They come first, whatever is found.
	Named []Host
	// Seen leaves out the usual ports: only those where the cluster was seen, and More,
	// are tried.
	Seen bool
	// NoConnect leaves out what is reachable: nobody is connected to.
	NoConnect bool
	// More are ports to try beside the usual ones, by the role of a host; those of
	// "" are tried on all hosts. The value is the service.
	More map[string]map[int]string
	// Expected says what the baseline says of a port of a host: open, closed, or
	// nothing; nil: there is no baseline. It is called from one goroutine.
	Expected func(h Host, port int, service string) string
	// Interval is the rest after a look at the sockets; 0: one look, and Run returns
	// once everything was looked at. Round is the rest after a round of connecting;
	// 0: Interval, at least ten minutes. Hosts that are found in between are looked
	// at when they are found.
	Interval, Round time.Duration
	// Linger is how long Run waits for more hosts to be found where Interval is 0.
	Linger time.Duration
	// Rate bounds how many connections are begun in a second; 0: 20.
	Rate int

	inbox  found.Inbox[claim]
	try    func(ctx context.Context, address string) (state, why string) // nil: connect
	lookup func(ctx context.Context, host string) ([]netip.Addr, error)  // nil: the system's
}

// Host is one to look at.
type Host struct {
	// Address is a name or an IP address.
	Address string
	// Roles tell which ports are tried: master, agent, zookeeper, marathon, chronos,
	// metronome, spark, dcos, etcd, mesos-dns. A host the user named without a role
	// has all.
	Roles []string
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Run looks until ctx is cancelled, or once. Sockets and reachability are looked
// at side by side. A Permanent error: a named host that is none.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	var looks []func(context.Context) error
	if c.Root != "" {
		s := &sockets{root: c.Root, process: c.Process, host: c.host(), emit: emit, interval: c.Interval}
		looks = append(looks, func(ctx context.Context) error {
			return found.Looks{Interval: c.Interval}.Run(ctx, func(context.Context, bool) error { return s.look() })
		})
	}
	if !c.NoConnect {
		r, err := c.reach(emit)
		if err != nil {
			return mesoswatch.Permanent(err)
		}
		looks = append(looks, func(ctx context.Context) error {
			return found.Looks{Interval: r.interval, Linger: c.Linger, Bell: c.inbox.Bell()}.Run(ctx, r.look)
		})
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var looking sync.WaitGroup
	errs := make([]error, len(looks))
	for i, look := range looks {
		looking.Go(func() {
			if errs[i] = look(ctx); errs[i] != nil {
				cancel() // the pipeline has ended: so does the other
			}
		})
	}
	looking.Wait()
	return errors.Join(errs...)
}

// shortestRound is the shortest rest between two rounds that Interval gives.
const shortestRound = 10 * time.Minute

func (c *Collector) round() time.Duration {
	switch {
	case c.Interval <= 0:
		return 0
	case c.Round > 0:
		return c.Round
	}
	return max(c.Interval, shortestRound)
}

func (c *Collector) rate() int {
	if c.Rate > 0 {
		return c.Rate
	}
	return 20
}

// host is what this host is called.
func (c *Collector) host() string {
	if c.Host != "" {
		return c.Host
	}
	if c.Root == "/" {
		if name, err := os.Hostname(); err == nil {
			return name
		}
	}
	return c.Root
}
