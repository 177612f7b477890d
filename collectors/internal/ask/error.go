package ask

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Kind says what became of a request that has no good answer.
type Kind string

// The kinds of trouble.
const (
	Unreachable  Kind = "unreachable"  // no such name, no route, no connection in time
	Refused      Kind = "refused"      // nobody listens on the port
	Timeout      Kind = "timeout"      // connected, but no complete answer in time
	Untrusted    Kind = "untrusted"    // TLS failed: unknown CA, other name, no common version
	Expired      Kind = "expired"      // the certificate is past its end
	Unauthorized Kind = "unauthorized" // 401; Realm names what wants a credential
	Forbidden    Kind = "forbidden"    // 403: an ACL, or a firewall rule
	NotFound     Kind = "not-found"    // 404: another version, or no Mesos
	Redirected   Kind = "redirected"   // 3xx; Location says where to, nobody went there
	NoLeader     Kind = "no-leader"    // 503: no leader is elected
	Recovering   Kind = "recovering"   // 503: the leader has not read its registry yet
	BadStatus    Kind = "status"       // any other status but 200
	Garbage      Kind = "garbage"      // 200, but not what was asked for
	Cut          Kind = "cut"          // the connection ended in the middle of the answer
	TooLarge     Kind = "too-large"    // more than may be read
	Cancelled    Kind = "cancelled"    // the caller's context ended
	Invalid      Kind = "invalid"      // nothing was sent
)

// Error says who was asked for what and what came of it. Its text holds no secret.
type Error struct {
	Kind    Kind
	Target  Target
	Request Request
	// Status is 0 when no answer came.
	Status int
	// Realm of a 401, as the server wrote it.
	Realm string
	// Location of a redirect, resolved; a claim of the server.
	Location string
	// Said is the beginning of the body of a refusal.
	Said string
	// Withheld says why the credential was not sent to a server that wants one.
	Withheld string
	Err      error
}

// Answered tells whether the process itself spoke: then the others of its
// endpoints are worth asking.
func (e *Error) Answered() bool { return e.Status != 0 }

func (e *Error) Unwrap() error { return e.Err }

func (e *Error) Error() string {
	what := e.Request.String() + " " + e.Target.String() + ": " + e.reason()
	return mesoswatch.Mask(strings.TrimSpace(what))
}

// Reason is the text without who was asked for what, secrets masked.
func (e *Error) Reason() string { return mesoswatch.Mask(e.reason()) }

func (e *Error) reason() string {
	switch e.Kind {
	case Unauthorized:
		text := "401, no realm named"
		if e.Realm != "" {
			text = fmt.Sprintf("401, realm %q", e.Realm)
		}
		if e.Withheld != "" {
			text += "; the credential was not sent: " + e.Withheld
		}
		return text
	case Redirected:
		return fmt.Sprintf("redirected (%d) to %q, not followed", e.Status, e.Location)
	case Forbidden, NotFound, NoLeader, Recovering, BadStatus:
		text := fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
		if e.Said != "" {
			text += fmt.Sprintf(", %q", e.Said)
		}
		return text
	}
	if e.Err == nil {
		return string(e.Kind)
	}
	if e.Kind == Expired {
		return expiry(e.Err)
	}
	text := string(e.Kind) + ": " + clip(bare(e.Err).Error())
	if e.Kind == Cut && e.Status == 0 && e.Target.scheme == "http" {
		text += " (a TLS port asked in clear?)" // Mesos resets such a connection
	}
	return text
}

// bare takes off the layers that only repeat the address.
func bare(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// expiry says when the certificate ended that err is about, or nothing.
func expiry(err error) string {
	var cert x509.CertificateInvalidError
	if !errors.As(err, &cert) || cert.Reason != x509.Expired || cert.Cert == nil {
		return ""
	}
	if time.Now().Before(cert.Cert.NotBefore) {
		return "" // not valid yet has the same reason
	}
	return "certificate expired on " + cert.Cert.NotAfter.UTC().Format("2006-01-02 15:04 MST")
}

// kindOf sorts the errors of dialling, TLS and reading.
func kindOf(ctx context.Context, err error) Kind {
	var (
		name     *net.DNSError
		op       *net.OpError
		cert     *tls.CertificateVerificationError
		record   tls.RecordHeaderError
		alert    tls.AlertError
		timesOut net.Error
	)
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, errSilent), errors.Is(cause, errLong):
		return Timeout
	case errors.Is(ctx.Err(), context.Canceled):
		return Cancelled
	case errors.As(err, &name):
		return Unreachable
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.As(err, &op) && op.Op == "dial":
		return Unreachable
	case expiry(err) != "":
		return Expired
	case errors.As(err, &cert), errors.As(err, &record), errors.As(err, &alert), strings.Contains(err.Error(), "tls: "):
		return Untrusted
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &timesOut) && timesOut.Timeout():
		return Timeout
	case strings.Contains(err.Error(), "malformed HTTP"):
		return Garbage
	case strings.Contains(err.Error(), "server response headers exceeded"):
		return TooLarge
	}
	return Cut
}

// judgeStatus is the error of a status that is not the good one.
func judgeStatus(resp *http.Response, a Answer) *Error {
	e := &Error{Kind: BadStatus, Status: a.Status}
	if strings.HasPrefix(a.ContentType, "text/plain") || a.ContentType == "" {
		e.Said = clip(strings.TrimSpace(string(a.Body)))
	}
	switch {
	case a.Status == http.StatusUnauthorized:
		e.Kind, e.Realm = Unauthorized, realm(resp.Header)
	case a.Status == http.StatusForbidden:
		e.Kind = Forbidden
	case a.Status == http.StatusNotFound:
		e.Kind = NotFound
	case isRedirect(a.Status):
		e.Kind, e.Location = Redirected, location(resp)
	case a.Status == http.StatusServiceUnavailable && strings.Contains(string(a.Body), "No leader elected"):
		e.Kind = NoLeader
	case a.Status == http.StatusServiceUnavailable && strings.Contains(string(a.Body), "not finished recovery"):
		e.Kind = Recovering
	}
	return e
}

var realmForm = regexp.MustCompile(`(?i)\brealm="([^"]*)"`)

// realm is what the challenge names: Basic realm="mesos-master-readonly".
// Several authenticators join theirs in one line; the first speaks.
func realm(h http.Header) string {
	if m := realmForm.FindStringSubmatch(h.Get("WWW-Authenticate")); m != nil {
		return clip(m[1])
	}
	return ""
}

// location resolves what the server wrote; Mesos leaves the scheme out
// ("//host:5050/path"). A user in it is masked.
func location(resp *http.Response) string {
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil {
		return clip(mesoswatch.Mask(resp.Header.Get("Location")))
	}
	return clip(mesoswatch.Mask(resp.Request.URL.ResolveReference(to).Redacted()))
}

// clip keeps foreign text short.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
