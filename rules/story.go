package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxStories bounds what a Go rule remembers by foreign key.
const maxStories = 10_000

// event makes the finding of one event, with the rule's default fields.
func (r *Rule) event(s mesoswatch.Subject, e *mesoswatch.Event, more map[string]string) *mesoswatch.Finding {
	s.Name = cut(s.Name, maxSubjectText)
	f := r.finding(s)
	f.FirstSeen, f.LastSeen, f.Count = e.Time, e.Time, 1
	u := unit{explains: defaultFields}
	f.Fields = u.fields(e, more)
	f.Evidence = []mesoswatch.Evidence{evidence(e)}
	return &f
}

var defaultFields = explains(nil)

// resolved ends the finding about a subject.
func (r *Rule) resolved(s mesoswatch.Subject, at time.Time, proof mesoswatch.Evidence) *mesoswatch.Finding {
	s.Name = cut(s.Name, maxSubjectText)
	f := r.finding(s)
	f.Level = mesoswatch.Informational
	f.Status, f.FirstSeen, f.LastSeen = mesoswatch.Resolved, at, at
	f.Evidence = []mesoswatch.Evidence{proof}
	return &f
}

func one(f *mesoswatch.Finding) []mesoswatch.Record { return []mesoswatch.Record{{Finding: f}} }

// key joins what tells entries of a table apart; foreign text is cut.
func key(parts ...string) string {
	k := ""
	for _, p := range parts {
		k += cut(p, maxSubjectText) + "\x00"
	}
	return k
}

// ipOf is the address a UPID claims; empty when it is none.
func ipOf(upid string) string {
	u, ok := mesoswatch.ParseUPID(upid)
	if !ok {
		return ""
	}
	return u.IP
}
