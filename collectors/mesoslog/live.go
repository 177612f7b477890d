package mesoslog

import (
	"context"
	"fmt"
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

// Pauses of a live log.
const (
	// settleFor is how long the last message waits for lines that continue it.
	settleFor = 40 * time.Millisecond
	// Health goes out this often while lines come, and when none do.
	healthBusy  = 2 * time.Second
	healthQuiet = 10 * time.Second
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
}

// Name is that of the package.
func (f *Follow) Name() string { return "mesoslog" }

// Run follows until ctx is cancelled or all of Paths are pipes that have ended.
func (f *Follow) Run(ctx context.Context, emit mesoswatch.Emit) error {
	l := &live{f: f, emit: emit, parser: f.parser(), gens: make(map[uint64]*liveSource)}
	l.opt = f.Options
	fol := &follow.Follower{Patterns: f.Paths, Stdin: f.Stdin, Log: f.Log, Poll: f.Poll, Manual: true, Accept: f.accept}
	switch {
	case !f.Since.IsZero():
		fol.Start = follow.Start{At: follow.Since, Time: f.Since, TimeOf: f.timeOf}
		l.opt.Since = time.Time{} // by place in the file: a late line counts
	default:
		fol.Start = follow.Start{At: follow.Beginning}
	}
	if f.State != "" {
		pos, err := follow.LoadPositions(f.State)
		if pos == nil {
			return err
		}
		if err != nil {
			l.note = mesoswatch.Mask(err.Error())
		}
		fol.Positions = pos
	} else {
		fol.Positions = &follow.Positions{}
	}
	l.pos = fol.Positions
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var ticking sync.WaitGroup
	ticking.Go(func() { l.tick(ctx) })
	err := fol.Run(ctx, l)
	cancel()
	ticking.Wait()
	if ferr := l.finish(); err == nil {
		err = ferr
	}
	return err
}

// timeOf reads the times of one file's lines.
func (f *Follow) timeOf(info follow.FileInfo) func([]byte) (time.Time, bool) {
	id := identify(info, f.Options)
	c := clock{loc: f.zone(), year: id.year}
	return func(line []byte) (time.Time, bool) {
		text := string(line)
		p, _ := prefixOf(text, id.glogFile)
		if !p.stamp.set {
			return time.Time{}, false
		}
		return c.at(p.stamp, unwrap(text), false), true
	}
}

// accept declines what repeats another file, and what is no log.
func (f *Follow) accept(info follow.FileInfo) bool {
	dir, name := filepath.Split(info.Path)
	if m := glogName.FindStringSubmatch(name); m != nil && m[4] != "INFO" && !slices.Contains(f.Paths, info.Path) {
		twins, err := filepath.Glob(dir + globQuote(m[1]+"."+m[2]+"."+m[3]+".log.INFO.") + "*." + m[7])
		if err == nil && len(twins) > 0 {
			return false // the INFO file of the same process has these lines too
		}
	}
	if info.Pattern == info.Path {
		return true
	}
	if st, err := os.Stat(info.Pattern); err == nil && !st.IsDir() {
		return true
	}
	return identify(info, f.Options).log
}

func globQuote(s string) string {
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`).Replace(s)
}

// live is the handler of one Run. The follower calls it from one goroutine at a
// time; tick comes from another.
type live struct {
	f      *Follow
	opt    Options
	emit   mesoswatch.Emit
	parser *parser
	pos    *follow.Positions
	note   string

	mu    sync.Mutex
	gens  map[uint64]*liveSource
	joins joins
	ids   repeats
	err   error
}

// liveSource is one generation of one file.
type liveSource struct {
	*source
	cutter
	gen       uint64
	changed   time.Time // when bytes last came
	told      time.Time // last Health
	toldLines int64
	behind    int64
	ended     bool
}

// Chunk takes lines in.
func (l *live) Chunk(_ context.Context, c follow.Chunk) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.gens[c.Gen]
	if s == nil {
		s = l.open(follow.FileInfo{Pattern: c.Pattern, Path: c.Source, Gen: c.Gen, Dev: c.Dev, Inode: c.Inode, ModTime: c.ModTime, Head: head(c)})
	}
	if s.line < 0 && c.Line > 0 || s.held() == 0 && c.Line > 0 {
		s.line = c.Line - 1
	}
	if c.Cut {
		s.longLine(c)
	}
	s.changed = time.Now()
	return l.keep(s.add(c, func(p cutPiece) error { return l.give(s, p) }))
}

func head(c follow.Chunk) []byte { return append([]byte(nil), c.Data[:min(len(c.Data), 4096)]...) }

func (l *live) open(info follow.FileInfo) *liveSource {
	id := identify(info, l.opt)
	s := &liveSource{source: newSource(id, info.Path, info.Inode, l.opt), gen: info.Gen}
	s.cutter.glogFile = id.glogFile
	s.line = -1
	if l.note != "" {
		s.health.Notes = append(s.health.Notes, l.note)
	}
	l.gens[info.Gen] = s
	return s
}

// give parses a piece and emits what it holds.
func (l *live) give(s *liveSource, p cutPiece) error {
	p.service = s.service
	lines := s.line
	for _, it := range s.take(l.parser.parse(p.piece), p.offset, p.bytes) {
		if it.hash != 0 && len(l.gens) > 1 {
			if owner, ok := l.ids.owner(it.hash); ok && owner != int(s.gen) {
				s.health.SetAside++
				continue
			}
			l.ids.claim(it.hash, int(s.gen))
		}
		l.joins.join(it)
		if err := l.emit(mesoswatch.Record{Event: it.ev}); err != nil {
			return err
		}
	}
	at := follow.Position{Gen: s.gen, Offset: p.offset + p.bytes}
	if lines >= 0 {
		at.Line = s.line + 1
	}
	l.pos.Commit(at)
	return nil
}

// keep remembers an error for the other goroutine.
func (l *live) keep(err error) error {
	if l.err == nil {
		l.err = err
	}
	return l.err
}

// tick gives out last messages that nothing continues.
func (l *live) tick(ctx context.Context) {
	t := time.NewTicker(settleFor / 2)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			l.mu.Lock()
			for _, s := range l.gens {
				if s.held() > 0 && now.Sub(s.changed) >= settleFor {
					l.keep(s.flush(func(p cutPiece) error { return l.give(s, p) }))
				}
			}
			l.mu.Unlock()
		}
	}
}

// finish gives out what is held at the end.
func (l *live) finish() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.gens {
		if err := l.keep(s.flush(func(p cutPiece) error { return l.give(s, p) })); err != nil {
			return nil // the pipeline has ended
		}
	}
	return l.pos.Save()
}

// Status turns what happened to a file into Health.
func (l *live) Status(_ context.Context, st follow.Status) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.gens[st.File.Gen]
	if s == nil && (st.State == follow.Opened || st.State == follow.Resumed) {
		s = l.open(st.File)
	}
	if s == nil {
		if st.Err == nil {
			return nil
		}
		h := mesoswatch.Health{At: time.Now(), Source: st.File.Path, Collector: l.f.Name(), Asked: []string{st.File.Path}, Why: mesoswatch.Mask(st.Err.Error())}
		return l.emit(mesoswatch.Record{Health: &h})
	}
	s.behind = st.Behind
	switch st.State {
	case follow.Resumed:
		s.health.Resumed = st.Behind
		s.health.Notes = append(s.health.Notes, fmt.Sprintf("went on at byte %d, %d bytes behind", st.Offset, st.Behind))
	case follow.Truncated, follow.Vanished:
		s.health.LostBytes += st.Lost
		s.health.Notes = append(s.health.Notes, lossNote(st))
	case follow.Finished:
		s.ended = true
		l.keep(s.flush(func(p cutPiece) error { return l.give(s, p) }))
	}
	if err := l.tell(s, time.Now(), st.Err); err != nil {
		return err
	}
	if s.ended {
		delete(l.gens, s.gen)
	}
	return l.err
}

func lossNote(st follow.Status) string {
	least := ""
	if st.AtLeast {
		least = "at least "
	}
	return fmt.Sprintf("%s: %s%d bytes lost, %d recovered from a copy", st.State, least, st.Lost, st.Recovered)
}

// Round lets Health go out while nothing else happens.
func (l *live) Round(_ context.Context, r follow.Round) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for _, p := range r.Open {
		s := l.gens[p.Gen]
		if s == nil {
			continue
		}
		s.behind = p.Behind
		pause := healthQuiet
		if s.health.Lines != s.toldLines {
			pause = healthBusy
		}
		if now.Sub(s.told) >= pause {
			if err := l.tell(s, now, nil); err != nil {
				return err
			}
		}
	}
	for pattern, err := range r.Waiting {
		h := mesoswatch.Health{At: now, Source: pattern, Collector: l.f.Name(), Asked: []string{pattern}, Why: "not there yet"}
		if err != nil {
			h.Why = mesoswatch.Mask(err.Error())
		}
		if err := l.emit(mesoswatch.Record{Health: &h}); err != nil {
			return err
		}
	}
	return l.err
}

func (l *live) tell(s *liveSource, now time.Time, err error) error {
	s.told, s.toldLines = now, s.health.Lines
	log := s.health
	log.Behind = s.behind
	log.Notes = slices.Clone(log.Notes)
	h := mesoswatch.Health{At: now, Source: s.name, Collector: l.f.Name(), Asked: []string{s.name}, OK: err == nil, Log: &log}
	if err != nil {
		h.Why = mesoswatch.Mask(err.Error())
	}
	return l.emit(mesoswatch.Record{Health: &h})
}
