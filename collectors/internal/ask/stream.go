package ask

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// drainMost is how much may be left behind what take wanted for the connection
// to be kept.
const drainMost = megabyte

// Stream asks t for r once and hands the body to take as it comes, unpacked and
// bounded: nothing of it is kept, Answer.Body is nil. Take is called for status
// 200 and a JSON content type only; what it reads may still end in an error,
// which it should answer, wrapped or not. It need not read to the end.
//
// Not the time for the whole answer is limited but how long it may be silent
// (Options.Idle), and very generously the whole (Options.Longest). The error is
// an *Error as with Do; what take answers for its own reasons is Garbage and
// wrapped, unless ctx ended or the body was cut or too large.
func (c *Client) Stream(ctx context.Context, t Target, r Request, take func(io.Reader) error) (Answer, error) {
	if r.to.form != document {
		return Answer{}, invalid(t, r, "not an answer to stream")
	}
	end, err := c.opt.Turns.take(ctx, t.host)
	if err != nil {
		return Answer{}, &Error{Kind: Cancelled, Request: r, Target: t, Err: err}
	}
	defer end()
	ctx, cancel := context.WithTimeoutCause(ctx, c.opt.longest(), errLong)
	defer cancel()
	ctx, p := newPatience(ctx, c.opt.idle())
	defer p.stop()
	x, e := c.send(ctx, t, r)
	p.rest()
	if e != nil {
		return Answer{Took: x.took()}, e
	}
	defer x.close()
	x.resp.Body = watchedBody{watched{x.resp.Body, p}, x.resp.Body}
	if x.resp.StatusCode != http.StatusOK {
		a, _ := x.readAll()
		return a, x.refused(a)
	}
	a := x.answer()
	if err := a.checkType(); err != nil {
		return a, x.bad(Garbage, err)
	}
	b := newBody(x.resp, r.to.most)
	err = take(b)
	if err == nil {
		io.CopyN(io.Discard, b, drainMost) // trouble stays in b
	}
	x.note(&a, b)
	if e := x.streamed(ctx, b, err); e != nil {
		return a, e
	}
	return a, nil
}

// streamed judges what became of the body, and then what take made of it.
func (x *exchange) streamed(ctx context.Context, b *body, err error) *Error {
	switch {
	case b.trouble() != nil:
		return x.broken(ctx, b.trouble())
	case b.n == 0 && b.err == io.EOF:
		return x.bad(Garbage, errEmpty)
	case err != nil && ctx.Err() != nil:
		return x.failed(ctx, err)
	case errors.Is(err, io.ErrUnexpectedEOF) && b.err == io.EOF:
		return x.bad(Garbage, fmt.Errorf("the answer is complete, but what is in it ends in the middle: %w", err))
	case err != nil:
		return x.bad(Garbage, err)
	}
	return nil
}

// watchedBody is a watched response body.
type watchedBody struct {
	watched
	io.Closer
}
