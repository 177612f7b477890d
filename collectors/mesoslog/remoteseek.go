package mesoslog

import (
	"bytes"
	"context"
	"io"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Bounds of the search for a time.
const (
	firstStep  = ask.LogPage
	longestWay = 64 << 20 // without a line that has a time
	withoutEnd = 1 << 20  // of a log without times, so much of its end is read
)

// seek finds where Since begins, from the end of the file backwards, in growing
// steps, for the end is where the year is known.
func (l *remoteLog) seek(ctx context.Context, o opening) (int64, error) {
	timeOf := l.timeOf(o)
	file := &remoteFile{ctx: ctx, pager: &l.reader, size: o.size}
	from, known, within := o.size, false, false
	for step := int64(firstStep); from > 0; step *= 4 {
		from = max(0, o.size-step)
		when, ok, err := file.firstTime(from, timeOf)
		if err != nil {
			return 0, err
		}
		known = known || ok
		if within = ok && when.Before(l.run.since); within {
			break
		}
		if !known && step > longestWay {
			break
		}
	}
	switch {
	case !known && o.size > 0:
		l.note("no line has a time: it is read from near its end on")
		return file.lineStart(max(0, o.size-withoutEnd))
	case !within: // all of it is wanted, header and all
		return 0, nil
	}
	at, err := follow.SeekTime(io.NewSectionReader(file, from, o.size-from), o.size-from, l.run.since, timeOf)
	return from + at, err
}

// timeOf reads the times of lines as of the last year.
func (l *remoteLog) timeOf(o opening) func([]byte) (time.Time, bool) {
	now := l.run.now()
	id := identify(follow.FileInfo{Path: l.name, ModTime: now, Head: o.head}, l.run.Options)
	id.start = now.UnixNano()
	id.written(now)
	return id.timeOf(l.run.Options)
}

// remoteFile is a file that is read page by page.
type remoteFile struct {
	ctx   context.Context
	pager *pager
	size  int64
}

// ReadAt is of io.ReaderAt.
func (f *remoteFile) ReadAt(p []byte, at int64) (n int, err error) {
	for n < len(p) {
		if at >= f.size {
			return n, io.EOF
		}
		got, err := f.pager.read(f.ctx, at, int(min(int64(len(p)-n), f.size-at, ask.LogPage)))
		if err != nil {
			return n, err
		}
		if len(got.data) == 0 {
			return n, io.EOF // it has become shorter
		}
		k := copy(p[n:], got.data)
		n, at = n+k, at+int64(k)
	}
	return n, nil
}

// firstTime is that of the first line behind a place that has one, as far as a
// page reaches.
func (f *remoteFile) firstTime(from int64, timeOf func([]byte) (time.Time, bool)) (time.Time, bool, error) {
	p, err := f.pager.read(f.ctx, from, ask.LogPage)
	if err != nil {
		return time.Time{}, false, err
	}
	for i, line := range bytes.Split(p.data, []byte("\n")) {
		if i == 0 && from > 0 {
			continue // the end of one
		}
		if t, ok := timeOf(line); ok {
			return t, true, nil
		}
	}
	return time.Time{}, false, nil
}

// lineStart is the first beginning of a line behind a place.
func (f *remoteFile) lineStart(from int64) (int64, error) {
	if from == 0 {
		return 0, nil
	}
	p, err := f.pager.read(f.ctx, from, ask.LogPage)
	return from + int64(bytes.IndexByte(p.data, '\n')+1), err
}

// hole finds where the zeros end that a truncated capture begins with.
func (f *remoteFile) hole(from int64) (int64, error) {
	for to := f.size; to-from > ask.LogPage; {
		mid := from + (to-from)/2
		p, err := f.pager.read(f.ctx, mid, headSize)
		if err != nil {
			return 0, err
		}
		if zeros(p.data) == len(p.data) && len(p.data) > 0 {
			from = mid
		} else {
			to = mid
		}
	}
	p, err := f.pager.read(f.ctx, from, ask.LogPage)
	return from + int64(zeros(p.data)), err
}

func zeros(b []byte) int { return len(b) - len(bytes.TrimLeft(b, "\x00")) }
