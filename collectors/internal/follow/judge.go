package follow

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// minPrint is how long a fingerprint must be for a content to be recognised by
// it in another file.
const minPrint = 64

// look is a candidate that was opened.
type look struct {
	candidate
	f      *os.File
	head   []byte
	packed bool
}

// open opens a candidate; ok is false if it cannot be judged now.
func (r *run) open(c candidate) (l look, ok bool) {
	if r.openFiles() >= maxOpen {
		r.again = true
		return look{}, false
	}
	f, st, err := openFile(c.path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			r.again = true // renamed or deleted since it was listed
		}
		r.late[c.id] = r.first || r.late[c.id]
		c.deny(err)
		return look{}, false
	}
	if id, _ := identityOf(st); id != c.id {
		f.Close()
		r.again = true
		return look{}, false
	}
	c.st = st
	head, packed, err := readHead(f)
	if err != nil {
		f.Close()
		c.deny(describe("reading log", c.path, err))
		return look{}, false
	}
	return look{c, f, head, packed}, true
}

func (r *run) openFiles() int {
	n := 0
	for _, g := range r.order {
		if g.f != nil {
			n++
		}
	}
	return n
}

// orphan is a saved position whose file is gone or holds something else.
type orphan struct {
	gen   uint64
	saved saved
	taken bool
	here  bool // its file is there with another content: it was truncated
}

// resumeAll takes up the saved positions of files that are still there. It
// answers the files that are left and the positions that have lost theirs.
func (r *run) resumeAll(cands []candidate, there map[identity]bool) ([]candidate, []*orphan, error) {
	if len(r.saved) == 0 {
		return cands, nil, nil
	}
	byID := map[identity]uint64{}
	for gen, s := range r.saved {
		id := s.file()
		if old, ok := byID[id]; !ok || gen > old {
			byID[id] = gen
		}
	}
	var left []candidate
	busy := map[identity]bool{} // could not be opened now
	for _, c := range cands {
		gen, ok := byID[c.id]
		if !ok {
			left = append(left, c)
			continue
		}
		l, ok := r.open(c)
		if !ok {
			busy[c.id] = true
			continue
		}
		s := r.saved[gen]
		if !s.fits(l) {
			l.f.Close()
			left = append(left, c)
			continue
		}
		if err := r.adopt(l, origin{gen: gen, offset: s.Offset, line: s.Line, named: s.named(), resumed: true, static: s.AsInode != 0 && s.AsInode != s.Inode && !c.pat.live(c.path)}); err != nil {
			return nil, nil, err
		}
	}
	return left, r.orphans(there, busy), nil
}

// orphans are the saved positions that belong here and were not resumed.
func (r *run) orphans(there, busy map[identity]bool) []*orphan {
	var out []*orphan
	for gen, s := range r.saved {
		id := s.file()
		if busy[id] || !r.looked(filepath.Dir(s.Path)) || !r.ours(s) {
			continue
		}
		out = append(out, &orphan{gen: gen, saved: s, here: there[id]})
	}
	slices.SortFunc(out, func(a, b *orphan) int { return cmp.Compare(a.gen, b.gen) })
	return out
}

// ours tells whether a pattern of this run stands for the series.
func (r *run) ours(s saved) bool {
	return slices.ContainsFunc(r.pats, func(p *pattern) bool { return p.series(s.Path) == s.Series })
}

// fits tells whether the open file holds what the position was saved for.
func (s saved) fits(l look) bool {
	if s.Packed != l.packed || !s.Head.matches(l.head) {
		return false
	}
	return s.Packed || l.st.Size() >= s.Offset
}

// judge decides what an unknown file is.
func (r *run) judge(c candidate, orphans []*orphan, now time.Time) error {
	if len(r.gens) >= maxGenerations {
		r.evicted++
		return nil
	}
	l, ok := r.open(c)
	if !ok {
		return nil
	}
	if l.packed {
		return r.judgePacked(l, orphans, now)
	}
	for _, o := range orphans {
		if !o.taken && o.turnsUpAs(l) {
			o.taken = true
			at := o.origin()
			at.offset = min(at.offset, l.st.Size())
			return r.adopt(l, at)
		}
	}
	switch r.copyOf(l, now) {
	case isCopy:
		r.setAside(l)
		return nil
	case perhapsCopy:
		l.f.Close()
		r.again = true
		return nil
	}
	if r.declined(l) {
		return nil
	}
	return r.adoptNew(l)
}

// turnsUpAs tells whether the content of a lost file is in this one: a copy
// made before it was truncated, or itself on a device with another number. What
// has the name that is written to is no copy, even if it begins alike.
func (o *orphan) turnsUpAs(l look) bool {
	s := o.saved
	switch {
	case s.Packed, s.Series != l.pat.series(l.path), s.Head.Len < minPrint, !s.Head.matches(l.head):
		return false
	case (l.path == s.Path || l.pat.live(l.path)) && l.id.ino != s.Inode:
		return false
	case l.st.Size() < s.TailAt: // copied before the last lines came
		return s.Head.Len == printSize
	}
	b := make([]byte, s.Tail.Len)
	n, _ := l.f.ReadAt(b, s.TailAt-int64(len(b)))
	return printOf(b[:n]) == s.Tail
}

func (o *orphan) origin() origin {
	s := o.saved
	return origin{gen: o.gen, offset: s.Offset, line: s.Line, named: s.named(), resumed: true, static: o.here}
}

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
	if l.pat.live(l.path) && l.pat.kind == single {
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
		if l.st.Size() >= g.offset && !holdsTail(l.f, g) {
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

// judgePacked decides about a compressed file: only the part that was not read
// before it was compressed is read.
func (r *run) judgePacked(l look, orphans []*orphan, now time.Time) error {
	_, err := os.Lstat(strings.TrimSuffix(l.path, ".gz"))
	unfinished := err == nil && strings.HasSuffix(l.path, ".gz")
	if unfinished || len(l.head) == 0 {
		l.f.Close() // still being written: it is looked at again when something changes
		r.again = r.again || now.Sub(l.st.ModTime()) < settle
		return nil
	}
	series := l.pat.series(l.path)
	for _, o := range orphans {
		if !o.taken && o.saved.Series == series && o.saved.Head.Len >= minPrint && o.saved.Head.matches(l.head) {
			o.taken = true
			return r.adopt(l, o.origin())
		}
	}
	for _, g := range r.gens {
		if p := printOf(g.head); g.series == series && p.Len >= minPrint && p.matches(l.head) {
			r.setAside(l)
			return nil
		}
	}
	if r.declined(l) {
		return nil
	}
	return r.adoptNew(l)
}

func (r *run) setAside(l look) {
	l.f.Close()
	r.aside[l.id] = asideFile{l.path, l.st.Size(), l.st.ModTime()}
}

// declined asks the consumer about a file of a folder or glob.
func (r *run) declined(l look) bool {
	if r.Accept == nil || l.pat.kind == single {
		return false
	}
	if len(l.head) == 0 {
		l.f.Close()
		return true
	}
	info := infoOf(l.path, l.st)
	info.Pattern, info.Head, info.Compressed = l.pat.raw, l.head, l.packed
	if r.Accept(info) {
		return false
	}
	r.setAside(l)
	return true
}
