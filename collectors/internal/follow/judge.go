package follow

import (
	"errors"
	"io/fs"
	"os"
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
		r.empty[l.path] = true
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
