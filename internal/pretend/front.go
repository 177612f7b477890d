package pretend

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"time"
)

// Front is a web server with TLS of its own, as it stands before a part of an old
// cluster.
type Front struct {
	// Service is what is behind it; Name is what its certificate is for, Address is
	// "ip:port".
	Service, Name, Address string
}

// front is one that answers.
type front struct {
	Front
	door door
}

// Fronts are those of the cluster, none unless Options.Fronts asked for them.
func (c *Cluster) Fronts() []Front {
	all := make([]Front, len(c.fronts))
	for i, f := range c.fronts {
		all[i] = f.Front
		all[i].Address = f.door.address()
	}
	return all
}

// openFronts starts them: Marathon's, as somebody set it up years ago, and one
// before the masters that is as it should be.
func (c *Cluster) openFronts(ctx context.Context) error {
	neglected, err := neglectedTLS("marathon.example.com", time.Now())
	if err != nil {
		return err
	}
	sound, err := c.certificates.soundTLS("masters.example.com", time.Now())
	if err != nil {
		return err
	}
	for _, f := range []struct {
		service, name, ip string
		config            *tls.Config
	}{{"marathon", "marathon.example.com", loopback(31), neglected}, {"master", "masters.example.com", loopback(41), sound}} {
		front := &front{Front: Front{Service: f.service, Name: f.name}}
		front.door = door{handler: http.HandlerFunc(greet), secure: func() *tls.Config { return f.config }}
		c.fronts = append(c.fronts, front)
		if err := front.door.open(ctx, f.ip); err != nil {
			return err
		}
	}
	return nil
}

// greet is all that there is behind a front.
func greet(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "pong\n") }

// neglectedTLS is what is found in old installations: a certificate that signed
// itself with a short key and SHA-1 and ends in nine days, and versions and suites
// for clients that are long gone.
func neglectedTLS(name string, now time.Time) (*tls.Config, error) {
	const oldBits = 1024
	key, err := rsa.GenerateKey(rand.Reader, oldBits)
	if err != nil {
		return nil, fmt.Errorf("making a weak pretend key: %w", err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name, Organization: []string{"Example"}}, DNSNames: []string{name},
		NotBefore: now.AddDate(-10, 0, 9), NotAfter: now.AddDate(0, 0, 9).Add(5 * time.Hour),
		SignatureAlgorithm: x509.SHA1WithRSA, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("making a weak pretend certificate: %w", err)
	}
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		MinVersion:   tls.VersionTLS10, MaxVersion: tls.VersionTLS12,
		CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA},
	}, nil
}

// soundTLS is as it should be: signed by the cluster's authority for half a year,
// for clients that show a certificate of it.
func (a *authority) soundTLS(name string, now time.Time) (*tls.Config, error) {
	certificate, err := a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(9), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, IPAddresses: []net.IP{net.ParseIP(loopback(41)), net.IPv4(127, 0, 0, 1)},
		NotBefore: now.AddDate(0, -6, 0), NotAfter: now.AddDate(0, 6, 0), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	return &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, ClientCAs: roots, ClientAuth: tls.RequireAndVerifyClientCert,
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384},
	}, nil
}
