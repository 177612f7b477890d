package found

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Place is a port of a host that can be connected to.
type Place struct {
	// Host is a name in small letters or an address in its shortest form.
	Host string
	Port int
	// TLS is set where the place is known to speak it (an https URL).
	TLS bool
}

// String is host:port, brackets around IPv6.
func (p Place) String() string { return net.JoinHostPort(p.Host, strconv.Itoa(p.Port)) }

// FromURL takes http and https URLs; a path in them is passed over, a port that is
// missing is 80 or 443. False: not a place.
func FromURL(s string) (Place, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return Place{}, false
	}
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	p, ok := place(u.Hostname(), port)
	p.TLS = u.Scheme == "https"
	return p, ok
}

// FromAddress takes host:port.
func FromAddress(s string) (Place, bool) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return Place{}, false
	}
	return place(host, port)
}

// FromPID takes a UPID, whose ip and port are where the process is spoken to.
func FromPID(s string) (Place, bool) {
	u, ok := mesoswatch.ParseUPID(s)
	if !ok {
		return Place{}, false
	}
	return place(u.IP, u.Port)
}

func place(host, port string) (Place, bool) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return Place{}, false
	}
	h, ok := Host(host)
	return Place{Host: h, Port: int(n)}, ok
}

// Host answers a host in the form of Place.Host. False is what nobody connects to:
// an address that stands for many hosts or none, or what is neither address nor
// name.
func Host(s string) (string, bool) {
	if ip, err := netip.ParseAddr(s); err == nil {
		ip = ip.Unmap()
		one := !ip.IsUnspecified() && !ip.IsMulticast() && ip != netip.AddrFrom4([4]byte{255, 255, 255, 255})
		return ip.String(), one && ip.Zone() == ""
	}
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	if s == "" || len(s) > 253 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-._") != "" || strings.HasPrefix(s, "-") {
		return "", false
	}
	if _, err := strconv.ParseUint(s[strings.LastIndexByte(s, '.')+1:], 0, 64); err == nil {
		return "", false // "10.1" and "0x7f000001" are addresses to some resolvers
	}
	return s, true
}
