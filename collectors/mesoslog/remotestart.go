package mesoslog

import (
	"context"
	"fmt"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// opening is where a file is begun.
type opening struct {
	offset, line, size int64
	head, tail         []byte
}

// start begins at the saved savedPlace, or Since back.
func (l *remoteLog) start(ctx context.Context) error {
	size, err := l.reader.size(ctx)
	if err != nil {
		return err
	}
	head, err := l.reader.read(ctx, 0, headSize)
	if err != nil {
		return err
	}
	o := opening{size: size, head: head.data}
	if saved, ok := l.run.places.of(l.name); ok {
		return l.resume(ctx, saved, o)
	}
	if o.offset, err = l.seek(ctx, o); err != nil {
		return err
	}
	if o.tail, err = l.before(ctx, o.offset); err != nil {
		return err
	}
	l.open(o)
	return nil
}

// before are the bytes that stand before a place.
func (l *remoteLog) before(ctx context.Context, offset int64) ([]byte, error) {
	n := min(offset, overlap)
	if n == 0 {
		return nil, nil
	}
	p, err := l.reader.read(ctx, offset-n, int(n))
	return p.data, err
}

// resume goes on where the run before has ended, if that file is still served.
func (l *remoteLog) resume(ctx context.Context, saved savedPlace, o opening) error {
	p, err := l.before(ctx, saved.TailAt)
	if err != nil {
		return err
	}
	if !saved.marks(p) {
		l.open(o)
		l.note("another file is served than when it was last read: it is read from its beginning, and what was written behind the saved savedPlace into the one before is not seen")
		return nil
	}
	o.offset, o.line = saved.Offset, saved.Line
	if o.tail, err = l.before(ctx, o.offset); err != nil {
		return err
	}
	l.echoes = saved.Echoes
	l.open(o)
	behind := max(0, o.size-o.offset)
	l.base.Resumed = behind
	l.note(fmt.Sprintf("went on at byte %d, %d bytes behind", o.offset, behind))
	return nil
}

// open makes what is needed to read the file that is served.
func (l *remoteLog) open(o opening) {
	live := l.run.live
	live.mu.Lock()
	defer live.mu.Unlock()
	l.gen = l.run.number(l)
	l.midway, l.offset, l.tail, l.size = o.offset > 0, o.offset, o.tail, o.size
	info := follow.FileInfo{Pattern: l.name, Path: l.name, Gen: l.gen, Size: o.size, ModTime: l.run.now(), Head: o.head}
	l.src = live.open(info)
	l.src.until = o.size
	l.lines = follow.NewLines(info, follow.Options{Offset: o.offset, Line: o.line, ChunkSize: ask.LogPage})
	l.run.places.begin(l.gen, l.name, follow.Position{Gen: l.gen, Offset: o.offset, Line: o.line})
	l.run.places.reach(l.gen, l.offset, l.tail, l.echoes)
}

// complete says what identify cannot know. live.mu is held.
func (l *remoteLog) complete(id *identity, _ follow.FileInfo) {
	id.service = l.process.service()
	if id.glogFile {
		id.program = "mesos-" + id.service
	}
	if !l.midway || l.run.Year != 0 {
		return
	}
	// The log may be older than the span in which a stamp without a year can be
	// told from its beginning, but not where it is read.
	now := l.run.now()
	id.start, id.yearBy = now.UnixNano(), "the time it is read"
	id.year = now.In(l.run.zone()).Year()
	id.written(now)
}

// replaced begins anew: the file behind the name is another one.
func (l *remoteLog) replaced(ctx context.Context) error {
	if err := l.lines.End(l.handle(ctx)); err != nil {
		return pipelineError{err}
	}
	lost := max(0, l.size-l.offset)
	at := l.offset
	err := l.leave()
	l.base.LostBytes += lost
	l.echoes, l.quiet = false, 0
	l.open(opening{})
	l.note(fmt.Sprintf("another file is served since the last look, behind byte %d of the one before (a restart of the process, or its log was truncated): read from its beginning; at least %d bytes of the old one were not read", at, lost))
	return err
}

// leave gives out what is held of a file and forgets it.
func (l *remoteLog) leave() error {
	live := l.run.live
	live.mu.Lock()
	defer live.mu.Unlock()
	if l.src == nil {
		return nil
	}
	var err error
	if !l.src.coming && live.err == nil { // else it is cut off in the middle, and comes again
		err = live.keep(l.src.flush(live.giver(l.src)))
	}
	add(&l.base, l.src.health)
	delete(live.gens, l.gen)
	delete(l.run.gens, l.gen)
	l.src = nil
	if err != nil {
		return pipelineError{err}
	}
	return nil
}

// skipHole begins behind the zeros that a capture begins with when it was
// truncated while it is written.
func (l *remoteLog) skipHole(ctx context.Context) error {
	size, err := l.reader.size(ctx)
	if err != nil {
		return err
	}
	at, err := (&remoteFile{ctx: ctx, pager: &l.reader, size: size}).hole(0)
	if err != nil {
		return err
	}
	tail, err := l.before(ctx, at)
	if err != nil {
		return err
	}
	if err := l.leave(); err != nil {
		return err
	}
	l.open(opening{offset: at, size: size, tail: tail})
	l.note(fmt.Sprintf("begins with %d zeros: it was truncated while it is written", at))
	return nil
}

// add sums what was counted.
func add(to *mesoswatch.LogHealth, h mesoswatch.LogHealth) {
	to.Lines += h.Lines
	to.Bytes += h.Bytes
	to.Recognised += h.Recognised
	to.Unrecognised += h.Unrecognised
	to.SetAside += h.SetAside
	to.Evicted += h.Evicted
	to.LostBytes += h.LostBytes
	if h.LastLine.After(to.LastLine) {
		to.LastLine = h.LastLine
	}
}
