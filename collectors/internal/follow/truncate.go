package follow

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// truncated deals with a file whose content was taken away under the same
// inode. What had not been read is looked for in a copy beside it; copytruncate
// makes one first. Then the new content is read from its beginning.
//
// What was written between the copy and the truncation is in neither and was
// never seen: it cannot be counted, hence AtLeast.
func (r *run) truncated(g *generation, size int64) error {
	s := Status{State: Truncated, File: g.info(), Offset: g.offset, Lost: g.behind(), AtLeast: true}
	fresh := r.renew(g)
	c, found := r.findCopy(g)
	if found {
		s.Recovered = max(0, c.size-g.offset)
		s.Lost = max(0, g.size-max(g.offset, c.size))
	}
	r.lost += s.Lost
	r.log.Warn("log truncated", "source", g.source, "lost_bytes", s.Lost, "recovered_bytes", s.Recovered)
	if err := r.status(s); err != nil {
		return err
	}
	if found {
		r.readFromCopy(g, c)
	} else {
		if err := r.finish(g); err != nil {
			return err
		}
		r.pos.update(g.num, func(p *saved) { p.Gone = time.Now().UTC() })
		r.drop(g) // should the copy turn up later
	}
	r.gens[fresh.file] = fresh
	r.sort()
	return r.announce(fresh)
}

// renew makes the generation that begins with the truncation. It takes the open
// file over.
func (r *run) renew(g *generation) *generation {
	fresh := &generation{
		pat: g.pat, series: g.series, file: g.file, named: g.file, source: g.source, path: g.path,
		place: g.place, present: g.present, live: g.live, f: g.f, line: 1, more: true, grew: time.Now(), mod: g.mod,
	}
	g.f = nil
	var one [1]byte
	if n, _ := fresh.f.ReadAt(one[:], 0); n == 1 && one[0] == 0 {
		// the writer does not append: a hole as long as the old content
		if at, err := fresh.f.Seek(0, seekData); err == nil && at > 0 {
			fresh.offset = at
			if fresh.loadTail() != nil {
				fresh.offset = 0
			}
		}
	}
	fresh.num = r.pos.begin(saved{Dev: g.file.dev, Inode: g.file.ino, Line: 1, Path: g.path, Series: g.series, Offset: fresh.offset})
	return fresh
}

// seekData is Linux's SEEK_DATA. Where it is not known the hole is read.
const seekData = 3

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

// readFromCopy lets g go on in the copy. Its chunks keep naming the original,
// whose bytes they are.
func (r *run) readFromCopy(g *generation, c copied) {
	if old := r.gens[c.id]; old != nil && old != g {
		old.close()
	}
	delete(r.aside, c.id)
	g.f, g.file, g.path, g.size, g.mod = c.f, c.id, c.path, c.size, c.mod
	g.place = placeOf(filepath.Base(c.path))
	g.static, g.packed, g.live, g.present, g.more = true, c.packed, false, true, true
	g.grew, g.scanned = time.Time{}, 0
	r.gens[c.id] = g
	if c.size < g.offset { // the last lines were read but not copied
		g.offset, g.more = c.size, false
	}
	r.moveTo(g, func(*saved) {})
}
