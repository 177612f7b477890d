package follow

import (
	"context"
	"io"
	"slices"
	"time"
)

// keepOpen is how many finished generations stay open, so that what is still
// written to them is seen at once and not with the next full listing.
const keepOpen = 64

// retire finishes generations that are read to their end and will not go on.
func (r *run) retire(now time.Time) error {
	open := 0
	for _, g := range r.order {
		if g.f == nil {
			continue
		}
		open++
		if g.more {
			continue
		}
		ended, err := r.over(g, now)
		if err != nil {
			return err
		}
		if ended {
			open--
		}
	}
	r.makeRoom(open)
	return nil
}

// makeRoom closes files when many are open: finished ones, the oldest first,
// then those that have been silent longest. They are found again by their
// identity when they change.
func (r *run) makeRoom(open int) {
	for _, g := range r.order {
		if open <= keepOpen {
			return
		}
		if g.f != nil && g.finished {
			g.close()
			open--
		}
	}
	if open <= maxOpen/2 {
		return
	}
	silent := slices.DeleteFunc(slices.Clone(r.order), func(g *generation) bool {
		return g.f == nil || g.more || !g.present || g.size != g.offset
	})
	slices.SortFunc(silent, func(a, b *generation) int { return a.grew.Compare(b.grew) })
	for _, g := range silent[:min(len(silent), open-maxOpen/2)] {
		g.close()
	}
}

// over finishes one generation if it is time, and answers whether it was closed.
func (r *run) over(g *generation, now time.Time) (closed bool, err error) {
	switch {
	case g.static:
		return true, r.settleCopy(g)
	case g.finished:
	case r.superseded(g) && now.Sub(g.grew) >= r.quiet():
		if err := r.lastWords(g); err != nil {
			return false, err
		}
	case !g.present && g.links == 0 && now.Sub(g.grew) >= 20*r.quiet():
		// deleted, and nobody writes: the space on the disk is given back
		if err := r.lastWords(g); err != nil {
			return false, err
		}
	}
	if g.finished && g.links == 0 && !g.present {
		r.drop(g)
		return true, nil
	}
	return false, nil
}

// superseded tells whether a younger generation exists.
func (r *run) superseded(g *generation) bool {
	if g.live {
		return false
	}
	for _, o := range r.order {
		if o != g && o.series == g.series && !o.static && compareAge(g.rank(), o.rank()) < 0 {
			return true
		}
	}
	return false
}

// lastWords hands over the half line at the end and finishes the generation.
func (r *run) lastWords(g *generation) error {
	if g.size > g.offset {
		if err := r.halfLine(g); err != nil {
			return err
		}
	}
	return r.finish(g)
}

func (r *run) halfLine(g *generation) error {
	before, err := r.takeUp(g)
	if err != nil {
		return nil // the next look tells what happened
	}
	for r.fr.next() < g.size {
		sp := r.fr.space()
		n, err := g.readAfter(before, r.fr.next(), sp, r.scratch)
		if n == 0 || err != nil {
			break
		}
		before = nil
		if err := r.fr.filled(n, func(c Chunk) error { return r.emit(g, c) }); err != nil {
			return err
		}
	}
	if err := r.fr.end(func(c Chunk) error { return r.emit(g, c) }); err != nil {
		return err
	}
	return ignoreIO(r.putDown(g))
}

func ignoreIO(error) error { return nil }

// finish tells that a generation was read to its end.
func (r *run) finish(g *generation) error {
	if g.finished {
		return nil
	}
	g.finished = true
	r.remember(g)
	if !g.told {
		return nil
	}
	return r.status(Status{State: Finished, File: g.info(), Offset: g.offset, Followed: g.static || r.superseded(g)})
}

// settleCopy closes a copy that was read, and notes that its content is known.
func (r *run) settleCopy(g *generation) error {
	if g.failure != "" {
		g.finished = true
	}
	if !g.packed && g.size > g.offset {
		if err := r.halfLine(g); err != nil {
			return err
		}
	}
	err := r.finish(g)
	r.moveTo(g, func(s *saved) { s.Done = s.Offset >= g.offset && g.failure == "" })
	g.close()
	return err
}

// moveTo notes in the saved position where the content is now, and which file's
// bytes its chunks name.
func (r *run) moveTo(g *generation, also func(*saved)) {
	r.pos.update(g.num, func(s *saved) {
		s.Dev, s.Inode, s.AsDev, s.AsInode = g.file.dev, g.file.ino, 0, 0
		if g.named != g.file {
			s.AsDev, s.AsInode = g.named.dev, g.named.ino
		}
		s.Series, s.Path, s.Packed, s.Gone = g.series, g.path, g.packed, time.Time{}
		s.Offset = min(s.Offset, g.offset)
		also(s)
	})
}

// readPacked reads a compressed file from where its content was left, at once.
func (r *run) readPacked(g *generation) error {
	g.more = false
	err := r.unpackInto(g)
	if isIO(err) {
		return r.fail(g, err)
	}
	return err
}

func (r *run) unpackInto(g *generation) error {
	if _, err := g.f.Seek(0, io.SeekStart); err != nil {
		return asIO(err)
	}
	z, err := unpackShared(g.f)
	if err != nil {
		return asIO(err)
	}
	if _, err := io.CopyN(io.Discard, z, g.offset); err != nil {
		return asIO(err)
	}
	opt := Options{MaxLine: r.MaxLine, ChunkSize: r.ChunkSize, Offset: g.offset, Line: g.line}
	var handler error
	err = Read(r.ctx, z, g.info(), opt, func(c Chunk) error {
		if handler = r.announce(g); handler == nil {
			handler = r.emit(g, c)
		}
		return handler
	})
	if handler != nil || context.Cause(r.ctx) != nil {
		return err
	}
	return asIO(err)
}

// round tells how far everything is, once a second.
func (r *run) round(now time.Time) error {
	if now.Sub(r.rounds) < roundEvery {
		return nil
	}
	r.rounds = now
	out := Round{Lost: r.lost, Evicted: r.evicted + r.pos.lostEntries(), Waiting: map[string]error{}, Unsaved: r.pos.trouble()}
	for _, g := range r.order {
		if g.f == nil || g.packed {
			continue
		}
		out.Behind += g.behind()
		out.Open = append(out.Open, Progress{
			Pattern: g.pat.raw, Source: g.source, Gen: g.num, Offset: g.offset, Size: g.size, Behind: g.behind(),
		})
	}
	for _, p := range r.pats {
		if err := r.whyWaiting(p); err != nil {
			out.Waiting[p.raw] = err
		}
	}
	r.h.mu.Lock()
	defer r.h.mu.Unlock()
	return r.h.h.Round(r.ctx, out)
}
