package posture

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// pause is how much time of the data passes between two rounds of judging, at
// least: a state that changes all the time is not judged all the time.
const pause = 5 * time.Second

// maxVerdicts bounds the answers that are remembered.
const maxVerdicts = 20_000

// Engine judges as records come. It is an Evaluator: one record at a time, from
// one goroutine.
//
// A check with the name of a rule in Finding is about the same thing as that rule.
// While the rule has a finding open about it, the check gives verdicts only, and
// closes a finding it had opened before: one cause is one finding. For this the
// findings of the rules have to be given to Evaluate too; Beside does that.
type Engine struct {
	// SeenOnly leaves out daemons that are known from the start-up line of a log
	// alone: beside rules, what logs tell of weak flags is left to them. It is set
	// before the first record.
	SeenOnly bool

	cat   *Catalog
	facts Facts
	heard heard
	dirty map[string]bool // kinds that changed since the last round
	last  time.Time
	said  map[key]answered
	used  map[string]bool // waivers that met a fail
}

type key struct {
	check   string
	subject mesoswatch.Subject
}

// answered is the last answer, and whether a finding of ours is open about it.
type answered struct {
	mesoswatch.Verdict
	open bool
}

// Engine makes an engine that knows nothing yet.
func (c *Catalog) Engine() *Engine {
	return &Engine{cat: c, heard: listen(c.checks), dirty: make(map[string]bool), said: make(map[key]answered), used: make(map[string]bool)}
}

// Evaluate takes a record in. At the end of a collector's round it judges what has
// changed, and answers verdicts that differ from before and their findings. What other
// machines tell is judged there.
func (e *Engine) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	if r.Origin == mesoswatch.Foreign || r.Health != nil && r.Health.Via != "" {
		return nil
	}
	if r.Finding != nil {
		e.heard.hear(r.Finding)
		return nil
	}
	e.facts.seenOnly = e.SeenOnly
	if kind := e.facts.handle(r); kind != "" {
		e.dirty[kind] = true
	}
	if r.Health == nil {
		return nil
	}
	for _, kind := range r.Health.Complete {
		e.dirty[kind] = true
	}
	for kind := range r.Health.Lacking {
		e.dirty[kind] = true
	}
	if len(e.dirty)+len(e.heard.news) == 0 || r.At().Sub(e.last).Abs() < pause {
		return nil
	}
	e.last = r.At()
	var out []mesoswatch.Record
	for _, c := range e.cat.checks {
		if e.heard.news[c.Finding] || slices.ContainsFunc(c.Kinds, func(k string) bool { return e.dirty[k] }) {
			out = append(out, e.judge(c, r.At())...)
		}
	}
	clear(e.dirty)
	clear(e.heard.news)
	return out
}

// Verdicts judges everything at that time and lists all answers, by family and
// check: what an audit reports.
func (e *Engine) Verdicts(at time.Time) []mesoswatch.Verdict {
	var out []mesoswatch.Verdict
	for _, c := range e.cat.checks {
		for _, a := range c.Judge(&e.facts) {
			out = append(out, e.verdict(c, a, at))
		}
	}
	return out
}

// Unused lists waivers that met no fail.
func (e *Engine) Unused() []string {
	var out []string
	for _, w := range e.cat.waivers {
		if !e.used[w.ID] {
			out = append(out, w.ID)
		}
	}
	return out
}

// judge answers what has changed about one check.
func (e *Engine) judge(c Check, at time.Time) []mesoswatch.Record {
	var out []mesoswatch.Record
	now := make(map[mesoswatch.Subject]bool)
	for _, a := range c.Judge(&e.facts) {
		v := e.verdict(c, a, at)
		now[v.Subject] = true
		k := key{c.ID, v.Subject}
		old, known := e.said[k]
		if !known && len(e.said) >= maxVerdicts {
			continue
		}
		changed := !known || !same(old.Verdict, v)
		if changed {
			out = append(out, mesoswatch.Record{Verdict: &v})
		}
		f, open := old.finding(v, changed, e.heard.tells(c.Finding, v, &e.facts))
		if f != nil {
			out = append(out, mesoswatch.Record{Finding: f})
		}
		e.said[k] = answered{v, open}
	}
	for _, old := range e.lost(c.ID, now) {
		gone := old.Verdict
		gone.At, gone.Result, gone.Reason, gone.Evidence, gone.Waiver = at, mesoswatch.NotApplicable, "it is no more, or told together with others", nil, nil
		out = append(out, mesoswatch.Record{Verdict: &gone})
		if f, _ := old.finding(gone, true, ""); f != nil {
			out = append(out, mesoswatch.Record{Finding: f})
		}
	}
	return out
}

