package zookeeper

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"
)

// host is one address that a server's name stands for.
type host struct {
	address string // ip:port
	name    string // what a certificate has to name
}

// resolve turns host:port of all servers into addresses, at the same time. Names
// that do not resolve within the limit are left out; it is an error when nothing
// is left.
func resolve(ctx context.Context, servers []string, limit time.Duration) ([]host, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	found := make([][]host, len(servers))
	errs := make([]error, len(servers))
	var looking sync.WaitGroup
	for i, s := range servers {
		looking.Go(func() { found[i], errs[i] = lookUp(ctx, s) })
	}
	looking.Wait()
	var all []host
	for _, some := range found {
		all = append(all, some...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no server to connect to: %w", errors.Join(errs...))
	}
	return all, nil
}

func lookUp(ctx context.Context, server string) ([]host, error) {
	name, port, err := net.SplitHostPort(server)
	if err != nil {
		return nil, err
	}
	ips, err := net.DefaultResolver.LookupHost(ctx, name)
	if err != nil {
		return nil, err
	}
	var all []host
	for _, ip := range ips {
		all = append(all, host{net.JoinHostPort(ip, port), name})
	}
	return all, nil
}

// loopback tells whether all are on this host.
func loopback(hosts []host) bool {
	for _, h := range hosts {
		at, err := netip.ParseAddrPort(h.address)
		if err != nil || !at.Addr().Unmap().IsLoopback() {
			return false
		}
	}
	return true
}

// turns gives the client library one address after the other, in an order drawn
// once. It takes the place of the library's own, which fails on one bad name.
type turns struct {
	order []string

	mu   sync.Mutex
	at   int // the next one
	left int // how many to try before one round is over
}

// newTurns puts the address to avoid last: one that hung when it was asked before.
func newTurns(hosts []host, avoid string) *turns {
	t := &turns{left: len(hosts)}
	for _, i := range rand.Perm(len(hosts)) {
		t.order = append(t.order, hosts[i].address)
	}
	for i, a := range t.order {
		if a == avoid {
			t.order = append(append(t.order[:i:i], t.order[i+1:]...), a)
			break
		}
	}
	return t
}

// Init implements zk.HostProvider; the addresses are known already.
func (t *turns) Init([]string) error { return nil }

// Len implements zk.HostProvider.
func (t *turns) Len() int { return len(t.order) }

// Next implements zk.HostProvider: retry is true when all were tried in vain.
func (t *turns) Next() (address string, retry bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if retry = t.left == 0; retry {
		t.left = len(t.order)
	}
	t.left--
	address = t.order[t.at]
	t.at = (t.at + 1) % len(t.order)
	return address, retry
}

// Connected implements zk.HostProvider: the one given last serves. When it goes,
// the others are tried before it.
func (t *turns) Connected() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.left = len(t.order) - 1
}
