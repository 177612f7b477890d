package mesosapi

import (
	"net"
	"sync"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what is remembered of masters that nobody named: whoever can write to
// ZooKeeper can make any number of candidates.
const (
	mostFound      = 16    // are asked
	mostCandidates = 1_000 // are remembered
)

// inbox holds what was heard of such masters until the collector takes it.
// Filling it never blocks. The zero inbox is ready.
type inbox struct {
	mu    sync.Mutex
	nodes map[string]string // candidates in ZooKeeper: path to ip:port
	over  map[string]bool   // paths that had no room, up to as many again
	wake  chan struct{}
}

// bell rings when there is something new.
func (b *inbox) bell() chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wake == nil {
		b.wake = make(chan struct{}, 1)
	}
	return b.wake
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// Handle takes the candidates that ZooKeeper lists: each is asked directly, at
// the address it really has. It never blocks, and nothing it is told makes it
// fail.
func (c *Collector) Handle(r mesoswatch.Record) error {
	s := r.Snapshot
	if s == nil || s.Znode == nil || s.Znode.What != "" && s.Znode.What != "candidate" {
		return nil
	}
	c.inbox.take(s.Znode.Path, realAddress(s.Znode), s.Gone)
	ring(c.inbox.bell())
	return nil
}

func (b *inbox) take(path, address string, gone bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.nodes == nil {
		b.nodes, b.over = make(map[string]string), make(map[string]bool)
	}
	delete(b.nodes, path)
	delete(b.over, path)
	switch {
	case gone || address == "":
	case len(b.nodes) < mostCandidates:
		b.nodes[path] = address
	case len(b.over) < mostCandidates:
		b.over[path] = true
	}
}

// candidates lists the addresses that stand for election, and counts those that
// had no room.
func (b *inbox) candidates() (addresses map[string]bool, over int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	addresses = make(map[string]bool, len(b.nodes))
	for _, a := range b.nodes {
		addresses[a] = true
	}
	return addresses, len(b.over)
}

// realAddress is ip:port of a candidate; empty when it tells none. Its host name
// is a claim that could lead anywhere, and is not used.
func realAddress(z *mesoswatch.Znode) string {
	ip, port, ok := mesoswatch.SplitAddress(z.Address)
	if !ok {
		u, isPID := mesoswatch.ParseUPID(z.PID)
		if !isPID {
			return ""
		}
		ip, port = u.IP, u.Port
	}
	return net.JoinHostPort(ip, port)
}

// upidAddress is ip:port of a UPID; empty when it is none.
func upidAddress(pid string) string {
	u, ok := mesoswatch.ParseUPID(pid)
	if !ok {
		return ""
	}
	return net.JoinHostPort(u.IP, u.Port)
}
