package mesoslog

import (
	"cmp"
	"strconv"
	"strings"
)

// voice is one of those that write into a source, told by its tag: a process
// has its own clock and its own threads.
type voice struct {
	skipped int64 // recognised messages that were only counted, since the last event

	tag      string
	process  string // Event.Process
	joined   string // whose state its lines describe; joins are kept by it
	clock    clock
	threads  threadSet
	messages int64
	heard    int64 // the chunk it was last heard in
}

// maxVoices bounds the voices of one source: anybody can write to syslog.
const maxVoices = 256

// voices of one source.
type voices struct {
	fresh clock // of a voice that was not heard before
	all   map[string]*voice
	count int64 // of chunks, for the age of voices
}

// heard is a voice at one chunk.
type heard struct {
	*voice
	runs   []run    // and behind them those of what follows the chunk
	own    int      // how many are of the chunk
	lines  int      // its messages in the chunk
	abs    int64    // of the envelope of the last
	placed []placed // its runs so far
	before int64    // its messages before the chunk
}

// hearing is the voices at one chunk.
type hearing struct {
	voices  []heard // of each writer
	threads []threadAt
	evicted int64
}

func (s *source) begin(p *parsed) *hearing {
	at := &hearing{voices: make([]heard, len(p.writers)), threads: p.threads}
	s.voices.count++
	for i, w := range p.writers {
		v := s.voices.all[w.tag]
		if v == nil {
			at.evicted += s.voices.makeRoom()
			v = &voice{tag: w.tag, clock: s.voices.fresh}
			v.joined, v.process = s.names(w)
			s.voices.all[v.tag] = v
		}
		v.heard = s.voices.count
		at.voices[i] = heard{voice: v, runs: w.with(p.after), own: len(w.runs), lines: w.messages, abs: w.abs, before: v.messages}
	}
	return at
}

// with gives the runs and behind them what follows the chunk.
func (w *writer) with(after []later) []run {
	runs := w.runs
	for _, l := range after {
		if l.tag == w.tag {
			runs = append(runs, run{count: 1, first: l.stamp, last: l.stamp})
		}
	}
	return runs
}

// makeRoom forgets the voice that was not heard for longest when there are too
// many; it answers how many it forgot.
func (vs *voices) makeRoom() int64 {
	if vs.all == nil {
		vs.all = make(map[string]*voice)
	}
	if len(vs.all) < maxVoices {
		return 0
	}
	var oldest *voice
	for _, v := range vs.all {
		if oldest == nil || v.heard < oldest.heard || v.heard == oldest.heard && v.tag < oldest.tag {
			oldest = v
		}
	}
	delete(vs.all, oldest.tag)
	return 1
}

// names of the process that writes: whose state its lines describe, and what an
// event calls it.
func (s *source) names(w writer) (joined, process string) {
	joined = s.process
	program, host := s.program, s.host
	if w.tag != "" {
		joined += " " + w.tag
		program, _, _ = strings.Cut(w.tag, "[")
	}
	if w.host != "" {
		host = w.host
	}
	if program != "" && host != "" {
		process = strings.ToValidUTF8(program+"@"+host, "\uFFFD")
	}
	return joined, process
}

// upTo lets the clock and the threads of the voice of an entry come to it.
func (at *hearing) upTo(e *entry) *heard {
	for ; len(at.threads) > 0 && at.threads[0].n < e.n; at.threads = at.threads[1:] {
		t := at.threads[0]
		v := &at.voices[t.writer]
		v.threads.see(t.thread, v.before+int64(t.nth))
	}
	v := &at.voices[e.writer]
	v.messages = v.before + int64(e.nth)
	v.come(e.run)
	return v
}

// come lets the clock come to a run.
func (v *heard) come(run int) {
	for i := len(v.placed); i <= run; i++ {
		v.placed = append(v.placed, v.clock.follow(v.runs, i))
	}
}

// end lets all come to the end of the chunk; it answers the newest time.
func (at *hearing) end(messages int) (last int64) {
	for i := range at.voices {
		v := at.upTo(&entry{n: messages, writer: i, nth: at.voices[i].lines, run: at.voices[i].own - 1})
		if v.abs != 0 {
			v.clock.now, v.clock.last = v.abs, v.abs
		}
		last = max(last, v.clock.last)
	}
	return last
}

// time of an entry, and whether it disagrees with its neighbours.
func (v *heard) time(e *entry) (t int64, odd bool) {
	c := &v.clock
	switch {
	case e.hasAbs && e.stamp.set && !e.stamp.hasAbs:
		if t, odd = c.against(e.stamp, e.abs); odd {
			return t, odd
		}
	case e.hasAbs:
		t = e.abs
	case e.stamp.hasAbs:
		return e.stamp.abs, false
	case e.run >= 0:
		return c.at(e.stamp, v.placed[e.run]), v.placed[e.run].odd
	default:
		return cmp.Or(c.last, c.start, c.wrote), false
	}
	c.now, c.last = t, t
	return t, false
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
	known    map[int64]struct{}
	low, top int64
	since    int64 // messages before the process began
	renewed  bool
}

// renew makes new threads expected: a process begins.
func (t *threadSet) renew() { t.renewed = true }

func (t *threadSet) see(thread, messages int64) {
	if thread == anew {
		t.renew()
		return
	}
	if len(t.known) >= maxThreads || t.odd(thread, messages) {
		return // a strange one stays strange
	}
	if t.known == nil {
		t.known, t.low, t.top = make(map[int64]struct{}), thread, thread
	}
	t.known[thread] = struct{}{}
	t.low, t.top = min(t.low, thread), max(t.top, thread)
}

// odd tells whether a thread is new although the process is old, and far from
// all the others.
func (t *threadSet) odd(thread, messages int64) bool {
	if t.renewed {
		t.since, t.renewed = messages, false
	}
	if messages-t.since < threadsSettled || len(t.known) == 0 {
		return false
	}
	if _, ok := t.known[thread]; ok {
		return false
	}
	return thread < t.low-threadsApart || thread > t.top+threadsApart
}

func (t *threadSet) strange(thread string, messages int64) bool {
	n, err := strconv.ParseInt(thread, 10, 64)
	return err == nil && t.odd(n, messages)
}
