package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// restate is how often a condition that goes on says so.
const restate = 10 * time.Minute

// standing remembers conditions that go on, each about one subject. One is said
// when it begins, when it becomes another, and now and then while it lasts: the
// count of its finding tells how often it began.
type standing struct {
	rule Rule
	open table[stood]
}

type stood struct {
	subject     mesoswatch.Subject
	what        string
	since, said time.Time
}

// condition is what is so with a subject at one time.
type condition struct {
	subject mesoswatch.Subject
	at      time.Time
	since   time.Time // zero: at
	what    string    // another text is another condition: it is said at once
	level   mesoswatch.Level
	fields  map[string]string
	proof   []mesoswatch.Evidence
}

// hold says a condition that is new, another one, or due again.
func (t *standing) hold(c condition) []mesoswatch.Record {
	c.subject.Name = cut(c.subject.Name, maxSubjectText)
	s := t.open.put(c.subject.String())
	opens := s.since.IsZero()
	if opens {
		s.subject, s.since = c.subject, c.at
		if !c.since.IsZero() {
			s.since = c.since
		}
	}
	if !opens && s.what == c.what && c.at.Sub(s.said).Abs() < restate {
		return nil
	}
	s.what, s.said = c.what, c.at
	f := t.rule.snapshot(c.subject, c.at, c.fields, c.proof...)
	f.Level = min(f.Level, c.level)
	f.FirstSeen = s.since
	if !opens {
		f.Count = 0
	}
	return one(f)
}

// due tells whether hold would say anything of that: what it takes to say it need
// not be gathered otherwise.
func (t *standing) due(s mesoswatch.Subject, what string, at time.Time) bool {
	s.Name = cut(s.Name, maxSubjectText)
	old := t.open.peek(s.String())
	return old == nil || old.what != what || at.Sub(old.said).Abs() >= restate
}

// holds tells whether a condition is open about the subject.
func (t *standing) holds(s mesoswatch.Subject) bool {
	s.Name = cut(s.Name, maxSubjectText)
	return t.open.peek(s.String()) != nil
}

// end resolves what is open about the subject, at the time of its proof.
func (t *standing) end(s mesoswatch.Subject, proof mesoswatch.Evidence) []mesoswatch.Record {
	return t.endAt(s, proof.Time, proof)
}

// endAt is end with a proof that is older than the time when it was seen to be one.
func (t *standing) endAt(s mesoswatch.Subject, at time.Time, proof mesoswatch.Evidence) []mesoswatch.Record {
	s.Name = cut(s.Name, maxSubjectText)
	if t.open.peek(s.String()) == nil {
		return nil
	}
	t.open.remove(s.String())
	return one(t.rule.resolved(s, at, proof))
}
