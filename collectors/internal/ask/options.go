package ask

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"
)

// Options say how to ask. The zero value asks without credentials, verifies TLS
// against the CAs of this host and gives up on a request after ten seconds.
type Options struct {
	// Version of this program, for the User-Agent.
	Version string
	// Timeout bounds one request from dialling to the last byte; 0 means 10 s.
	Timeout time.Duration
	// Idle bounds how long a streamed answer may be silent, also before its first
	// byte, while a master writes a large state; 0 means a minute. Longest bounds
	// it as a whole, which a subscription is not; 0 means 15 minutes.
	Idle, Longest time.Duration
	// CACert is a PEM file; what it holds then replaces the host's CAs.
	CACert string
	// Cert and Key are PEM files of a client certificate; both or none.
	Cert, Key string
	// InsecureSkipVerify accepts any certificate. Credentials then need
	// AllowPlaintext.
	InsecureSkipVerify bool
	// Credential for HTTP basic; the zero value sends none. It goes to hosts the
	// user named, and in clear only to loopback or with AllowPlaintext.
	Credential     Credential
	AllowPlaintext bool
	// Token in place of a credential, under the same rules.
	Token Token
	// Turns is shared with other clients that may ask the same processes, for each of
	// which there is one request at a time then; nil: this client goes by itself.
	Turns *Turns
	// Proxy for all requests; nil asks directly. The environment is not consulted.
	Proxy *url.URL
}

func (o *Options) timeout() time.Duration { return or(o.Timeout, 10*time.Second) }
func (o *Options) idle() time.Duration    { return or(o.Idle, time.Minute) }
func (o *Options) longest() time.Duration { return or(o.Longest, 15*time.Minute) }

func or(d, standard time.Duration) time.Duration {
	if d <= 0 {
		return standard
	}
	return d
}

func (o *Options) userAgent() string { return UserAgent(o.Version) }

// UserAgent is what a version of this program sends as its User-Agent, so that our
// own requests are known again in a master's log. It never starts with
// libprocess/, which would make an actor message of a request
// (3rdparty/libprocess/src/process.cpp).
func UserAgent(version string) string {
	version = strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f && !strings.ContainsRune(`"'()/\,;`, r) {
			return r
		}
		return '-'
	}, version)
	if version == "" {
		version = "unknown"
	}
	return "mesoswatch/" + version
}

// cipherSuites are Go's own choice and behind it key exchange by RSA, which Go
// left out of its defaults: a Mesos with its default settings offers TLS 1.2 with
// AES128-SHA and nothing else (3rdparty/libprocess/src/openssl.cpp).
func cipherSuites() []uint16 {
	var ids []uint16
	for _, s := range tls.CipherSuites() {
		ids = append(ids, s.ID)
	}
	return append(ids,
		tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA)
}

func (o *Options) tlsConfig() (*tls.Config, error) {
	c := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		CipherSuites:       cipherSuites(),
		InsecureSkipVerify: o.InsecureSkipVerify,
	}
	if o.CACert != "" {
		pem, err := os.ReadFile(o.CACert)
		if err != nil {
			return nil, fmt.Errorf("reading CA certificates: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("reading CA certificates %q: no certificate in PEM form in it", o.CACert)
		}
	}
	if (o.Cert == "") != (o.Key == "") {
		return nil, errors.New("a client certificate needs both a certificate and a key file")
	}
	if o.Cert != "" {
		pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
		if err != nil {
			return nil, fmt.Errorf("reading client certificate %q: %w", o.Cert, err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}
