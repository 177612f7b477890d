package ports

import (
	"encoding/hex"
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// States of sockets that listen, as the kernel writes them (net/tcp_states.h). A
// UDP socket has no such state: the one that is not connected is what ss shows.
const (
	tcpListen = "0A"
	udpClosed = "07"
)

// listener is one socket that listens.
type listener struct {
	protocol string
	address  netip.Addr
	port     int
	uid      string
	inode    uint64
}

var errLine = errors.New("not a line of a socket table")

// parseLine reads a line of net/tcp, tcp6, udp or udp6. False without an error is
// a socket that does not listen. The library that reads the processes is not asked
// here: it keeps every connection there is, and gives up at the first broken line.
func parseLine(protocol, line string) (listener, bool, error) {
	f := strings.Fields(line)
	if len(f) < 10 || !strings.HasSuffix(f[0], ":") {
		return listener{}, false, errLine
	}
	listens := tcpListen
	if strings.HasPrefix(protocol, "udp") {
		listens = udpClosed
	}
	if f[3] != listens {
		return listener{}, false, nil
	}
	l := listener{protocol: protocol, uid: f[7]}
	if _, err := strconv.ParseUint(l.uid, 10, 32); err != nil {
		return listener{}, false, errLine
	}
	var err error
	if l.inode, err = strconv.ParseUint(f[9], 10, 64); err != nil {
		return listener{}, false, errLine
	}
	address, port, ok := strings.Cut(f[1], ":")
	n, err := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil {
		return listener{}, false, errLine
	}
	l.port = int(n)
	if l.address, err = parseAddress(address); err != nil {
		return listener{}, false, err
	}
	return l, true, nil
}

// parseAddress reads the hexadecimal form of an address: words of four bytes, each
// with its lowest byte first.
func parseAddress(s string) (netip.Addr, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 4 && len(b) != 16 {
		return netip.Addr{}, errLine
	}
	for i := 0; i < len(b); i += 4 {
		b[i], b[i+1], b[i+2], b[i+3] = b[i+3], b[i+2], b[i+1], b[i]
	}
	ip, _ := netip.AddrFromSlice(b)
	return ip, nil
}

// Values of Socket.Reach.
const (
	Loopback = "loopback"
	Private  = "private" // private networks, ULA, link-local, shared space of carriers
	Public   = "public"
	All      = "all"
)

// shared is the space behind carriers' address translation (RFC 6598).
var shared = netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64, 0, 0}), 10)

// reachOf says how far an address reaches. An IPv4 address in the form of an IPv6
// one is what it is; [::] takes IPv4 connections too unless the socket or the host
// is set otherwise, which the tables do not tell.
func reachOf(ip netip.Addr) string {
	ip = ip.Unmap()
	switch {
	case ip.IsUnspecified():
		return All
	case ip.IsLoopback(), ip.IsInterfaceLocalMulticast():
		return Loopback
	case ip.IsPrivate(), ip.IsLinkLocalUnicast(), ip.IsMulticast(), shared.Contains(ip):
		return Private
	}
	return Public
}
