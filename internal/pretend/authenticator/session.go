package authenticator

import (
	"context"
	"crypto/hmac"
	"crypto/md5" // the mechanism's
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// session is one login.
type session struct {
	of       *Authenticator
	me, peer string
	manner   Manner
	inbox    chan Message
	ctx      context.Context // of the session itself: it ends with the master's patience
	cancel   context.CancelFunc
}

// words are an error in those of the source.
type words string

func (w words) Error() string { return string(w) }

// errDiscarded is a session whose time is over or whose peer began another one.
var errDiscarded = errors.New("discarded")

// run is the login from the offer to its end.
func (s *session) run() {
	defer s.cancel()
	if s.manner.Silent {
		<-s.ctx.Done()
		s.ended(errDiscarded)
		return
	}
	link, err := dial(s.ctx, address(s.peer), s.of.Secure, s.manner)
	if err != nil {
		s.ended(words("Failed to communicate with authenticatee"))
		return
	}
	left := link.left()
	defer func() {
		link.Close()
		<-left
	}()
	s.ended(s.speak(link, left))
}

// speak goes through the exchange; nil is a login that was decided.
func (s *session) speak(link *line, left <-chan struct{}) error {
	offer := s.manner.Mechanisms
	if offer == nil {
		offer = []string{"CRAM-MD5"}
	}
	var body []byte
	for _, m := range offer {
		body = append(body, text(1, m)...)
	}
	if err := s.say(link, "AuthenticationMechanismsMessage", body); err != nil {
		return err
	}
	start, err := s.next("AuthenticationStartMessage", left)
	if err != nil {
		return s.fail(link, err)
	}
	if chosen, _ := first(1, start.Body); chosen != "CRAM-MD5" {
		return s.fail(link, fmt.Errorf("unsupported mechanism %s", chosen))
	}
	s.of.log(masterlog.LoginStarted()...)
	if s.manner.Broken != "" {
		return s.fail(link, errors.New(s.manner.Broken))
	}
	host, _ := os.Hostname()
	challenge := fmt.Sprintf("<%d.%d@%s>", time.Now().UnixNano()%4_000_000_000, time.Now().Unix(), host)
	if err := s.say(link, "AuthenticationStepMessage", text(1, challenge)); err != nil {
		return err
	}
	step, err := s.next("AuthenticationStepMessage", left)
	if err != nil {
		return s.fail(link, err)
	}
	s.of.log(masterlog.LoginAnswered())
	if s.manner.Mute {
		<-s.ctx.Done()
		return errDiscarded
	}
	answer, _ := first(1, step.Body)
	return s.decide(link, challenge, answer)
}

// decide compares the answer with what the secret gives.
func (s *session) decide(link *line, challenge, answer string) error {
	space := strings.LastIndexByte(answer, ' ')
	if space < 1 {
		return s.fail(link, errors.New("need userid"))
	}
	principal, sum := answer[:space], answer[space+1:]
	secret, known := s.of.Secrets[principal]
	if !known {
		s.of.log(masterlog.LoginFailed(s.peer, masterlog.UnknownPrincipal)...)
		return s.say(link, "AuthenticationFailedMessage", nil)
	}
	h := hmac.New(md5.New, []byte(secret))
	_, _ = h.Write([]byte(challenge)) // never fails
	if fmt.Sprintf("%x", h.Sum(nil)) != sum {
		s.of.log(masterlog.LoginFailed(s.peer, masterlog.WrongSecret)...)
		return s.say(link, "AuthenticationFailedMessage", nil)
	}
	s.of.LogIn(s.peer, principal)
	s.of.log(masterlog.LoginAccepted(s.peer, principal)...)
	return s.say(link, "AuthenticationCompletedMessage", nil)
}

// fail tells the peer that it could not be carried out.
func (s *session) fail(link *line, why error) error {
	if !errors.Is(why, errDiscarded) {
		_ = s.say(link, "AuthenticationErrorMessage", text(1, why.Error())) // it may be what failed
	}
	return why
}

func (s *session) say(link *line, name string, body []byte) error {
	if s.manner.Delay > 0 {
		timer := time.NewTimer(s.manner.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.ctx.Done():
			return errDiscarded
		}
	}
	if err := link.send(Message{From: s.me, To: s.peer, Name: name, Body: body}); err != nil {
		return words("Failed to communicate with authenticatee")
	}
	return nil
}

// next waits for a message of that name; another one is out of order.
func (s *session) next(name string, left <-chan struct{}) (Message, error) {
	select {
	case m := <-s.inbox:
		if m.Name != name {
			return m, words("Unexpected authentication '" + m.Name + "' received")
		}
		return m, nil
	case <-left:
		return Message{}, words("Failed to communicate with authenticatee")
	case <-s.ctx.Done():
		return Message{}, errDiscarded
	}
}

// ended writes what a master says of a login that was not decided.
func (s *session) ended(err error) {
	switch {
	case err == nil:
	case errors.Is(err, errDiscarded) && !errors.Is(s.ctx.Err(), context.DeadlineExceeded): // another one took its place, or the master ends
	case errors.Is(err, errDiscarded):
		s.of.log(masterlog.LoginTimedOut(s.peer)...)
	default:
		s.of.log(masterlog.LoginBroken(s.peer, err.Error()))
	}
}
