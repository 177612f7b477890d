package tlsprobe

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// issued is a certificate with its key.
type issued struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// form is how a certificate is made.
type form struct {
	name     string
	hosts    []string
	ips      []string
	bits     int // of an RSA key; 0: an elliptic one
	notAfter time.Time
	ca       bool
}

// issue signs with by, or with its own key where by is nil.
func issue(t testing.TB, f form, by *issued) *issued {
	t.Helper()
	var key crypto.Signer
	var err error
	if f.bits > 0 {
		key, err = rsa.GenerateKey(rand.Reader, f.bits)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	what := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: f.name, Organization: []string{"test"}},
		NotBefore: time.Now().Add(-1000 * time.Hour), NotAfter: f.notAfter, DNSNames: f.hosts, IsCA: f.ca, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageCertSign,
	}
	if f.notAfter.IsZero() {
		what.NotAfter = time.Now().Add(24 * time.Hour)
	} else {
		what.NotBefore = f.notAfter.Add(-1000 * time.Hour)
	}
	for _, ip := range f.ips {
		what.IPAddresses = append(what.IPAddresses, net.ParseIP(ip))
	}
	signer := &issued{what, key}
	if by != nil {
		signer = by
	}
	der, err := x509.CreateCertificate(rand.Reader, what, signer.cert, key.Public(), signer.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &issued{cert, key}
}

// files writes certificate and key, and answers their paths.
func (i *issued) files(t testing.TB) (cert, key string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.cert.Raw}))
	write(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return cert, key
}

func write(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// freePort is a port of a loopback address that nobody listens on right now.
func freePort(t testing.TB, ip string) string {
	t.Helper()
	l, err := net.Listen("tcp", ip+":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// lookAt looks at one endpoint, with patience for a busy machine.
func lookAt(t testing.TB, target Target, roots *x509.CertPool) (*mesoswatch.Endpoint, int) {
	t.Helper()
	return lookWithin(t, 20*time.Second, target, roots)
}

func lookWithin(t testing.TB, limit time.Duration, target Target, roots *x509.CertPool) (*mesoswatch.Endpoint, int) {
	t.Helper()
	http, err := ask.Open(ask.Options{Timeout: limit})
	if err != nil {
		t.Fatal(err)
	}
	defer http.Close()
	l := &looker{roots: roots, http: http, limit: limit, pause: time.Microsecond}
	s := l.look(context.Background(), target)
	return s.endpoint, s.connections
}

func isTrue(b *bool) bool  { return b != nil && *b }
func isFalse(b *bool) bool { return b != nil && !*b }

// pipe is a connection on loopback, both its ends.
func pipe(t testing.TB) (client, server net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.43:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	return client, server
}
