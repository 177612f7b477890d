package tlsprobe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// Values of Endpoint.ClientCertificate.
const (
	Demanded = "demanded"
	Asked    = "asked"
	None     = "none"
)

// verdictLimit is how long is waited in TLS 1.3 for what a server says to the missing
// certificate, which it does behind the handshake.
const verdictLimit = 3 * time.Second

var errMute = errors.New("nothing came behind the handshake")

// handshake is one that goes to its end, by crypto/tls, without a certificate of
// ours and without anything being sent behind it.
type handshake struct {
	certificates [][]byte
	asked        bool
	refused      bool // it ended because of the missing certificate
	ticket       bool
	err          error
}

// client says whether a client certificate is demanded, and which certificates the
// server shows. In versions up to 1.2 the
// request is seen in the flights; only where there is one, or in 1.3 where it is
// hidden, a whole handshake is made.
func (p *prober) client(ctx context.Context, s *spoken) (what string, chain [][]byte, err error) {
	version := tls13
	f := s.witness
	switch {
	case f == nil && s.accepts[tls13] == nil:
		return "", nil, s.unseen()
	case f == nil:
	case f.broken != nil:
		return "", f.certificates, fmt.Errorf("whether a client certificate is demanded was not seen: %w", f.broken)
	case !f.asks:
		return None, f.certificates, nil
	default:
		version, chain = f.version, f.certificates
	}
	h := p.handshake(ctx, version)
	if chain == nil {
		chain = h.certificates
	}
	switch {
	case h.refused:
		return Demanded, chain, nil
	case h.err != nil && f != nil:
		return "", chain, fmt.Errorf("a client certificate is asked for; whether it is demanded could not be told: %w", h.err)
	case h.err != nil:
		return "", chain, fmt.Errorf("whether a client certificate is demanded could not be told: %w", h.err)
	case h.asked:
		return Asked, chain, nil
	}
	return None, chain, nil
}

// unseen says why there is no certificate.
func (s *spoken) unseen() error {
	if f := s.accepts[s.highest()]; f != nil && f.broken != nil {
		return fmt.Errorf("no certificate of it was seen: %w", f.broken)
	}
	return errors.New("no certificate of it was seen: it takes only suites that come without")
}

func (p *prober) handshake(ctx context.Context, version uint16) *handshake {
	h := &handshake{}
	c, err := p.dial(ctx)
	if err != nil {
		h.err = err
		return h
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	secure := tls.Client(c, h.config(c, p.name, version))
	err = secure.Handshake()
	for _, cert := range secure.ConnectionState().PeerCertificates {
		h.certificates = append(h.certificates, cert.Raw)
	}
	if err == nil && version == tls13 && h.asked {
		err = h.verdict(c, secure)
	}
	h.judge(err)
	p.note(h.err)
	return h
}

// config accepts whatever crypto/tls can do: the server is looked at, not trusted.
func (h *handshake) config(c net.Conn, name string, version uint16) *tls.Config {
	conf := &tls.Config{
		InsecureSkipVerify: true, ServerName: name, MinVersion: version, MaxVersion: version,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			h.asked = true
			return &tls.Certificate{}, nil
		},
		ClientSessionCache: ticket{h, c},
	}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		conf.CipherSuites = append(conf.CipherSuites, s.ID)
	}
	return conf
}

// judge tells a server that refused from trouble of another kind: after it has
// asked for the certificate it can only object to not getting one.
func (h *handshake) judge(err error) {
	var op *net.OpError
	objects := errors.As(err, &op) && op.Op == "remote error" || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
	if h.refused = h.asked && objects; !h.refused {
		h.err = err
	}
}

// verdict waits for what a server of TLS 1.3 says behind the handshake: a ticket for
// the next time, or an answer, only comes when it is content.
func (h *handshake) verdict(c net.Conn, secure *tls.Conn) error {
	if err := c.SetReadDeadline(time.Now().Add(verdictLimit)); err != nil {
		return err
	}
	n, err := secure.Read(make([]byte, 1))
	switch {
	case n > 0 || h.ticket:
		return nil
	case late(err):
		return errMute
	}
	return err
}

// ticket ends the waiting when one comes, and keeps none.
type ticket struct {
	h *handshake
	c net.Conn
}

func (t ticket) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

func (t ticket) Put(string, *tls.ClientSessionState) {
	t.h.ticket = true
	t.c.SetReadDeadline(time.Unix(1, 0))
}
