package tlsprobe

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

// goServer serves HTTPS by the standard library.
func goServer(t testing.TB, own *issued, chain []*issued, change func(*tls.Config)) string {
	t.Helper()
	pair := tls.Certificate{Certificate: [][]byte{own.cert.Raw}, PrivateKey: own.key}
	for _, c := range chain {
		pair.Certificate = append(pair.Certificate, c.cert.Raw)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "fine") }))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	if change != nil {
		change(s.TLS)
	}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "https://")
}

func pool(all ...*issued) *x509.CertPool {
	p := x509.NewCertPool()
	for _, i := range all {
		p.AddCert(i.cert)
	}
	return p
}

func TestCertificates(t *testing.T) {
	ca := issue(t, form{name: "test authority", ca: true}, nil)
	between := issue(t, form{name: "between", ca: true}, ca)
	lapsed := issue(t, form{name: "lapsed", ca: true, notAfter: time.Now().Add(-time.Hour)}, ca)
	here := []string{"127.0.0.1"}
	for _, c := range []struct {
		name  string
		own   *issued
		chain []*issued
		as    string // ServerName
		key   string
		self  bool
		wrong string
	}{
		{"good", issue(t, form{name: "m1", ips: here}, ca), nil, "", "ECDSA P-256", false, ""},
		{"good by name", issue(t, form{name: "m1", hosts: []string{"m1.example", "*.agents.example"}, bits: 2048}, ca), nil, "m1.example", "RSA 2048", false, ""},
		{"by a chain", issue(t, form{name: "m1", ips: here}, between), []*issued{between}, "", "ECDSA P-256", false, ""},
		{"chain not sent", issue(t, form{name: "m1", ips: here}, between), nil, "", "ECDSA P-256", false, "certificate signed by unknown authority"},
		{"chain expired", issue(t, form{name: "m1", ips: here}, lapsed), []*issued{lapsed}, "", "ECDSA P-256", false, `"CN=lapsed,O=test" of its chain is not valid at this time`},
		{"small key", issue(t, form{name: "m1", ips: here, bits: 1024}, ca), nil, "", "RSA 1024", false, ""},
		{"self-signed", issue(t, form{name: "m1", ips: here}, nil), nil, "", "ECDSA P-256", true, "certificate signed by unknown authority"},
		{"expired", issue(t, form{name: "m1", ips: here, notAfter: time.Date(2021, 1, 2, 3, 4, 5, 0, time.UTC)}, ca), nil, "", "ECDSA P-256", false, "expired on 2021-01-02"},
		{"wrong name", issue(t, form{name: "m1", hosts: []string{"m2.example"}}, ca), nil, "m1.example", "ECDSA P-256", false, "certificate is valid for m2.example, not m1.example"},
		{"no address", issue(t, form{name: "m1", hosts: []string{"m1.example"}}, ca), nil, "", "ECDSA P-256", false, "cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs"},
		{"all of it", issue(t, form{name: "m1", hosts: []string{"m2.example"}, notAfter: time.Date(2021, 1, 2, 3, 4, 5, 0, time.UTC)}, nil), nil, "m1.example", "ECDSA P-256", true,
			"expired on 2021-01-02; certificate signed by unknown authority; certificate is valid for m2.example, not m1.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				at := goServer(t, c.own, c.chain, func(conf *tls.Config) { conf.MinVersion, conf.MaxVersion = version, version })
				e, _ := lookAt(t, Target{Address: at, ServerName: c.as, Service: "master"}, pool(ca))
				got := e.Certificate
				if got == nil || e.Why != "" || !isTrue(e.TLS) || !isFalse(e.Plain) || e.ClientCertificate != None {
					t.Fatalf("%s: %+v", versionName(version), e)
				}
				if got.Verified != (c.wrong == "") || got.Wrong != c.wrong || got.SelfSigned != c.self || got.Key != c.key || got.Chain != 1+len(c.chain) {
					t.Errorf("%s: %+v", versionName(version), got)
				}
				if !got.NotAfter.Equal(c.own.cert.NotAfter) || got.Subject != "CN=m1,O=test" || got.Signature == "" || len(got.Names) != len(c.own.cert.DNSNames)+len(c.own.cert.IPAddresses) {
					t.Errorf("%s: %+v", versionName(version), got)
				}
			}
		})
	}
}

