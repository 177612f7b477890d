package mesoslog

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Follow reads live logs: what Since asks for of what there is, then everything
// that is written, through rotation and restart. It emits events as they come
// and a Health for each file every few seconds.
type Follow struct {
	Paths []string
	Options
	Stdin io.Reader
	// State is the folder that keeps positions between runs; empty: none kept.
	State string
	Log   *slog.Logger
	// Poll is how often files are looked at; 0: the follower's choice.
	Poll time.Duration
	// Told is shared with other collectors that may read the same lines.
	Told *Told
}

// Name is that of the package.
func (f *Follow) Name() string { return "mesoslog" }

// Run follows until ctx is cancelled or all of Paths are pipes that have ended.
func (f *Follow) Run(ctx context.Context, emit mesoswatch.Emit) error {
	l := &live{f: f, collector: f.Name(), opt: f.Options, emit: emit, parser: f.parser(), gens: make(map[uint64]*liveSource), came: make(chan struct{}, 1)}
	l.parser.hashes = f.Told != nil || f.severalSources()
	l.told = f.Told.orNew()
	l.opt.Since = time.Time{} // by place in the file: a late line counts
	fol := &follow.Follower{Patterns: f.Paths, Stdin: f.Stdin, Log: f.Log, Poll: f.Poll, Manual: true, Accept: f.accept}
	if !f.Since.IsZero() {
		fol.Start = follow.Start{At: follow.Since, Time: f.Since, TimeOf: l.timeOf}
	}
	fol.Positions = &follow.Positions{}
	if f.State != "" {
		pos, err := follow.LoadPositions(f.State)
		if err != nil {
			l.note = mesoswatch.Mask(err.Error())
		}
		fol.Positions = pos
	}
	l.pos = fol.Positions
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var ticking sync.WaitGroup
	ticking.Go(func() { l.tick(ctx) })
	err := fol.Run(ctx, l)
	cancel()
	ticking.Wait()
	l.finish()
	return err
}

// severalSources tells whether two sources may tell the same; the generations
// of one file do not.
func (f *Follow) severalSources() bool {
	if len(f.Paths) != 1 || isGlob(f.Paths[0]) {
		return true
	}
	st, err := os.Stat(f.Paths[0])
	return err == nil && st.IsDir()
}

// accept declines what repeats another file, and what is no log.
func (f *Follow) accept(info follow.FileInfo) bool {
	if slices.Contains(f.Paths, info.Path) {
		return true
	}
	dir, name := filepath.Split(info.Path)
	if m := glogName.FindStringSubmatch(name); m != nil && m[4] != "INFO" {
		twins, err := filepath.Glob(quoted(dir+m[1]+"."+m[2]+"."+m[3]+".log.INFO.") + "*." + m[7])
		if err == nil && len(twins) > 0 {
			return false // the INFO file of the same process has these lines too
		}
	}
	if st, err := os.Stat(info.Pattern); err == nil && !st.IsDir() {
		return true // the generations of one that was named
	}
	if packedAs(info.Head) != "" {
		return false
	}
	if identify(info, f.Options).log {
		return true
	}
	r, _, err := follow.Open(info.Path)
	if err != nil {
		return false
	}
	defer r.Close()
	return looksFurther(r, info, f.Options)
}

// quoted takes the meaning from what means something in a glob.
func quoted(s string) string {
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`).Replace(s)
}
