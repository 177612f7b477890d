package mesoslog

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Pauses of a live log.
const (
	// settleFor is how long the last message waits for lines that continue it.
	settleFor = 40 * time.Millisecond
	// patience is how long lines wait for those behind them to settle whether they
	// are what they seem, while more is written all the time.
	patience = 100 * time.Millisecond
	// halfLine is how long a line that is being written may keep others waiting.
	halfLine = time.Second
	// commitAfter is how long events have been on their way before their place is
	// saved: what was emitted may still wait to be judged.
	commitAfter = 2 * time.Second
	// maxCommits bounds the places that wait to be saved.
	maxCommits = 1 << 16
)

// live is the handler of one Run. The follower calls it from one goroutine at a
// time; tick comes from another.
type live struct {
	f         *Follow
	collector string // its name in Health
	opt       Options
	emit      mesoswatch.Emit
	parser    *parser
	pos       keeper
	told      *Told
	note      string // about positions, for the first Health
	// known completes what name and beginning of a file tell of it; nil: nothing.
	known func(*identity, follow.FileInfo)

	mu       sync.Mutex
	gens     map[uint64]*liveSource
	unsought map[[2]uint64]bool // files in which Since could not be looked for
	joins    joins
	commits  []commit // not saved yet, the oldest first
	waiting  map[string]waiting
	saved    time.Time
	err      error

	came chan struct{} // has a word for tick when bytes have come
}

// keeper keeps the places up to which events were emitted.
type keeper interface {
	Commit(follow.Position)
	Save() error
}

// commit is a place up to which events were emitted.
type commit struct {
	at   follow.Position
	when time.Time
}

// liveSource is one generation of one file.
type liveSource struct {
	*source
	cutter
	gen       uint64
	head      []byte    // the beginning of the file, as far as it was there
	until     int64     // what was in the file when it was opened
	coming    bool      // more is known to be there: what is held waits for it
	old       int64     // events before this offset are subject to Since
	changed   time.Time // when bytes last came
	waits     time.Time // since when something is held
	told      time.Time // last Health
	toldLines int64
	behind    int64
	resumed   string
	losses    []string
	failed    string // why it cannot be read
}

// Chunk takes lines in.
func (l *live) Chunk(_ context.Context, c follow.Chunk) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.gens[c.Gen]
	if s == nil {
		s = l.open(follow.FileInfo{Pattern: c.Pattern, Path: c.Source, Gen: c.Gen, Dev: c.Dev, Inode: c.Inode, ModTime: c.ModTime})
	}
	l.identify(s, c)
	for _, o := range l.gens { // an older generation is read to its end before a younger one
		if o != s && o.process == s.process {
			l.keep(o.flush(l.giver(o)))
		}
	}
	if s.held() == 0 && c.Line > 0 {
		s.line = c.Line - 1
	}
	if c.Cut {
		s.longLine(c)
	}
	s.failed = ""
	s.written(c.ModTime)
	now := time.Now()
	s.hasty = !s.coming && !s.waits.IsZero() && now.Sub(s.waits) >= patience
	err := s.add(c, l.giver(s))
	s.changed = time.Now()
	s.wait(s.changed)
	l.wake()
	return l.keep(err)
}

// headSize is how much of a file tells what it is.
const headSize = 4096

// identify looks again at a file of which little was there when it was opened.
func (l *live) identify(s *liveSource, c follow.Chunk) {
	known := int64(len(s.head))
	if known >= headSize || s.service != "" && s.health.Lines > 0 || c.Offset > known {
		return
	}
	s.head = append(s.head[:c.Offset], c.Data[:min(int64(len(c.Data)), headSize-c.Offset)]...)
	id := l.identity(follow.FileInfo{Path: c.Source, Gen: c.Gen, ModTime: c.ModTime, Head: s.head})
	if s.health.Lines == 0 && s.held() == 0 {
		s.identity = id
		s.voices.fresh = s.clock(l.opt)
		s.cutter.glogFile = id.glogFile
	}
	if s.service == "" {
		s.service = id.service
	}
	from := l.parser.cutter(s.identity, 0)
	s.bareStart, s.torn = from.bareStart, from.torn
}

// wait notes since when the first of the lines held is held.
func (s *liveSource) wait(now time.Time) {
	switch {
	case s.held() == 0:
		s.waits = time.Time{}
	case s.waits.IsZero() || s.gave:
		s.waits = now
	}
	s.gave = false
}

// identity is what can be known of a file.
func (l *live) identity(info follow.FileInfo) identity {
	id := identify(info, l.opt)
	if l.known != nil {
		l.known(&id, info)
	}
	return id
}

func (l *live) open(info follow.FileInfo) *liveSource {
	id := l.identity(info)
	s := &liveSource{source: newSource(id, info.Path, info.Inode, l.opt), gen: info.Gen, head: slices.Clone(info.Head)}
	s.cutter = l.parser.cutter(id, 1)
	s.line = -1
	switch {
	case l.f.Since.IsZero():
	case info.Compressed:
		s.old = 1 << 62
	case l.unsought[[2]uint64{info.Dev, info.Inode}]:
		s.old = info.Size
	}
	l.gens[info.Gen] = s
	return s
}

func (l *live) giver(s *liveSource) func(cutPiece) error {
	return func(p cutPiece) error { return l.give(s, p) }
}

// give parses a piece and emits what it holds.
func (l *live) give(s *liveSource, p cutPiece) error {
	p.service = s.service
	known := s.line >= 0
	s.gave = true
	items := s.take(l.parser.parse(p.piece), p.offset, p.bytes)
	select {
	case s.spare <- p.buf:
	default:
	}
	for _, it := range items {
		if it.ev.Offset < s.old && it.ev.Time.Before(l.f.Since) || l.repeated(s, it) {
			continue
		}
		l.joins.join(it)
		if err := l.emit(mesoswatch.Record{Event: it.ev}); err != nil {
			return err
		}
	}
	at := follow.Position{Gen: s.gen, Offset: p.offset + p.bytes}
	if known {
		at.Line = s.line + 1
	}
	if l.commits = append(l.commits, commit{at, time.Now()}); len(l.commits) >= maxCommits {
		l.commits = thin(l.commits)
	}
	return nil
}

// thin leaves out every second place: those that are left are further apart, and
// none is saved too early.
func thin(all []commit) []commit {
	n := 0
	for i := 1; i < len(all); i += 2 {
		all[n] = all[i]
		n++
	}
	return all[:n]
}

// repeated tells whether another source has told the line already.
func (l *live) repeated(s *liveSource, it item) bool {
	if it.hash == 0 || !l.told.before(it, s.gen) {
		return false
	}
	s.health.SetAside++
	return true
}

// commit saves the places up to which events were emitted before a time.
func (l *live) commit(before time.Time) {
	n := 0
	for n < len(l.commits) && !l.commits[n].when.After(before) {
		l.pos.Commit(l.commits[n].at)
		n++
	}
	l.commits = l.commits[n:]
}

// settled is the moment up to which places may be saved: however long a store does
// not get on, none passes it.
func (l *live) settled(now time.Time) time.Time {
	if l.opt.Kept == nil {
		return now.Add(-commitAfter)
	}
	return l.opt.Kept()
}

// keep remembers an error for the other goroutine.
func (l *live) keep(err error) error {
	if l.err == nil {
		l.err = err
	}
	return l.err
}
