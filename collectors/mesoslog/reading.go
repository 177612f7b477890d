package mesoslog

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// reading reads one old log from start to end, ahead of the merge: one goroutine
// reads and cuts, the parsers shared by all readings work on the pieces, and
// next gives them back in order.
type reading struct {
	src   *source
	ahead chan *job
	err   error // why reading ended early; valid once ahead is closed
	wait  sync.WaitGroup
}

// job is a piece on its way through a parser.
type job struct {
	cutPiece
	out  parsed
	done chan struct{}
}

// crew is the parsers at work, one a processor.
type crew struct {
	parser *parser
	seats  chan struct{}
}

func newCrew(p *parser, n int) *crew { return &crew{parser: p, seats: make(chan struct{}, n)} }

// do parses a piece in its turn.
func (c *crew) do(j *job) {
	c.seats <- struct{}{}
	go func() {
		j.out = c.parser.parse(j.piece)
		<-c.seats
		close(j.done)
	}()
}

// readAhead is how many pieces of one source wait for the merge.
const readAhead = 4

// start begins reading r, which it closes.
func (c *crew) start(ctx context.Context, src *source, r io.ReadCloser, info follow.FileInfo, opt follow.Options) *reading {
	rd := &reading{src: src, ahead: make(chan *job, readAhead)}
	rd.wait.Go(func() {
		defer close(rd.ahead)
		defer r.Close()
		rd.err = c.read(ctx, rd, r, info, opt)
	})
	return rd
}

func (c *crew) read(ctx context.Context, rd *reading, r io.Reader, info follow.FileInfo, opt follow.Options) error {
	cut := cutter{glogFile: rd.src.glogFile}
	give := func(p cutPiece) error {
		p.service = rd.src.service
		j := &job{cutPiece: p, done: make(chan struct{})}
		c.do(j)
		select {
		case rd.ahead <- j:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := follow.Read(ctx, r, info, opt, func(ch follow.Chunk) error {
		if ch.Cut {
			rd.src.longLine(ch)
		}
		return cut.add(ch, give)
	})
	if ferr := cut.flush(give); err == nil {
		err = ferr
	}
	return err
}

// longLine notes that the rest of a line was left out.
func (s *source) longLine(ch follow.Chunk) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longLines++
	if s.longLines == 1 {
		s.firstLong = fmt.Sprintf("a line longer than 1 MiB at offset %d was cut", ch.Offset+int64(len(ch.Data)))
	}
}

// next gives the events of the next piece; false at the end, then err tells why.
func (rd *reading) next() (items []item, bytes int64, ok bool) {
	j, ok := <-rd.ahead
	if !ok {
		rd.wait.Wait()
		return nil, 0, false
	}
	<-j.done
	return rd.src.take(j.out, j.offset, j.bytes), j.bytes, true
}

// stop ends a reading whose rest is not wanted; its context must be cancelled.
func (rd *reading) stop() {
	for range rd.ahead {
	}
	rd.wait.Wait()
}
