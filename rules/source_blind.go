package rules

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxSources bounds the sources whose trouble is remembered.
const maxSources = 10_000

// repeatEvery is how often trouble that goes on says so again.
const repeatEvery = time.Minute

// sourceBlind tells of sources that cannot be seen. A ZooKeeper server that is
// known to be down is left to zookeeper-unreachable: one cause is one finding.
func sourceBlind() Rule {
	r := Rule{
		Name: "source-blind", ID: "f0b6f8f1-58a2-4f0e-9d55-5a7c0f2b9a31",
		Title: "Source not visible",
		Description: "A log, master, agent or other source that is watched gives nothing: it is unreadable, refuses, is unreachable, or answers nothing although it should. A log that just gives no lines is log-silent's. " +
			"While this lasts nothing is known about it, and the absence of findings there means nothing.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.t1562.006"},
		FalsePositives: []string{"A planned restart of the source", "A source that was taken out of service but is still named in the configuration"},
		Runbook:        "source-blind",
		Remediation:    "Restore access to the source, or take it out of the configuration when it no longer exists.",
		On:             On{Health: true, Snapshots: true},
	}
	r.New = func() Check {
		t := troubles{rule: r}
		t.open.max = maxSources
		down := table[bool]{max: maxSources}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			if rec.Snapshot != nil && rec.Snapshot.ZooKeeper != nil {
				*down.put(rec.Snapshot.Source) = serverTrouble(rec.Snapshot.ZooKeeper) != ""
			}
			h := rec.Health
			if h == nil {
				return nil
			}
			s := mesoswatch.Subject{Kind: "source", Name: cut(h.Source, maxSubjectText)}
			if h.OK && h.Log != nil {
				return t.end(s, h.At, "answers again")
			}
			if d := down.get(h.Source); d != nil && *d {
				return t.end(s, h.At, "reported by zookeeper-unreachable")
			}
			return t.health(s, h)
		}
	}
	return r
}

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

// health turns one round of a source into a finding, its repeat or its end.
func (t *troubles) health(s mesoswatch.Subject, h *mesoswatch.Health) []mesoswatch.Record {
	if h.OK && !h.Silent {
		return t.end(s, h.At, "answers again")
	}
	p := problem{at: h.At, source: h.Source, why: h.Why, level: t.rule.Level}
	if h.OK {
		p.level = mesoswatch.Low
		if p.why == "" {
			p.why = "has nothing new to say although it should"
		}
	}
	if p.why == "" {
		p.why = "no reason given"
	}
	p.fields = map[string]string{"reason": p.why}
	if h.Collector != "" {
		p.fields["collector"] = h.Collector
	}
	if h.Log != nil && h.Log.LostBytes > 0 {
		p.fields["lost_bytes"] = strconv.FormatInt(h.Log.LostBytes, 10)
	}
	return t.report(s, p)
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
