package pretend

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"
	"time"
)

// shaken is what a client of any certificate and version sees.
func shaken(t *testing.T, f Front, most uint16) (tls.ConnectionState, error) {
	t.Helper()
	c, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", f.Address, &tls.Config{InsecureSkipVerify: true, ServerName: f.Name, MinVersion: tls.VersionTLS10, MaxVersion: most})
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer c.Close()
	return c.ConnectionState(), nil
}

// One front is worth looking at, the other is as it should be.
func TestFronts(t *testing.T) {
	c := started(t, Options{Fronts: true})
	fronts := c.Fronts()
	if len(fronts) != 2 || len(started(t, Options{}).Fronts()) != 0 {
		t.Fatalf("%+v", fronts)
	}
	for _, f := range fronts {
		if host, _, err := net.SplitHostPort(f.Address); err != nil || !net.ParseIP(host).IsLoopback() {
			t.Errorf("reachable from elsewhere: %+v", f)
		}
	}
	old, err := shaken(t, fronts[0], tls.VersionTLS10)
	if err != nil {
		t.Fatal(err)
	}
	leaf := old.PeerCertificates[0]
	left := time.Until(leaf.NotAfter)
	if leaf.Subject.String() != leaf.Issuer.String() || left < 8*24*time.Hour || left > 10*24*time.Hour {
		t.Errorf("%v, ends in %v", leaf.Subject, left)
	}
	if _, err := shaken(t, fronts[1], tls.VersionTLS11); err == nil {
		t.Error("the sound front takes TLS 1.1")
	}
	now, err := shaken(t, fronts[1], tls.VersionTLS12)
	if err == nil { // it wants a certificate, which TLS 1.2 tells within the handshake
		t.Errorf("served without a certificate: %+v", now.Version)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(c.CA())
	sound := c.fronts[1].door.secure().Certificates[0]
	leaf, err = x509.ParseCertificate(sound.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: fronts[1].Name}); err != nil {
		t.Error(err)
	}
}
