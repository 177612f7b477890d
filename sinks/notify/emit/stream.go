package emit

import (
	"context"
	"fmt"
	"io"

	"github.com/mesoswatch/mesoswatch/sinks/notify/format"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// Stream writes notices to a writer, one a line: standard output. A writer that takes
// nothing (a pipe that nobody reads) holds back this receiver alone, and no longer than
// its context.
type Stream struct {
	To   io.Writer
	Line format.Writer

	sent progress
	// half: a line was begun that has no end.
	half bool
	// busy is the writing that a delivery did not wait for; it ends when the writer
	// takes its line, or with the process.
	busy chan wrote
}

// wrote is what became of a line.
type wrote struct {
	key string
	n   int
	err error
}

var _ notice.Deliverer = (*Stream)(nil)

// Deliver writes all. Lines that were taken before one was not are not written again.
func (s *Stream) Deliver(ctx context.Context, batch []notice.Notice) error {
	if err := s.wait(ctx); err != nil {
		return err
	}
	rest := s.sent.rest(batch)
	for i := range rest {
		line, err := s.Line.Line(rest[i])
		if err != nil {
			return err
		}
		s.write(rest[i].Key, append(line, '\n'))
		if err := s.wait(ctx); err != nil {
			return err
		}
	}
	s.sent.done()
	return nil
}

// write begins to write a line.
func (s *Stream) write(key string, line []byte) {
	if s.half {
		line = append([]byte{'\n'}, line...)
	}
	s.busy = make(chan wrote, 1)
	to, done := s.To, s.busy
	go func() {
		n, err := to.Write(line)
		done <- wrote{key, n, err}
	}()
}

// wait waits for the line that is being written, if any.
func (s *Stream) wait(ctx context.Context) error {
	if s.busy == nil {
		return nil
	}
	select {
	case w := <-s.busy:
		s.busy = nil
		if w.err != nil {
			s.half = s.half || w.n > 0
			return fmt.Errorf("writing: %w", w.err)
		}
		s.half = false
		s.sent.took(w.key)
		return nil
	case <-ctx.Done():
		return fmt.Errorf("nobody reads what is written: %w", ctx.Err())
	}
}
