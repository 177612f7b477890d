package authenticator

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// Manner is how it behaves; the zero value is that of a 1.11.
type Manner struct {
	// Mechanisms it offers; nil: CRAM-MD5.
	Mechanisms []string
	// Silent takes every message up and says nothing; Mute falls silent behind the
	// answer to its challenge.
	Silent, Mute bool
	// Delay before each message.
	Delay time.Duration
	// Behind holds the HTTP answer to a message back until the message that follows
	// has been sent, and some more.
	Behind time.Duration
	// Unanswered gives no HTTP answer to those who call themselves a libprocess, as
	// libprocess does; otherwise everybody gets one.
	Unanswered bool
	// MatchAddress is LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH.
	MatchAddress bool
	// Old is the form of messages up to 0.17: HTTP/1.0, chunks, no Libprocess-From.
	// Escaped has brackets percent-encoded, Counted a length instead of chunks.
	Old, Escaped, Counted bool
	// Broken ends each login with an error of this text.
	Broken string
	// Patience is --authentication_v0_timeout; 0: 15 s.
	Patience time.Duration
}

// Authenticator of one master.
type Authenticator struct {
	// Address is ip:port of the master in UPIDs.
	Address func() string
	// Secrets by principal; nil: started without --credentials.
	Secrets map[string]string
	// Secure is the TLS it calls back with; nil: none.
	Secure *tls.Config
	// Log takes lines of the master; nil: nobody does.
	Log func(...masterlog.Line)
	// Attempt is told of each request to log in that is counted; nil: nobody is.
	Attempt func()

	mu       sync.Mutex
	manner   Manner
	started  int
	sessions map[string]*session // by actor
	pending  map[string]*session // by peer
	loggedIn map[string]string   // principal by UPID
	closed   bool
	running  sync.WaitGroup
}

// Behave changes the manner, from the next session on.
func (a *Authenticator) Behave(m Manner) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.manner = m
}

// Manner is the present one.
func (a *Authenticator) Manner() Manner {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.manner
}

// LoggedIn is the principal that a UPID is logged in as; false when it is not.
func (a *Authenticator) LoggedIn(upid string) (principal string, is bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	principal, is = a.loggedIn[upid]
	return principal, is
}

// LogIn makes a UPID one that has logged in, as frameworks and agents have.
func (a *Authenticator) LogIn(upid, principal string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.loggedIn == nil {
		a.loggedIn = make(map[string]string)
	}
	a.loggedIn[upid] = principal
}

// Close ends all sessions and waits for them.
func (a *Authenticator) Close() {
	a.mu.Lock()
	a.closed = true
	for _, s := range a.sessions {
		s.cancel()
	}
	a.mu.Unlock()
	a.running.Wait()
}

// Take is a message that came to the master over HTTP from peer. It answers the
// status and, where it is not 202, why.
func (a *Authenticator) Take(m Message, peer netip.Addr) (status int, why string) {
	if a.Manner().MatchAddress && !strings.HasPrefix(address(m.From), peer.String()+":") {
		return 400, fmt.Sprintf("UPID IP address validation failed: Message from %s was sent from IP %s", m.From, peer)
	}
	name, ok := strings.CutPrefix(m.Name, prefix)
	switch {
	case actor(m.To) == "master":
		if ok && name == "AuthenticateMessage" {
			a.authenticate(m)
		}
		return 202, "" // whatever it is
	default:
		a.mu.Lock()
		s := a.sessions[actor(m.To)]
		a.mu.Unlock()
		if s == nil {
			return 404, ""
		}
		select {
		case s.inbox <- Message{From: m.From, Name: name, Body: m.Body}:
		case <-s.ctx.Done():
		}
		return 202, ""
	}
}

// authenticate begins a session. The UPID that is named loses the login it had.
func (a *Authenticator) authenticate(m Message) {
	peer, ok := first(1, m.Body)
	if !ok {
		return // dropped: a required field is missing
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	if a.sessions == nil {
		a.sessions, a.pending = make(map[string]*session), make(map[string]*session)
	}
	_, known := a.loggedIn[peer]
	delete(a.loggedIn, peer)
	if old := a.pending[peer]; old != nil {
		a.log(masterlog.LoginAskedAgain(peer))
		old.cancel()
	}
	a.log(masterlog.LoginAsked(peer, known)...)
	if a.Attempt != nil {
		a.Attempt()
	}
	a.started++
	s := newSession(a, fmt.Sprintf("crammd5-authenticator-session(%d)@%s", a.started, a.Address()), peer, a.manner)
	a.sessions[actor(s.me)], a.pending[peer] = s, s
	a.running.Go(func() {
		s.run()
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.sessions, actor(s.me))
		if a.pending[peer] == s {
			delete(a.pending, peer)
		}
	})
}

func (a *Authenticator) log(lines ...masterlog.Line) {
	if a.Log != nil {
		a.Log(lines...)
	}
}

func newSession(a *Authenticator, me, peer string, m Manner) *session {
	patience := m.Patience
	if patience == 0 {
		patience = 15 * time.Second
	}
	s := &session{of: a, me: me, peer: peer, manner: m, inbox: make(chan Message)}
	s.ctx, s.cancel = context.WithTimeout(context.Background(), patience)
	return s
}
