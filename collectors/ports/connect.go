package ports

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// Values of Port.State.
const (
	Open    = "open"
	Closed  = "closed" // refused
	Silent  = "silent" // no answer: a firewall, or nobody has the address
	Unknown = "unknown"
)

// connectLimit is how long an answer is waited for.
const connectLimit = 2 * time.Second

// connect tries address, ip:port, and says what came of it. Nothing is sent.
func connect(ctx context.Context, address string) (state, why string) {
	d := net.Dialer{Timeout: connectLimit, KeepAlive: -1}
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return judge(err)
	}
	defer c.Close()
	if c.LocalAddr().String() == c.RemoteAddr().String() {
		return Closed, "" // nobody listens: on one host a connection can meet itself
	}
	return Open, ""
}

// judge sorts the errors of connecting.
func judge(err error) (state, why string) {
	var late net.Error
	var no syscall.Errno
	switch {
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ECONNRESET):
		return Closed, ""
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return Unknown, "no route to the host, or a firewall that says so"
	case errors.As(err, &late) && late.Timeout():
		return Silent, ""
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return Unknown, "a firewall on this host, or its policy, forbids the connection"
	case errors.As(err, &no):
		return Unknown, no.Error()
	}
	return Unknown, clip(err.Error())
}

// tryAll tries the addresses of a host until one is open. What is not open is
// silent if one of them is, for then nobody knows.
func tryAll(ctx context.Context, try func(context.Context, string) (string, string), all []netip.Addr, port int) (state, why string) {
	for _, a := range all {
		s, w := try(ctx, netip.AddrPortFrom(a, uint16(port)).String())
		switch {
		case s == Open:
			return s, w
		case state == "", s == Silent, s == Unknown && state == Closed:
			state, why = s, w
		}
	}
	return state, why
}
