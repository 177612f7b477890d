package mesoslog

import (
	"strings"
	"unsafe"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// cutter joins the chunks of one file and cuts them where a message begins, so
// that no message is split between two pieces. What follows the last such place
// is held until more comes or flush is called.
type cutter struct {
	glogFile bool

	buf    []byte
	offset int64 // of buf[0] in the file
	before stamp // of the last message given
}

// cutPiece is a run of whole messages.
type cutPiece struct {
	piece
	offset int64
	bytes  int64
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
		c.offset = ch.Offset
	}
	c.buf = append(c.buf, ch.Data...)
	if ch.Final || ch.Cut {
		return c.flush(give)
	}
	at, before, after := c.holdFrom()
	return c.give(at, before, after, give)
}

// flush gives all that is held.
func (c *cutter) flush(give func(cutPiece) error) error {
	_, _, last := c.holdFrom()
	return c.give(len(c.buf), last, stamp{}, give)
}

// held is how many bytes wait for more.
func (c *cutter) held() int64 { return int64(len(c.buf)) }

func (c *cutter) give(n int, last, after stamp, give func(cutPiece) error) error {
	if n == 0 {
		return nil
	}
	full := c.buf
	rest := full[n:]
	c.buf = append(make([]byte, 0, max(len(rest)*2, 4096)), rest...)
	p := cutPiece{offset: c.offset, bytes: int64(n)}
	p.piece = piece{data: view(full[:n]), glogFile: c.glogFile, before: c.before, after: after}
	c.offset += int64(n)
	if last.set {
		c.before = last
	}
	return give(p)
}

// view is b as a string without a copy; it holds only as long as b is unchanged.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// holdFrom finds where the tail to be held begins: the last message, and before
// it those that may be broken in the middle of a name. It also gives the time of
// the message before that place and of the one at it.
func (c *cutter) holdFrom() (at int, before, after stamp) {
	data := view(c.buf)
	at = len(data)
	end, steps := len(data), 0
	for end > 0 && steps < 4*maxNested {
		from := strings.LastIndexByte(data[:end-1], '\n') + 1
		line := strings.TrimRight(data[from:end], "\n")
		end = from
		if !startsMessage(line, c.glogFile) {
			if len(data)-from > maxMessage {
				return len(data), stamp{}, stamp{}
			}
			continue
		}
		st := stampOf(line, c.glogFile)
		switch {
		case steps == 0:
			at, after = from, st
		case steps <= maxNested && looksOpen(textOf(line)):
			at, after = from, st
		case st.set && !before.set:
			before = st
		}
		steps++
		if steps > maxNested && before.set {
			break
		}
	}
	if steps == 0 {
		return 0, stamp{}, stamp{} // nothing begins here: wait for more
	}
	return at, before, after
}

func prefixOf(line string, glogFile bool) (prefix, string) {
	line = strings.TrimLeft(line, "\x00")
	if !glogFile {
		line, _, _ = strings.Cut(unwrap(line).content, "\n")
	}
	p, ok := glogPrefix(line)
	if !ok {
		p, _ = otherPrefix(line)
	}
	return p, line
}

func stampOf(line string, glogFile bool) stamp {
	p, _ := prefixOf(line, glogFile)
	return p.stamp
}

func textOf(line string) string {
	p, content := prefixOf(line, true)
	return content[p.rest:]
}
