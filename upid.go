package mesoswatch

import (
	"net/netip"
	"strconv"
	"strings"
)

// UPID is a libprocess address, actor@ip:port. What it says of ip and port is a
// claim of the peer, not its TCP address (libprocess process.cpp, and only
// LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH changes that).
type UPID struct {
	Actor string
	IP    string
	Port  string
}

// ParseUPID splits at the last '@' and then at the last ':'; it answers false
// when the parts are not an actor, an IP address and a port.
func ParseUPID(s string) (UPID, bool) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return UPID{}, false
	}
	ip, port, ok := SplitAddress(s[at+1:])
	if !ok {
		return UPID{}, false
	}
	return UPID{Actor: s[:at], IP: ip, Port: port}, true
}

// SplitAddress splits ip:port (an IPv6 address with or without brackets) and
// answers false when it is not that.
func SplitAddress(s string) (ip, port string, ok bool) {
	colon := strings.LastIndexByte(s, ':')
	if colon < 1 {
		return "", "", false
	}
	ip, port = s[:colon], s[colon+1:]
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return "", "", false
	}
	if len(ip) > 2 && ip[0] == '[' && ip[len(ip)-1] == ']' {
		ip = ip[1 : len(ip)-1]
	}
	if _, err := netip.ParseAddr(ip); err != nil {
		return "", "", false
	}
	return ip, port, true
}

func (u UPID) String() string { return u.Actor + "@" + u.IP + ":" + u.Port }

// LoginActor is the actor that login attempts of this program come from (Login). No
// framework and no agent has that name.
const LoginActor = "crammd5-authenticatee(1)"
