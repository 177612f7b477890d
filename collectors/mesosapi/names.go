package mesosapi

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// How long a name's addresses are believed, how long its failure is, how long is
// waited for them, and how many are remembered.
const (
	nameKept   = 10 * time.Minute
	nameFailed = time.Minute
	nameWait   = 3 * time.Second
	mostNames  = 1_000
)

// names tells whether a name the user gave and an address that was found are the
// same process. It belongs to one goroutine.
type names struct {
	lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	known  map[string]resolved
}

type resolved struct {
	addresses []netip.Addr
	until     time.Time
}

// addresses are those of a host; none when it does not resolve.
func (n *names) addresses(ctx context.Context, host string) []netip.Addr {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}
	}
	if r, known := n.known[host]; known && time.Now().Before(r.until) {
		return r.addresses
	}
	look := n.lookup
	if look == nil {
		look = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	limited, cancel := context.WithTimeout(ctx, nameWait)
	defer cancel()
	all, err := look(limited, host)
	r := resolved{until: time.Now().Add(nameKept)}
	if err != nil {
		r.addresses, r.until = n.known[host].addresses, time.Now().Add(nameFailed)
	}
	for _, a := range all {
		r.addresses = append(r.addresses, a.Unmap())
	}
	if n.known == nil || len(n.known) >= mostNames {
		n.known = make(map[string]resolved)
	}
	n.known[host] = r
	return r.addresses
}

// one is the only address a host has of its family, for it may have one of each.
// A name with several of a family leads to one now and to another later: then it
// is none.
func one(all []netip.Addr, is4 bool) (netip.Addr, bool) {
	var only netip.Addr
	n := 0
	for _, a := range all {
		if a.Is4() == is4 {
			only = a
			n++
		}
	}
	return only, n == 1
}

// same tells whether what the user named is the process at ip:port. A loopback
// name is this host: then any address of it with that port is the same.
func (n *names) same(ctx context.Context, named ask.Target, address string) bool {
	host, port, ok := hostPort(named)
	at, err := netip.ParseAddrPort(address)
	if !ok || err != nil || port != at.Port() {
		return false
	}
	ip := at.Addr().Unmap()
	only, is := one(n.addresses(ctx, host), ip.Is4())
	if is && only == ip {
		return true
	}
	return host == "localhost" && !ip.IsLoopback() && slices.Contains(ownAddresses(), ip)
}

// ownAddresses are those of this host's interfaces.
func ownAddresses() []netip.Addr {
	var own []netip.Addr
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, p.Addr().Unmap())
		}
	}
	return own
}

// address turns what a master points at into ip:port: a name only when it leads
// to one address.
func (n *names) address(ctx context.Context, hostport string) string {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return ""
	}
	all := n.addresses(ctx, strings.ToLower(host))
	for _, is4 := range []bool{true, false} {
		if a, is := one(all, is4); is {
			return net.JoinHostPort(a.String(), port)
		}
	}
	return ""
}

// hostPort are host and port of a target.
func hostPort(t ask.Target) (host string, port uint16, ok bool) {
	_, rest, _ := strings.Cut(t.String(), "://")
	host, p, err := net.SplitHostPort(rest)
	if err != nil {
		return "", 0, false
	}
	at, err := netip.ParseAddrPort("127.0.0.1:" + p)
	return host, at.Port(), err == nil
}
