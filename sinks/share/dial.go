package share

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/mesoswatch/mesoswatch"
)

const (
	dialPatience = 5 * time.Second
	// pingEvery and pingsOut say after how long a line that is dead counts as that.
	pingEvery = 3 * time.Second
	pingsOut  = 2
	longRest  = 10 * time.Second // between attempts to connect, at most
)

// dial connects, now or later: the connection goes on trying all servers until it is
// closed. Its error is one that trying again does not cure.
func (s *Share) dial() (*nats.Conn, error) {
	opts := []nats.Option{
		nats.Name("mesoswatch " + s.o.Console), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1),
		nats.CustomReconnectDelay(rest), nats.Timeout(dialPatience), nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(pingsOut),
		nats.ReconnectBufSize(-1), // what is not confirmed is told again from the outbox
		nats.IgnoreDiscoveredServers(), nats.IgnoreAuthErrorAbort(), nats.CustomInboxPrefix("_INBOX_" + s.me),
		nats.ConnectHandler(func(c *nats.Conn) { s.state.connected(c.ConnectedUrlRedacted()); nudge(s.wake) }),
		nats.ReconnectHandler(func(c *nats.Conn) { s.state.connected(c.ConnectedUrlRedacted()); nudge(s.wake) }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { s.state.cut(err) }),
		nats.ReconnectErrHandler(func(_ *nats.Conn, err error) { s.state.cut(err) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { s.state.complaint(err) }),
	}
	more, err := s.identity()
	if err != nil {
		return nil, err
	}
	conn, err := nats.Connect(strings.Join(s.o.Servers, ","), append(opts, more...)...)
	if err != nil {
		return nil, fmt.Errorf("connecting to NATS: %w", err)
	}
	return conn, nil
}

// rest is how long it is waited before all servers are tried once more.
func rest(attempts int) time.Duration {
	d := min(250*time.Millisecond<<min(attempts, 10), longRest)
	return d/2 + rand.N(d/2)
}

// identity says who we are. Secrets are read when a server asks, so that a new
// one counts from the next connection on.
func (s *Share) identity() (opts []nats.Option, err error) {
	o := &s.o
	switch {
	case o.CredentialFile != "":
		opts = append(opts, nats.UserCredentials(o.CredentialFile))
	case o.NKeyFile != "":
		opt, err := nats.NkeyOptionFromSeed(o.NKeyFile)
		if err != nil {
			return nil, fmt.Errorf("reading nkey_file %q: %w", o.NKeyFile, noSecret(err))
		}
		opts = append(opts, opt)
	case o.User != "":
		opts = append(opts, nats.UserInfoHandler(func() (string, string) {
			b, err := os.ReadFile(o.PasswordFile)
			if err != nil {
				s.state.complaint(fmt.Errorf("reading password_file: %w", err))
			}
			return o.User, strings.TrimRight(string(b), "\r\n")
		}))
	}
	if o.CACert != "" {
		opts = append(opts, nats.RootCAs(o.CACert))
	}
	if o.Cert != "" {
		opts = append(opts, nats.ClientCert(o.Cert, o.Key))
	}
	return opts, nil
}

// noSecret leaves of an error about a seed only that it is none: it may quote it.
func noSecret(err error) error {
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return err
	}
	return errors.New("it holds no seed of a user (SU…)")
}

// maxStreamBytes bounds a stream that is made here: the oldest goes first.
const maxStreamBytes = 256 << 20

// stream finds the stream of the cluster, or makes it.
func (s *Share) stream(ctx context.Context, js jetstream.JetStream) (jetstream.Stream, error) {
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	name := StreamName(s.o.Cluster)
	st, err := js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		st, err = js.CreateStream(ctx, jetstream.StreamConfig{
			Name: name, Subjects: []string{under(s.o.Cluster)}, Description: "what mesoswatch shares of " + mesoswatch.Printable(s.o.Cluster),
			MaxMsgsPerSubject: 1, MaxAge: time.Duration(s.o.KeepDays) * 24 * time.Hour, MaxBytes: maxStreamBytes, MaxMsgSize: maxMessage,
			Discard: jetstream.DiscardOld, Storage: jetstream.FileStorage, Replicas: s.o.Replicas, Duplicates: 2 * time.Minute, DenyPurge: false,
		})
		if err != nil {
			return nil, fmt.Errorf("there is no stream %s, and making it: %w", name, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("looking for stream %s: %w", name, err)
	}
	c := st.CachedInfo().Config
	if c.MaxMsgsPerSubject != 1 || len(c.Subjects) != 1 || c.Subjects[0] != under(s.o.Cluster) {
		return nil, fmt.Errorf("stream %s is not as it must be: its one subject is %s, of which it keeps one message each (max_msgs_per_subject 1)", name, under(s.o.Cluster))
	}
	return st, nil
}
