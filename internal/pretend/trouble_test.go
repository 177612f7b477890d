package pretend

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTroubles(t *testing.T) {
	c := started(t, Options{Settled: true, AdvertiseIP: true})
	ask := newClient(t)
	state := c.MasterURL() + "/state"
	for _, tt := range []struct {
		trouble  Trouble
		status   int
		part     string
		location string
		fails    string
	}{
		{trouble: Trouble{Kind: Down}, fails: "connection refused"},
		{trouble: Trouble{Kind: Status503}, status: 503, part: "upstream"},
		{trouble: Trouble{Kind: Garbage}, status: 200, part: "not json"},
		{trouble: Trouble{Kind: Gibberish}, fails: "malformed HTTP"},
		{trouble: Trouble{Kind: Hang}, fails: "deadline exceeded"},
		{trouble: Trouble{Kind: HalfBody}, status: 200, fails: "unexpected EOF"},
		{trouble: Trouble{Kind: RedirectCircle}, status: 307, location: strings.TrimPrefix(state, "http:")},
		{trouble: Trouble{Kind: RedirectAway, Host: "10.9.9.9:80"}, status: 307, location: "//10.9.9.9:80/state"},
		{trouble: Trouble{Kind: ExpiredCertificate}, status: 400, fails: "malformed HTTP"},
		{trouble: Trouble{Kind: Slow, Delay: time.Millisecond}, status: 200, part: `"frameworks":[{`},
		{trouble: Trouble{}, status: 200, part: `"frameworks":[{`},
	} {
		if err := c.Fail(t.Context(), 0, tt.trouble); err != nil {
			t.Fatal(err)
		}
		if ask.Timeout = 10 * time.Second; tt.trouble.Kind == Hang {
			ask.Timeout = 100 * time.Millisecond
		}
		r, err := ask.do(t, "GET", state, "")
		if err != nil && (tt.fails == "" || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(tt.fails))) {
			t.Errorf("%+v: %v", tt.trouble, err)
		}
		if err == nil && (r.StatusCode != tt.status || !strings.Contains(r.body, tt.part) || r.Header.Get("Location") != tt.location) {
			t.Errorf("%+v: %d %v\n%.200q", tt.trouble, r.StatusCode, r.Header, r.body)
		}
	}
}

func TestHugeBody(t *testing.T) {
	c := started(t, Options{Settled: true})
	if err := c.Fail(t.Context(), 0, Trouble{Kind: HugeBody}); err != nil {
		t.Fatal(err)
	}
	ask := newClient(t)
	resp, err := ask.Get(c.MasterURL() + "/state")
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.CopyN(io.Discard, resp.Body, 32<<20)
	if err != nil || n != 32<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
	_ = resp.Body.Close()
	await(t, "the server to see that nobody reads", func() bool { return c.Journal().Requests()[0].Took > 0 })
}

func TestExpiredCertificate(t *testing.T) {
	c := started(t, Options{Settled: true, TLS: true})
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(c.CA())
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}
	defer tr.CloseIdleConnections()
	get := func() error {
		req, err := http.NewRequestWithContext(t.Context(), "GET", c.MasterURL()+"/health", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := tr.RoundTrip(req)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}
	if err := get(); err != nil {
		t.Errorf("with the authority's certificate: %v", err)
	}
	if err := c.Fail(t.Context(), 0, Trouble{Kind: ExpiredCertificate}); err != nil {
		t.Fatal(err)
	}
	var invalid x509.CertificateInvalidError
	if err := get(); !errors.As(err, &invalid) || invalid.Reason != x509.Expired {
		t.Errorf("with an expired certificate: %v", err)
	}
	if _, err := newClient(t).do(t, "GET", c.AgentURLs()[0]+"/health", ""); !strings.Contains(err.Error(), "unknown authority") {
		t.Errorf("without the authority: %v", err)
	}
}

func TestClientCertificates(t *testing.T) {
	c := started(t, Options{Settled: true, TLS: true, ClientCertificates: true})
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(c.CA())
	certificate, key, err := c.ClientCertificate()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range [][]tls.Certificate{nil, {pair}} {
		tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, Certificates: own}, DisableKeepAlives: true}
		resp, err := (&http.Client{Transport: tr, Timeout: 10 * time.Second}).Get(c.MasterURL() + "/health")
		if (err == nil) != (own != nil) {
			t.Errorf("with %d certificates: %v", len(own), err)
		}
		if err == nil {
			_ = resp.Body.Close()
		}
		tr.CloseIdleConnections()
	}
}
