package zookeeper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// say sends w to address (host:port) and reads the reply: the server hangs up
// when it has said all (server/NIOServerCnxn.java).
func (d *dialing) say(ctx context.Context, address string, w word, limit time.Duration) reply {
	began := time.Now()
	r := d.converse(ctx, address, w, limit)
	r.took = time.Since(began)
	if r.why != "" {
		r.why = w.String() + ": " + r.why
	}
	return r
}

func (d *dialing) converse(ctx context.Context, address string, w word, limit time.Duration) reply {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	c, err := d.dial(ctx, address)
	if err != nil {
		return notConnected(err, limit)
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := io.WriteString(c, w.String()); err != nil {
		return reply{outcome: WrongProtocol, why: "the connection was closed at once"}
	}
	text, err := io.ReadAll(io.LimitReader(c, maxReply+1))
	r := classify(w, text)
	r.size = len(text)
	var late net.Error
	// What is complete counts, however the connection ended.
	if r.outcome != WrongProtocol || err == nil {
		return r
	}
	switch {
	case errors.As(err, &late) && late.Timeout():
		r.outcome, r.why = TimedOut, fmt.Sprintf("no complete answer within %v", limit)
		if len(text) == 0 && d.tls == nil {
			r.why += " (it hangs, or is a port for TLS, asked in clear)"
		}
	case d.tls != nil && len(text) == 0:
		// In TLS 1.3 a client certificate is refused behind the handshake.
		r.why = "TLS: " + bare(err)
	}
	return r
}

// notConnected says what kept a connection from being made.
func notConnected(err error, limit time.Duration) reply {
	var hs *handshakeError
	var late net.Error
	if errors.As(err, &hs) {
		if errors.As(err, &late) && late.Timeout() {
			return reply{outcome: TimedOut, why: fmt.Sprintf("no TLS within %v (it hangs, or speaks no TLS)", limit)}
		}
		return reply{outcome: WrongProtocol, why: hs.Error()}
	}
	return reply{outcome: Unreachable, why: "unreachable: " + bare(err)}
}

// bare takes off the layer that only repeats the addresses.
func bare(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}
