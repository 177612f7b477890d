package emit

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Address is where a syslog server listens.
type Address struct {
	// Network is udp, tcp, tls, or unix: a local socket, datagrams or a stream,
	// whichever is there.
	Network string
	// At is host:port, or the path of the socket.
	At string
}

// ParseAddress reads udp://host, tcp://host:port, tls://host, unix:///dev/log, or a
// path. Without a port: 514 for udp, 601 for tcp, 6514 for tls.
func ParseAddress(s string) (Address, error) {
	if strings.HasPrefix(s, "/") {
		return Address{"unix", s}, nil
	}
	wrong := fmt.Errorf("address %q: want udp://host:514, tcp://host:601, tls://host:6514 or unix:///dev/log", s)
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return Address{}, wrong
	}
	ports := map[string]string{"udp": "514", "tcp": "601", "tls": "6514"}
	port, known := ports[u.Scheme]
	switch {
	case u.Scheme == "unix" && u.Host == "" && strings.HasPrefix(u.Path, "/"):
		return Address{"unix", u.Path}, nil
	case !known, u.Hostname() == "", strings.Trim(u.Path, "/") != "":
		return Address{}, wrong
	}
	if u.Port() != "" {
		port = u.Port()
	}
	return Address{u.Scheme, net.JoinHostPort(u.Hostname(), port)}, nil
}

func (a Address) String() string { return a.Network + "://" + a.At }
