package ports

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Bounds of looking up names.
const (
	nameLimit    = 3 * time.Second
	maxAddresses = 4 // of one name
)

// resolve looks up the names among hosts, and lets go of hosts that are one of
// those before them under another name: their roles and ports are added to it.
func (r *reach) resolve(ctx context.Context, all []*host) []*host {
	var looking sync.WaitGroup
	room := make(chan struct{}, atOnce)
	for _, h := range all {
		if ip, err := netip.ParseAddr(h.name); err == nil {
			h.addresses = []netip.Addr{ip}
			continue
		}
		room <- struct{}{}
		looking.Go(func() {
			h.addresses, h.why = r.addresses(ctx, h.name)
			<-room
		})
	}
	looking.Wait()
	at := make(map[netip.Addr]*host)
	return slices.DeleteFunc(all, func(h *host) bool {
		if len(h.addresses) != 1 {
			return false
		}
		first := at[h.addresses[0]]
		if first == nil {
			at[h.addresses[0]] = h
			return false
		}
		first.join(h)
		return true
	})
}

// addresses are those of a name, or why there are none.
func (r *reach) addresses(ctx context.Context, name string) ([]netip.Addr, string) {
	look := r.c.lookup
	if look == nil {
		look = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, nameLimit)
	defer cancel()
	all, err := look(ctx, name)
	if err != nil {
		return nil, "the name does not resolve: " + clip(err.Error())
	}
	var some []netip.Addr
	for _, a := range all {
		if a = a.Unmap(); !slices.Contains(some, a) && !a.IsUnspecified() && !a.IsMulticast() && len(some) < maxAddresses {
			some = append(some, a)
		}
	}
	if len(some) == 0 {
		return nil, "the name resolves to no address"
	}
	slices.SortFunc(some, netip.Addr.Compare)
	return some, ""
}

// join takes in what is known of the same host under another name.
func (h *host) join(o *host) {
	h.all = h.all || o.all
	for role := range o.roles {
		h.roles[role] = true
	}
	for port, service := range o.ports {
		if _, known := h.ports[port]; !known && len(h.ports) < maxPorts {
			h.ports[port] = service
		}
	}
}
