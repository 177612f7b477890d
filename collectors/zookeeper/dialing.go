package zookeeper

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
)

// TLS says how to ask servers over their secureClientPort (3.5 and later). The
// zero value verifies them by this host's CAs and shows no certificate.
type TLS struct {
	// CACert is a PEM file; what it holds then replaces the host's CAs.
	CACert string
	// Cert and Key are PEM files of a client certificate, which servers want
	// unless set otherwise (ssl.clientAuth); both or none.
	Cert, Key string
	// InsecureSkipVerify accepts any certificate. A login then needs AllowPlaintext.
	InsecureSkipVerify bool
}

// config reads the files. Errors are for the user to cure.
func (t *TLS) config() (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: t.InsecureSkipVerify}
	if t.CACert != "" {
		pem, err := os.ReadFile(t.CACert)
		if err != nil {
			return nil, fmt.Errorf("reading CA certificates: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("reading CA certificates %q: no certificate in PEM form in it", t.CACert)
		}
	}
	if (t.Cert == "") != (t.Key == "") {
		return nil, errors.New("a client certificate needs both a certificate and a key file")
	}
	if t.Cert != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("reading client certificate %q: %w", t.Cert, err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// dialing is how servers are connected to: in clear, or over TLS.
type dialing struct{ tls *tls.Config }

// handshakeError is trouble with TLS on a connection that stands.
type handshakeError struct{ err error }

func (e *handshakeError) Unwrap() error { return e.err }

func (e *handshakeError) Error() string {
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(e.err, &cert):
		return "TLS: not trusted: " + cert.Err.Error()
	case errors.Is(e.err, io.EOF):
		return "TLS: the connection was closed (a port that speaks no TLS?)"
	}
	return "TLS: " + bare(e.err)
}

// dial connects to address (host:port) within the time of ctx. The certificate
// has to name the host of it.
func (d *dialing) dial(ctx context.Context, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	return d.dialAs(ctx, address, host)
}

// dialAs is dial where the certificate has to name another host, because address
// holds what that name was resolved to.
func (d *dialing) dialAs(ctx context.Context, address, host string) (net.Conn, error) {
	var nd net.Dialer
	c, err := nd.DialContext(ctx, "tcp", address)
	if err != nil || d.tls == nil {
		return c, err
	}
	conf := d.tls.Clone()
	conf.ServerName = host
	secure := tls.Client(c, conf)
	if err := secure.HandshakeContext(ctx); err != nil {
		c.Close()
		return nil, &handshakeError{err}
	}
	return secure, nil
}

// proven tells whether who answers is who it says, and nobody else listens.
func (d *dialing) proven() bool { return d.tls != nil && !d.tls.InsecureSkipVerify }
