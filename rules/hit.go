package rules

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// hit takes a match of unit i to where it counts: first to the correlations
// that count it, so that what they say can quiet the rule itself, then to the
// findings it ends, then to its own finding.
func (e *Engine) hit(i int, m match) {
	u, s := e.cat.units[i], e.states[i]
	s.stat.Matches++
	for _, f := range u.feeds {
		e.feed(u, f, m)
	}
	for _, other := range u.ends {
		e.end(other, m)
	}
	if !u.Helper {
		e.report(i, m)
	}
}

// feed gives a match of u to a correlation.
func (e *Engine) feed(u *unit, to feed, m match) {
	c, s := e.cat.units[to.unit], e.states[to.unit]
	s.stat.Looked++
	corr := correlator{c.doc.Correlation}
	values, ok := c.group(corr.GroupBy, u.Name, m.event)
	counted, ok2 := c.group(corr.Fields, u.Name, m.event)
	if !ok || !ok2 {
		s.stat.Ungrouped++
		return
	}
	ev := m.event
	en := entry{
		at: m.last, since: m.first, rule: to.position, value: strings.Join(counted, "\x00"),
		place:  place{ev.Source, ev.Inode, ev.Offset, ev.Line},
		untold: m.count, evidence: slices.Clone(m.evidence),
	}
	if en.evidence == nil {
		en.evidence = []mesoswatch.Evidence{evidence(ev)}
	}
	w := s.groups.put(strings.Join(values, "\x00"))
	before := w.bytes
	out, fires := corr.add(w, en, e.now)
	s.bytes += w.bytes - before
	s.groups.outlive(func(w *window) bool { return w.over(e.now, corr.Timespan) })
	for s.bytes > maxPending && len(s.groups.byKey) > 1 {
		s.groups.evict()
	}
	if !fires || out.count == 0 {
		return
	}
	out.event = ev
	out.group = make(map[string]string, len(values))
	for n, g := range corr.GroupBy {
		out.group[g] = values[n]
	}
	e.hit(to.unit, out)
}

// report says a finding of unit i, unless its cause is reported already.
func (e *Engine) report(i int, m match) {
	u, s := e.cat.units[i], e.states[i]
	subject := u.subject(m.event, m.group)
	if e.quiet(u, subject, m.event, m.last) {
		s.stat.Quiet++
		return
	}
	f := u.finding(subject)
	f.FirstSeen, f.LastSeen, f.Count = m.first, m.last, m.count
	f.Fields, f.Evidence = u.fields(m.event, m.group), m.evidence
	if f.Evidence == nil {
		f.Evidence = []mesoswatch.Evidence{evidence(m.event)}
	}
	if u.doc.CountOnce != nil && e.counted(i, subject, m) {
		f.Count = 0
	}
	e.say(i, mesoswatch.Record{Finding: &f})
}

// counted tells whether a match like this one was counted shortly before.
func (e *Engine) counted(i int, subject mesoswatch.Subject, m match) bool {
	once := e.cat.units[i].doc.CountOnce
	key := subject.String()
	for _, f := range e.cat.units[i].once {
		key += "\x00" + f.get(m.event)
	}
	last := e.states[i].once.put(cut(key, 4*maxSubjectText))
	if !last.IsZero() && m.last.Sub(*last).Abs() <= once.Within {
		return true
	}
	*last = m.last
	return false
}

// end resolves what unit i has open about the subject of the match.
func (e *Engine) end(i int, m match) {
	u, s := e.cat.units[i], e.states[i]
	subject := u.subject(m.event, m.group)
	key := subject.String()
	if s.told.get(key) == nil {
		return
	}
	f := u.finding(subject)
	f.Status, f.FirstSeen, f.LastSeen = mesoswatch.Resolved, m.last, m.last
	f.Evidence = []mesoswatch.Evidence{evidence(m.event)}
	s.told.remove(key)
	s.stat.Findings++
	e.out = append(e.out, mesoswatch.Record{Finding: &f})
}

// say hands a record of unit i out and remembers what is open. A finding that
// explains another one's takes its place.
func (e *Engine) say(i int, r mesoswatch.Record) {
	u, s := e.cat.units[i], e.states[i]
	s.stat.Findings++
	e.out = append(e.out, r)
	f := r.Finding
	if f == nil {
		return
	}
	f.Level = min(f.Level, mesoswatch.Critical)
	key := f.Subject.String()
	if f.Status == mesoswatch.Resolved {
		s.told.remove(key)
		return
	}
	t := s.told.put(key)
	if t.subject.Kind == "" {
		t.subject, t.first = f.Subject, f.FirstSeen
		if f.Count == 0 && u.doc == nil && len(u.SuppressedBy) > 0 {
			f.Count = 1 // what it would have counted was held back
		}
	}
	if f.LastSeen.After(t.last) {
		t.last = f.LastSeen
	}
	for _, j := range u.quiets {
		e.supersede(j, f)
	}
}
