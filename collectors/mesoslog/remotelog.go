package mesoslog

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// overlap is how many bytes before the place are asked for again with each page:
// they hold the stamp of a line, and if they are others, so is the file.
const overlap = 256

// remoteLog is the log of one process, read by one goroutine.
type remoteLog struct {
	run     *remoteRun
	process Process
	target  ask.Target
	name    string // of the source
	stop    context.CancelFunc
	reader  pager

	// The file that is served.
	gen    uint64
	src    *liveSource // nil: not begun
	lines  *follow.Lines
	midway bool   // reading began behind its beginning
	offset int64  // of the next byte
	tail   []byte // the bytes before it, at most overlap
	size   int64  // when last seen

	// What is known of the process.
	echoes   bool // it notes our requests in the log
	quiet    int  // looks in a row that gave nothing
	failures int  // rounds in a row that gave nothing at all
	base     mesoswatch.LogHealth
	notes    []string // the newest last
	toldAt   time.Time
}

func newRemoteLog(r *remoteRun, p Process, t ask.Target) *remoteLog {
	l := &remoteLog{run: r, process: p, target: t}
	l.reader = pager{client: r.client, target: t, file: p.file()}
	l.name = t.String() + "/files/read?path=" + map[bool]string{false: "/master/log", true: "/slave/log"}[p.Agent]
	return l
}

func (l *remoteLog) pace() pace.Pace {
	p := pace.Pace{Interval: l.run.Interval, Factor: 10, Longest: remoteLongest}
	if p.Interval <= 0 {
		p.Interval = remoteInterval
	}
	return p
}

// round reads what there is. Its error is that of the pipeline.
func (l *remoteLog) round(ctx context.Context) (pace.Round, error) {
	began := time.Now()
	l.reader.begin()
	trouble := l.read(ctx, began)
	if ctx.Err() != nil {
		return pace.Round{}, nil
	}
	if broken(trouble) {
		return pace.Round{}, errors.Unwrap(trouble)
	}
	last := pace.Round{Took: l.reader.slowest, Failed: trouble != nil}
	if trouble == nil {
		l.failures = 0
	} else {
		l.failures++
		l.settle()
	}
	return last, l.tell(visit{began: began, trouble: trouble, pause: l.pace().Pause(last, l.failures)})
}

// read begins where nothing was read yet, and then reads page by page to the end.
func (l *remoteLog) read(ctx context.Context, began time.Time) error {
	if l.src == nil {
		if err := l.start(ctx); err != nil {
			return err
		}
	}
	l.toldAt = began
	for {
		more, err := l.page(ctx)
		if err != nil || !more {
			return err
		}
		if now := time.Now(); now.Sub(l.toldAt) >= healthBusy {
			l.toldAt = now
			if err := l.tell(visit{began: began}); err != nil {
				return pipelineError{err}
			}
		}
	}
}

// page reads one page; more tells that it was full.
func (l *remoteLog) page(ctx context.Context) (more bool, err error) {
	p, err := l.reader.read(ctx, l.offset-int64(len(l.tail)), ask.LogPage)
	if err != nil {
		return false, err
	}
	data, same := bytes.CutPrefix(p.data, l.tail)
	if !same {
		return true, l.replaced(ctx)
	}
	more = len(p.data) >= ask.LogPage
	if more && l.offset == 0 && zeros(data) == len(data) {
		return true, l.skipHole(ctx)
	}
	l.size = max(l.size, l.offset+int64(len(data)))
	if !more {
		l.size = l.offset + int64(len(data))
	}
	l.listen(data)
	return more, l.add(ctx, data, more)
}

// listen notes whether the log still tells of our requests.
func (l *remoteLog) listen(data []byte) {
	if len(data) > 0 {
		l.quiet = 0
	} else {
		l.quiet++
	}
	if bytes.Contains(data, []byte("/files/read")) && bytes.Contains(data, []byte("'mesoswatch/")) {
		l.echoes = true
	}
}

// left tells that the process writes elsewhere: three looks that it should have
// noted in the log are not there.
func (l *remoteLog) left() bool { return l.echoes && l.quiet >= 3 }

// add hands bytes on to the parser. more tells that others are known to follow.
func (l *remoteLog) add(ctx context.Context, data []byte, more bool) error {
	live := l.run.live
	live.mu.Lock()
	l.src.coming = more
	live.mu.Unlock()
	err := l.lines.Add(data, l.handle(ctx))
	if err != nil {
		return pipelineError{err}
	}
	l.offset += int64(len(data))
	l.tail = append(l.tail, data...)
	l.tail = append(l.tail[:0], l.tail[max(0, len(l.tail)-overlap):]...)
	l.run.places.reach(l.gen, l.offset, l.tail, l.echoes)
	return nil
}

// handle gives lines to the machinery of live logs.
func (l *remoteLog) handle(ctx context.Context) func(follow.Chunk) error {
	return func(c follow.Chunk) error {
		if err := ctx.Err(); err != nil {
			return err // half a line that is left at the end is no line
		}
		c.ModTime = l.run.now() // it is being written
		return l.run.live.Chunk(ctx, c)
	}
}

// settle lets what is held go out although more is known to be there.
func (l *remoteLog) settle() {
	l.run.live.mu.Lock()
	defer l.run.live.mu.Unlock()
	if l.src != nil {
		l.src.coming = false
	}
}
