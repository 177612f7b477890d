package pretend

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/authenticator"
	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// isMessage tells what libprocess takes for the message of an actor: who calls
// himself a libprocess, or says who he is.
func isMessage(q *request) bool {
	return q.Method == http.MethodPost && (q.Header.Get("Libprocess-From") != "" || strings.HasPrefix(q.UserAgent(), "libprocess/"))
}

// message delivers it. A master that does not lead, or has not read its registry,
// drops what is for the master itself.
func (m *master) message(q *request) answer {
	from := q.Header.Get("Libprocess-From")
	if from == "" {
		from = strings.TrimPrefix(q.UserAgent(), "libprocess/")
	}
	actor, name, _ := strings.Cut(strings.TrimPrefix(q.URL.Path, "/"), "/")
	t, manner := m.teller(), m.logins.Manner()
	status, why := http.StatusAccepted, ""
	if peer, err := netip.ParseAddrPort(q.RemoteAddr); err == nil && (t.leads && !t.empty || actor != "master") {
		status, why = m.logins.Take(authenticator.Message{From: from, To: actor + "@" + m.door.address(), Name: name, Body: q.body}, peer.Addr().Unmap())
	}
	if status == http.StatusAccepted && manner.Unanswered && strings.HasPrefix(q.UserAgent(), "libprocess/") {
		return answer{hold: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }}
	}
	if manner.Behind > 0 {
		waited(q.Context(), manner.Behind)
	}
	a := answer{status: status}
	if why != "" {
		a = said(status, why)
	}
	return a
}

// newAuthenticator is the one of a master.
func (m *master) newAuthenticator() *authenticator.Authenticator {
	a := &authenticator.Authenticator{Address: m.door.address}
	if m.security.any() {
		a.Secrets = m.c.opt.Credentials
	}
	if !m.plain {
		a.Secure = m.certificates.caller()
	}
	a.Log = func(lines ...masterlog.Line) { _ = m.c.Log(m.index, lines...) } // a full disk is found by Play
	if m.c.opt.State == nil {
		a.Attempt = func() { _ = m.c.world.Apply(m.c.clock.now(), world.Login{}) } // it counts, and no more
	}
	a.Behave(m.c.opt.Logins)
	return a
}

// Logins is the part of the i-th master that frameworks and agents log in at.
func (c *Cluster) Logins(i int) *authenticator.Authenticator { return c.masters[i].logins }
