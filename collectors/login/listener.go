package login

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Bounds of who may come to our port. A master needs one or two connections.
const (
	mostCallers     = 16
	mostStrangers   = 4
	mostLetters     = 64 // on one connection
	strangerPatient = 2 * time.Second
)

// listener takes the messages of a master at a port of ours, in clear or over TLS as
// the connection begins, and hands on those that came from the master.
type listener struct {
	net.Listener
	// actor is who messages have to be for, believes tells whether an address is the
	// master's.
	actor    string
	believes func(netip.Addr) bool
	// secure: only what comes over TLS is believed. conf is the port's TLS.
	secure bool
	conf   *tls.Config
	told   *told

	letters chan letter
}

// listen opens the port.
func listen(ctx context.Context, at netip.AddrPort) (net.Listener, error) {
	var c net.ListenConfig
	l, err := c.Listen(ctx, "tcp4", at.String())
	if err != nil {
		return nil, fmt.Errorf("listening for the master's answers: %w", err)
	}
	return l, nil
}

// serve takes messages until ctx ends, and has closed everything when it returns.
func (l *listener) serve(ctx context.Context) {
	var open sync.WaitGroup
	defer open.Wait()
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	callers, strangers := make(chan struct{}, mostCallers), make(chan struct{}, mostStrangers)
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() == nil {
				l.told.say("the port stopped listening: %v", err)
			}
			return
		}
		remote := addressOf(conn)
		known := l.believes(remote.Addr())
		slots := strangers
		if known {
			slots = callers
			l.told.reached()
		}
		select {
		case slots <- struct{}{}:
		default:
			l.told.say("a connection from %s was turned away: there are too many", remote)
			conn.Close()
			continue
		}
		open.Go(func() {
			defer func() { <-slots }()
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			if known {
				l.hear(ctx, conn, remote)
			} else {
				l.overhear(conn, remote)
			}
		})
	}
}

func addressOf(c net.Conn) netip.AddrPort {
	a, ok := c.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	ap := a.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// handshakeByte is the first of a TLS connection.
const handshakeByte = 0x16

// hear takes the messages of one connection from the master.
func (l *listener) hear(ctx context.Context, conn net.Conn, remote netip.AddrPort) {
	if end, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(end) // an old one ends with ctx all the same
	}
	r := bufio.NewReaderSize(conn, mostHeadLine)
	first, err := r.Peek(1)
	if err != nil {
		return // it only looked, or holds a line open that it never needed
	}
	var w io.Writer = conn
	switch {
	case first[0] == handshakeByte:
		secured := tls.Server(peeked{conn, r}, l.conf)
		if err := l.shake(ctx, secured); err != nil {
			l.told.say("a TLS connection from the master, %s, came to nothing: %v", remote, err)
			l.told.handshakeFailed()
			return
		}
		w, r = secured, bufio.NewReaderSize(secured, mostHeadLine)
	case l.secure:
		l.told.say("a connection from %s in clear was not believed: the master was asked over TLS", remote)
		return
	}
	for range mostLetters {
		if !l.next(ctx, r, w, remote) {
			return
		}
	}
	l.told.say("more than %d messages on one connection from %s", mostLetters, remote)
}

// shake is the handshake. A caller that shows a certificate has to show one of the
// master's; one that shows none is known by its address alone.
func (l *listener) shake(ctx context.Context, c *tls.Conn) error {
	if err := c.HandshakeContext(ctx); err != nil {
		return err
	}
	shown := c.ConnectionState().PeerCertificates
	if !l.secure || l.conf.InsecureSkipVerify || len(shown) == 0 {
		return nil
	}
	opt := x509.VerifyOptions{Roots: l.conf.RootCAs, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	for _, c := range shown[1:] {
		opt.Intermediates.AddCert(c)
	}
	if _, err := shown[0].Verify(opt); err != nil {
		return fmt.Errorf("the caller's certificate: %w", err)
	}
	return nil
}

// next takes one message and answers it; false ends the connection.
func (l *listener) next(ctx context.Context, r *bufio.Reader, w io.Writer, remote netip.AddrPort) bool {
	m, err := readLetter(r)
	switch {
	case errors.Is(err, errNoLetter):
		l.told.say("%s sent no message of libprocess: %v", remote, err)
		_, _ = io.WriteString(w, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return false
	case err != nil:
		return false // it left
	case m.to != l.actor:
		l.told.say("%s sent %q to %q, who is not here", remote, clip(m.name, 80), clip(m.to, 80))
		_, err = io.WriteString(w, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		return err == nil && !m.last
	}
	// As libprocess answers; a peer that is one itself does not look at it.
	_, err = io.WriteString(w, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
	select {
	case l.letters <- m:
	case <-ctx.Done():
		return false
	}
	return err == nil && !m.last
}

// overhear tells what somebody else wanted, and believes nothing of it.
func (l *listener) overhear(conn net.Conn, remote netip.AddrPort) {
	_ = conn.SetDeadline(time.Now().Add(strangerPatient)) // of the socket; nothing is judged by it
	r := bufio.NewReaderSize(conn, mostHeadLine)
	first, err := r.Peek(1)
	if err == nil && first[0] == handshakeByte {
		l.told.say("a TLS connection from %s, which is not the master, was not taken", remote)
		return
	}
	m, err := readLetter(r)
	if err != nil {
		l.told.say("a connection from %s, which is not the master, was not listened to", remote)
		return
	}
	l.told.say("%q from %s, which is not the master but calls itself %q, was not believed", clip(m.name, 80), remote, clip(m.from, 80))
}

// peeked is a connection of which something has been read already.
type peeked struct {
	net.Conn
	r io.Reader
}

// Read reads what was left first.
func (p peeked) Read(b []byte) (int, error) { return p.r.Read(b) }
