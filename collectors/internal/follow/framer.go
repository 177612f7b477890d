package follow

import "bytes"

const (
	defaultMaxLine = 1 << 20
	defaultChunk   = 256 << 10
)

// framer cuts a stream of bytes into chunks of whole lines. Its memory is
// bounded by max+chunk. Use: read into space, tell filled, at the end call end.
//
// The bytes not handed over yet are buf[:n], beginning at a line start; of a
// line longer than max the first max bytes are kept and skipped counts the rest.
type framer struct {
	max, chunk   int
	buf          []byte
	n            int
	skipped      int64
	offset, line int64 // of buf[0]; line 0 is unknown
}

// newFramer takes the limits; a chunk is never longer than a line may be, so
// that only the first line of a buffer can be too long.
func newFramer(maxLine, chunk int) *framer {
	if maxLine <= 0 {
		maxLine = defaultMaxLine
	}
	if chunk <= 0 {
		chunk = defaultChunk
	}
	return &framer{max: maxLine, chunk: min(chunk, maxLine), line: 1}
}

// reset forgets what is pending and begins a line at offset.
func (fr *framer) reset(offset, line int64) {
	fr.n, fr.skipped, fr.offset, fr.line = 0, 0, offset, line
}

// next is the offset of the next byte to be read.
func (fr *framer) next() int64 { return fr.offset + int64(fr.n) + fr.skipped }

// space is where the next bytes are to be read to.
func (fr *framer) space() []byte {
	if need := fr.n + fr.chunk; cap(fr.buf) < need {
		grown := make([]byte, min(max(need, 2*cap(fr.buf)), fr.max+fr.chunk))
		copy(grown, fr.buf[:fr.n])
		fr.buf = grown
	}
	return fr.buf[fr.n : fr.n+fr.chunk : fr.n+fr.chunk]
}

// filled tells that k bytes were read into space, and hands the whole lines over.
func (fr *framer) filled(k int, emit func(Chunk) error) error {
	from := fr.n
	fr.n += k
	i := bytes.IndexByte(fr.buf[from:fr.n], '\n')
	if i < 0 {
		fr.overflow()
		return nil
	}
	first := from + i
	if fr.skipped > 0 || first > fr.max {
		if err := fr.cut(first+1, emit); err != nil {
			return err
		}
	}
	last := bytes.LastIndexByte(fr.buf[:fr.n], '\n')
	if last < 0 {
		return nil
	}
	return fr.hand(last+1, emit)
}

// overflow keeps the beginning of a line that is too long. NUL bytes before it
// are no part of it: a file truncated under a writer that does not append
// begins with a hole, which must not swallow the first line behind it.
func (fr *framer) overflow() {
	if fr.skipped > 0 {
		fr.skipped += int64(fr.n - fr.max)
		fr.n = fr.max
		return
	}
	if fr.n <= fr.max {
		return
	}
	if nul := leadingNULs(fr.buf[:fr.n]); nul > 0 {
		fr.drop(nul)
		fr.offset += int64(nul)
	}
	if fr.n > fr.max {
		fr.skipped = int64(fr.n - fr.max)
		fr.n = fr.max
	}
}

func leadingNULs(b []byte) int {
	for i, c := range b {
		if c != 0 {
			return i
		}
	}
	return len(b)
}

// cut hands over a line that is too long and ends at buf[:end].
func (fr *framer) cut(end int, emit func(Chunk) error) error {
	c := Chunk{Offset: fr.offset, Line: fr.line, Data: fr.buf[:fr.max], Cut: true, Skipped: fr.skipped + int64(end-fr.max)}
	if err := emit(c); err != nil {
		return err
	}
	fr.offset += int64(fr.max) + c.Skipped
	fr.skipped = 0
	if fr.line > 0 {
		fr.line++
	}
	fr.drop(end)
	return nil
}

// hand hands over buf[:end], whole lines.
func (fr *framer) hand(end int, emit func(Chunk) error) error {
	c := Chunk{Offset: fr.offset, Line: fr.line, Data: fr.buf[:end]}
	lines := int64(0)
	if fr.line > 0 {
		lines = c.count()
	}
	if err := emit(c); err != nil {
		return err
	}
	fr.offset += int64(end)
	fr.line += lines
	fr.drop(end)
	return nil
}

func (fr *framer) drop(k int) {
	fr.n = copy(fr.buf, fr.buf[k:fr.n])
}

// end hands over the half line that is left, if any.
func (fr *framer) end(emit func(Chunk) error) error {
	if fr.n == 0 {
		return nil
	}
	c := Chunk{Offset: fr.offset, Line: fr.line, Data: fr.buf[:fr.n], Final: true, Cut: fr.skipped > 0, Skipped: fr.skipped}
	if err := emit(c); err != nil {
		return err
	}
	line := fr.line
	if line > 0 {
		line++
	}
	fr.reset(fr.next(), line)
	return nil
}
