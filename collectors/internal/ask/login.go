package ask

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/crammd5"
)

// Login sends the three messages of one login attempt to one master, and is the
// only thing in this package that is more than reading: it registers nothing, but
// leaves lines in the master's log. Only collectors/login may use it, and only the
// command of that name starts it; a test holds both.
//
// A libprocess that is sent a message answers it only when the sender does not call
// itself one, so a message without an answer has not failed: what follows tells.
type Login struct {
	client     *Client
	to         Target
	me         string
	credential Credential
}

// Longest principal and secret, in bytes. A challenge and its answer have to fit into
// what SASL takes at once, 1024 bytes (plugins/cram.c of Cyrus SASL).
const (
	mostPrincipal = 255
	mostSecret    = 4096
)

// OpenLogin makes an attempt at t with cr, from a port of ours that the master can
// reach at me. The error is an *Error of kind Invalid for what is never sent: the
// answer to a challenge is no secret, but secrets can be tried on it at home, so it
// goes where a credential may go and nowhere else.
func OpenLogin(c *Client, t Target, cr Credential, me netip.AddrPort) (*Login, error) {
	// A UPID that nobody else has: a master forgets the login of the one that a new
	// attempt names (src/master/master.cpp, Master::authenticate).
	l := &Login{client: c, to: t, me: mesoswatch.LoginActor + "@" + me.String(), credential: cr}
	why := ""
	switch {
	case !me.Addr().Is4() || me.Addr().IsUnspecified() || me.Addr().IsMulticast() || me.Port() == 0:
		why = fmt.Sprintf("%s is no address that a master could call back: libprocess knows IPv4 and a port", me)
	case cr.Principal == "" || cr.Secret == "":
		why = "a login needs a principal and a secret"
	case len(cr.Principal) > mostPrincipal:
		why = fmt.Sprintf("a principal of more than %d bytes", mostPrincipal)
	case len(cr.Secret) > mostSecret:
		why = fmt.Sprintf("a secret of more than %d bytes", mostSecret)
	case strings.ContainsRune(cr.Principal, 0):
		why = "a principal with a NUL byte"
	default:
		why = c.opt.withheld(t)
	}
	if why != "" {
		return nil, invalid(t, l.authenticate(), why)
	}
	return l, nil
}

// Withheld says why an attempt at t would not be made, or nothing when it would.
func (c *Client) Withheld(t Target) string { return c.opt.withheld(t) }

// UPID is who the attempt comes from.
func (l *Login) UPID() string { return l.me }

// Session is the actor of a master that answers one attempt. Its name comes from
// the master and becomes part of a path, so it can only come from SessionOf.
type Session struct{ upid, actor string }

// sessionActor is what authenticators have called it since 0.15.
var sessionActor = regexp.MustCompile(`^[A-Za-z0-9_-]{0,40}[Aa]uthenticator[A-Za-z0-9_-]{0,40}\([0-9]{1,20}\)$`)

// SessionOf takes the UPID that a message came from; false when it is no
// authenticator's. The address in it is a claim and is never gone to.
func SessionOf(upid string) (Session, bool) {
	u, ok := mesoswatch.ParseUPID(upid)
	if !ok || !sessionActor.MatchString(u.Actor) {
		return Session{}, false
	}
	return Session{u.String(), u.Actor}, true
}

// String is the UPID; empty of the zero Session.
func (s Session) String() string { return s.upid }

// Authenticate asks the master to begin.
func (l *Login) Authenticate(ctx context.Context) error { return l.post(ctx, l.authenticate()) }

// Start chooses CRAM-MD5.
func (l *Login) Start(ctx context.Context, s Session) error {
	return l.post(ctx, l.message(s.actor, crammd5.Start, crammd5.StartBody()))
}

// Answer answers the challenge, with the master's own session only.
func (l *Login) Answer(ctx context.Context, s Session, challenge []byte) error {
	answer := crammd5.Answer(l.credential.Principal, l.credential.Secret, challenge)
	return l.post(ctx, l.message(s.actor, crammd5.Step, crammd5.StepBody(answer)))
}

func (l *Login) authenticate() Request {
	return l.message("master", crammd5.Authenticate, crammd5.AuthenticateBody(l.me))
}

// message is a request to an actor; the zero one without an actor.
func (l *Login) message(actor, name string, body []byte) Request {
	if actor == "" {
		return Request{}
	}
	e := endpoint{method: http.MethodPost, path: "/" + actor + "/" + name, most: maxHeader, form: delivered}
	return Request{to: e, bare: true, sender: l.me, message: string(body)}
}

// post sends a message and waits for the answer as long as ctx lasts. Others may be
// under way: the order is the protocol's. The error is an *Error.
func (l *Login) post(ctx context.Context, r Request) error {
	x, e := l.client.send(ctx, l.to, r)
	if e != nil {
		return e
	}
	defer x.close()
	a, err := x.readAll()
	if a.Status == http.StatusAccepted || a.Status == http.StatusOK {
		return nil // delivered, whatever the body is
	}
	if a.Status != 0 && !errors.Is(err, errTooLarge) {
		return x.refused(a)
	}
	return x.broken(ctx, err)
}
