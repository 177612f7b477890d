package follow

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Place is where a Start begins.
type Place int

// Places.
const (
	// Beginning reads all generations that exist, the oldest first.
	Beginning Place = iota
	// End reads only what is written from now on. A line half written when Run
	// begins is given whole.
	End
	// Since begins at the first line at or after Start.Time.
	Since
)

// Start is where to begin in files that have no saved position. Files that
// appear later are always read from their beginning.
type Start struct {
	At   Place
	Time time.Time
	// TimeOf answers, for one file, how to tell the time of its lines; needed for
	// Since. A nil answer reads the file from its beginning.
	TimeOf func(FileInfo) func(line []byte) (time.Time, bool)
}

// Follower reads what Patterns name and goes on reading what is written.
type Follower struct {
	// Patterns are paths of files, links, folders and named pipes, globs, or "-".
	Patterns []string
	Start    Start
	// Positions are where to go on after a restart; nil starts afresh.
	Positions *Positions
	// Manual leaves it to the consumer to call Positions.Commit. Otherwise a
	// chunk counts as handed on when Handler.Chunk answers nil.
	Manual bool
	// Poll is how often to look while something is written (20 ms by default);
	// when nothing is, the pause grows to five times that.
	Poll time.Duration
	// Quiet is how long a generation that has a successor must be silent before
	// it counts as finished (30 s by default). A half line at its end is handed
	// over then; the half line of a file without successor is held for ever.
	Quiet time.Duration
	// MaxLine and ChunkSize limit memory: 1 MiB and 256 KiB by default.
	MaxLine, ChunkSize int
	// Stdin is what "-" reads.
	Stdin io.Reader
	// Accept may decline files of a folder or glob by name and content; it is
	// asked once they have content. Nil accepts all.
	Accept func(FileInfo) bool
	Log    *slog.Logger
}

const (
	saveEvery  = time.Second
	roundEvery = time.Second
	fullEvery  = 2 * time.Second // list folders although nothing seems changed
)

// Run follows until ctx is cancelled (nil), all patterns are streams that have
// ended (nil), or the handler answers an error (that error). A file that is not
// there or not readable is no error but a Status. Run may be called once at a
// time.
func (f *Follower) Run(ctx context.Context, h Handler) error {
	if len(f.Patterns) == 0 {
		return errors.New("following logs: no path given")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := f.begin(ctx, cancel, h)
	var helpers sync.WaitGroup
	stop := make(chan struct{})
	helpers.Go(func() { r.keepSaving(stop) })
	r.loop()
	cancel(nil)
	r.streams.Wait()
	close(stop)
	helpers.Wait()
	r.closeAll()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return nil
}

func (f *Follower) poll() time.Duration {
	if f.Poll > 0 {
		return f.Poll
	}
	return 20 * time.Millisecond
}

func (f *Follower) quiet() time.Duration {
	if f.Quiet > 0 {
		return f.Quiet
	}
	return 30 * time.Second
}
