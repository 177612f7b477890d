package posture

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxHeard bounds the findings of one rule that are remembered.
const maxHeard = 10_000

// heard are the findings of rules that checks are about as well.
type heard struct {
	open map[string]map[mesoswatch.Subject]*mesoswatch.Finding // by rule
	news map[string]bool                                       // rules that said something since the last round
}

func listen(checks []Check) heard {
	h := heard{open: make(map[string]map[mesoswatch.Subject]*mesoswatch.Finding), news: make(map[string]bool)}
	for _, c := range checks {
		if c.Finding != "" {
			h.open[c.Finding] = make(map[mesoswatch.Subject]*mesoswatch.Finding)
		}
	}
	return h
}

func (h *heard) hear(f *mesoswatch.Finding) {
	of, wanted := h.open[f.Rule]
	_, was := of[f.Subject]
	switch {
	case !wanted:
	case f.Status == mesoswatch.Resolved && was:
		delete(of, f.Subject)
		h.news[f.Rule] = true
	case f.Status != mesoswatch.Resolved && !was && len(of) < maxHeard:
		of[f.Subject] = f
		h.news[f.Rule] = true
	}
}

// tells names the finding of the rule that tells of a verdict's cause; empty when
// none does.
func (h *heard) tells(rule string, v mesoswatch.Verdict, facts *Facts) string {
	if rule == "" {
		return ""
	}
	of := h.open[rule]
	if f := of[v.Subject]; f != nil {
		return rule + ", " + f.ID
	}
	for _, f := range of {
		if sameCause(f, v, facts) {
			return rule + ", " + f.ID
		}
	}
	return ""
}

// sameCause tells whether a finding of a rule about another subject has the cause of
// a verdict: about the whole cluster where many are concerned, about the log of the
// master that was asked, about the log of the daemon that reads a file, or about
// tasks of a framework.
func sameCause(f *mesoswatch.Finding, v mesoswatch.Verdict, facts *Facts) bool {
	switch name := f.Subject.Name; f.Subject.Kind {
	case "cluster":
		return true
	case "task":
		return strings.HasPrefix(name, v.Subject.Name+" ")
	case "master", "source":
		if v.Subject.Kind == mesoswatch.SubjectFile {
			host, path, _ := strings.Cut(v.Subject.Name, " ")
			return strings.Contains(name, host) && len(f.Evidence) > 0 && strings.Contains(f.Evidence[0].Text, "'"+path+"'")
		}
		return facts.writes(name, v.Subject)
	}
	return false
}

// writes tells whether a log is that of a daemon: the master that was asked has the
// id that the log's last start made.
func (f *Facts) writes(log string, daemon mesoswatch.Subject) bool {
	start := f.starts.by[log]
	if start == nil || daemon.Kind != Master && daemon.Kind != Agent {
		return false
	}
	if start.Subject == daemon {
		return true
	}
	for _, d := range f.Daemons(daemon.Kind) {
		if d.Subject == daemon {
			return d.id != "" && d.id == start.id
		}
	}
	return false
}

// Beside runs rules and posture checks as one: the checks hear what the rules find,
// so that one cause is one finding (see Engine).
func Beside(rules mesoswatch.Evaluator, checks *Engine) mesoswatch.Evaluator {
	return both{rules, checks}
}

type both struct {
	rules  mesoswatch.Evaluator
	checks *Engine
}

// Evaluate answers what the rules say, then what the checks say.
func (b both) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	said := b.rules.Evaluate(r)
	for _, s := range said {
		if s.Finding != nil {
			b.checks.Evaluate(s)
		}
	}
	return append(said, b.checks.Evaluate(r)...)
}