// Whether a client certificate is demanded, only asked for, or of no interest.
func TestClientCertificates(t *testing.T) {
	own := issue(t, form{name: "m1", ips: []string{"127.0.0.1"}, bits: 2048}, nil)
	for kind, want := range map[tls.ClientAuthType]string{
		tls.NoClientCert: None, tls.RequestClientCert: Asked, tls.VerifyClientCertIfGiven: Asked, tls.RequireAnyClientCert: Demanded, tls.RequireAndVerifyClientCert: Demanded,
	} {
		for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS12, tls.VersionTLS13} {
			at := goServer(t, own, nil, func(c *tls.Config) { c.MinVersion, c.MaxVersion, c.ClientAuth = version, version, kind })
			if e, _ := lookAt(t, Target{Address: at}, nil); e.ClientCertificate != want || e.Why != "" || e.Certificate == nil {
				t.Errorf("%v over %s: %q, %+v", kind, versionName(version), e.ClientCertificate, e)
			}
		}
	}
	for option, want := range map[string]string{"-verify": Asked, "-Verify": Demanded} {
		for _, version := range []string{"-tls1_2", "-tls1_3"} {
			if e, _ := lookAt(t, Target{Address: serve(t, own, option, "1", version)}, nil); e.ClientCertificate != want || e.Why != "" {
				t.Errorf("openssl %s %s: %+v", option, version, e)
			}
		}
	}
	// One of TLS 1.3 that says nothing to the missing certificate, not even by a ticket.
	if e, _ := lookAt(t, Target{Address: serve(t, own, "-verify", "1", "-tls1_3", "-num_tickets", "0")}, nil); e.ClientCertificate != "" || !strings.Contains(e.Why, errMute.Error()) {
		t.Errorf("%+v", e)
	}
	// A server that nobody's library can finish a handshake with.
	server := &old{versions: []uint16{ssl30}, suites: map[uint16][]uint16{0: ids(t, "TLS_RSA_WITH_RC4_128_MD5")}, asks: true, certificates: [][]byte{own.cert.Raw}}
	e, _ := lookAt(t, Target{Address: server.start(t)}, nil)
	if e.ClientCertificate != "" || !strings.Contains(e.Why, "a client certificate is asked for; whether it is demanded could not be told") {
		t.Errorf("%+v", e)
	}
}

// What Go still does when it is told to.
func TestGoWeakSuites(t *testing.T) {
	own := issue(t, form{name: "m1", ips: []string{"127.0.0.1"}, bits: 2048}, nil)
	at := goServer(t, own, nil, func(c *tls.Config) {
		c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS12
		c.CipherSuites = []uint16{tls.TLS_RSA_WITH_RC4_128_SHA, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
	})
	e, _ := lookAt(t, Target{Address: at}, nil)
	slices.Sort(e.Ciphers)
	if !slices.Equal(e.Ciphers, []string{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA"}) || e.Why != "" {
		t.Errorf("%+v", e)
	}
	if !slices.Equal(e.Weak, []string{WeakRC4, WeakTripleDES, WeakStatic, WeakCBC}) || !e.Versions["TLS 1.0"] || !e.Versions["TLS 1.1"] || e.Versions["SSLv3"] || len(e.Versions) != 5 {
		t.Errorf("%+v", e)
	}
}

// both speaks TLS and plain HTTP on one port, as a Mesos with SUPPORT_DOWNGRADE
// does: the first byte tells which.
func both(t testing.TB, own *issued) string {
	t.Helper()
	conf := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{own.cert.Raw}, PrivateKey: own.key}}}
	return handle(t, func(c net.Conn) {
		in := bufio.NewReader(c)
		first, err := in.Peek(1)
		if err != nil {
			return
		}
		if first[0] == 0x16 {
			tls.Server(peeked{c, in}, conf).Handshake()
			return
		}
		if r, err := http.ReadRequest(in); err == nil && r.Header.Get("Authorization") == "" && r.URL.Path == "/health" {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	})
}

