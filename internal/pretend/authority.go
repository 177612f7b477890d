package pretend

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// authority makes the certificates of a cluster, anew with each and thrown away
// with it.
type authority struct {
	root    *x509.Certificate
	key     *ecdsa.PrivateKey
	good    tls.Certificate
	old     tls.Certificate
	client  tls.Certificate
	clients bool // servers want a certificate of ours
}

func newAuthority(addresses []net.IP, clients bool) (*authority, error) {
	a := &authority{clients: clients}
	now := time.Now()
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("making the pretend authority: %w", err)
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "pretend authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, &a.key.PublicKey, a.key)
	if err == nil {
		a.root, err = x509.ParseCertificate(der)
	}
	if err != nil {
		return nil, fmt.Errorf("making the pretend authority: %w", err)
	}
	for i, c := range []struct {
		into  *tls.Certificate
		until time.Time
		use   x509.ExtKeyUsage
	}{{&a.good, now.AddDate(0, 0, 20), x509.ExtKeyUsageServerAuth}, {&a.old, now.AddDate(0, 0, -1), x509.ExtKeyUsageServerAuth}, {&a.client, now.AddDate(0, 0, 20), x509.ExtKeyUsageClientAuth}} {
		leaf := &x509.Certificate{
			SerialNumber: big.NewInt(int64(2 + i)), Subject: pkix.Name{CommonName: "pretend"}, IPAddresses: addresses,
			NotBefore: now.AddDate(0, 0, -20), NotAfter: c.until, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{c.use},
		}
		if *c.into, err = a.sign(leaf); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *authority) sign(leaf *x509.Certificate) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a pretend certificate: %w", err)
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, a.root, &key.PublicKey, a.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a pretend certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.root.Raw}, PrivateKey: key}, nil
}

func (a *authority) server() *tls.Config { return a.config(a.good) }

func (a *authority) expired() *tls.Config { return a.config(a.old) }

func (a *authority) config(c tls.Certificate) *tls.Config {
	config := &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS12}
	if a.clients {
		config.ClientCAs, config.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
		config.ClientCAs.AddCert(a.root)
	}
	return config
}

// caller is what a server is when it calls others: it shows its own certificate and,
// where servers want one of ours, wants to see one.
func (a *authority) caller() *tls.Config {
	config := &tls.Config{Certificates: []tls.Certificate{a.good}, MinVersion: tls.VersionTLS12, InsecureSkipVerify: true} // libprocess looks at no name
	if !a.clients {
		return config
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	config.VerifyConnection = func(s tls.ConnectionState) error {
		_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
		return err
	}
	return config
}

// pem is the authority's certificate.
func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})
}

// clientPEM is a certificate and its key that servers accept.
func (a *authority) clientPEM() (certificate, key []byte, err error) {
	der, err := x509.MarshalPKCS8PrivateKey(a.client.PrivateKey)
	if err != nil {
		return nil, nil, fmt.Errorf("writing the pretend client's key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.client.Certificate[0]}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