// lost takes out the answers for subjects that are no more, in the order of their
// names.
func (e *Engine) lost(check string, now map[mesoswatch.Subject]bool) []answered {
	var out []answered
	for k, v := range e.said {
		if k.check == check && !now[k.subject] {
			out = append(out, v)
			delete(e.said, k)
		}
	}
	slices.SortFunc(out, func(a, b answered) int { return strings.Compare(a.Subject.String(), b.Subject.String()) })
	return out
}

// same tells whether an answer says nothing new; times do not count.
func same(a, b mesoswatch.Verdict) bool {
	b.At = a.At
	b.Evidence = slices.Clone(b.Evidence)
	if len(a.Evidence) != len(b.Evidence) {
		return false
	}
	for i := range b.Evidence {
		b.Evidence[i].Time = a.Evidence[i].Time
	}
	return reflect.DeepEqual(a, b)
}

// verdict dresses an answer in its check's words and looks for a waiver.
func (e *Engine) verdict(c Check, a Answer, at time.Time) mesoswatch.Verdict {
	v := mesoswatch.Verdict{
		At: at, Check: c.ID, Subject: a.Subject, Result: a.Result, Reason: a.Reason, Evidence: a.Evidence, Title: c.Title, Family: c.Family,
		Level: c.Level, Rationale: c.Rationale, Remediation: c.Remediation, References: c.References, Runbook: c.Runbook,
	}
	if a.Level != nil {
		v.Level = *a.Level
	}
	if a.Remediation != "" {
		v.Remediation = a.Remediation
	}
	if a.Result == mesoswatch.Unknown && c.Settle != "" {
		v.Reason += "; to settle it: " + c.Settle
	}
	if a.Result != mesoswatch.Fail {
		return v
	}
	for _, w := range e.cat.waivers {
		if w.covers(c.ID, a.Subject) {
			e.used[w.ID] = true
			v.Waiver = &mesoswatch.Waiver{ID: w.ID, Owner: w.Owner, Reason: w.Reason, Expires: w.Expires, Expired: !at.Before(w.Expires)}
			if !v.Waiver.Expired {
				break
			}
		}
	}
	return v
}

// fails tells whether a verdict is a finding: a fail that nobody answers for.
func fails(v mesoswatch.Verdict) bool {
	return v.Result == mesoswatch.Fail && (v.Waiver == nil || v.Waiver.Expired)
}

// finding is what an answer means for the findings: a fail opens one or adds to
// it, unless a rule tells of it (told names its finding), and one that is no fail
// any more resolves it. What became unknown stays open: nobody has seen it mended.
func (old answered) finding(v mesoswatch.Verdict, changed bool, told string) (f *mesoswatch.Finding, open bool) {
	failed := fails(v)
	switch {
	case failed && told == "" && (changed || !old.open):
		open = true
	case failed && told == "", !failed && v.Result == mesoswatch.Unknown:
		return nil, old.open
	case !old.open:
		return nil, false
	}
	f = &mesoswatch.Finding{
		ID: mesoswatch.FindingID(v.Check, v.Subject), Rule: v.Check, Title: v.Title, Level: v.Level, Status: mesoswatch.Open, Subject: v.Subject,
		FirstSeen: v.At, LastSeen: v.At, Count: 1, Fields: explaining(v), Evidence: v.Evidence,
		Runbook: v.Runbook, Remediation: v.Remediation, References: v.References, Tags: []string{mesoswatch.PostureTag + v.Family},
	}
	if old.open {
		f.Count = 0 // the same trouble, seen again in other words
	}
	if !open {
		f.Status = mesoswatch.Resolved
	}
	if told != "" {
		f.Fields["reason"] += "; from now on told by " + told
	}
	return f, open
}

// explaining are the fields of a finding: the reason, and what its subject names.
func explaining(v mesoswatch.Verdict) map[string]string {
	fields := map[string]string{"reason": v.Reason}
	switch v.Subject.Kind {
	case mesoswatch.SubjectFramework:
		fields["framework_id"] = v.Subject.Name
	case mesoswatch.SubjectAgent:
		fields["agent_id"] = v.Subject.Name
	}
	return fields
}
