package login

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// NotLeading is the error of an attempt that was not made because none of the masters
// leads: only the leader takes messages up, the others drop them unread.
type NotLeading struct {
	// Asked are the masters that were named, Leader is host:port of the one that leads
	// by their word; empty when there is none.
	Asked  []string
	Leader string
}

func (e *NotLeading) Error() string {
	who := strings.Join(e.Asked, ", ") + " does not lead"
	if len(e.Asked) > 1 {
		who = "none of " + strings.Join(e.Asked, ", ") + " leads"
	}
	if e.Leader == "" {
		return who + ": there is no leader"
	}
	return who + ": the leader is " + e.Leader
}

// lookup finds the addresses of a host.
type lookup func(ctx context.Context, host string) ([]netip.Addr, error)

func resolver(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// resolving bounds the look-up of the host name that a redirect holds.
const resolving = 3 * time.Second

// standing is what is known of one master.
type standing struct {
	target ask.Target
	// leads and follows exclude each other; neither: it could not be told, because
	// what it calls the leader cannot be compared with how it was named.
	leads, follows bool
	leader         string // host:port, by its word
	local, remote  netip.Addr
	err            error
}

// election is who is asked for the leader, and how.
type election struct {
	client  *ask.Client
	targets []ask.Target
	nat     bool // addresses differ from what others call them
	lookup  lookup
}

// choose finds the one of the masters that leads. Where that cannot be told of a
// single one, it is that one: the attempt will show.
func (e election) choose(ctx context.Context) (standing, error) {
	var unsure []standing
	none := &NotLeading{}
	var failed []error
	for _, t := range e.targets {
		s := e.standing(ctx, t)
		none.Asked = append(none.Asked, t.String())
		switch {
		case s.leads:
			return s, nil
		case s.err != nil:
			failed = append(failed, s.err)
		case s.follows:
			none.Leader = s.leader
		default:
			unsure = append(unsure, s)
		}
	}
	switch {
	case len(unsure) == 1:
		return unsure[0], nil
	case len(unsure) > 1:
		return standing{}, fmt.Errorf("which of %s leads cannot be told: each says %s, a name that cannot be compared; name the leader alone", strings.Join(none.Asked, ", "), unsure[0].leader)
	case none.Leader == "" && len(failed) > 0:
		return standing{}, errors.Join(failed...)
	}
	return standing{}, none
}

// standing asks a master where the leader is: the one question that every release
// answers everybody.
func (e election) standing(ctx context.Context, t ask.Target) standing {
	s := standing{target: t}
	a, err := e.client.Do(ctx, t, ask.Redirect())
	s.local, s.remote = a.Local.Addr(), a.Remote.Addr()
	var bad *ask.Error
	switch {
	case errors.As(err, &bad) && bad.Kind == ask.NoLeader:
		s.follows = true
		return s
	case err != nil:
		s.err = fmt.Errorf("asking %s who leads: %w", t, err)
		return s
	}
	u, err := url.Parse(a.Location)
	if err != nil || u.Host == "" {
		s.err = fmt.Errorf("asking %s who leads: it points nowhere", t)
		return s
	}
	s.leader = mesoswatch.Mask(u.Host)
	s.leads, s.follows = e.compare(ctx, t, u, s.remote)
	if e.nat { // addresses say nothing
		s.follows = false
	}
	return s
}

// compare tells whether the leader's address is that of the master at t, which was
// reached at remote, or another's, or neither.
func (e election) compare(ctx context.Context, t ask.Target, leader *url.URL, remote netip.Addr) (same, other bool) {
	_, at, _ := strings.Cut(t.String(), "://")
	if strings.EqualFold(at, leader.Host) {
		return true, false
	}
	_, port, err := net.SplitHostPort(at)
	if err != nil || leader.Port() == "" {
		return false, false
	}
	ctx, cancel := context.WithTimeout(ctx, resolving)
	defer cancel()
	addrs, err := e.lookup(ctx, leader.Hostname())
	if err != nil || len(addrs) == 0 {
		return false, false
	}
	for _, ip := range addrs {
		switch ip = ip.Unmap(); {
		case ip == remote:
			return port == leader.Port(), port != leader.Port()
		case ip.IsLoopback() != remote.IsLoopback():
			return false, false // a host's own name is often a loopback address to itself
		}
	}
	return false, true
}
