package mesoslog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Health goes out this often while lines come, and when none do.
const (
	healthBusy  = 2 * time.Second
	healthQuiet = 10 * time.Second
)

// waiting is a path that gives nothing.
type waiting struct {
	why  string
	told time.Time
}

// Status turns what happened to a file into Health.
func (l *live) Status(_ context.Context, st follow.Status) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	s := l.gens[st.File.Gen]
	if s == nil && (st.State == follow.Opened || st.State == follow.Resumed) {
		s = l.open(st.File)
	}
	if s == nil {
		return l.keep(l.strange(st, now))
	}
	s.behind = st.Behind
	switch st.State {
	case follow.Opened:
		s.until = st.Offset + st.Behind
	case follow.Resumed:
		s.until = st.Offset + st.Behind
		s.health.Resumed = st.Behind
		s.resumed = fmt.Sprintf("went on at byte %d, %d bytes behind", st.Offset, st.Behind)
	case follow.Truncated, follow.Vanished:
		s.health.LostBytes += st.Lost
		s.losses = append(s.losses[:min(len(s.losses), 3)], lossNote(st))
	case follow.Failed, follow.Waiting:
		s.failed = reason(st.Err)
	case follow.Finished:
		l.keep(s.flush(l.giver(s)))
		delete(l.gens, s.gen)
		if st.Followed && !l.named(s.name) {
			return l.retire(s, now)
		}
	}
	l.keep(l.tell(s, now))
	return l.err
}

// strange tells of files that are not being read.
func (l *live) strange(st follow.Status, now time.Time) error {
	switch st.State {
	case follow.Waiting, follow.Failed:
		return l.waits(st.File.Path, reason(st.Err), now)
	case follow.Truncated, follow.Vanished:
		h := mesoswatch.Health{At: now, Source: st.File.Path, Collector: l.collector, Asked: mesoswatch.Asked(st.File.Path), OK: true}
		h.Log = &mesoswatch.LogHealth{LostBytes: st.Lost, Notes: []string{lossNote(st)}}
		return l.emit(mesoswatch.Record{Health: &h})
	}
	return nil
}

func reason(err error) string {
	if err == nil {
		return "not there yet"
	}
	return mesoswatch.Mask(advise(err).Error())
}

func lossNote(st follow.Status) string {
	least := ""
	if st.AtLeast {
		least = "at least "
	}
	return fmt.Sprintf("%s: %s%d bytes lost, %d recovered from a copy", st.State, least, st.Lost, st.Recovered)
}

// waits tells of a path that gives nothing: when that begins, when the reason
// changes, and every few seconds.
func (l *live) waits(path, why string, now time.Time) error {
	if w := l.waiting[path]; w.why == why && now.Sub(w.told) < healthQuiet {
		return nil
	}
	if l.waiting == nil {
		l.waiting = make(map[string]waiting)
	}
	l.waiting[path] = waiting{why, now}
	h := mesoswatch.Health{At: now, Source: path, Collector: l.collector, Asked: mesoswatch.Asked(path), Why: why}
	return l.emit(mesoswatch.Record{Health: &h})
}

// Round lets Health go out while nothing else happens.
func (l *live) Round(_ context.Context, r follow.Round) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.commit(l.settled(now))
	for _, p := range r.Open {
		s := l.gens[p.Gen]
		if s == nil {
			continue
		}
		s.behind = p.Behind
		l.keep(l.due(s, now))
	}
	for _, s := range l.gens { // pipes are not among the open ones
		l.keep(l.due(s, now))
	}
	for pattern, err := range r.Waiting {
		l.keep(l.waits(pattern, reason(err), now))
	}
	for _, pattern := range l.recovered(r.Waiting) {
		h := mesoswatch.Health{At: now, Source: pattern, Collector: l.collector, Asked: mesoswatch.Asked(pattern), OK: true}
		l.keep(l.emit(mesoswatch.Record{Health: &h}))
	}
	l.keep(l.savable(now))
	return l.err
}

// recovered lists what was waited for and is there now.
func (l *live) recovered(still map[string]error) []string {
	var there []string
	for path := range l.waiting {
		if _, ok := still[path]; !ok && path != l.f.State {
			there = append(there, path)
			delete(l.waiting, path)
		}
	}
	slices.Sort(there)
	return there
}

// savable tells when positions cannot be saved, and when they can again.
func (l *live) savable(now time.Time) error {
	if l.f.State == "" || now.Sub(l.saved) < healthQuiet {
		return nil
	}
	l.saved = now
	if err := l.pos.Save(); err != nil {
		return l.waits(l.f.State, reason(err)+"; after a restart lines are read again", now)
	}
	if _, was := l.waiting[l.f.State]; !was {
		return nil
	}
	delete(l.waiting, l.f.State)
	h := mesoswatch.Health{At: now, Source: l.f.State, Collector: l.collector, Asked: mesoswatch.Asked(l.f.State), OK: true}
	return l.emit(mesoswatch.Record{Health: &h})
}

// due tells of a source when it is time.
func (l *live) due(s *liveSource, now time.Time) error {
	pause := healthQuiet
	if s.health.Lines != s.toldLines {
		pause = healthBusy
	}
	if now.Sub(s.told) < pause {
		return nil
	}
	return l.tell(s, now)
}

func (l *live) tell(s *liveSource, now time.Time) error {
	s.told, s.toldLines = now, s.health.Lines
	log := l.account(s)
	h := mesoswatch.Health{At: now, Source: s.name, Collector: l.collector, Asked: mesoswatch.Asked(s.name), OK: s.failed == "", Why: s.failed, Log: &log}
	return l.emit(mesoswatch.Record{Health: &h})
}

// named tells whether a file is still read under a name: a log that was renamed
// leaves its name to the one behind it.
func (l *live) named(name string) bool {
	for _, s := range l.gens {
		if s.name == name {
			return true
		}
	}
	return false
}

// retire tells that nothing more is to come of a file, because a newer one goes on.
// That it says nothing from now on is no silence.
func (l *live) retire(s *liveSource, now time.Time) error {
	log := l.account(s)
	h := mesoswatch.Health{At: now, Source: s.name, Collector: l.collector, OK: true, Log: &log}
	h.Asked = []mesoswatch.Exchange{{What: "nothing more", Outcome: "a newer log goes on"}}
	l.keep(l.emit(mesoswatch.Record{Health: &h}))
	return l.err
}

// account is what a source gave so far.
func (l *live) account(s *liveSource) mesoswatch.LogHealth {
	log := s.health
	log.Behind = s.behind
	log.Notes = s.notes()
	for _, note := range append([]string{l.note, s.resumed}, s.losses...) {
		if note != "" {
			log.Notes = append(log.Notes, note)
		}
	}
	return log
}

// timeOf reads the times of one file's lines; where that cannot be done the file
// is read from its beginning, and Since applied to its events.
func (l *live) timeOf(info follow.FileInfo) func([]byte) (time.Time, bool) {
	id := identify(info, l.f.Options)
	if f := id.timeOf(l.f.Options); f != nil {
		return f
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.unsought == nil {
		l.unsought = make(map[[2]uint64]bool)
	}
	l.unsought[[2]uint64{info.Dev, info.Inode}] = true
	return nil
}
