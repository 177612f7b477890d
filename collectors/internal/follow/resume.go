package follow

import (
	"cmp"
	"path/filepath"
	"slices"
)

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
