package emit

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
	"time"
)

// link is a connection to a syslog server. A reader watches whether the other side
// closes it, which a writer alone learns only with the message after the next.
type link struct {
	conn      net.Conn
	datagrams bool
	// under is the connection below TLS, or conn.
	under syscall.Conn
	// local is the socket's file, of datagrams to a local socket; nil of all else.
	local *place

	// patience is how long somebody who will not take what was sent has to say so.
	patience time.Duration
	// proven: it took a batch before.
	proven bool

	gone chan struct{} // closed by the reader when the other side is
	why  error         // set before gone is closed
	once sync.Once
}

// dial connects. A local socket may be of datagrams or a stream.
func dial(ctx context.Context, a Address, trust Trust) (*link, error) {
	var d net.Dialer
	began := time.Now()
	network, datagrams := a.Network, false
	switch a.Network {
	case "udp":
		datagrams = true
	case "unix":
		network, datagrams = "unixgram", true
	case "tls":
		network = "tcp"
	}
	var local *place
	if a.Network == "unix" {
		local = placeOf(a.At)
	}
	conn, err := d.DialContext(ctx, network, a.At)
	if a.Network == "unix" && errors.Is(err, syscall.EPROTOTYPE) { // "wrong type": it is a stream
		datagrams, local = false, nil
		conn, err = d.DialContext(ctx, "unix", a.At)
	}
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", cause(err))
	}
	l := &link{conn: conn, datagrams: datagrams, local: local, gone: make(chan struct{})}
	l.under, _ = conn.(syscall.Conn)
	if a.Network == "tls" {
		if err := l.secure(ctx, a, trust); err != nil {
			conn.Close()
			return nil, err
		}
	}
	// A certificate is refused, and a relay finds nobody behind it, a round trip after
	// connecting was well.
	l.patience = time.Since(began) + refusal
	go l.watch()
	return l, nil
}

// secure puts TLS over the connection.
func (l *link) secure(ctx context.Context, a Address, trust Trust) error {
	host, _, err := net.SplitHostPort(a.At)
	if err != nil {
		return err
	}
	config, err := trust.config(host)
	if err != nil {
		return err
	}
	c := tls.Client(l.conn, config)
	if err := c.HandshakeContext(ctx); err != nil {
		return fmt.Errorf("TLS: %w", cause(err))
	}
	l.conn = c
	return nil
}

// errClosed says that the other side ended the connection in good order.
var errClosed = errors.New("the server closed the connection")

// watch reads until the other side closes. Syslog servers say nothing; what one says
// all the same is thrown away.
func (l *link) watch() {
	buf := make([]byte, 512)
	for {
		if _, err := l.conn.Read(buf); err != nil {
			if l.why = cause(err); errors.Is(err, io.EOF) {
				l.why = errClosed
			}
			close(l.gone)
			return
		}
	}
}

func (l *link) isGone() bool {
	select {
	case <-l.gone:
		return true
	default:
		return false
	}
}

// close ends the connection and waits for the reader.
func (l *link) close() error {
	var err error
	l.once.Do(func() { err = l.conn.Close() })
	<-l.gone
	return err
}

// write hands b to the kernel, within the time of ctx.
func (l *link) write(ctx context.Context, b []byte) error {
	if l.isGone() {
		return l.why
	}
	deadline, _ := ctx.Deadline()
	_ = l.conn.SetWriteDeadline(deadline)
	stop := context.AfterFunc(ctx, func() { _ = l.conn.SetWriteDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := l.conn.Write(b); err != nil {
		return fmt.Errorf("writing: %w", cause(err))
	}
	return nil
}

// How long a closed port, or a server that just ended, has to say so: of a new
// connection, and of one that worked.
const (
	refusal  = 50 * time.Millisecond
	farewell = 10 * time.Millisecond
)

// settle waits until the other side's kernel has everything that was written, of a
// local socket the logger, and had the time to say no; it answers why it did not take
// it. A server that worked and ends in good order has read everything: it was
// delivered.
func (l *link) settle(ctx context.Context) error {
	if !l.datagrams || l.local != nil {
		if err := l.drain(ctx); err != nil {
			return err
		}
	}
	if l.local != nil {
		return l.local.stands(ctx)
	}
	quiet := time.NewTimer(l.patience)
	defer quiet.Stop()
	select {
	case <-l.gone:
		if l.proven && errors.Is(l.why, errClosed) && l.readAll() {
			return nil
		}
		return l.why
	case <-quiet.C:
	}
	if !l.datagrams {
		l.patience, l.proven = farewell, true
	}
	return nil
}

// drain waits until nothing is left to send.
func (l *link) drain(ctx context.Context) error {
	for pause := 50 * time.Microsecond; l.unsent() > 0; pause = min(2*pause, 5*time.Millisecond) {
		select {
		case <-l.gone:
			return l.why
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("the server takes nothing: %w", ctx.Err())
		}
	}
	return nil
}

// cause is an error without the addresses that net puts around it: the receiver is
// named once.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
