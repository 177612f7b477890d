package follow

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"time"
)

type likeness int

const (
	noCopy likeness = iota
	perhapsCopy
	isCopy
)

// copyOf tells whether the file is a copy of a log that is being read. A copy
// takes a new name while its original keeps its own; what has the name that is
// written to is never one. One that is being made may still be too short to tell.
func (r *run) copyOf(l look, now time.Time) likeness {
	if l.pat.live(l.path) {
		return noCopy
	}
	young := now.Sub(l.st.ModTime()) < settle && !r.first
	if len(l.head) == 0 {
		if young {
			return perhapsCopy
		}
		return noCopy
	}
	best := noCopy
	for _, g := range r.gens {
		if g.series != l.pat.series(l.path) || !g.present || g.static || g.moved {
			continue
		}
		if g.freshenHead(); len(g.head) == 0 {
			continue
		}
		n := min(len(g.head), len(l.head), printSize)
		if !bytes.Equal(g.head[:n], l.head[:n]) {
			continue
		}
		if n < printSize && l.st.Size() < max(g.size, g.offset) {
			if young {
				best = max(best, perhapsCopy)
			}
			continue
		}
		if l.st.Size() >= g.offset && !holdsTail(l.f, g) || g.differsAtEnd(l) {
			continue
		}
		best = isCopy
	}
	return best
}

// holdsTail tells whether the file has, before g's offset, what g has there.
func holdsTail(f *os.File, g *generation) bool {
	b := make([]byte, len(g.tail))
	n, _ := f.ReadAt(b, g.offset-int64(len(b)))
	return bytes.Equal(b[:n], g.tail)
}

// differsAtEnd tells whether the file ends otherwise than g does at that place:
// two logs of one program can begin alike. Of a g that was truncated meanwhile
// nothing can be said.
func (g *generation) differsAtEnd(l look) bool {
	if g.f == nil {
		return false
	}
	theirs, ours := make([]byte, printSize), make([]byte, printSize)
	at := max(0, l.st.Size()-printSize)
	n, _ := l.f.ReadAt(theirs, at)
	m, _ := g.f.ReadAt(ours[:n], at)
	if m == n && bytes.Equal(theirs[:n], ours[:m]) {
		return false
	}
	st, err := g.f.Stat()
	return err == nil && st.Size() >= l.st.Size() && g.verify(ours) == nil
}

// copied is a file that begins with the content of another.
type copied struct {
	f      *os.File
	path   string
	id     identity
	size   int64 // of the content
	mod    time.Time
	packed bool
}

// findCopy looks in the folder for a file with the same first bytes and the
// same bytes before the offset.
func (r *run) findCopy(g *generation) (copied, bool) {
	dir := filepath.Dir(g.path)
	if len(g.head) == 0 {
		return copied{}, false
	}
	var best copied
	for range 2 { // once more, should a name have been lost to a rename
		names, _ := list(dir)
		for _, name := range names {
			if len(g.head) < minPrint && !rotatedFrom(filepath.Base(g.source), name) {
				continue
			}
			c, ok := g.copyAt(filepath.Join(dir, name))
			if !ok {
				continue
			}
			if best.f != nil && (best.size > c.size || (best.size == c.size && c.packed)) {
				c.f.Close()
				continue
			}
			if best.f != nil {
				best.f.Close()
			}
			best = c
		}
		if best.f != nil {
			return best, true
		}
	}
	return copied{}, false
}

// copyAt opens a file if it holds what g held.
func (g *generation) copyAt(path string) (copied, bool) {
	st, err := os.Lstat(path)
	if err != nil || !st.Mode().IsRegular() || st.Size() == 0 {
		return copied{}, false
	}
	if id, _ := identityOf(st); id == g.file {
		return copied{}, false
	}
	f, st, err := openFile(path)
	if err != nil {
		return copied{}, false
	}
	id, _ := identityOf(st)
	c := copied{f: f, path: path, id: id, size: st.Size(), mod: st.ModTime()}
	head, packed, err := readHead(f)
	ok := err == nil && bytes.HasPrefix(head, g.head)
	if c.packed = packed; packed {
		c.size, err = unpackedSize(f, st.Size())
		ok = ok && err == nil && len(g.head) >= minPrint
	} else {
		ok = ok && (c.size < g.offset || holdsTail(f, g))
	}
	if !ok || (c.size < g.offset && len(g.head) < printSize) {
		f.Close()
		return copied{}, false
	}
	return c, true
}

// unpackedSize is what a gzip file says of itself at its end; right for content
// below 4 GiB.
func unpackedSize(f *os.File, size int64) (int64, error) {
	var b [4]byte
	if size < 18 {
		return 0, errors.New("too short")
	}
	_, err := f.ReadAt(b[:], size-4)
	return int64(binary.LittleEndian.Uint32(b[:])), err
}
