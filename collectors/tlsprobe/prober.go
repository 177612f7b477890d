package tlsprobe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// maxConnections bounds the connections to one endpoint in one look.
const maxConnections = 120

// maxLate is after how many connections without an answer, one after the other, an
// endpoint is left alone.
const maxLate = 2

// errSpent ends a look at an endpoint that would take too many connections.
var errSpent = fmt.Errorf("the look ended after %d connections", maxConnections)

// prober makes the connections to one endpoint, one after the other, with a pause
// between.
type prober struct {
	address string
	name    string // for the server to choose a certificate by
	limit   time.Duration
	pause   time.Duration

	made  int
	late  int
	ended error // why no more connections are made
}

// unreached is a connection that could not be made.
type unreached struct{ err error }

func (u *unreached) Error() string { return reason(u.err) }
func (u *unreached) Unwrap() error { return u.err }

// turn waits until the next connection may be made.
func (p *prober) turn(ctx context.Context) error {
	if p.made >= maxConnections {
		p.ended = errSpent
	}
	if p.ended != nil {
		return p.ended
	}
	if p.made > 0 {
		rest := time.NewTimer(p.pause)
		defer rest.Stop()
		select {
		case <-rest.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p.made++
	return nil
}

// dial connects, with a deadline for all that follows.
func (p *prober) dial(ctx context.Context) (net.Conn, error) {
	if err := p.turn(ctx); err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: p.limit, KeepAlive: -1}
	c, err := d.DialContext(ctx, "tcp", p.address)
	if err != nil {
		err = &unreached{err}
		p.note(err)
		return nil, err
	}
	if err := c.SetDeadline(time.Now().Add(p.limit)); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// note counts connections that came to nothing.
func (p *prober) note(err error) {
	var u *unreached
	switch {
	case err == nil:
		p.late = 0
	case !late(err) && !errors.As(err, &u):
		p.late = 0 // it spoke
	default:
		if p.late++; p.late >= maxLate {
			p.ended = err
		}
	}
}

// shake sends a ClientHello and reads what comes, then hangs up. Errors are those
// of readFlight, and *unreached.
func (p *prober) shake(ctx context.Context, o offer) (*flight, error) {
	o.name = p.name
	c, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	f, err := exchange(c, o)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	p.note(err)
	return f, err
}

func exchange(c net.Conn, o offer) (*flight, error) {
	if _, err := c.Write(o.record()); err != nil {
		return nil, errClosed
	}
	return readFlight(c, o)
}

// ask is shake with a second try where the server closed without a word: some
// refuse in that way what they do not know, and a connection may be lost.
func (p *prober) ask(ctx context.Context, o offer) (*flight, error) {
	f, err := p.shake(ctx, o)
	if errors.Is(err, errClosed) {
		f, err = p.shake(ctx, o)
	}
	return f, err
}

// reason says what kept a connection from being made, without the addresses.
func reason(err error) string {
	var op *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		return "the name does not resolve: " + clip(name.Error())
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, os.ErrDeadlineExceeded), late(err):
		return "no answer in time"
	case errors.As(err, &op) && op.Err != nil:
		return clip(op.Err.Error())
	}
	return clip(err.Error())
}
