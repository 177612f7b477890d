// Package web tells receivers that are asked over HTTP: an Alertmanager, a webhook,
// and whoever listens for the heartbeat.
//
// Secrets are read from their files with each request, so that a changed one holds at
// once; none of them is in an error.
package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// Options say how a receiver is asked. Files are paths.
type Options struct {
	UserAgent string
	// CACert holds the certificates that are trusted, in place of the host's.
	CACert    string
	Cert, Key string // of a client certificate
	// Insecure accepts any certificate.
	Insecure bool
	// Headers are sent as they are; HeaderFiles hold the values of others.
	Headers, HeaderFiles map[string]string
	TokenFile            string // of a bearer token
	User, PasswordFile   string // of HTTP basic
}

// Client asks with what its options say.
type Client struct {
	o    Options
	http *http.Client
}

// NewClient reads the certificates and sees that all files of secrets can be read.
func NewClient(o Options) (*Client, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: o.Insecure}
	if o.CACert != "" {
		pem, err := os.ReadFile(o.CACert)
		if err != nil {
			return nil, fmt.Errorf("reading CA certificates: %w", err)
		}
		conf.RootCAs = x509.NewCertPool()
		if !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("reading CA certificates %q: no certificate in PEM form in it", o.CACert)
		}
	}
	if (o.Cert == "") != (o.Key == "") {
		return nil, errors.New("a client certificate needs both cert and key")
	}
	if o.Cert != "" {
		pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
		if err != nil {
			return nil, fmt.Errorf("reading client certificate %q: %w", o.Cert, err)
		}
		conf.Certificates = []tls.Certificate{pair}
	}
	c := &Client{o: o, http: &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: conf, TLSHandshakeTimeout: 10 * time.Second,
			ResponseHeaderTimeout: 30 * time.Second, IdleConnTimeout: 2 * time.Minute, MaxIdleConnsPerHost: 2, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	return c, c.dress(make(http.Header))
}

// dress sets the headers of a request.
func (c *Client) dress(h http.Header) error {
	if c.o.UserAgent != "" {
		h.Set("User-Agent", c.o.UserAgent)
	}
	for name, value := range c.o.Headers {
		h.Set(name, value)
	}
	for name, file := range c.o.HeaderFiles {
		value, err := Secret(file)
		if err != nil {
			return err
		}
		h.Set(name, value)
	}
	if c.o.TokenFile != "" {
		token, err := Secret(c.o.TokenFile)
		if err != nil {
			return err
		}
		h.Set("Authorization", "Bearer "+token)
	}
	if c.o.PasswordFile != "" {
		password, err := Secret(c.o.PasswordFile)
		if err != nil {
			return err
		}
		r := http.Request{Header: h}
		r.SetBasicAuth(c.o.User, password)
	}
	return nil
}

// maxSecret bounds the file of a secret.
const maxSecret = 64 << 10

// Secret is what a file holds, without the line break at its end.
func Secret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("reading secret: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	s := strings.TrimRight(string(b), "\r\n")
	switch {
	case err != nil:
		return "", fmt.Errorf("reading secret: %w", err)
	case len(b) > maxSecret:
		return "", fmt.Errorf("reading secret %q: longer than %d KB", path, maxSecret>>10)
	case s == "":
		return "", fmt.Errorf("reading secret %q: it is empty", path)
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "", fmt.Errorf("reading secret %q: there are control characters in it, one line is expected", path)
	}
	return s, nil
}

// request is one that is sent.
type request struct {
	method string
	url    string
	body   []byte
	header http.Header
}

// do sends a request; nil: the receiver answered 2xx.
func (c *Client) do(ctx context.Context, r request) error {
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, bytes.NewReader(r.body))
	if err != nil {
		return errors.New("the address is none that can be asked") // the error has it, and it may be a secret
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	if err := c.dress(req.Header); err != nil {
		return err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("asking %s: %w", req.URL.Host, inner(err))
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	return judge(req.URL.Host, res, said)
}

// inner is an error without what net/http and net put around it: the path of the URL
// may be a secret.
func inner(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var op *net.OpError
	if errors.As(err, &op) { // the address is said already
		return op.Err
	}
	return err
}

// judge says what an answer means. What only a change of the configuration can cure
// is tried again, so that nothing is lost until somebody has changed it: a redirect,
// which is not followed, a wrong address or login.
func judge(host string, res *http.Response, said []byte) error {
	if res.StatusCode/100 == 2 {
		return nil
	}
	text := strings.Join(strings.Fields(mesoswatch.Printable(mesoswatch.Mask(string(said)))), " ")
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "") + " …"
	}
	err := fmt.Errorf("%s answers %d", host, res.StatusCode)
	if text != "" {
		err = fmt.Errorf("%w: %s", err, text)
	}
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return fmt.Errorf("%s answers %d, a redirect, which is not followed: give the address it leads to", host, res.StatusCode)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusProxyAuthRequired:
		return fmt.Errorf("%w (tried again until address and login are right)", err)
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
	default:
		if res.StatusCode/100 == 4 {
			return mesoswatch.Permanent(err)
		}
	}
	if after := retryAfter(res.Header.Get("Retry-After"), time.Now()); after > 0 {
		return &notice.Later{After: after, Err: err}
	}
	return err
}

// retryAfter reads seconds or a date (RFC 9110, section 10.2.3).
func retryAfter(s string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return min(time.Duration(n)*time.Second, most)
	}
	if at, err := http.ParseTime(s); err == nil {
		return min(max(at.Sub(now), 0), most)
	}
	return 0
}
