package follow

import (
	"bytes"
	"path/filepath"
	"time"
)

// origin is where reading of a file begins.
type origin struct {
	gen          uint64 // of a saved position; 0 for a new generation
	offset, line int64
	named        identity
	resumed      bool
	static       bool // a copy, which does not grow
}

// adopt makes a generation of an opened file.
func (r *run) adopt(l look, o origin) error {
	g := &generation{
		num: o.gen, pat: l.pat, series: l.pat.series(l.path), file: l.id, named: o.named,
		source: l.path, path: l.path, place: placeOf(filepath.Base(l.path)), present: true,
		live: l.pat.live(l.path), static: o.static || l.packed, packed: l.packed,
		f: l.f, offset: o.offset, line: o.line, size: l.st.Size(), mod: l.st.ModTime(),
		more: true, grew: time.Now(), resumed: o.resumed,
	}
	g.head = append(g.head, l.head[:min(len(l.head), printSize)]...)
	if g.named == (identity{}) {
		g.named = l.id
	}
	if g.num == 0 {
		g.num = r.pos.begin(saved{
			Dev: l.id.dev, Inode: l.id.ino, Head: printOf(g.head), Offset: o.offset, Line: o.line,
			Size: g.size, Path: l.path, Series: g.series, Packed: l.packed,
		})
	}
	r.moveTo(g, func(*saved) {})
	done := r.saved[g.num].Done
	delete(r.saved, g.num)
	delete(r.late, l.id)
	if old := r.gens[l.id]; old != nil {
		old.close()
	}
	r.gens[l.id] = g
	r.order = append(r.order, g)
	if l.packed {
		if done {
			g.close()
		}
		return nil
	}
	if err := g.loadTail(); err != nil {
		return nil // cut off meanwhile: the first turn finds out
	}
	if g.behind() == 0 && !g.live {
		g.finished, g.more = true, false
		g.close()
		return nil
	}
	return r.announce(g)
}

// adoptNew takes up a file that no saved position tells of.
func (r *run) adoptNew(l look) error {
	series := l.pat.series(l.path)
	at := r.Start.At
	switch {
	case r.known[series]:
		at = Beginning
		if l.st.ModTime().Before(r.pos.loaded.Add(-slack)) {
			at = End
		}
	case !r.first && !r.late[l.id]:
		at = Beginning
	}
	o, wanted, err := r.begins(l, at)
	if err != nil {
		l.f.Close()
		l.deny(describe("reading log", l.path, err))
		return nil
	}
	if !wanted {
		r.setAside(l)
		return nil
	}
	return r.adopt(l, o)
}

// begins finds where to begin in a file. A compressed one is read whole or not.
func (r *run) begins(l look, at Place) (o origin, wanted bool, err error) {
	whole := origin{line: 1}
	switch at {
	case Beginning:
		return whole, true, nil
	case Since:
		if l.st.ModTime().Before(r.Start.Time) {
			break
		}
		info := infoOf(l.path, l.st)
		info.Pattern, info.Head, info.Compressed = l.pat.raw, l.head, l.packed
		if l.packed || r.Start.TimeOf == nil {
			return whole, true, nil
		}
		timeOf := r.Start.TimeOf(info)
		if timeOf == nil {
			return whole, true, nil
		}
		off, err := SeekTime(l.f, l.st.Size(), r.Start.Time, timeOf)
		if off == 0 {
			return whole, true, err
		}
		return origin{offset: off}, true, err
	}
	if l.packed {
		return origin{}, false, nil
	}
	off, err := r.lastLine(l)
	if off == 0 {
		return whole, true, err
	}
	return origin{offset: off}, true, err
}

// lastLine is the offset where the half line at the end begins: the end of the
// file, if there is none.
func (r *run) lastLine(l look) (int64, error) {
	end := l.st.Size()
	for at := end; at > 0 && end-at < int64(r.fr.max); {
		n := min(at, int64(len(r.scratch)))
		at -= n
		b := r.scratch[:n]
		if k, err := l.f.ReadAt(b, at); k < len(b) {
			return end, err
		}
		if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
			return at + int64(i) + 1, nil
		}
		if at == 0 {
			return 0, nil
		}
	}
	return end, nil
}

// mourn tells, once, of saved positions whose content is nowhere any more.
func (r *run) mourn(orphans []*orphan, now time.Time) error {
	for _, o := range orphans {
		if o.taken {
			continue
		}
		s := o.saved
		lost := s.Size - s.Offset
		if lost <= 0 && !s.Gone.IsZero() {
			continue
		}
		s.Gone, s.Size = now.UTC(), s.Offset
		r.saved[o.gen] = s
		r.pos.update(o.gen, func(p *saved) { p.Gone, p.Size = s.Gone, s.Size })
		if s.Packed || lost <= 0 {
			continue
		}
		r.lost += lost
		st := Status{State: Vanished, Offset: s.Offset, Lost: lost, AtLeast: true, File: FileInfo{
			Pattern: s.Series, Path: s.Path, Gen: o.gen, Dev: s.Dev, Inode: s.Inode, Size: o.saved.Size,
		}}
		if o.here {
			st.State = Truncated
		}
		if err := r.status(st); err != nil {
			return err
		}
	}
	return nil
}
