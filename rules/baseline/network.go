package baseline

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// How far an address is generalised to a network: the usual size of one subnet.
const (
	bitsIPv4 = 24
	bitsIPv6 = 64
)

// address reads an IP address as the records tell it; false when it is none.
func address(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}, false
	}
	return a.Unmap().WithZone(""), true
}

// around is the network that an address is generalised to.
func around(a netip.Addr) netip.Prefix {
	bits := bitsIPv4
	if a.Is6() {
		bits = bitsIPv6
	}
	return netip.PrefixFrom(a, bits).Masked()
}

func single(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }

// parseNetwork reads a network, or an address as a network of one.
func parseNetwork(s string) (netip.Prefix, error) {
	if a, ok := address(s); ok {
		return single(a), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is no network such as 10.0.0.0/24 and no address", s)
	}
	if p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q: write IPv4 networks as such", s)
	}
	if m := p.Masked(); m != p {
		return netip.Prefix{}, fmt.Errorf("%q reaches beyond its network: write %s, or %s for the one address", s, m, p.Addr())
	}
	return p, nil
}

// showNetwork writes an address without its length.
func showNetwork(p netip.Prefix) string {
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}

func showNetworks(ps []netip.Prefix) string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = showNetwork(p)
	}
	return strings.Join(out, ", ")
}

func contains(ps []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(ps, func(p netip.Prefix) bool { return p.Contains(a) })
}

// covered tells whether all of p lies in one of ps.
func covered(ps []netip.Prefix, p netip.Prefix) bool {
	return slices.ContainsFunc(ps, func(o netip.Prefix) bool { return o.Bits() <= p.Bits() && o.Contains(p.Addr()) })
}

func compareNetworks(a, b netip.Prefix) int {
	if c := a.Addr().Compare(b.Addr()); c != 0 {
		return c
	}
	return a.Bits() - b.Bits()
}
