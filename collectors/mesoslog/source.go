package mesoslog

import (
	"strconv"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// source is one file (or pipe) being read: what must be known of its earlier
// lines to place the next ones.
type source struct {
	identity
	name  string
	inode uint64
	clock clock
	opt   Options

	health   mesoswatch.LogHealth
	line     int64 // lines before the next chunk, -1 when unknown
	threads  threadSet
	messages int64
	last     stamp // of the last message, for the next chunk

	mu        sync.Mutex // guards the two below: written while reading ahead
	longLines int64
	firstLong string

	key time.Time // never goes back: the order of the file is kept in a merge
}

// item is an event on its way through the merge.
type item struct {
	ev   *mesoswatch.Event
	key  time.Time
	hash uint64
	src  *source
	env  envelope
	// process whose state the event describes.
	process string
}

func newSource(id identity, name string, inode uint64, opt Options) *source {
	s := &source{identity: id, name: name, inode: inode, opt: opt}
	s.clock = clock{loc: opt.zone(), year: id.year}
	s.health.Notes = []string{id.note(opt)}
	return s
}

// take places what a chunk gave: times, numbers of lines, suspicions that need
// memory. offset is that of the chunk in the file.
func (s *source) take(p parsed, offset, bytes int64) []item {
	items := make([]item, 0, len(p.entries))
	t := 0
	for i := range p.entries {
		e := &p.entries[i]
		for ; t < len(p.threads) && p.threads[t].n < e.n; t++ {
			s.threads.see(p.threads[t].thread, s.messages+int64(p.threads[t].n))
		}
		if it, ok := s.place(e, offset); ok {
			items = append(items, it)
		}
	}
	for ; t < len(p.threads); t++ {
		s.threads.see(p.threads[t].thread, s.messages+int64(p.threads[t].n))
	}
	s.messages += int64(p.messages)
	if s.line >= 0 {
		s.line += p.lines
	}
	s.health.Lines += p.lines
	s.health.Bytes += bytes
	s.health.Recognised += p.recognised
	s.health.Unrecognised += int64(p.messages) - p.recognised
	s.health.LastLine = s.clock.last
	if len(p.stamps) > 0 {
		s.last = p.stamps[len(p.stamps)-1]
	}
	return items
}

func (s *source) place(e *entry, offset int64) (item, bool) {
	ev := e.ev
	ev.Time = s.clock.at(e.stamp, e.env, !e.alone)
	if ev.Time.After(s.key) && !e.alone {
		s.key = ev.Time
	}
	if e.started {
		s.threads, s.messages = threadSet{}, 0
	}
	if e.thread != "" && s.threads.strange(e.thread, s.messages+int64(e.n)) {
		ev.Suspect = appendNew(ev.Suspect, SuspectThread)
	}
	if !s.opt.within(ev.Time) {
		return item{}, false
	}
	ev.Source, ev.Inode = s.name, s.inode
	ev.Offset += offset
	if s.line >= 0 {
		ev.Line += s.line + 1
	} else {
		ev.Line = 0
	}
	process := s.process
	if e.env.tag != "" {
		process += " " + e.env.tag
	}
	return item{ev: ev, key: s.key, hash: e.hash, src: s, env: e.env, process: process}, true
}

// Bounds of the check for strange threads.
const (
	maxThreads     = 4096
	threadsSettled = 200 // messages after which a process has shown its threads
	threadsApart   = 64  // a new thread has a number near those known
)

// threadSet is the set of threads a process has written with. libprocess starts
// its workers once (process.cpp), so after a while none is new, and their
// numbers lie together.
type threadSet struct {
	known    map[string]struct{}
	low, top int64
}

func (t *threadSet) see(thread string, messages int64) {
	n, err := strconv.ParseInt(thread, 10, 64)
	if err != nil || len(t.known) >= maxThreads || t.strange(thread, messages) {
		return // a strange one stays strange
	}
	if t.known == nil {
		t.known, t.low, t.top = make(map[string]struct{}), n, n
	}
	t.known[thread] = struct{}{}
	t.low, t.top = min(t.low, n), max(t.top, n)
}

// strange tells whether a thread is new although the process is old, and far
// from all the others.
func (t *threadSet) strange(thread string, messages int64) bool {
	if _, ok := t.known[thread]; ok || messages < threadsSettled || len(t.known) == 0 {
		return false
	}
	n, err := strconv.ParseInt(thread, 10, 64)
	return err != nil || n < t.low-threadsApart || n > t.top+threadsApart
}
