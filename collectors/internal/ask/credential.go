package ask

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Credential is a principal and its secret for HTTP basic authentication. It
// prints and marshals without the secret.
type Credential struct {
	Principal string `json:"principal"`
	Secret    string `json:"-"`
}

// Format keeps the secret out of every verb of fmt.
func (c Credential) Format(w fmt.State, _ rune) {
	if c == (Credential{}) {
		io.WriteString(w, "no credential")
		return
	}
	io.WriteString(w, c.Principal+":"+mesoswatch.Masked)
}

// Token is a bearer token, or with DCOS one in the form that DC/OS takes,
// "Authorization: token=…". It prints and marshals without its value.
type Token struct {
	Value string `json:"-"`
	DCOS  bool   `json:"dcos"`
}

// Format keeps the value out of every verb of fmt.
func (t Token) Format(w fmt.State, _ rune) {
	if t.Value == "" {
		io.WriteString(w, "no token")
		return
	}
	io.WriteString(w, "token "+mesoswatch.Masked)
}

// header is what goes behind "Authorization: ". The form of DC/OS has no space,
// which a master up to 0.26 reads beyond on /teardown; probes carry no token.
func (t Token) header() string {
	if t.DCOS {
		return "token=" + t.Value
	}
	return "Bearer " + t.Value
}

// checkLogin says what is wrong with credential and token, without their values.
func (o *Options) checkLogin() error {
	c := o.Credential
	switch {
	case c != (Credential{}) && o.Token.Value != "":
		return errors.New("a credential and a token exclude each other: give one")
	case o.Token.DCOS && o.Token.Value == "":
		return errors.New("the token is empty")
	case !printable(o.Token.Value):
		return errors.New("the token holds spaces, line breaks or other characters that a header cannot carry")
	case c.Secret != "" && c.Principal == "":
		return errors.New("the credential has a secret but no principal")
	case strings.Contains(c.Principal, ":"), strings.Contains(c.Secret, ":"):
		return fmt.Errorf(`credential of %q: Mesos splits HTTP logins at every ":", so a principal or secret with one cannot log in over HTTP`, c.Principal)
	}
	return nil
}

// printable tells whether all of s is visible ASCII.
func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// withheld says why credential and token must not go to t, or nothing when they
// may. Unverified TLS counts as clear text: whoever answers may be anybody.
func (o *Options) withheld(t Target) string {
	proven := t.scheme == "https" && !o.InsecureSkipVerify
	switch {
	case !t.named && !(proven && o.CACert != ""):
		return "the user did not name this host and no CA of the user's proves it"
	case proven, t.loopback(), o.AllowPlaintext:
		return ""
	case t.scheme == "https":
		return "the certificate is not verified"
	}
	return "it would travel in clear"
}
