package emit

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// Framing is how messages are told apart in a stream.
type Framing string

// The framings of RFC 6587. TLS always counts (RFC 5425).
const (
	Counted Framing = "octet-counting" // its length in front of each
	Lines   Framing = "newline"        // a line break behind each
)

// The most bytes of a message, where nothing else is said.
const (
	MaxDatagram = 2048 // what every receiver should take (RFC 5424)
	MaxStream   = 8192 // what rsyslog takes as it comes
)

// Syslog sends notices to a syslog server. It connects when it has to, and again when
// the connection is gone.
type Syslog struct {
	Address Address
	// Message writes the messages; its Max is MaxDatagram or MaxStream when it is 0.
	Message format.Syslog
	// Framing of a stream; empty is Counted over a network and Lines on a local socket.
	Framing Framing
	// Full writes RFC 5424 to a local socket too. By itself it gets the short form,
	// for that is what journald and rsyslog expect there; rsyslog understands the
	// other with useSpecialParser="off".
	Full  bool
	Trust Trust
	// Timeout bounds connecting, and writing a batch; 0 is 10 seconds.
	Timeout time.Duration

	link *link
	sent progress
}

var _ notice.Deliverer = (*Syslog)(nil)

// Deliver sends all, in order. See the package for what nil means.
func (s *Syslog) Deliver(ctx context.Context, batch []notice.Notice) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout())
	defer cancel()
	reused := s.link != nil
	err := s.send(ctx, batch)
	if err != nil && reused && ctx.Err() == nil && !mesoswatch.IsPermanent(err) { // the server may only have been started again
		err = s.send(ctx, batch)
	}
	if err != nil {
		return fmt.Errorf("syslog %s: %w", s.Address, err)
	}
	return nil
}

func (s *Syslog) send(ctx context.Context, batch []notice.Notice) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	send := s.stream
	if s.link.datagrams {
		send = s.datagrams
	}
	err := send(ctx, batch)
	if err != nil {
		s.Close()
	}
	return err
}

// Close ends the connection; the next delivery makes another.
func (s *Syslog) Close() error {
	if s.link == nil {
		return nil
	}
	err := s.link.close()
	s.link = nil
	return err
}

func (s *Syslog) timeout() time.Duration {
	if s.Timeout > 0 {
		return s.Timeout
	}
	return 10 * time.Second
}

// connect makes a connection unless there is one that nobody has closed.
func (s *Syslog) connect(ctx context.Context) error {
	if s.link != nil && !s.link.isGone() {
		return nil
	}
	s.Close()
	l, err := dial(ctx, s.Address, s.Trust)
	if err != nil {
		return err
	}
	s.link = l
	return nil
}

func (s *Syslog) message(n notice.Notice) ([]byte, error) {
	m := s.Message
	m.Local = m.Local || s.Address.Network == "unix" && !s.Full
	switch udp := s.Address.Network == "udp"; {
	case udp && m.Max == 0:
		m.Max = MaxDatagram
	case udp:
		m.Max = min(m.Max, 65_000) // what fits into a datagram at all
	case m.Max == 0:
		m.Max = MaxStream
	}
	return m.Message(n)
}

// datagrams sends one after the other. What a logger took from its local socket is not
// sent again; of UDP nobody knows what arrived before a port was found closed.
func (s *Syslog) datagrams(ctx context.Context, batch []notice.Notice) error {
	rest := s.sent.rest(batch)
	for i := range rest {
		m, err := s.message(rest[i])
		if err != nil {
			return err
		}
		if err := s.link.write(ctx, m); err != nil {
			return err
		}
		if s.link.local == nil {
			continue
		}
		err = s.link.settle(ctx)
		if err == nil || ctx.Err() != nil { // a logger that is slow has it in its queue
			s.sent.took(rest[i].Key)
		}
		if err != nil {
			return err
		}
	}
	if s.link.local == nil {
		if err := s.link.settle(ctx); err != nil {
			return err
		}
	}
	s.sent.done()
	return nil
}

// stream sends all as one piece. When it breaks, all are sent again.
func (s *Syslog) stream(ctx context.Context, batch []notice.Notice) error {
	var b bytes.Buffer
	for i := range batch {
		m, err := s.message(batch[i])
		if err != nil {
			return err
		}
		if s.framing() == Counted {
			b.WriteString(strconv.Itoa(len(m)))
			b.WriteByte(' ')
			b.Write(m)
			continue
		}
		b.Write(m)
		b.WriteByte('\n')
	}
	if err := s.link.write(ctx, b.Bytes()); err != nil {
		return err
	}
	return s.link.settle(ctx)
}

func (s *Syslog) framing() Framing {
	switch {
	case s.Address.Network == "tls":
		return Counted
	case s.Framing != "":
		return s.Framing
	case s.Address.Network == "unix":
		return Lines
	}
	return Counted
}
