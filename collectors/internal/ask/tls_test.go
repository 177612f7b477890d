package ask

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority signs certificates for 127.0.0.1 and keeps everything in files.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *rsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, dir: t.TempDir(), key: newKey(t)}
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "lab CA"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der := a.sign(a.cert, a.cert, &a.key.PublicKey)
	a.write("ca.pem", "CERTIFICATE", der)
	return a
}

func newKey(t *testing.T) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) sign(c, parent *x509.Certificate, pub *rsa.PublicKey) []byte {
	der, err := x509.CreateCertificate(rand.Reader, c, parent, pub, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

func (a *authority) write(name, kind string, der []byte) string {
	path := filepath.Join(a.dir, name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return path
}

// issue makes a certificate that ends at until.
func (a *authority) issue(until time.Time) tls.Certificate {
	return a.issueFrom(time.Now().Add(-24*time.Hour), until)
}

func (a *authority) issueFrom(from, until time.Time) tls.Certificate {
	key := newKey(a.t)
	der := a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "master"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: from, NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, a.cert, &key.PublicKey)
	a.write("cert.pem", "CERTIFICATE", der)
	a.write("key.pem", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

func secured(t *testing.T, conf *tls.Config) string {
	server := httptest.NewUnstartedServer(reply(200, js, "{}"))
	server.TLS = conf
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

func TestTLS(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	good := secured(t, &tls.Config{Certificates: []tls.Certificate{ours.issue(time.Now().Add(time.Hour))}})
	foreign := secured(t, &tls.Config{Certificates: []tls.Certificate{theirs.issue(time.Now().Add(time.Hour))}})
	ended := time.Now().Add(-time.Hour)
	expired := secured(t, &tls.Config{Certificates: []tls.Certificate{ours.issue(ended)}})
	early := secured(t, &tls.Config{Certificates: []tls.Certificate{ours.issueFrom(time.Now().Add(time.Hour), time.Now().Add(2*time.Hour))}})
	// What a Mesos master offers unless told otherwise.
	mesos := secured(t, &tls.Config{
		Certificates: []tls.Certificate{ours.issue(time.Now().Add(time.Hour))}, MaxVersion: tls.VersionTLS12,
		CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA},
	})
	pool := x509.NewCertPool()
	pool.AddCert(mustParse(t, ours.file("ca.pem")))
	mutual := secured(t, &tls.Config{
		Certificates: []tls.Certificate{ours.issue(time.Now().Add(time.Hour))}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	})
	clear := httptest.NewServer(reply(200, js, "{}"))
	defer clear.Close()
	ca := Options{CACert: ours.file("ca.pem")}
	client := Options{CACert: ours.file("ca.pem"), Cert: ours.file("cert.pem"), Key: ours.file("key.pem")}
	for _, tc := range []struct {
		name, url string
		opt       Options
		kind      Kind
	}{
		{"own CA", good, ca, ""},
		{"CA not known here", good, Options{}, Untrusted},
		{"wrong CA", foreign, ca, Untrusted},
		{"wrong CA, not verified", foreign, Options{InsecureSkipVerify: true}, ""},
		{"expired", expired, ca, Expired},
		{"not valid yet", early, ca, Untrusted},
		{"AES128-SHA over TLS 1.2", mesos, ca, ""},
		{"client certificate", mutual, client, ""},
		{"client certificate missing", mutual, ca, Untrusted},
		{"TLS to a port that speaks clear", strings.Replace(clear.URL, "http:", "https:", 1), ca, Untrusted},
		{"clear to a TLS port", strings.Replace(good, "https:", "http:", 1), ca, BadStatus}, // Go's server says so; Mesos resets
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := open(t, tc.opt).Do(t.Context(), target(t, tc.url), Version())
			if kind(err) != tc.kind {
				t.Errorf("%v, want %q", err, tc.kind)
			}
			if tc.kind == Expired && !strings.Contains(err.Error(), ": certificate expired on "+ended.UTC().Format("2006-01-02 15:04")) {
				t.Errorf("%v", err)
			}
		})
	}
}

func mustParse(t *testing.T, file string) *x509.Certificate {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestOpenNamesTheFile(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{
		{CACert: "/no/such/ca.pem"}, {CACert: empty}, {Cert: empty, Key: empty}, {Cert: "/no/such/cert.pem", Key: "/no/such/key.pem"}, {Cert: empty},
	} {
		_, err := Open(o)
		if err == nil {
			t.Errorf("%+v: no error", o)
			continue
		}
		if both := o.Cert != "" && o.Key == ""; !both && !strings.Contains(err.Error(), ".pem") {
			t.Errorf("no file named: %v", err)
		}
	}
}

// A certificate can end while its connection is kept open.
func TestKeptConnectionOutlivesNoCertificate(t *testing.T) {
	ours := newAuthority(t)
	ends := time.Now().Add(2 * time.Second).Truncate(time.Second)
	server := secured(t, &tls.Config{Certificates: []tls.Certificate{ours.issue(ends)}})
	c := open(t, Options{CACert: ours.file("ca.pem")})
	var err error
	for end := time.Now().Add(20 * time.Second); err == nil && time.Now().Before(end); {
		_, err = c.Do(t.Context(), target(t, server), Health())
	}
	if kind(err) != Expired {
		t.Errorf("%v", err)
	}
}
