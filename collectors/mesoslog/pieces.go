package mesoslog

import (
	"strings"
	"unsafe"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
)

// cutter joins the chunks of one file and cuts them where a message begins, so
// that what is parsed side by side is the same as if it were parsed in one. What
// may belong to lines that are still to come is held until they come.
type cutter struct {
	glogFile  bool
	bareStart func(envelope, string) bool
	torn      func(*message) bool // whether it may go on behind a line break in a name

	buf    []byte
	offset int64   // of buf[0] in the file
	inside bool    // buf begins within a message
	cut    bool    // what is given ends within a message
	after  []later // the messages that are held
	hasty  bool    // what is held waits for too long: see ready
	gave   bool    // something was given since this was last cleared
	spare  chan []byte
	starts []start // for the next tail
}

// cutter makes one for a file; so many buffers are kept to be used again.
func (p *parser) cutter(id identity, spare int) cutter {
	c := cutter{glogFile: id.glogFile, bareStart: p.bareStart(id.service), spare: make(chan []byte, spare)}
	c.torn = func(m *message) bool {
		var ev mesoswatch.Event
		if m.prefix.form != glog || !p.openers.begin(m.text) {
			return false
		}
		in := catalogue.Input{Service: id.service, Severity: m.prefix.severity, File: m.prefix.base.of(m.first), Message: m.text, Prefixed: true}
		return !p.cat.Match(in, &ev) || p.tearable(m, &ev)
	}
	return c
}

// cutPiece is a run of whole messages.
type cutPiece struct {
	piece
	offset int64
	bytes  int64
	buf    []byte // to be given back when the piece is parsed
}

// add takes a chunk and gives at most two pieces: what was held, where the chunk
// does not go on from it, and what can be given now.
func (c *cutter) add(ch follow.Chunk, give func(cutPiece) error) error {
	if len(c.buf) > 0 && ch.Offset != c.offset+int64(len(c.buf)) {
		if err := c.flush(give); err != nil {
			return err
		}
	}
	if len(c.buf) == 0 {
		if ch.Offset != c.offset {
			c.inside = false
		}
		c.offset = ch.Offset
	}
	c.buf = append(c.buf, ch.Data...)
	if ch.Final {
		return c.flush(give)
	}
	if !ch.Cut {
		return c.advance(give)
	}
	if err := c.flush(give); err != nil {
		return err
	}
	c.offset, c.inside = c.offset+ch.Skipped, true
	return nil
}

// advance gives what can be given.
func (c *cutter) advance(give func(cutPiece) error) error { return c.give(c.ready(!c.hasty), give) }

// flush gives all that is held. What comes next does not continue it.
func (c *cutter) flush(give func(cutPiece) error) error {
	c.after = nil
	return c.give(len(c.buf), give)
}

// held is how many bytes wait for more.
func (c *cutter) held() int64 { return int64(len(c.buf)) }

func (c *cutter) give(n int, give func(cutPiece) error) error {
	if n == 0 {
		return nil
	}
	full := c.buf
	p := cutPiece{offset: c.offset, bytes: int64(n), buf: full}
	p.piece = piece{data: view(full[:n]), glogFile: c.glogFile, inside: c.inside, after: c.after}
	c.buf = append(c.fresh(len(full)-n), full[n:]...)
	c.offset += int64(n)
	c.inside, c.cut, c.after = c.cut, false, nil
	return give(p)
}

// fresh is an empty buffer, one that was used before if there is one.
func (c *cutter) fresh(n int) []byte {
	select {
	case b := <-c.spare:
		return b[:0]
	default:
		return make([]byte, 0, n+4096)
	}
}

// view is b as a string without a copy; it holds only as long as b is unchanged.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// ready is how many bytes can be given. Where lines wait too long for others, it
// is not patient any more: it only holds what the next line may continue.
func (c *cutter) ready(patient bool) int {
	for size := tailSize; size < len(c.buf); size *= 4 {
		t := tail{data: view(c.buf), from: len(c.buf) - size, patient: patient}
		t.from += strings.IndexByte(t.data[t.from:], '\n') + 1
		if at, known := t.cut(c); known && at-t.from > maxBroken { // no torn name before the tail
			c.after = t.after(at)
			return at
		}
	}
	t := tail{data: view(c.buf), patient: patient}
	at, known := t.cut(c)
	if !known {
		c.cut = c.inside
	}
	if at == 0 && len(c.buf) > maxHold {
		at = t.lastStart()
	}
	if at == 0 && len(c.buf) > maxHold { // one message, and longer than is kept
		c.cut = true
		return len(c.buf)
	}
	c.after = t.after(at)
	return at
}

// maxHold is how much may be held for a message to end.
const maxHold = 2 * maxMessage
