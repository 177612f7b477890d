package emit

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// Trust is how a TLS server is verified, and what is shown to it. Files are read with
// every connection, so renewed ones count without a restart.
type Trust struct {
	// CA is a PEM file of authorities; empty: those of the system.
	CA string
	// Cert and Key are PEM files of the certificate that is shown; empty for none.
	Cert, Key string
	// Name is the name that the server's certificate must have; empty: the host of
	// the address.
	Name string
	// Unverified takes any certificate. Anybody in between can read and swallow all.
	Unverified bool
}

// config is for a connection to host.
func (t Trust) config(host string) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.Name, InsecureSkipVerify: t.Unverified}
	if c.ServerName == "" {
		c.ServerName = host
	}
	if t.CA != "" {
		pem, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, fmt.Errorf("reading authorities: %w", err)
		}
		if c.RootCAs = x509.NewCertPool(); !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("reading authorities: %q holds no certificate in PEM", t.CA)
		}
	}
	switch {
	case t.Cert == "" && t.Key == "":
		return c, nil
	case t.Cert == "" || t.Key == "":
		return nil, errors.New("a certificate to show needs both its file and that of its key")
	}
	pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate %q and its key: %w", t.Cert, err)
	}
	c.Certificates = []tls.Certificate{pair}
	return c, nil
}
