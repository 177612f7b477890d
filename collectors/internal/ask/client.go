package ask

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// maxHeader bounds the header of an answer, in bytes.
const maxHeader = 64 << 10

// Client asks. It may be used by several goroutines; that no master gets two
// requests at a time is up to the caller. Close it when done.
type Client struct {
	opt       Options
	transport *http.Transport
}

// Open reads the certificate files that opt names; it connects to nobody.
// Errors are for the user to cure: a file missing or unreadable.
func Open(opt Options) (*Client, error) {
	conf, err := opt.tlsConfig()
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: opt.timeout() / 2, KeepAlive: 30 * time.Second}
	tr := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    opt.timeout() / 2,
		ResponseHeaderTimeout:  opt.timeout(),
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        90 * time.Second,
		DisableCompression:     true, // unpacked here, with a bound
	}
	if opt.Proxy != nil {
		tr.Proxy = http.ProxyURL(opt.Proxy)
	}
	return &Client{opt: opt, transport: tr}, nil
}

// Close ends idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Do asks t for r once. The error is nil only for a complete answer with status
// 200 and, where r wants it, a JSON document; otherwise it is an *Error, for a
// cancelled ctx too.
func (c *Client) Do(ctx context.Context, t Target, r Request) (Answer, error) {
	if r.to == nil || t.host == "" {
		return Answer{}, &Error{Kind: Invalid, Err: errors.New("nothing to ask, or nobody")}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.timeout())
	defer cancel()
	req, withheld, err := c.build(ctx, t, r)
	if err != nil {
		return Answer{}, &Error{Kind: Invalid, Request: r, Target: t, Err: err}
	}
	began := time.Now()
	// RoundTrip, not a Client: no redirects, no cookies, nothing by itself.
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return Answer{Took: time.Since(began)}, &Error{Kind: kindOf(ctx, err), Request: r, Target: t, Err: err}
	}
	defer resp.Body.Close()
	a, err := read(resp, r.to.most)
	a.Took = time.Since(began)
	e := judge(ctx, resp, a, err, r)
	if e == nil {
		return a, nil
	}
	e.Request, e.Target = r, t
	if e.Kind == Unauthorized {
		e.Withheld = withheld
	}
	return a, e
}

// build is the only place where a request comes into being. It answers why the
// credential was left out, where there is one.
func (c *Client) build(ctx context.Context, t Target, r Request) (*http.Request, string, error) {
	req, err := http.NewRequestWithContext(ctx, r.to.method, t.String()+r.to.path, nil)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("User-Agent", c.opt.userAgent())
	req.Header.Set("Accept-Encoding", "gzip")
	if r.to.json {
		req.Header.Set("Accept", "application/json")
	}
	if c.opt.Credential == (Credential{}) {
		return req, "", nil
	}
	withheld := c.opt.withheld(t)
	if withheld == "" {
		req.SetBasicAuth(c.opt.Credential.Principal, c.opt.Credential.Secret)
	}
	return req, withheld, nil
}

// judge turns status and body into an error, or nil for a good answer.
func judge(ctx context.Context, resp *http.Response, a Answer, err error, r Request) *Error {
	if e := judgeStatus(resp, a); e != nil {
		return e
	}
	switch {
	case errors.Is(err, errTooLarge):
		return &Error{Kind: TooLarge, Status: a.Status, Err: err}
	case errors.Is(err, errPacked):
		return &Error{Kind: Garbage, Status: a.Status, Err: err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Kind: Cut, Status: a.Status, Err: err}
	case err != nil:
		return &Error{Kind: kindOf(ctx, err), Status: a.Status, Err: err}
	}
	if r.to.json {
		if err := a.checkJSON(); err != nil {
			return &Error{Kind: Garbage, Status: a.Status, Err: err}
		}
	}
	return nil
}
