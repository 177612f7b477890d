package tlsprobe

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
)

// flight is a server's answer to a ClientHello that it accepts, up to
// ServerHelloDone; in TLS 1.3, where all but the first message is hidden, that one.
type flight struct {
	version uint16
	suite   uint16
	// certificates as they travel, the server's own first.
	certificates [][]byte
	// group is the size of the Diffie-Hellman group over integers, in bits; 0: none.
	group int
	// asks is set when a client certificate is requested.
	asks bool
	// broken says what ended the answer before it was whole.
	broken error
}

// Types of handshake messages.
const (
	messageServerHello = 2
	messageCertificate = 11
	messageKeyExchange = 12
	messageRequest     = 13
	messageDone        = 14
)

// readFlight reads the answer to an offer. Its errors: *alert, *foreign, errClosed,
// a time-out, or what is wrong with the answer before a ServerHello came.
func readFlight(from io.Reader, o offer) (*flight, error) {
	r := &records{from: from}
	var f *flight
	for hand := []byte(nil); ; {
		kind, body, err := r.next()
		if err == nil {
			switch kind {
			case recordAlert:
				err = readAlert(body)
			case recordHandshake:
				hand = append(hand, body...)
			default:
				err = fmt.Errorf("a record of type %d in place of a handshake", kind)
			}
		}
		for err == nil && len(hand) >= 4 {
			var m message
			if m, hand, err = cut(hand); err != nil || m.body == nil {
				break
			}
			var done bool
			if f, done, err = f.take(m, o); done {
				return f, nil
			}
		}
		switch {
		case err == nil:
		case f == nil:
			return nil, err
		default:
			f.broken = err
			return f, nil
		}
	}
}

// readAlert answers nil for a warning behind which the server goes on.
func readAlert(body []byte) error {
	if len(body) != 2 {
		return errors.New("an alert that is none")
	}
	if body[0] != alertFatal && body[1] != alertClose {
		return nil
	}
	return &alert{what: body[1]}
}

// message is one of the handshake; without a body it is not yet there as a whole.
type message struct {
	kind byte
	body []byte
}

// cut takes the first message off.
func cut(hand []byte) (message, []byte, error) {
	size := int(hand[1])<<16 | int(hand[2])<<8 | int(hand[3])
	if size > maxFlight {
		return message{}, nil, fmt.Errorf("a message of %d bytes", size)
	}
	if len(hand) < 4+size {
		return message{}, hand, nil
	}
	return message{hand[0], hand[4 : 4+size : 4+size]}, hand[4+size:], nil
}

// take adds a message to the flight, which begins with a ServerHello; done is set
// when nothing more is to come.
func (f *flight) take(m message, o offer) (_ *flight, done bool, err error) {
	if f == nil && m.kind != messageServerHello {
		return nil, false, fmt.Errorf("message %d in place of a ServerHello", m.kind)
	}
	switch m.kind {
	case messageServerHello:
		if f != nil {
			return f, false, errors.New("a second ServerHello")
		}
		if f, err = readServerHello(m.body, o); err != nil {
			return nil, false, err
		}
		return f, f.version == tls13, nil
	case messageCertificate:
		f.certificates, err = readCertificates(m.body)
	case messageKeyExchange:
		f.group, err = readGroup(m.body, f.suite)
	case messageRequest:
		f.asks = true
	case messageDone:
		return f, true, nil
	}
	return f, false, err
}

// readServerHello also refuses what no honest server can have chosen.
func readServerHello(b []byte, o offer) (*flight, error) {
	p := &reader{rest: b}
	f := &flight{version: p.u16()}
	p.bytes(32) // random
	p.bytes(p.size(1))
	f.suite = p.u16()
	p.bytes(1) // compression
	if p.bad {
		return nil, errors.New("a ServerHello that is too short")
	}
	if versionIn(p) == tls13 {
		f.version = tls13
	}
	switch {
	case versionName(f.version) == "" || f.version > o.version:
		return nil, fmt.Errorf("it chose version %#04x, which was not offered", f.version)
	case !slices.Contains(o.suites, f.suite):
		return nil, fmt.Errorf("it chose cipher suite %#04x, which was not offered", f.suite)
	}
	return f, nil
}

// versionIn reads the extension that tells the version from 1.3 on; 0: it is not
// there. What is broken behind the fixed part is passed over, as it may be old.
func versionIn(p *reader) uint16 {
	all := &reader{rest: p.bytes(p.size(2))}
	for !p.bad && !all.bad && len(all.rest) > 0 {
		id := all.u16()
		data := &reader{rest: all.bytes(all.size(2))}
		if v := data.u16(); id == extVersions && !all.bad && !data.bad {
			return v
		}
	}
	return 0
}

// maxChain bounds how many certificates of a server are kept.
const maxChain = 16

func readCertificates(b []byte) ([][]byte, error) {
	p := &reader{rest: b}
	all := &reader{rest: p.bytes(p.size(3))}
	var chain [][]byte
	for !p.bad && len(all.rest) > 0 && len(chain) < maxChain {
		der := all.bytes(all.size(3))
		if all.bad {
			break
		}
		chain = append(chain, bytes.Clone(der))
	}
	if p.bad || all.bad {
		return chain, errors.New("a Certificate message that is too short")
	}
	return chain, nil
}

// readGroup reads the prime of a Diffie-Hellman exchange over integers; 0 for a
// suite with another exchange.
func readGroup(b []byte, id uint16) (int, error) {
	s, known := suiteOf(id)
	if !known || !s.ephemeral() {
		return 0, nil
	}
	p := &reader{rest: b}
	prime := bytes.TrimLeft(p.bytes(p.size(2)), "\x00")
	if p.bad || len(prime) == 0 {
		return 0, errors.New("a ServerKeyExchange that is too short")
	}
	return 8*(len(prime)-1) + bits.Len8(prime[0]), nil
}

// reader takes bytes off; after one that is not there all is zero and bad is set.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.bad, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// size reads a length of so many bytes.
func (r *reader) size(bytes int) int {
	n := 0
	for _, b := range r.bytes(bytes) {
		n = n<<8 | int(b)
	}
	return n
}

func (r *reader) u16() uint16 { return uint16(r.size(2)) }
