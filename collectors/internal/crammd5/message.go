package crammd5

import (
	"errors"
	"fmt"
)

// Mechanism is the one that Mesos has built in.
const Mechanism = "CRAM-MD5"

// Names of the messages, as they stand in the path of a request.
const (
	Authenticate = "mesos.internal.AuthenticateMessage"             // to a master: begin
	Mechanisms   = "mesos.internal.AuthenticationMechanismsMessage" // from it: what can be chosen
	Start        = "mesos.internal.AuthenticationStartMessage"      // to it: the choice
	Step         = "mesos.internal.AuthenticationStepMessage"       // from it: the challenge; to it: the answer
	Completed    = "mesos.internal.AuthenticationCompletedMessage"  // from it: accepted
	Failed       = "mesos.internal.AuthenticationFailedMessage"     // from it: refused
	Errored      = "mesos.internal.AuthenticationErrorMessage"      // from it: could not be carried out
)

// Bounds of what a master sends.
const (
	mostMechanisms = 32
	mostText       = 1024 // of a challenge, a mechanism, an error; bytes
)

// Message is one that came from a master. What is set depends on Name.
type Message struct {
	Name       string
	Mechanisms []string
	Challenge  []byte
	Text       string // of Errored; foreign
}

// ErrNotOurs is the answer to a message that is no part of a login: another
// authenticator may be in use.
var ErrNotOurs = errors.New("no message of a CRAM-MD5 login")

// Decode reads the body of a message that a master sends. What it lacks is empty,
// what it has besides is passed over, as protobuf wants it.
func Decode(name string, body []byte) (Message, error) {
	m := Message{Name: name}
	switch name {
	case Mechanisms, Step, Completed, Failed, Errored:
	default:
		return m, ErrNotOurs
	}
	err := fields(body, func(number uint64, value []byte) error {
		if number != 1 {
			return nil
		}
		if len(value) > mostText {
			return fmt.Errorf("a field of %d bytes", len(value))
		}
		return m.take(value)
	})
	if err != nil {
		return Message{Name: name}, fmt.Errorf("reading %s: %w", name, err)
	}
	return m, nil
}

// take is field 1, which is all that these messages have.
func (m *Message) take(value []byte) error {
	switch m.Name {
	case Mechanisms:
		if len(m.Mechanisms) == mostMechanisms {
			return fmt.Errorf("more than %d mechanisms", mostMechanisms)
		}
		m.Mechanisms = append(m.Mechanisms, string(value))
	case Step:
		m.Challenge = append([]byte(nil), value...) // the last counts
	case Errored:
		m.Text = string(value)
	}
	return nil
}

// AuthenticateBody says who wants to log in.
func AuthenticateBody(me string) []byte { return field(1, me) }

// StartBody chooses the mechanism.
func StartBody() []byte { return field(1, Mechanism) }

// StepBody carries the answer to a challenge.
func StepBody(answer string) []byte { return field(1, answer) }
