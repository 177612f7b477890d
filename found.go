package mesoswatch

import "time"

// Bounds of FoundTimes: a day, and in a minute no more findings by name than an
// operator could look at.
const (
	foundHours    = 25 // the hour that runs and a whole day before it
	mostInAMinute = 100
)

// FoundTimes says in which minutes of the last day of data time findings were found:
// opened, or heard of again. One that is about how things are set up is left out, for
// it holds all the time; so is the end of a finding. The zero value is empty.
//
// A copy of a Board shares all hours with it but those that are written to later.
type FoundTimes struct {
	hours   [foundHours]*foundHour
	version int64
	turn    int64 // numbers the copies that were handed out
}

// foundHour is one hour, written in one turn only.
type foundHour struct {
	hour    int64 // since the epoch
	turn    int64
	minutes [60]foundMinute
}

// foundMinute keeps each finding once, with the highest level it had, and counts
// what is beyond its bound.
type foundMinute struct {
	found []foundLevel
	more  [5]int32
}

type foundLevel struct {
	id    string
	level Level
}

// FoundSpan is what was found in a span of time.
type FoundSpan struct {
	// Findings are the ids of those that were found, each once, with the highest level
	// it had in the span.
	Findings map[string]Level
	// More counts by level those that are beyond what is kept by name; one that was
	// found in several minutes may be among them more than once.
	More [5]int
}

// Levels counts what was found, by level.
func (s *FoundSpan) Levels() [5]int {
	n := s.More
	for _, l := range s.Findings {
		n[l]++
	}
	return n
}

// Worst is the highest level that was found; false when nothing was.
func (s *FoundSpan) Worst() (worst Level, any bool) {
	for l, n := range s.Levels() {
		if n > 0 {
			worst, any = Level(l), true
		}
	}
	return worst, any
}

// Version grows with each change.
func (t *FoundTimes) Version() int64 { return t.version }

// Between is what was found from the minute of one time up to, and without, that of
// another.
func (t *FoundTimes) Between(from, to time.Time) FoundSpan {
	var s FoundSpan
	if kept := to.Add(-foundHours * time.Hour); from.Before(kept) {
		from = kept
	}
	for m := from.Unix() / 60; m < to.Unix()/60; m++ {
		h := t.hours[hourSlot(m/60)]
		if h == nil || h.hour != m/60 {
			m += 59 - m%60 // nothing in this hour
			continue
		}
		s.add(&h.minutes[m%60])
	}
	return s
}

func (s *FoundSpan) add(m *foundMinute) {
	for _, f := range m.found {
		if s.Findings == nil {
			s.Findings = make(map[string]Level)
		}
		s.Findings[f.id] = max(s.Findings[f.id], f.level)
	}
	for l, n := range m.more {
		s.More[l] += int(n)
	}
}

func hourSlot(hour int64) int64 { return (hour%foundHours + foundHours) % foundHours }

// turns takes in what has become of a finding: before is nil when it was not known.
func (t *FoundTimes) turns(before *Finding, after *Finding, from Origin) {
	at := after.LastSeen
	switch turn := TurnOf(before, *after); {
	case after.Posture() || after.Level < Informational || after.Level > Critical:
		return
	case before == nil && from != Fresh && after.Status == Resolved:
		at = after.FirstSeen // the other is when it was over
	case after.Status == Resolved || turn == NoTurn:
		return
	}
	t.note(foundLevel{after.ID, after.Level}, at)
}

// note keeps that a finding was found at a time. One older than the hours that are
// kept is left out.
func (t *FoundTimes) note(f foundLevel, at time.Time) {
	minute := at.Unix() / 60
	if at.Unix() < 0 {
		return
	}
	slot := &t.hours[hourSlot(minute/60)]
	switch h := *slot; {
	case h != nil && h.hour > minute/60:
		return
	case h == nil || h.hour < minute/60:
		*slot = &foundHour{hour: minute / 60, turn: t.turn}
	case h.knows(minute%60, f):
		return
	case h.turn != t.turn:
		own := *h
		own.turn = t.turn
		*slot = &own
	}
	(*slot).minutes[minute%60].note(f)
	t.version++
}

// knows tells whether there is nothing to be noted.
func (h *foundHour) knows(minute int64, f foundLevel) bool {
	for _, k := range h.minutes[minute].found {
		if k.id == f.id {
			return k.level >= f.level
		}
	}
	return false
}

// note keeps one. What readers hold is not written: a level that rises is another
// slice.
func (m *foundMinute) note(f foundLevel) {
	for i, k := range m.found {
		if k.id == f.id {
			m.found = append([]foundLevel(nil), m.found...)
			m.found[i].level = f.level
			return
		}
	}
	if len(m.found) >= mostInAMinute {
		m.more[f.level]++
		return
	}
	m.found = append(m.found[:len(m.found):len(m.found)], f)
}

// copy is what a reader may keep.
func (t *FoundTimes) copy() FoundTimes {
	t.turn++
	return *t
}
