package authenticator

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// line is the connection that a session holds to its peer: linked when it begins,
// so that it hears when the peer goes away.
type line struct {
	net.Conn
	manner Manner
}

// dial links to an address, over TLS where that is given.
func dial(ctx context.Context, to string, secure *tls.Config, m Manner) (*line, error) {
	d := net.Dialer{Timeout: 5 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", to)
	if err != nil {
		return nil, err
	}
	if secure != nil {
		s := tls.Client(conn, secure)
		if err := s.HandshakeContext(ctx); err != nil {
			conn.Close()
			return nil, err
		}
		conn = s
	}
	return &line{conn, m}, nil
}

// send writes one message; what comes back is not looked at, as in libprocess.
func (l *line) send(m Message) error {
	_, err := l.Write(l.manner.written(m))
	return err
}

// left is closed when the peer ends the connection.
func (l *line) left() <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, l)
	}()
	return gone
}

// written is a message as libprocess writes it down
// (3rdparty/libprocess/src/encoder.hpp).
func (m Manner) written(msg Message) []byte {
	var b bytes.Buffer
	to := actor(msg.To)
	if m.Escaped {
		to = strings.NewReplacer("(", "%28", ")", "%29").Replace(to)
	}
	version := "1.1"
	if m.Old {
		version = "1.0"
	}
	fmt.Fprintf(&b, "POST /%s/%s%s HTTP/%s\r\nUser-Agent: libprocess/%s\r\n", to, prefix, msg.Name, version, msg.From)
	if !m.Old {
		fmt.Fprintf(&b, "Libprocess-From: %s\r\n", msg.From)
	}
	b.WriteString("Connection: Keep-Alive\r\n")
	if !m.Old {
		b.WriteString("Host: \r\n")
	}
	switch {
	case m.Counted:
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(msg.Body), msg.Body)
	case len(msg.Body) > 0:
		fmt.Fprintf(&b, "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(msg.Body), msg.Body)
	default:
		b.WriteString("\r\n")
	}
	return b.Bytes()
}
