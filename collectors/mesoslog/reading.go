package mesoslog

import (
	"context"
	"io"
	"sync"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// reading reads one old log from start to end, ahead of the merge: one goroutine
// reads and cuts, the parsers shared by all readings work on the pieces, and
// next gives them back in order.
type reading struct {
	parser *parser
	src    *source
	ahead  chan *job
	err    error // why reading ended early; valid once ahead is closed
	wait   sync.WaitGroup
}

// job is a piece on its way through a parser.
type job struct {
	cutPiece
	out  parsed
	done chan struct{}
}

// crew is the parsers at work, one a processor, and what each reading may hold.
type crew struct {
	parser *parser
	seats  chan struct{}
	chunk  int // bytes a reading takes at a time
	ahead  int // pieces of one reading that wait for the merge
}

// Memory of readings: a few inputs are read in large pieces, many in small ones.
const (
	readMemory = 16 << 20
	largePiece = 128 << 10
	smallPiece = 16 << 10
)

// newCrew makes a crew for so many inputs that are read at a time.
func newCrew(p *parser, processors, inputs int) *crew {
	c := &crew{parser: p, seats: make(chan struct{}, processors), ahead: 3}
	c.chunk = readMemory / (max(inputs, 1) * 2 * (c.ahead + 2))
	if c.chunk < smallPiece {
		c.ahead = 1
	}
	c.chunk = min(max(c.chunk, smallPiece), largePiece)
	return c
}

// do parses a piece in its turn.
func (c *crew) do(j *job, spare chan []byte) {
	c.seats <- struct{}{}
	go func() {
		j.out = c.parser.parse(j.piece)
		if c.parser.wants == nil { // else unfinished events are parts of it
			select {
			case spare <- j.buf:
			default:
			}
		}
		j.data, j.buf = "", nil
		<-c.seats
		close(j.done)
	}()
}

// start begins reading r, which it closes.
func (c *crew) start(ctx context.Context, src *source, r io.ReadCloser, info follow.FileInfo, offset int64) *reading {
	rd := &reading{src: src, parser: c.parser, ahead: make(chan *job, c.ahead)}
	rd.wait.Go(func() {
		defer close(rd.ahead)
		defer r.Close()
		rd.err = c.read(ctx, rd, r, info, follow.Options{Offset: offset, ChunkSize: c.chunk})
	})
	return rd
}

func (c *crew) read(ctx context.Context, rd *reading, r io.Reader, info follow.FileInfo, opt follow.Options) error {
	cut := c.parser.cutter(rd.src.identity, c.ahead+2)
	give := func(p cutPiece) error {
		p.service = rd.src.service
		j := &job{cutPiece: p, done: make(chan struct{})}
		c.do(j, cut.spare)
		select {
		case rd.ahead <- j:
			return nil
		case <-ctx.Done():
			<-j.done
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

// next gives the events of the next piece; false at the end, then err tells why.
func (rd *reading) next() (items []item, bytes int64, ok bool) {
	j, ok := <-rd.ahead
	if !ok {
		rd.wait.Wait()
		return nil, 0, false
	}
	<-j.done
	items = rd.src.take(j.out, j.offset, j.bytes)
	rd.parser.reuse(j.out.entries)
	return items, j.bytes, true
}

// stop ends a reading whose rest is not wanted; its context must be cancelled.
func (rd *reading) stop() {
	for j := range rd.ahead {
		<-j.done
	}
	rd.wait.Wait()
}
