package ask

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// maxHeader bounds the header of an answer, in bytes.
const maxHeader = 64 * kilobyte

// Client asks. It may be used by several goroutines; that no master gets two
// requests at a time is up to the caller. Close it when done.
type Client struct {
	opt       Options
	transport *http.Transport
}

// Open reads the certificate files that opt names; it connects to nobody.
// Errors are for the user to cure: a file missing or unreadable, a login that
// cannot work.
func Open(opt Options) (*Client, error) {
	if err := opt.checkLogin(); err != nil {
		return nil, err
	}
	conf, err := opt.tlsConfig()
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: opt.timeout() / 2, KeepAlive: 30 * time.Second}
	tr := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    opt.timeout() / 2,
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

// Do asks t for r once and keeps the answer. The error is nil only for a
// complete answer with status 200 (for Redirect: a redirect) and, where r wants
// it, a JSON document; otherwise it is an *Error, for a cancelled ctx too. Heavy
// requests and Subscription are Invalid here.
func (c *Client) Do(ctx context.Context, t Target, r Request) (Answer, error) {
	if r.to.heavy {
		return Answer{}, invalid(t, r, "an answer as large as the cluster has to be streamed")
	}
	end, err := c.opt.Turns.take(ctx, t.host)
	if err != nil {
		return Answer{}, &Error{Kind: Cancelled, Request: r, Target: t, Err: err}
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, c.opt.timeout())
	defer cancel()
	x, e := c.send(ctx, t, r)
	if e != nil {
		return Answer{Took: x.took()}, e
	}
	defer x.close()
	a, err := x.readAll()
	if e := x.judge(ctx, a, err); e != nil {
		return a, e
	}
	return a, nil
}

// invalid is the error of what is not sent.
func invalid(t Target, r Request, why string) *Error {
	return &Error{Kind: Invalid, Request: r, Target: t, Err: errors.New(why)}
}
