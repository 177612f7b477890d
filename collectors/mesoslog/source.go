package mesoslog

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// source is one file (or pipe) being read: what must be known of its earlier
// lines to place the next ones.
type source struct {
	identity
	name   string
	inode  uint64
	opt    Options
	health mesoswatch.LogHealth
	line   int64 // lines before the next chunk, -1 when unknown
	voices voices
	last   int64 // the newest time of a line that does not look forged
	key    int64 // the time by which a line has its turn in a merge

	cut      int64 // messages of which the end was left out
	firstCut string

	mu        sync.Mutex // guards the two below: written while reading ahead
	longLines int64
	firstLong string
}

// item is an event on its way through the merge.
type item struct {
	ev      *mesoswatch.Event
	key     int64
	hash    uint64
	undated bool
	src     *source
	// process whose state the event describes.
	process string
	need    need
	skipped int64 // recognised messages of the process left out before it
}

func newSource(id identity, name string, inode uint64, opt Options) *source {
	s := &source{identity: id, name: name, inode: inode, opt: opt}
	s.voices.fresh = s.clock(opt)
	return s
}

// written takes the time the file was last written.
func (s *source) written(t time.Time) {
	s.identity.written(t)
	s.voices.fresh.limit, s.voices.fresh.wrote = s.limit, s.wrote
	for _, v := range s.voices.all {
		v.clock.limit, v.clock.wrote = s.limit, s.wrote
	}
}

// take places what a chunk gave: times, numbers of lines, suspicions that need
// memory. offset is that of the chunk in the file.
func (s *source) take(p parsed, offset, bytes int64) []item {
	items := make([]item, 0, len(p.entries))
	at := s.begin(&p)
	for i := range p.entries {
		e := &p.entries[i]
		if it, ok := s.place(&p, e, at.upTo(e), offset); ok {
			items = append(items, it)
		}
	}
	s.last = max(s.last, at.end(p.messages))
	if s.line >= 0 {
		s.line += p.lines
	}
	h := &s.health
	h.Lines += p.lines
	h.Bytes += bytes
	h.Recognised += p.recognised
	h.Unrecognised += int64(p.messages) - p.recognised
	h.Evicted += at.evicted
	if s.last != 0 {
		h.LastLine = time.Unix(0, s.last).In(s.opt.zone())
	}
	if p.cut > 0 && s.cut == 0 {
		s.firstCut = fmt.Sprintf("%q: the message at byte %d is longer than %d KiB; its end was left out", s.name, offset+p.firstCut, maxMessage>>10)
	}
	s.cut += p.cut
	return items
}

// place gives an entry its time and its place; false if it is not called for.
func (s *source) place(p *parsed, e *entry, v *heard, offset int64) (item, bool) {
	t, odd := v.time(e)
	if !odd {
		if t > s.key || t < s.key-tolerance { // small disorder is none, a clock that was set is
			s.key = t
		}
		s.last = max(s.last, t)
	}
	if e.need != whole && (odd || v.threads.strange(e.thread, v.messages)) {
		e.ev, e.need = p.again(e), whole
	}
	if e.ev == nil {
		v.skipped++
		return item{}, false
	}
	s.judge(e, v, t, odd)
	ev := e.ev
	when := ev.Time
	if odd && v.clock.now != 0 { // it belongs to the lines around it
		when = time.Unix(0, v.clock.now)
	}
	if !s.opt.within(when) {
		return item{}, false
	}
	ev.Source, ev.Inode, ev.Process = s.name, s.inode, v.process
	ev.Offset += offset
	if s.line >= 0 {
		ev.Line += s.line + 1
	} else {
		ev.Line = 0
	}
	it := item{ev: ev, key: s.key, hash: e.hash, undated: e.undated, src: s, process: v.joined, need: e.need, skipped: v.skipped}
	v.skipped = 0
	return it, true
}

// judge gives an event its time, and marks what does not go with the lines before
// and behind.
func (s *source) judge(e *entry, v *heard, t int64, odd bool) {
	ev := e.ev
	if t != 0 {
		ev.Time = time.Unix(0, t).In(s.opt.zone())
	}
	if odd {
		ev.Suspect = appendNew(ev.Suspect, SuspectClock)
	}
	if e.begins && len(ev.Suspect) == 0 {
		v.threads.renew()
	}
	if v.threads.strange(ev.Thread, v.messages) {
		ev.Suspect = appendNew(ev.Suspect, SuspectThread)
	}
}

// longLine notes that the rest of a line was left out.
func (s *source) longLine(ch follow.Chunk) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longLines++
	if s.longLines == 1 {
		s.firstLong = fmt.Sprintf("%q: the line at byte %d has %d bytes; all but its beginning was left out",
			s.name, lastLine(ch), ch.Offset+int64(len(ch.Data))+ch.Skipped-lastLine(ch))
	}
}

// lastLine is the offset where the last line of a chunk begins.
func lastLine(ch follow.Chunk) int64 {
	return ch.Offset + int64(strings.LastIndexByte(view(ch.Data), '\n')+1)
}

// notes say which year and zone the source was read with, and what was left out.
func (s *source) notes() []string {
	zone := s.opt.zoneName()
	for _, v := range s.voices.all {
		if v.clock.zone.known {
			zone += ", where the envelope does not tell it"
			break
		}
	}
	notes := []string{fmt.Sprintf("year %d from %s, zone %s", s.year, s.yearBy, zone)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.longLines > 0 {
		notes = append(notes, s.firstLong)
	}
	if s.longLines > 1 {
		notes = append(notes, fmt.Sprintf("%d such lines in all", s.longLines))
	}
	if s.cut > 0 {
		notes = append(notes, s.firstCut)
	}
	if s.cut > 1 {
		notes = append(notes, fmt.Sprintf("%d such messages in all", s.cut))
	}
	return notes
}
