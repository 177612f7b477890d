package ask

import (
	"fmt"
	"io"

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

// withheld says why the credential must not go to t, or nothing when it may.
// Unverified TLS counts as clear text: whoever answers may be anybody.
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
