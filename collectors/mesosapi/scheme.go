package mesosapi

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// A znode, a UPID and a redirect tell an address but not whether TLS is spoken
// there.

// schemeOf is http or https.
func schemeOf(t ask.Target) string {
	scheme, _, _ := strings.Cut(t.String(), "://")
	return scheme
}

// foundAt are the targets that an address that was found can be, the likely one
// first.
func foundAt(address, likely string) []ask.Target {
	other := map[string]string{"http": "https", "https": "http"}[likely]
	var all []ask.Target
	for _, scheme := range []string{likely, other} {
		if t, err := ask.Found(scheme + "://" + address); err == nil {
			all = append(all, t)
		}
	}
	return all
}

// speaks tries which of the targets is spoken at, with the one endpoint that is
// always open, and answers which. When none is, it is the first, and the error of
// that one.
func speaks(ctx context.Context, c *ask.Client, all []ask.Target) (ask.Target, *ask.Error) {
	var first *ask.Error
	for i, t := range all {
		_, err := c.Do(ctx, t, ask.Health())
		e := asError(err)
		if spoken(e) || ctx.Err() != nil {
			return t, nil
		}
		if i == 0 {
			first = e
		}
		if e.Kind == ask.Refused || e.Kind == ask.Unreachable || e.Kind == ask.Timeout {
			break // nobody there, whatever is spoken
		}
	}
	return all[0], first
}

// spoken tells whether an answer shows that the scheme was right: also a
// certificate that is not trusted. Mesos answers no GET of /health with 400, which
// servers of TLS like to give to those that speak in clear.
func spoken(e *ask.Error) bool {
	var cert *tls.CertificateVerificationError
	return e == nil || e.Answered() && e.Status != 400 && e.Kind != ask.Garbage || e.Kind == ask.Expired || errors.As(e.Err, &cert)
}
