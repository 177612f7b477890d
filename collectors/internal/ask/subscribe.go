package ask

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

var errEnded = errors.New("the server ended the stream")

// Stream is a subscription to the operator API. Next is for one goroutine;
// Close and Idle may be called from others.
type Stream struct {
	x      *exchange
	ctx    context.Context // of the request, which lasts as long as the stream
	p      *patience
	wire   *counter
	frames *frames
}

// Subscribe opens the event stream of a master, 1.0 and later, behind the
// read-write realm: the first record is SUBSCRIBED with the whole state. The
// error is an *Error: NotFound before 1.0, Redirected or NoLeader where it does
// not lead, Unauthorized, Forbidden, status 405 or 415 from what is no Mesos.
// The stream is to be closed, and ends with ctx too.
//
// Options.Idle bounds the silence until Stream.Idle says otherwise.
func (c *Client) Subscribe(ctx context.Context, t Target) (*Stream, error) {
	r := Subscription()
	ctx, p := newPatience(ctx, c.opt.idle())
	x, e := c.send(ctx, t, r)
	p.rest()
	if e != nil {
		p.stop()
		return nil, e
	}
	x.resp.Body = watchedBody{watched{x.resp.Body, p}, x.resp.Body}
	if e := x.subscribed(); e != nil {
		x.close()
		p.stop()
		return nil, e
	}
	s := &Stream{x: x, ctx: ctx, p: p, wire: &counter{from: x.resp.Body}}
	s.frames = &frames{from: bufio.NewReaderSize(s.wire, 64*kilobyte), most: large}
	return s, nil
}

// subscribed judges the header of the answer.
func (x *exchange) subscribed() *Error {
	if x.resp.StatusCode != http.StatusOK {
		a, _ := x.readAll()
		return x.refused(a)
	}
	if x.resp.Header.Get("Content-Encoding") != "" {
		return x.bad(Garbage, errors.New("a packed stream, which nobody asked for"))
	}
	if err := x.answer().checkType(); err != nil {
		return x.bad(Garbage, err)
	}
	return nil
}

// Next waits for the next record and answers a reader of it with its length.
// What is left unread of the one before is skipped. The reader is good until the
// next call; should the stream break inside of the record it answers the *Error
// that Next would. The error of Next is an *Error and final: Cut where the
// server ended the stream, Timeout after too much silence, Garbage where it is
// not RecordIO, TooLarge for a record beyond the bound, Cancelled after Close.
func (s *Stream) Next() (io.Reader, int64, error) {
	n, err := s.frames.next()
	if err != nil {
		return nil, 0, s.trouble(err)
	}
	return record{s}, n, nil
}

// Idle sets how long the stream may be silent, from the next wait on; 0 means
// for ever. From 1.5 on a heartbeat comes every 15 seconds; before, silence may
// mean that nothing happens.
func (s *Stream) Idle(d time.Duration) { s.p.set(d) }

// Wire is how many bytes have come. It is for the goroutine that calls Next.
func (s *Stream) Wire() int64 { return s.wire.n }

// Close ends the stream, also for a Next that waits.
func (s *Stream) Close() {
	s.p.stop()
	s.x.close()
}

// trouble is the error of reading as the user sees it.
func (s *Stream) trouble(err error) error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, errFraming):
		return s.x.bad(Garbage, err)
	case err == io.EOF && s.ctx.Err() == nil:
		return s.x.bad(Cut, errEnded)
	}
	return s.x.broken(s.ctx, err)
}

// record reads the rest of the record that Next found.
type record struct{ s *Stream }

// Len is how much of it is left: who reads small records wants no large buffers.
func (r record) Len() int { return int(r.s.frames.left) }

func (r record) Read(p []byte) (int, error) {
	n, err := r.s.frames.Read(p)
	if err != nil && err != io.EOF {
		err = r.s.trouble(err)
	}
	return n, err
}
