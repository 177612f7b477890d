package follow

import (
	"bytes"
	"errors"
	"io"
	"os"
	"syscall"
	"time"
)

// burst is how many bytes of one file are read before the others get a turn.
const burst = 8 << 20

// generation is one content of one file: from the creation, or the truncation
// before, to the next.
type generation struct {
	num     uint64
	pat     *pattern
	series  string
	file    identity // where the bytes are read from
	named   identity // what chunks say: the same, except when read from a copy
	source  string   // name when first seen
	path    string   // name now
	place   place
	present bool // has a name, as of the last listing
	live    bool // has the name that is written to
	static  bool // a copy or a compressed file: it does not grow
	packed  bool
	moved   bool // got another name in this scan

	f        *os.File // nil: closed, found again by its identity when it changes
	head     []byte   // first bytes of the content, up to printSize
	tail     []byte   // the bytes before offset, up to printSize
	offset   int64    // start of the first line not handed over
	line     int64
	scanned  int64 // of a line that is too long: how much holds no '\n'
	size     int64 // when last seen
	mod      time.Time
	links    uint64
	more     bool      // a turn ended before the end of the file
	grew     time.Time // when it last grew, by our clock
	told     bool      // Opened or Resumed was told
	resumed  bool
	finished bool
	failure  string
	stored   bool // its fingerprint is on the disk
}

func (g *generation) close() {
	if g.f != nil {
		g.f.Close()
		g.f = nil
	}
}

func (g *generation) rank() rank {
	return rank{place: g.place, live: g.live, gone: !g.present, mod: g.mod, seen: g.num}
}

func (g *generation) behind() int64 { return max(0, g.size-g.offset) }

func (g *generation) info() FileInfo {
	return FileInfo{
		Pattern: g.pat.raw, Path: g.source, Gen: g.num, Dev: g.named.dev, Inode: g.named.ino,
		Size: g.size, ModTime: g.mod, Head: g.head, Compressed: g.packed,
	}
}

// openFile opens without waiting for a writer, should it be a pipe by now.
func openFile(path string) (*os.File, os.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = describe("following", path, ErrNotLog)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, st, nil
}

// errChanged: what was read before is no longer there.
var errChanged = errors.New("content changed")

// verify compares the beginning of the file with what it was.
func (g *generation) verify(scratch []byte) error {
	if len(g.head) == 0 {
		return nil
	}
	b := scratch[:len(g.head)]
	n, err := g.f.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if !bytes.Equal(b[:n], g.head) {
		return errChanged
	}
	return nil
}

// readAfter reads at offset at into p. In the same read it sees the bytes
// before, which must still be those in before: a file that was truncated and
// has grown again has others there.
func (g *generation) readAfter(before []byte, at int64, p, scratch []byte) (int, error) {
	b := scratch[:len(before)+len(p)]
	n, err := g.f.ReadAt(b, at-int64(len(before)))
	if err == io.EOF {
		err = nil
	}
	if err != nil {
		return 0, err
	}
	if n < len(before) || !bytes.Equal(b[:len(before)], before) {
		return 0, errChanged
	}
	return copy(p, b[len(before):n]), nil
}

// loadTail remembers the bytes before offset.
func (g *generation) loadTail() error {
	b := make([]byte, min(g.offset, printSize))
	n, err := g.f.ReadAt(b, g.offset-int64(len(b)))
	if n < len(b) {
		if err == nil || err == io.EOF {
			return errChanged
		}
		return err
	}
	g.tail = b
	return nil
}

// keepTail remembers the last bytes handed over.
func (g *generation) keepTail(data []byte) {
	if len(data) >= printSize {
		g.tail = append(g.tail[:0], data[len(data)-printSize:]...)
		return
	}
	g.tail = append(g.tail, data...)
	if over := len(g.tail) - printSize; over > 0 {
		g.tail = append(g.tail[:0], g.tail[over:]...)
	}
}

// keepHead completes the fingerprint while the file is short.
func (g *generation) keepHead(at int64, data []byte) {
	have := int64(len(g.head))
	if have >= printSize || at > have || at+int64(len(data)) <= have {
		return
	}
	data = data[have-at:]
	g.head = append(g.head, data[:min(len(data), printSize-len(g.head))]...)
}

// freshenHead looks whether a short file has grown since it was read.
func (g *generation) freshenHead() {
	if g.f == nil || g.static || len(g.head) >= printSize {
		return
	}
	b := make([]byte, printSize)
	n, _ := g.f.ReadAt(b, 0)
	if bytes.HasPrefix(b[:n], g.head) {
		g.head = append(g.head[:0], b[:n]...)
		g.size = max(g.size, int64(n))
	}
}
