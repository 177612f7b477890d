package rules

import (
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// own tells whether the line is about a request of this program: sent from one of
// its addresses and with its User-Agent. Either alone anybody could have.
func (e *Engine) own(ev *mesoswatch.Event) bool {
	return ev.UserAgent != "" && ev.UserAgent == e.self.UserAgent && len(ev.Suspect) == 0 && slices.Contains(e.self.Addresses, ev.RemoteIP)
}

// Bounds of what is taken for a login attempt of this program: how far from the
// action its lines may be, by the clocks of two hosts, how many attempts are
// remembered, and how many lines of one.
const (
	ownLoginSpan  = 5 * time.Minute
	maxOwnLogins  = 1_000
	ownLoginLines = 32
)

// ownLogins are the attempts that an operator made with this program, by the UPID
// they came from. That UPID could be claimed by anybody: so it has to be the very
// one, near the action in time, on a line about a login, and each kind of line
// counts once for a log, as one attempt leaves it.
type ownLogins struct{ table[ownLogin] }

type ownLogin struct {
	at   time.Time
	seen []string // log and kind
}

// note takes an action in.
func (o *ownLogins) note(a *mesoswatch.Action) {
	if a.What != mesoswatch.Login || a.Replay || !strings.HasPrefix(a.UPID, mesoswatch.LoginActor+"@") || len(a.UPID) > maxSubjectText {
		return
	}
	o.max = maxOwnLogins
	l := o.put(a.UPID)
	if !l.at.Equal(a.At) { // the same comes again: from the store, and after a restart
		*l = ownLogin{at: a.At}
	}
}

// left tells whether the line was left by one of them.
func (o *ownLogins) left(e *mesoswatch.Event) bool {
	if o.size() == 0 || e.UPID == "" || len(e.Suspect) > 0 || !slices.Contains(loginKinds(), e.Kind) || !strings.HasPrefix(e.Template, "authn.") {
		return false
	}
	l := o.peek(e.UPID)
	if l == nil {
		return false
	}
	if d := e.Time.Sub(l.at); d > ownLoginSpan || d < -ownLoginSpan {
		return false
	}
	line := key(writer(e), e.Kind)
	if slices.Contains(l.seen, line) || len(l.seen) == ownLoginLines {
		return false
	}
	l.seen = append(l.seen, line)
	return true
}

// loginKinds are the lines that one attempt leaves.
func loginKinds() []string {
	return []string{mesoswatch.KindAuthStart, mesoswatch.KindAuthOK, mesoswatch.KindAuthFailed, mesoswatch.KindAuthAborted}
}
