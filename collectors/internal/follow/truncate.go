package follow

import (
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
		r.pos.update(g.num, func(p *saved) { p.Gone, p.Size = time.Now().UTC(), g.offset }) // the rest is reported
		r.drop(g)                                                                           // should the copy turn up later
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