type peeked struct {
	net.Conn
	in io.Reader
}

func (p peeked) Read(b []byte) (int, error) { return p.in.Read(b) }

func TestPlain(t *testing.T) {
	own := issue(t, form{name: "m1", ips: []string{"127.0.0.42"}}, nil)
	e, _ := lookAt(t, Target{Address: both(t, own)}, pool(own))
	if !isTrue(e.TLS) || !isTrue(e.Plain) || !e.Certificate.Verified || e.Why != "" {
		t.Errorf("downgrade: %+v", e)
	}
	answers := func(text string) *mesoswatch.Endpoint {
		e, _ := lookAt(t, Target{Address: handle(t, func(c net.Conn) {
			in := bufio.NewReader(c)
			if first, err := in.Peek(1); err == nil && first[0] == 0x16 {
				return
			}
			if _, err := http.ReadRequest(in); err == nil {
				io.WriteString(c, text)
			}
		})}, nil)
		return e
	}
	if e := answers("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"); !isFalse(e.TLS) || !isTrue(e.Plain) || e.Versions != nil || e.Why != "" {
		t.Errorf("plain only: %+v", e)
	}
	if e := answers("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"); !isFalse(e.TLS) && !isTrue(e.Plain) {
		t.Errorf("plain only, and picky: %+v", e)
	}
	if e := answers("HTTP/1.1 301 Moved\r\nLocation: https://m1:443/health\r\nContent-Length: 0\r\n\r\n"); !isFalse(e.Plain) {
		t.Errorf("come back with TLS: %+v", e)
	}
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	if e, n := lookAt(t, Target{Address: strings.TrimPrefix(s.URL, "http://")}, nil); !isFalse(e.TLS) || !isTrue(e.Plain) || n > 3 {
		t.Errorf("Go's HTTP: %d connections, %+v", n, e)
	}
	if e, n := lookAt(t, Target{Address: freePort(t, "127.0.0.42")}, nil); e.TLS != nil || e.Plain != nil || e.Why != "connection refused" || n != 1 {
		t.Errorf("nobody there: %d connections, %+v", n, e)
	}
}

func TestReason(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&unreached{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "m1.example"}}}, "the name does not resolve: lookup m1.example: no such host"},
		{&unreached{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}}, "connection refused"},
		{&unreached{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)}}, "connect: no route to host"},
		{&unreached{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}}, "no answer in time"},
		{errSpent, "the look ended after 120 connections"},
	} {
		if got := reason(c.err); got != c.want {
			t.Errorf("%v: %q", c.err, got)
		}
	}
}

// The real ZooKeeper: its secure port, one that speaks both, and a plain one.
func TestZooKeeper(t *testing.T) {
	zk := zktest.Start(t, zktest.Options{TLS: true, Unified: true})
	text, err := os.ReadFile(zk.Certificates().CA)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	ca, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	e, n := lookAt(t, Target{Address: zk.SecureAddr(), Service: "zookeeper"}, pool(&issued{cert: ca}))
	if !isTrue(e.TLS) || !isFalse(e.Plain) || !e.Versions["TLS 1.2"] || e.Versions["SSLv3"] || e.ClientCertificate != Demanded || e.Why != "" {
		t.Errorf("%d connections, %+v", n, e)
	}
	if e.Certificate == nil || !e.Certificate.Verified || e.Certificate.Subject != "CN=zookeeper" || len(e.Ciphers) == 0 {
		t.Errorf("%q, %+v", e.Ciphers, e.Certificate)
	}
	e, _ = lookAt(t, Target{Address: zk.Addr(), Service: "zookeeper"}, nil)
	if !isTrue(e.TLS) || !isTrue(e.Plain) || e.ClientCertificate != Demanded || e.Why != "" {
		t.Errorf("a port for both: %+v", e)
	}
	zk = zktest.Start(t, zktest.Options{})
	e, _ = lookAt(t, Target{Address: zk.Addr(), Service: "zookeeper"}, nil)
	if !isFalse(e.TLS) || !isTrue(e.Plain) || e.Why != "" {
		t.Errorf("the plain port: %+v", e)
	}
}
