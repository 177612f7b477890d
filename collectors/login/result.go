package login

import (
	"fmt"
	"strings"
	"time"
)

// Outcome of an attempt.
type Outcome string

// The outcomes there are. Refused does not tell a wrong secret from a principal that
// the master does not know.
const (
	Accepted Outcome = "accepted"
	Refused  Outcome = "refused"
	NoAnswer Outcome = "no-answer" // nothing that ends a login came in time
	Errored  Outcome = "error"     // it could not be carried out
)

// Result is what came of an attempt that was made. Texts of the master's are quoted
// in it; it holds no secret.
type Result struct {
	Outcome Outcome `json:"outcome"`
	// Why of an error; Reasons that a NoAnswer can have, the likely ones first.
	Why     string   `json:"why,omitempty"`
	Reasons []string `json:"reasons,omitempty"`

	Master    string `json:"master"` // a URL
	Principal string `json:"principal"`
	// UPID the attempt came from, Authenticator the one that answered it; empty when
	// none did. The address in it is a claim.
	UPID          string    `json:"upid"`
	Authenticator string    `json:"authenticator,omitempty"`
	Began         time.Time `json:"began"`
	Ended         time.Time `json:"ended"`
	// Certificate of our port, where the master was asked over TLS: given or
	// self-signed.
	Certificate string `json:"certificate,omitempty"`
	Flags       Flags  `json:"flags"`
	// Log are the lines that the master has written about it, as far as its log is not
	// raised above INFO.
	Log []string `json:"log"`
	// Seen is what was not believed or went wrong on the way.
	Seen []string `json:"seen,omitempty"`
	// Unproven is what must not be concluded from it.
	Unproven []string `json:"unproven"`
}

// quoted joins foreign words.
func quoted(words ...string) string {
	if len(words) == 0 {
		return "nothing"
	}
	var all []string
	for _, w := range words {
		all = append(all, fmt.Sprintf("%q", clip(w, 200)))
	}
	return strings.Join(all, ", ")
}

// lines are what a master leaves of an attempt that ended so.
func (r *Result) lines() []string {
	first := "Authenticating " + r.UPID
	switch r.Outcome {
	case Accepted:
		return []string{first, "Successfully authenticated principal '" + r.Principal + "' at " + r.UPID}
	case Refused:
		return []string{
			first,
			"Authentication failure: authentication failure (a wrong secret) or: user not found (an unknown principal)",
			"Authentication of " + r.UPID + " was unsuccessful: Invalid credentials (up to 1.4.1, 1.5.1 and 1.6.0: Failed to authenticate " + r.UPID + ": Refused authentication)",
		}
	}
	return []string{
		"nothing where the message was dropped or did not arrive; otherwise " + first + ", and how it broke off: An error ocurred while attempting to authenticate " + r.UPID + ", Failed to authenticate " + r.UPID + ", or Authentication timed out",
	}
}

// unproven is what the outcome does not say.
func (r *Result) unproven() []string {
	var all []string
	switch r.Outcome {
	case Accepted:
		all = append(all, "Which rights the principal has: ACLs decide that, and nothing was registered.")
	case Refused:
		all = append(all,
			"Whether the secret is wrong or the principal unknown: the master's log tells.",
			"That nobody is still in with it: frameworks and agents that have logged in before stay so until they connect again.")
	default:
		return []string{"Anything about the credential."}
	}
	switch f := r.Flags; {
	case !f.Known():
		all = append(all, "Who may register without a login: authenticate_frameworks could not be read ("+f.Why+").")
	case !f.Credentials:
		all = append(all, "Anything about one secret rather than another: this master was started without --credentials and refuses every login. authenticate_frameworks is "+fmt.Sprint(f.Frameworks)+".")
	case !f.Frameworks:
		all = append(all, "That a login is needed: authenticate_frameworks is false, anybody may register without one.")
	}
	return append(all,
		"The same at other masters: each has its own credentials file, read when it starts, and only the leader can be asked.",
		"Logins over HTTP (endpoints, the v1 APIs): they are checked by other means.")
}

// reasons of silence, by what was seen of the master.
func (r *Result) reasons(reached, handshakeFailed, secure bool, s standing) []string {
	var all []string
	at := r.UPID[strings.LastIndexByte(r.UPID, '@')+1:]
	if handshakeFailed {
		all = append(all, "The master does not accept the certificate of our port ("+r.Certificate+"): give one that its CA signed, with --cert and --key.")
	}
	if !s.leads {
		all = append(all, "The master does not lead, or is still recovering: then it drops messages unread. It calls the leader "+s.leader+".")
	} else {
		all = append(all, "The master is still recovering, or has just lost the lead: then it drops messages unread.")
	}
	if !reached {
		all = append(all, "The master cannot reach "+at+": a firewall, address translation, or the wrong interface (--listen, --advertise).",
			"It calls from another address than it is asked at: see what was not believed; --caller names such an address.")
	}
	if !secure && !reached {
		all = append(all, "It calls over TLS only: name it with https://.")
	}
	return append(all, "A module authenticator is in use, which sends other messages.")
}
