package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// wholeCluster is what a finding is about that concerns no single part. A process
// looks at one cluster: such a finding explains those about its parts.
var wholeCluster = mesoswatch.Subject{Kind: mesoswatch.SubjectCluster, Name: "cluster"}

// quiet tells whether one of the rules that explain this one is reported for
// the subject at about that time, or for the cluster, or, for those that speak of
// a whole log, for the log of the event.
func (e *Engine) quiet(u *unit, subject mesoswatch.Subject, ev *mesoswatch.Event, at time.Time) bool {
	for _, j := range u.quietedBy {
		by := e.cat.units[j]
		t := e.states[j].told.peek(subject.String())
		if t == nil && by.ofLog() {
			t = e.states[j].told.peek(by.subject(ev, nil).String())
		}
		if t == nil {
			t = e.states[j].told.peek(wholeCluster.String())
		}
		if t != nil && at.Sub(t.last).Abs() <= max(u.hold(), by.hold()) {
			return true
		}
	}
	return false
}

// ofLog tells whether findings of the rule are about the writer of a log.
func (u *unit) ofLog() bool {
	return len(u.subjects) == 1 && u.subjects[0].Field == "source"
}

// explained tells whether what Go rule i says is to be held back: a rule that
// explains it has a finding open about the same subject, or one about the cluster
// from the time when this began. The end of what was held back is held back too.
func (e *Engine) explained(i int, f *mesoswatch.Finding) bool {
	u := e.cat.units[i]
	if f == nil || len(u.quietedBy) == 0 {
		return false
	}
	if f.Status == mesoswatch.Resolved {
		return e.states[i].told.peek(f.Subject.String()) == nil
	}
	for _, j := range u.quietedBy {
		told := &e.states[j].told
		if told.peek(f.Subject.String()) != nil {
			return true
		}
		if t := told.peek(wholeCluster.String()); t != nil && t.around(f.FirstSeen) {
			return true
		}
	}
	return false
}

// around tells whether something that began at that time can be what was told.
func (t *told) around(at time.Time) bool {
	return !at.Before(t.first.Add(-holdAtLeast)) && !at.After(t.last.Add(holdAtLeast))
}

// hold is how long after its last word a rule keeps others quiet; a correlation
// that is kept quiet stays so for its own timespan too, since what it counts may
// be what was reported.
func (u *unit) hold() time.Duration {
	if u.doc != nil && u.doc.Correlation != nil {
		return max(holdAtLeast, u.doc.Correlation.Timespan)
	}
	return holdAtLeast
}

// supersede resolves what unit i has open about the subject of a finding that
// explains it; when that is the cluster, all that began at its time.
func (e *Engine) supersede(i int, by *mesoswatch.Finding) {
	all := &e.states[i].told
	if by.Subject != wholeCluster {
		if t := all.get(by.Subject.String()); t != nil {
			e.giveWay(i, *t, by)
		}
		return
	}
	span := told{first: by.FirstSeen, last: by.LastSeen}
	for n := all.tail; n != nil; {
		t := n.value
		n = n.prev
		if span.around(t.first) {
			e.giveWay(i, t, by)
		}
	}
}

func (e *Engine) giveWay(i int, t told, by *mesoswatch.Finding) {
	u, s := e.cat.units[i], e.states[i]
	f := u.finding(t.subject)
	f.Status, f.FirstSeen, f.LastSeen = mesoswatch.Resolved, by.LastSeen, by.LastSeen
	f.Fields = map[string]string{"superseded_by": by.Rule}
	s.told.remove(t.subject.String())
	s.stat.Findings++
	e.out = append(e.out, mesoswatch.Record{Finding: &f})
}
