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

// spokenTo is which of several targets it is, and what /health was answered there;
// settled once that is known for good.
type spokenTo struct {
	target  ask.Target
	answer  ask.Answer
	err     *ask.Error
	settled bool
}

// find tries which of the targets is spoken at, with the one endpoint that is
// always open. When none is, it is the first.
func find(ctx context.Context, c *ask.Client, all []ask.Target) spokenTo {
	var first spokenTo
	for i, t := range all {
		a, err := c.Do(ctx, t, ask.Health())
		e := asError(err)
		if spoken(e) {
			return spokenTo{t, a, e, true}
		}
		if i == 0 {
			first = spokenTo{t, a, e, false}
		}
		if ctx.Err() != nil {
			break
		}
		if e.Kind == ask.Refused || e.Kind == ask.Unreachable || e.Kind == ask.Timeout {
			break // nobody there, whatever is spoken
		}
	}
	return first
}

// spoken tells whether an answer shows that the scheme was right: also a
// certificate that is not trusted. Mesos answers no GET of /health with 400, which
// servers of TLS like to give to those that speak in clear.
func spoken(e *ask.Error) bool {
	var cert *tls.CertificateVerificationError
	return e == nil || e.Answered() && e.Status != 400 && e.Kind != ask.Garbage || e.Kind == ask.Expired || errors.As(e.Err, &cert)
}

// settle finds out how a master that was found is spoken to. Until it answers one
// way, it goes by the likely one.
func (m *master) settle(ctx context.Context) error {
	if len(m.either) == 0 {
		return nil
	}
	f := find(ctx, m.client, m.either)
	if ctx.Err() != nil {
		return nil
	}
	switch {
	case m.told.health && f.target != m.target:
		if err := m.rename(f.target); err != nil {
			return err
		}
	case !m.told.health:
		m.target = f.target
		m.all.join(m.url(), false)
	}
	if f.settled {
		m.either = nil
	}
	return nil
}
