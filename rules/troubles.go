package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxSources bounds the sources whose trouble is remembered.
const maxSources = 10_000

// repeatEvery is how often trouble that goes on says so again.
const repeatEvery = time.Minute

// troubles remembers what is wrong since when, so that a round that fails again
// adds to the finding without saying so every time.
type troubles struct {
	rule Rule
	open table[trouble]
}

type trouble struct {
	why    string
	said   time.Time
	unsaid int
	since  time.Time
}

// problem is what is wrong with a subject at one time.
type problem struct {
	at       time.Time
	source   string
	why      string
	level    mesoswatch.Level
	fields   map[string]string
	evidence []mesoswatch.Evidence // nil means: made of source and why
}

// report says a problem when it is new, has another reason, or is due again.
func (t *troubles) report(s mesoswatch.Subject, p problem) []mesoswatch.Record {
	old := t.open.put(s.String())
	old.unsaid++
	if old.since.IsZero() {
		old.since = p.at
	}
	if old.why == p.why && p.at.Sub(old.said).Abs() < repeatEvery {
		return nil
	}
	f := t.rule.finding(s)
	f.Level = min(f.Level, p.level)
	f.FirstSeen, f.LastSeen, f.Count = old.since, p.at, old.unsaid
	f.Fields, f.Evidence = p.fields, p.evidence
	if f.Evidence == nil {
		f.Evidence = []mesoswatch.Evidence{{Source: p.source, Time: p.at, Text: cut(p.why, maxEvidenceText)}}
	}
	*old = trouble{why: p.why, said: p.at}
	return []mesoswatch.Record{{Finding: &f}}
}

// end resolves what is open about the subject.
func (t *troubles) end(s mesoswatch.Subject, at time.Time, why string) []mesoswatch.Record {
	old := t.open.get(s.String())
	if old == nil {
		return nil
	}
	f := t.rule.finding(s)
	f.Level = mesoswatch.Informational
	f.Status, f.FirstSeen, f.LastSeen, f.Count = mesoswatch.Resolved, at, at, old.unsaid
	f.Evidence = []mesoswatch.Evidence{{Source: s.Name, Time: at, Text: why}}
	t.open.remove(s.String())
	return []mesoswatch.Record{{Finding: &f}}
}
