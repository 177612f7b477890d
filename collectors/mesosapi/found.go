package mesosapi

import (
	"net"

	"github.com/mesoswatch/mesoswatch"
)

// mostFound bounds how many masters are asked that nobody named: whoever can write
// to ZooKeeper can make any number of candidates.
const mostFound = 16

// Handle takes the candidates that ZooKeeper lists: each is asked directly, at
// the address it really has. It never blocks, and nothing it is told makes it
// fail.
func (c *Collector) Handle(r mesoswatch.Record) error {
	s := r.Snapshot
	if s == nil || s.Znode == nil || s.Znode.What != "" && s.Znode.What != "candidate" {
		return nil
	}
	if address := realAddress(s.Znode); address != "" && !s.Gone {
		c.inbox.Put(s.Subject(), address)
	} else {
		c.inbox.Drop(s.Subject())
	}
	return nil
}

// candidates lists the addresses that stand for election, and counts those that
// had no room.
func (c *Collector) candidates() (addresses map[string]bool, over int) {
	all, over := c.inbox.List()
	addresses = make(map[string]bool, len(all))
	for _, a := range all {
		addresses[a] = true
	}
	return addresses, over
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
