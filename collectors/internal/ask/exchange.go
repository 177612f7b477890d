package ask

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"strings"
	"time"
)

// exchange is one request with what comes back.
type exchange struct {
	to       Target
	request  Request
	withheld string
	began    time.Time
	resp     *http.Response
	ends     ends
}

// ends are the addresses of a connection, ours and the server's; zero where unknown.
type ends struct{ local, remote netip.AddrPort }

func (e *ends) got(i httptrace.GotConnInfo) {
	local, _ := i.Conn.LocalAddr().(*net.TCPAddr)
	remote, _ := i.Conn.RemoteAddr().(*net.TCPAddr)
	e.local, e.remote = plain(local), plain(remote)
}

// plain is the address without the form that IPv4 has within IPv6.
func plain(a *net.TCPAddr) netip.AddrPort {
	if a == nil {
		return netip.AddrPort{}
	}
	ap := a.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// send puts the request on the wire and waits for the header of the answer. The
// exchange has to be closed if the error is nil.
func (c *Client) send(ctx context.Context, t Target, r Request) (*exchange, *Error) {
	x := &exchange{to: t, request: r, began: time.Now()}
	if r.to.method == "" || t.host == "" {
		return x, invalid(t, r, "nothing to ask, or nobody")
	}
	if r.to.form == direction {
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: x.ends.got})
	}
	req, withheld, err := c.build(ctx, t, r)
	if err != nil {
		return x, invalid(t, r, err.Error())
	}
	x.withheld = withheld
	// RoundTrip, not a Client: no redirects, no cookies, nothing by itself.
	x.resp, err = c.transport.RoundTrip(req)
	if err != nil {
		return x, x.failed(ctx, err)
	}
	if err := c.ended(x.resp.TLS); err != nil {
		_ = x.resp.Body.Close() // nothing was read of it
		c.transport.CloseIdleConnections()
		return x, x.failed(ctx, err)
	}
	return x, nil
}

// ended tells whether the certificate of an open connection has expired since the
// handshake: a connection that is kept outlives its certificate.
func (c *Client) ended(t *tls.ConnectionState) error {
	if t == nil || c.opt.InsecureSkipVerify || len(t.PeerCertificates) == 0 || time.Now().Before(t.PeerCertificates[0].NotAfter) {
		return nil
	}
	return x509.CertificateInvalidError{Cert: t.PeerCertificates[0], Reason: x509.Expired}
}

// build is the only place where a request comes into being. It answers why the
// credential was left out, where there is one.
func (c *Client) build(ctx context.Context, t Target, r Request) (*http.Request, string, error) {
	var body io.Reader
	if r.body() != "" {
		body = strings.NewReader(r.body())
	}
	req, err := http.NewRequestWithContext(ctx, r.to.method, t.String()+r.uri(), body)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("User-Agent", c.opt.userAgent())
	if r.sender != "" { // what makes libprocess take a request for a message; up to 0.17 the first alone
		req.Header.Set("User-Agent", "libprocess/"+r.sender)
		req.Header.Set("Libprocess-From", r.sender)
		req.Header.Set("Connection", "Keep-Alive")
	} else if body != nil {
		// Compared byte by byte: with a charset it would be refused (src/master/http.cpp).
		req.Header.Set("Content-Type", "application/json")
	}
	switch r.to.form {
	case document:
		req.Header.Set("Accept", "application/json")
		req.Header.Set("Accept-Encoding", "gzip")
	case endless: // packed, an event could wait in a buffer
		req.Header.Set("Accept", "application/json")
	}
	return req, c.authorize(req, t, r), nil
}

// authorize adds credential or token where they may go, and answers why not
// where they may not.
func (c *Client) authorize(req *http.Request, t Target, r Request) string {
	if r.bare || (c.opt.Credential == (Credential{}) && c.opt.Token.Value == "") {
		return ""
	}
	if why := c.opt.withheld(t); why != "" {
		return why
	}
	if c.opt.Token.Value != "" {
		req.Header.Set("Authorization", c.opt.Token.header())
	} else {
		req.SetBasicAuth(c.opt.Credential.Principal, c.opt.Credential.Secret)
	}
	return ""
}

func (x *exchange) close() { x.resp.Body.Close() }

func (x *exchange) took() time.Duration { return time.Since(x.began) }

// failed is the error of a request that has no answer, or half of one.
func (x *exchange) failed(ctx context.Context, err error) *Error {
	e := &Error{Kind: kindOf(ctx, err), Request: x.request, Target: x.to, Err: err}
	if cause := context.Cause(ctx); errors.Is(cause, errSilent) || errors.Is(cause, errLong) {
		e.Err = cause
	}
	if x.resp != nil {
		e.Status = x.resp.StatusCode
	}
	return e
}

// readAll takes in the body up to the bound of the request.
func (x *exchange) readAll() (Answer, error) {
	most := x.request.to.most
	if x.resp.StatusCode != http.StatusOK {
		most = min(most, maxHeader) // only a few words are of interest
	}
	b := newBody(x.resp, most)
	a := x.answer()
	var err error
	a.Body, err = io.ReadAll(b)
	if errors.Is(err, errTooLarge) {
		a.Body = nil
	}
	x.note(&a, b)
	return a, err
}

// answer is what the header tells.
func (x *exchange) answer() Answer {
	return Answer{Status: x.resp.StatusCode, ContentType: x.resp.Header.Get("Content-Type"), Local: x.ends.local, Remote: x.ends.remote}
}

// note adds what was read and how long it took.
func (x *exchange) note(a *Answer, b *body) {
	a.Wire, a.Size, a.Took = b.wire.n, b.n, x.took()
	if x.request.to.form == direction && isRedirect(a.Status) && x.resp.Header.Get("Location") != "" {
		a.Location = location(x.resp)
	}
}

// judge turns status and body into an error, or nil for a good answer.
func (x *exchange) judge(ctx context.Context, a Answer, err error) *Error {
	if x.request.to.form == direction && isRedirect(a.Status) {
		if a.Location == "" {
			return x.bad(Garbage, errors.New("a redirect that does not say where to"))
		}
		return nil
	}
	if a.Status != http.StatusOK || x.request.to.form == direction {
		return x.refused(a)
	}
	if err != nil {
		return x.broken(ctx, err)
	}
	if x.request.to.form == document {
		if err := a.checkJSON(); err != nil {
			return x.bad(Garbage, err)
		}
	}
	return nil
}

// refused is the error of another status than the good one.
func (x *exchange) refused(a Answer) *Error {
	e := judgeStatus(x.resp, a)
	e.Request, e.Target = x.request, x.to
	if e.Kind == Unauthorized {
		e.Withheld = x.withheld
	}
	return e
}

// broken sorts the errors of reading a body.
func (x *exchange) broken(ctx context.Context, err error) *Error {
	switch {
	case errors.Is(err, errTooLarge):
		return x.bad(TooLarge, err)
	case errors.Is(err, errPacked):
		return x.bad(Garbage, err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return x.bad(Cut, err)
	}
	return x.failed(ctx, err)
}

func (x *exchange) bad(k Kind, err error) *Error {
	return &Error{Kind: k, Status: x.resp.StatusCode, Request: x.request, Target: x.to, Err: err}
}

func isRedirect(status int) bool { return status >= 300 && status < 400 }
