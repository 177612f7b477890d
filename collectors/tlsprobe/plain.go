package tlsprobe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// plain is what came of speaking in clear.
type plain struct {
	answers bool
	known   bool
	// bad is set for an answer of 400, which servers of TLS give to those that speak
	// in clear, and others to a request they do not like.
	bad bool
	why string
}

// is tells whether it speaks in clear, given whether it speaks TLS; nil: unknown.
func (a plain) is(secure bool) *bool {
	if !a.known {
		return nil
	}
	yes := a.answers && !(a.bad && secure)
	return &yes
}

// badRequest is the status 400.
const badRequest = 400

// plainHTTP asks for /health in clear, without a credential.
func (p *prober) plainHTTP(ctx context.Context, client *ask.Client) plain {
	t, err := ask.Found("http://" + p.address)
	if err != nil {
		return plain{why: clip(err.Error())}
	}
	if err := p.turn(ctx); err != nil {
		return plain{why: "plain HTTP: " + reason(err)}
	}
	_, err = client.Do(ctx, t, ask.Health().Anonymous())
	var e *ask.Error
	switch {
	case err == nil:
		return plain{answers: true, known: true}
	case !errors.As(err, &e):
		return plain{why: clip(err.Error())}
	case e.Kind == ask.Redirected && strings.HasPrefix(e.Location, "https://"):
		return plain{known: true} // all it says is: come back with TLS
	case e.Answered():
		return plain{answers: true, known: true, bad: e.Status == badRequest}
	case e.Kind == ask.Cut, e.Kind == ask.Garbage:
		return plain{known: true} // a reset, or an alert of TLS
	}
	return plain{why: "plain HTTP: " + e.Reason()}
}

// word is a four-letter word that every whitelist allows from 3.5 on, and all
// servers before (ZooKeeper's FourLetterCommands.java). The end of the line, which
// many clients send too, makes the five bytes by which servers with TLS tell it from
// a record.
const word = "srvr\n"

// maxReply bounds what is read of its answer.
const maxReply = 4 << 10

// plainZooKeeper says a word in clear.
func (p *prober) plainZooKeeper(ctx context.Context) plain {
	c, err := p.dial(ctx)
	if err != nil {
		return plain{why: "ZooKeeper's protocol in clear: " + reason(err)}
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	if _, err := io.WriteString(c, word); err != nil {
		return plain{known: true}
	}
	reply, err := io.ReadAll(io.LimitReader(c, maxReply))
	if ctx.Err() == nil {
		p.note(err)
	}
	text := strings.ToLower(string(reply))
	switch {
	case strings.HasPrefix(text, "zookeeper version"), strings.Contains(text, "whitelist"), strings.Contains(text, "not currently serving"):
		return plain{answers: true, known: true}
	case late(err):
		return plain{why: fmt.Sprintf("ZooKeeper's protocol in clear: no answer to %s in time", word[:4])}
	}
	return plain{known: true}
}
