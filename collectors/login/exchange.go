package login

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/crammd5"
)

// How far an exchange came.
const (
	asked    = "asked"    // the master was asked to begin
	chosen   = "chosen"   // it offered mechanisms, and CRAM-MD5 was chosen
	answered = "answered" // it sent a challenge, and that was answered
)

// exchange is one attempt from the first message to the last. One goroutine owns it;
// what is sent does not wait for its answer, which may come behind the next message
// of the master, or never: a libprocess answers only who does not call himself one.
type exchange struct {
	login   *ask.Login
	letters <-chan letter
	told    *told

	stage   string
	session ask.Session
	sent    chan sent
	sending sync.WaitGroup

	outcome Outcome // empty while it goes on
	why     string
}

// sent is what became of a message.
type sent struct {
	stage string
	err   error
}

// run goes through the exchange until it is over or ctx ends; then outcome is
// NoAnswer. Nothing is left running.
func (x *exchange) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer x.sending.Wait()
	defer cancel()
	x.sent = make(chan sent, 3) // as many as there are messages
	x.enter(asked, func() error { return x.login.Authenticate(ctx) })
	for x.outcome == "" {
		select {
		case l := <-x.letters:
			x.take(ctx, l)
		case s := <-x.sent:
			x.delivered(s)
		case <-ctx.Done():
			x.end(NoAnswer, "")
		}
	}
}

// enter begins a stage by sending its message.
func (x *exchange) enter(stage string, send func() error) {
	x.stage = stage
	x.sending.Go(func() { x.sent <- sent{stage, send()} })
}

func (x *exchange) end(o Outcome, why string) { x.outcome, x.why = o, why }

// delivered looks at what became of a message. Once the exchange has gone on, it had
// arrived, whatever was answered.
func (x *exchange) delivered(s sent) {
	var e *ask.Error
	if s.err == nil || s.stage != x.stage || !errors.As(s.err, &e) || e.Kind == ask.Cancelled {
		return
	}
	switch {
	case e.Status == 400 && strings.Contains(e.Said, "UPID"):
		x.end(Errored, "the master takes messages only from the address that the UPID names (LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH): "+e.Reason())
	case e.Status != 0, e.Kind == ask.Refused, e.Kind == ask.Unreachable, e.Kind == ask.Untrusted, e.Kind == ask.Expired:
		x.end(Errored, "a message could not be delivered: "+e.Error())
	default: // cut or silent: it may have arrived all the same
		x.told.say("sending: %v", e)
	}
}

// take goes on with a message that came from the master's address.
func (x *exchange) take(ctx context.Context, l letter) {
	m, err := crammd5.Decode(l.name, l.body)
	if err != nil {
		x.told.say("%q from %q was not understood: %v", clip(l.name, 80), clip(l.from, 80), err)
		return
	}
	s, ok := ask.SessionOf(l.from)
	if !ok || x.session != (ask.Session{}) && s != x.session {
		x.told.say("%s from %q was not believed: it is not the session that spoke first", short(m.Name), clip(l.from, 80))
		return
	}
	switch m.Name {
	case crammd5.Mechanisms:
		x.offered(ctx, s, m.Mechanisms)
	case crammd5.Step:
		x.challenged(ctx, m.Challenge)
	case crammd5.Completed:
		x.concluded(Accepted)
	case crammd5.Failed:
		x.concluded(Refused)
	case crammd5.Errored:
		x.session = s
		x.end(Errored, "the master's authenticator: "+quoted(m.Text))
	}
}

func (x *exchange) offered(ctx context.Context, s ask.Session, mechanisms []string) {
	if x.stage != asked {
		x.told.say("mechanisms were offered again, and not looked at")
		return
	}
	x.session = s
	if !slices.Contains(mechanisms, crammd5.Mechanism) {
		x.end(Errored, "the master's authenticator does not know CRAM-MD5; it offers "+quoted(mechanisms...))
		return
	}
	x.enter(chosen, func() error { return x.login.Start(ctx, s) })
}

// challenged answers one challenge and no more: each answer is something to try
// secrets on.
func (x *exchange) challenged(ctx context.Context, challenge []byte) {
	switch {
	case x.stage == asked:
		x.told.say("a challenge came before any mechanism was offered, and was not answered")
	case x.stage == answered:
		x.end(Errored, "a second challenge came, as no Mesos sends it; it was not answered")
	case len(challenge) == 0:
		x.end(Errored, "the challenge is empty")
	default:
		x.enter(answered, func() error { return x.login.Answer(ctx, x.session, challenge) })
	}
}

// concluded takes the last word, which counts only behind an answer to a challenge.
func (x *exchange) concluded(o Outcome) {
	if x.stage != answered {
		x.end(Errored, "the master said "+string(o)+" before it had asked for the secret: that proves nothing")
		return
	}
	x.end(o, "")
}

// short is the name of a message without what all of them have.
func short(name string) string { return strings.TrimPrefix(name, "mesos.internal.") }
