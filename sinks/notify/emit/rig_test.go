package emit

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// notices are n of them, from the one with number from, each told from the others by
// its key.
func notices(from, n int) []notice.Notice {
	var all []notice.Notice
	for i := from; i < from+n; i++ {
		at := time.Date(2026, 3, 1, 10, 0, i%60, 0, time.UTC)
		subject := mesoswatch.Subject{Kind: "agent", Name: fmt.Sprintf("agent-%04d", i)}
		all = append(all, notice.Notice{Seq: uint64(i), Key: fmt.Sprintf("key-%04d", i), Cluster: "prod-eu1", Turn: notice.Opened, At: at, Host: "watch1",
			Finding: mesoswatch.Finding{ID: mesoswatch.FindingID("agent-lost", subject), Rule: "agent-lost", Title: "Ein Agent fehlt: \x1b[1m\"ü\" ]\n<0>1", Level: mesoswatch.High,
				Status: mesoswatch.Open, Subject: subject, FirstSeen: at, LastSeen: at, Count: 1}})
	}
	return all
}

// certificates are PEM files of an authority and of what it signed for 127.0.0.1.
type certificates struct{ ca, cert, key string }

func newCertificates(t *testing.T) certificates {
	t.Helper()
	dir := t.TempDir()
	c := certificates{filepath.Join(dir, "ca.pem"), filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
	authority := &x509.Certificate{Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	caKey := sign(t, authority, authority, nil, c.ca, "")
	leaf := &x509.Certificate{Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	sign(t, leaf, authority, caKey, c.cert, c.key)
	return c
}

func sign(t *testing.T, what, by *x509.Certificate, with *ecdsa.PrivateKey, certFile, keyFile string) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if with == nil {
		with = key
	}
	what.SerialNumber, _ = rand.Int(rand.Reader, big.NewInt(1<<62))
	what.NotBefore, what.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, what, by, key.Public(), with)
	if err != nil {
		t.Fatal(err)
	}
	pemFile(t, certFile, "CERTIFICATE", der)
	if keyFile != "" {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		pemFile(t, keyFile, "PRIVATE KEY", der)
	}
	return key
}

func pemFile(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// freePort is one that nobody listens on, neither by TCP nor by UDP.
func freePort(t *testing.T) string {
	t.Helper()
	for range 20 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		p, err := net.ListenPacket("udp", l.Addr().String())
		l.Close()
		if err == nil {
			p.Close()
			return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
		}
	}
	t.Fatal("no free port")
	return ""
}

// keysIn are the keys of the notices in text, in their order.
func keysIn(text []byte) string {
	var keys []string
	for {
		i := bytes.Index(text, []byte("key-"))
		if i < 0 || len(text) < i+8 {
			return strings.Join(keys, " ")
		}
		keys, text = append(keys, string(text[i:i+8])), text[i+8:]
	}
}

func keysOf(batch []notice.Notice) string {
	var keys []string
	for _, n := range batch {
		keys = append(keys, n.Key)
	}
	return strings.Join(keys, " ")
}

// eventually asks until ok, for at most ten seconds.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("not within ten seconds: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
