package login

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// Access says how to ask: certificates, time-out. Credential and Token in it are not
// used, and there is no proxy: the master has to call back.
type Access = ask.Options

// Credential is a principal and its secret; it prints without the secret. Unlike in
// HTTP logins, both may hold a colon.
type Credential = ask.Credential

// standardDeadline is longer than a master of any release waits for a client.
const standardDeadline = 20 * time.Second

// Options of an attempt. Masters and Credential are needed.
type Options struct {
	// Masters that the user named: host:port or URLs. The one of them that leads is
	// tried; nobody else is, whatever they say.
	Masters    []string
	Credential Credential
	Access     Access
	// Listen is where the master's answers are taken, "ip:port"; port 0 is a free one.
	// Empty: the address of this host that leads to the master.
	Listen string
	// Advertise is what the master is told to call, "ip" or "ip:port", where that is
	// another than Listen: behind address translation.
	Advertise string
	// Callers are addresses that the master's calls may come from, besides the one
	// it is asked at.
	Callers []string
	// Deadline bounds the attempt, without what Before takes; 0 means 20 s.
	Deadline time.Duration
	// Before is called once all is ready and nothing has been tried; an error ends it
	// there. nil: nobody is asked.
	Before func(context.Context, Plan) error
	// Log of what is being done; nil: none.
	Log *slog.Logger

	lookup lookup // of tests; nil: the host's resolver
}

// Plan is what an attempt is going to be.
type Plan struct {
	// Master that is asked, a URL. Leads is set when it is known to lead; otherwise
	// Leader is who leads by its word, in a form that could not be compared.
	Master string
	Leads  bool
	Leader string
	// UPID the attempt comes from; Listen is the port of this host.
	UPID, Listen string
	Principal    string
	TLS          bool
	// SelfSigned: the port shows a certificate that was made for this.
	SelfSigned bool
	Flags      Flags
}

func (o *Options) deadline() time.Duration {
	if o.Deadline <= 0 {
		return standardDeadline
	}
	return o.Deadline
}

func (o *Options) log() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// place is where the answers are taken and what the master is told to call.
type place struct {
	listen    netip.AddrPort
	advertise netip.AddrPort // port 0: the one of the listener
	nat       bool           // the user said that addresses differ
}

// place reads Listen and Advertise; local is this host's end of a connection to the
// master.
func (o *Options) place(local netip.Addr) (place, error) {
	p := place{listen: netip.AddrPortFrom(local, 0)}
	if o.Listen != "" {
		ap, err := netip.ParseAddrPort(o.Listen)
		if err != nil {
			return p, fmt.Errorf("address to listen at %q: expected ip:port", o.Listen)
		}
		p.listen = ap
	}
	p.advertise = netip.AddrPortFrom(p.listen.Addr(), 0)
	if p.listen.Addr().IsUnspecified() {
		p.advertise = netip.AddrPortFrom(local, 0)
	}
	if o.Advertise == "" {
		return p, nil
	}
	p.nat = true
	if ip, err := netip.ParseAddr(o.Advertise); err == nil {
		p.advertise = netip.AddrPortFrom(ip, 0)
		return p, nil
	}
	ap, err := netip.ParseAddrPort(o.Advertise)
	if err != nil || ap.Port() == 0 {
		return p, fmt.Errorf("address to advertise %q: expected ip or ip:port", o.Advertise)
	}
	p.advertise = ap
	return p, nil
}

// callers reads Callers.
func (o *Options) callers() ([]netip.Addr, error) {
	var all []netip.Addr
	for _, c := range o.Callers {
		ip, err := netip.ParseAddr(c)
		if err != nil {
			return nil, fmt.Errorf("address of a caller %q: expected an ip", c)
		}
		all = append(all, ip.Unmap())
	}
	return all, nil
}
