package zookeeper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Outcomes of a four-letter word.
const (
	Answered      = "answered"
	Refused       = "refused"        // 4lw.commands.whitelist does not hold it (3.4.10, 3.5.3 and later)
	NotServing    = "not-serving"    // no quorum, or starting
	TimedOut      = "timeout"        // connected, but no complete answer in time
	Unreachable   = "unreachable"    // no such name, no route, nobody listens
	WrongProtocol = "wrong-protocol" // something else answered, or nothing did and hung up
)

// word is a four-letter word; only those below can be sent. Others of ZooKeeper
// change something (crst, srst, stmk, kill).
type word struct{ text string }

func ruok() word { return word{"ruok"} }
func srvr() word { return word{"srvr"} }

// words lists all that can be sent.
func words() []word { return []word{ruok(), srvr()} }

// maxReply bounds a reply, in bytes.
const maxReply = 64 << 10

// reply is what became of a word.
type reply struct {
	outcome string
	text    string // of an answer
	why     string // of anything else, for the user
	took    time.Duration
}

// say sends w to address (host:port) and reads the reply: the server hangs up
// when it has said all (server/NIOServerCnxn.java).
func say(ctx context.Context, address string, w word, limit time.Duration) reply {
	began := time.Now()
	r := converse(ctx, address, w, limit)
	r.took = time.Since(began)
	if r.why != "" {
		r.why = w.text + ": " + r.why
	}
	return r
}

func converse(ctx context.Context, address string, w word, limit time.Duration) reply {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return reply{outcome: Unreachable, why: "unreachable: " + dialTrouble(err)}
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := io.WriteString(c, w.text); err != nil {
		return reply{outcome: WrongProtocol, why: "the connection was closed at once"}
	}
	text, err := io.ReadAll(io.LimitReader(c, maxReply+1))
	if len(text) > maxReply {
		return reply{outcome: WrongProtocol, why: fmt.Sprintf("a reply of more than %d bytes", maxReply)}
	}
	r := classify(w, text)
	var late net.Error
	// What is complete counts, however the connection ended.
	if r.outcome == WrongProtocol && errors.As(err, &late) && late.Timeout() {
		return reply{outcome: TimedOut, why: fmt.Sprintf("no complete answer within %v", limit)}
	}
	return r
}

func dialTrouble(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}

// classify tells a reply by its text (server/command/*.java; compatible servers
// write "white list").
func classify(w word, text []byte) reply {
	said := string(bytes.TrimSpace(text))
	switch {
	case said == "":
		return reply{outcome: WrongProtocol, why: "closed without an answer (a TLS port, too many connections from here, or no ZooKeeper)"}
	case strings.HasPrefix(said, w.text+" is not executed because it is not in the white"):
		return reply{outcome: Refused, why: "not in the server's whitelist"}
	case strings.Contains(said, "is not currently serving requests"):
		return reply{outcome: NotServing, why: "not serving requests (no quorum, or starting)"}
	case w == ruok() && said == "imok":
		return reply{outcome: Answered, text: said}
	case w == srvr() && parseStatus(said).known():
		return reply{outcome: Answered, text: said}
	}
	return reply{outcome: WrongProtocol, why: fmt.Sprintf("answered %q", clip(said))}
}

// clip keeps foreign text short.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
