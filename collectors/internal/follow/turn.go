package follow

import (
	"errors"
	"slices"
	"time"
)

// readAll gives each open generation its turn, within a series the oldest
// first: a younger one waits until the older ones are read to their present
// end. It answers whether anything was read and whether there is more.
func (r *run) readAll(now time.Time) (read, more bool, err error) {
	blocked := map[string]bool{}
	for _, g := range slices.Clone(r.order) {
		if g.f == nil || blocked[g.series] {
			continue
		}
		got, err := r.turn(g, now)
		if err != nil {
			return false, false, err
		}
		read = read || got
		if g.f != nil && g.more {
			blocked[g.series], more = true, true
		}
	}
	return read, more, nil
}

// turn looks at one generation and reads what is new.
func (r *run) turn(g *generation, now time.Time) (bool, error) {
	if g.packed {
		return true, r.readPacked(g)
	}
	st, err := g.f.Stat()
	if err != nil {
		return false, r.fail(g, err)
	}
	_, g.links = identityOf(st)
	if st.Size() == g.size && st.ModTime().Equal(g.mod) && !g.more {
		return false, nil
	}
	if st.Size() < g.offset {
		return true, r.truncated(g, st.Size())
	}
	if st.Size() > g.size {
		g.grew = now
	}
	at := g.offset
	g.mod = st.ModTime()
	err = r.readOn(g, st.Size())
	switch {
	case errors.Is(err, errChanged):
		return true, r.truncated(g, st.Size())
	case isIO(err):
		return false, r.fail(g, err)
	case err != nil:
		return false, err
	}
	g.failure = ""
	g.size = max(st.Size(), g.offset)
	r.remember(g)
	return g.offset != at || st.Size() > at, nil
}

// ioError marks errors of reading, apart from those of the handler.
type ioError struct{ error }

func (e ioError) Unwrap() error { return e.error }

func isIO(err error) bool {
	var e ioError
	return errors.As(err, &e)
}

func asIO(err error) error {
	if err == nil || errors.Is(err, errChanged) {
		return err
	}
	return ioError{err}
}

// readOn reads whole lines up to the end of the file or of the turn. The size
// seen is that of this content if the file still begins as it did.
func (r *run) readOn(g *generation, size int64) error {
	if err := g.verify(r.scratch); err != nil {
		return asIO(err)
	}
	g.size = max(g.size, size)
	if err := r.announce(g); err != nil {
		return err
	}
	before, err := r.takeUp(g)
	if err != nil {
		return asIO(err)
	}
	fr := r.fr
	emit := func(c Chunk) error { return r.emit(g, c) }
	g.more = true
	for done := 0; done < burst; {
		sp := fr.space()
		n, err := g.readAfter(before, fr.next(), sp, r.scratch)
		if err != nil {
			return asIO(err)
		}
		if n == 0 {
			g.more = false
			break
		}
		g.keepHead(fr.next(), sp[:n])
		before = append(before, sp[max(0, n-printSize):n]...)
		before = before[max(0, len(before)-printSize):]
		if err := fr.filled(n, emit); err != nil {
			return err
		}
		done += n
	}
	return asIO(r.putDown(g))
}

// takeUp loads the framer with where the generation stands, and answers the
// bytes before the next read.
func (r *run) takeUp(g *generation) ([]byte, error) {
	fr := r.fr
	fr.reset(g.offset, g.line)
	before := slices.Clone(g.tail)
	for g.scanned > 0 && fr.n < fr.max { // the beginning of a line that is too long
		sp := fr.space()
		sp = sp[:min(len(sp), fr.max-fr.n)]
		n, err := g.readAfter(before, fr.next(), sp, r.scratch)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, errChanged
		}
		fr.n += n
		before = nil
	}
	if g.scanned > 0 {
		fr.skipped = g.scanned - int64(fr.n)
		before = nil
	}
	return before, nil
}

// putDown notes where the framer stands. What is pending is read again next
// time, so that no generation needs memory of its own.
func (r *run) putDown(g *generation) error {
	fr := r.fr
	g.line, g.scanned = fr.line, 0
	if fr.skipped > 0 {
		g.scanned = int64(fr.n) + fr.skipped
	}
	if g.offset != fr.offset || (len(g.tail) == 0 && g.offset > 0) { // left out: a hole, the rest of a long line
		g.offset = fr.offset
		return g.loadTail()
	}
	return nil
}

// emit hands over a chunk of a generation.
func (r *run) emit(g *generation, c Chunk) error {
	c.Pattern, c.Source, c.Gen = g.pat.raw, g.source, g.num
	c.Dev, c.Inode, c.ModTime = g.named.dev, g.named.ino, g.mod
	if !g.stored {
		r.store()
	}
	if err := r.chunk(c); err != nil {
		return err
	}
	if c.Offset != g.offset || c.Cut { // not the bytes just before
		g.tail = g.tail[:0]
	}
	if !c.Cut {
		g.keepTail(c.Data)
	}
	end := c.End()
	g.offset, g.line, g.scanned = end.Offset, end.Line, 0
	return nil
}

// announce tells of a generation before its first chunk.
func (r *run) announce(g *generation) error {
	if g.told && !g.finished {
		return nil
	}
	s := Status{State: Opened, File: g.info(), Offset: g.offset, Behind: g.behind()}
	if g.resumed || g.finished {
		s.State = Resumed
	}
	if g.f != nil && !g.packed {
		s.File.Head, _, _ = readHead(g.f)
		if st, err := g.f.Stat(); err == nil {
			s.Behind, s.File.Size = max(0, st.Size()-g.offset), st.Size()
		}
	}
	g.told, g.finished = true, false
	return r.status(s)
}

// fail tells of a read error once and leaves the generation for the next look.
func (r *run) fail(g *generation, err error) error {
	g.more = false
	if err.Error() == g.failure {
		return nil
	}
	g.failure = err.Error()
	return r.status(Status{State: Failed, File: g.info(), Offset: g.offset, Behind: g.behind(), Err: describe("reading log", g.path, err)})
}

// remember puts what is known of the generation into its saved position.
func (r *run) remember(g *generation) {
	head, tail := printOf(g.head), printOf(g.tail)
	r.pos.update(g.num, func(s *saved) {
		s.Head, s.Tail, s.TailAt = head, tail, g.offset
		s.Path, s.Size, s.Gone = g.path, g.size, time.Time{}
	})
}

// store saves the positions. It is done before the first line of a generation
// is handed over, so that after a crash the same lines come again with the same
// place, even if by then they are only in a copy.
func (r *run) store() {
	for _, g := range r.gens {
		if !g.stored && len(g.head) > 0 {
			r.remember(g)
			g.stored = true
		}
	}
	r.save()
}
