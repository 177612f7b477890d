package follow

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	maxGenerations = 8192 // files known at a time
	maxOpen        = 512  // of them open
	// settle is how long a file that may become a copy is looked at before it
	// counts as a log of its own.
	settle = 2 * time.Second
	// slack is how much older than the last saved positions a file may be that
	// they do not know, and still count as new.
	slack = 10 * time.Minute
)

// asideFile is a file that was looked at and is not read: a copy, or one whose
// content was read before it was compressed.
type asideFile struct {
	path string
	size int64
	mod  time.Time
}

// scan looks for files that are new, renamed or gone.
func (r *run) scan(now time.Time) (bool, error) {
	force := r.first || r.again || now.Sub(r.fulls) >= fullEvery
	changed := force || r.filled()
	for _, p := range r.pats {
		changed = p.resolve() || changed
		if err := r.startStream(p); err != nil {
			return false, err
		}
	}
	for _, p := range r.pats {
		for _, dir := range p.dirs {
			d := r.folders[dir]
			if d == nil {
				d = &folder{}
				r.folders[dir] = d
			}
			if d.looked.Equal(now) {
				continue // for another pattern
			}
			d.looked = now
			changed = d.refresh(dir, now, force) || changed
		}
	}
	if !changed {
		return false, nil
	}
	if force {
		r.fulls = now
	}
	r.again = false
	news, err := r.meet(r.candidates(), now)
	if err != nil {
		return false, err
	}
	if r.first || news {
		r.first = false
		r.store()
	}
	return news, r.tellWaiting()
}

// filled tells whether one of the empty files has got content.
func (r *run) filled() bool {
	for path := range r.empty {
		if st, err := os.Stat(path); err == nil && st.Size() > 0 {
			return true
		}
	}
	return false
}

// meet compares what is there with what is known.
func (r *run) meet(cands []candidate, now time.Time) (bool, error) {
	for _, g := range r.gens {
		g.present, g.live, g.moved = false, false, false
	}
	clear(r.empty)
	for _, p := range r.pats {
		p.denied = nil
	}
	var strange []candidate
	there := map[identity]bool{}
	for _, c := range cands {
		there[c.id] = true
		if g := r.gens[c.id]; g != nil && r.see(g, c) {
			continue
		}
		if a, ok := r.aside[c.id]; ok && a == (asideFile{c.path, c.st.Size(), c.st.ModTime()}) {
			continue
		}
		delete(r.aside, c.id)
		strange = append(strange, c)
	}
	for id := range r.aside {
		if !there[id] {
			delete(r.aside, id)
		}
	}
	r.forget()
	strange, orphans, err := r.resumeAll(strange, there)
	if err != nil {
		return false, err
	}
	for _, c := range strange {
		if err := r.judge(c, orphans, now); err != nil {
			return false, err
		}
	}
	err = r.mourn(orphans, now)
	r.sort()
	return len(strange) > 0, err
}

// sort puts the generations of a series in order, the oldest first.
func (r *run) sort() {
	order := make([]*generation, 0, len(r.gens))
	for _, g := range r.gens {
		order = append(order, g)
	}
	for _, g := range r.order { // deleted, still open
		if g.f != nil && r.gens[g.file] != g {
			order = append(order, g)
		}
	}
	slices.SortFunc(order, func(a, b *generation) int {
		if a.series != b.series {
			if a.series < b.series {
				return -1
			}
			return 1
		}
		return compareAge(a.rank(), b.rank())
	})
	r.order = order
}

// see notes where a known generation is now. It answers false if the inode has
// been given to another file.
func (r *run) see(g *generation, c candidate) bool {
	moved := g.path != c.path
	if g.f == nil && (moved || c.st.Size() != g.size || !c.st.ModTime().Equal(g.mod)) {
		if !r.revive(g, c) {
			return false
		}
	}
	g.present, g.live = true, g.pat.live(c.path)
	g.moved = moved
	if moved {
		g.path, g.place = c.path, placeOf(filepath.Base(c.path))
		r.remember(g)
	}
	return true
}

// revive looks into a closed generation that seems changed, and opens it again
// if it has grown.
func (r *run) revive(g *generation, c candidate) bool {
	f, st, err := openFile(c.path)
	if err != nil {
		r.again = true
		return true
	}
	id, _ := identityOf(st)
	if id != g.file { // renamed meanwhile
		f.Close()
		r.again = true
		return true
	}
	head, _, err := readHead(f)
	if err == nil && !printOf(g.head).matches(head) {
		f.Close()
		r.drop(g)
		return false
	}
	if g.packed || err != nil {
		f.Close()
		g.size, g.mod = st.Size(), st.ModTime()
		return true
	}
	if st.Size() == g.offset {
		f.Close()
		g.size, g.mod = st.Size(), st.ModTime()
		return true
	}
	g.f, g.more = f, true
	return true
}

// drop lets go of a generation; what was saved of it is kept, in case its
// content turns up again.
func (r *run) drop(g *generation) {
	g.close()
	if r.gens[g.file] == g {
		delete(r.gens, g.file)
	}
	r.pos.with(g.num, func(s *saved) {
		kept := *s
		kept.Offset, kept.Line = g.offset, g.line // handed over in this run, committed or not
		r.saved[g.num] = kept
	})
}

// forget drops closed generations that have no name any more.
func (r *run) forget() {
	for _, g := range r.gens {
		if g.present || g.f != nil || !r.looked(filepath.Dir(g.path)) {
			continue
		}
		r.drop(g)
	}
}

// looked tells whether the folder could be listed, or is itself gone.
func (r *run) looked(dir string) bool {
	d := r.folders[dir]
	return d != nil && (d.err == nil || errors.Is(d.err, fs.ErrNotExist))
}
