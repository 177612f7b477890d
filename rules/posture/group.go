package posture

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// kindsOf are the kinds of subjects that tell of one kind of daemons.
func kindsOf(daemon string) []string {
	common := []string{mesoswatch.SubjectFlag, mesoswatch.SubjectSetting, mesoswatch.SubjectProcess, mesoswatch.SubjectPackage}
	switch daemon {
	case Agent:
		return append(common, mesoswatch.SubjectAgentCheck)
	case Master:
		return append(common, mesoswatch.SubjectMaster, mesoswatch.SubjectRealm)
	case ZooKeeper:
		return append(common, mesoswatch.SubjectZooKeeper)
	}
	return append(common, mesoswatch.SubjectScheduler)
}

// eachDaemon makes a judge of one that answers for one daemon.
func eachDaemon(kind string, judge func(*Facts, *Daemon) Answer) func(*Facts) []Answer {
	return func(f *Facts) []Answer {
		ds := f.Daemons(kind)
		if len(ds) == 0 {
			return []Answer{f.none(kind)}
		}
		answers := make([]Answer, 0, len(ds))
		for _, d := range ds {
			answers = append(answers, judge(f, d))
		}
		out := grouped(ds, answers)
		if kind == Agent {
			out = f.sampledOnly(out)
		}
		return out
	}
}

// none answers where no daemon of a kind was seen. A cluster has masters and
// agents; whether it has others is known where hosts were looked at.
func (f *Facts) none(kind string) Answer {
	if known, _ := f.Known(mesoswatch.SubjectSetting); known && kind != Master && kind != Agent {
		return Inapplicable(ClusterSubject(), fmt.Sprintf("no %s on the hosts that were looked at, nor elsewhere", kind))
	}
	return Undecided(ClusterSubject(), fmt.Sprintf("no %s was seen", kind))
}

// anyDaemon is eachDaemon for masters and agents.
func anyDaemon(judge func(*Facts, *Daemon) Answer) func(*Facts) []Answer {
	masters, agents := eachDaemon(Master, judge), eachDaemon(Agent, judge)
	return func(f *Facts) []Answer {
		switch {
		case len(f.Daemons(Agent)) == 0:
			return masters(f)
		case len(f.Daemons(Master)) == 0:
			return agents(f)
		}
		return append(masters(f), agents(f)...)
	}
}

// grouped joins the answers for sampled agents into one, so that thousands of
// agents are one line in a report. The others stay as they are.
func grouped(ds []*Daemon, answers []Answer) []Answer {
	var out []Answer
	var group []counted
	for i, d := range ds {
		if d.Grouped {
			group = append(group, counted{answers[i], d.Members})
		} else {
			out = append(out, answers[i])
		}
	}
	if len(group) == 0 {
		return out
	}
	return append(out, join(sampledAgents, "agents", group))
}

// sampledAgents is the subject of what is said of all of them together.
var sampledAgents = mesoswatch.Subject{Kind: "agents", Name: "sampled agents"}

// sampledOnly takes back that all is well where agents that the master lists were
// not sampled.
func (f *Facts) sampledOnly(answers []Answer) []Answer {
	listed, sampled := f.board.Subjects(mesoswatch.SubjectAgent).Len(), f.board.Subjects(mesoswatch.SubjectAgentCheck).Len()
	for i, a := range answers {
		if a.Subject == sampledAgents && listed > sampled && a.Result == mesoswatch.Pass {
			answers[i].Result = mesoswatch.Unknown
			answers[i].Reason = fmt.Sprintf("%d of %d agents were not sampled; of those that were, %s", listed-sampled, listed, a.Reason)
		}
	}
	return answers
}

// counted is an answer for several subjects.
type counted struct {
	Answer
	of []string
}

// joinedNames is how many subjects a joined answer names, and how many pieces of
// evidence it keeps.
const joinedNames = 10

// join makes one answer of many: the worst result, how many have it, and who.
func join(subject mesoswatch.Subject, noun string, group []counted) Answer {
	worst := mesoswatch.NotApplicable
	count := make(map[mesoswatch.Result]int)
	all := 0
	for _, a := range group {
		count[a.Result] += len(a.of)
		all += len(a.of)
		if badness(a.Result) > badness(worst) {
			worst = a.Result
		}
	}
	out := Answer{Subject: subject, Result: worst}
	var names []string
	reasons := make(map[string]int)
	for _, a := range group {
		if a.Result != worst {
			continue
		}
		reasons[a.Reason] += len(a.of)
		names = append(names, a.of[:min(len(a.of), joinedNames-len(names))]...)
		if len(out.Evidence) < joinedNames {
			out.Evidence = append(out.Evidence, a.Evidence...)
		}
		if a.Level != nil && (out.Level == nil || *a.Level > *out.Level) {
			out.Level = a.Level
		}
		if a.Remediation != "" {
			out.Remediation = a.Remediation
		}
	}
	out.Reason = fmt.Sprintf("%d of %d %s: %s", count[worst], all, noun, commonest(reasons))
	if worst == mesoswatch.Fail {
		out.Reason += "; " + someOf(names, count[worst])
		if n := count[mesoswatch.Unknown]; n > 0 {
			out.Reason += fmt.Sprintf("; of %d it is not known", n)
		}
	}
	return out
}

// someOf names the first of them, in order, and how many more there are.
func someOf(names []string, all int) string {
	slices.Sort(names)
	names = names[:min(len(names), joinedNames)]
	text := strings.Join(names, ", ")
	if all > len(names) {
		text += fmt.Sprintf(" and %d more", all-len(names))
	}
	return text
}

func badness(r mesoswatch.Result) int {
	return slices.Index([]mesoswatch.Result{mesoswatch.NotApplicable, mesoswatch.Pass, mesoswatch.Unknown, mesoswatch.Fail}, r)
}

func commonest(reasons map[string]int) string {
	best := ""
	for r, n := range reasons {
		if best == "" || n > reasons[best] || n == reasons[best] && r < best {
			best = r
		}
	}
	if len(reasons) > 1 {
		best += fmt.Sprintf(" (and %d other reasons)", len(reasons)-1)
	}
	return best
}

// toldApart is how many subjects of one kind a check answers for one by one; of
// more than that, those it fails are, and the others are joined. failsApart bounds
// those too.
const (
	toldApart  = 20
	failsApart = 100
)

// each makes a judge of one that answers for one snapshot of a kind; false: the
// check is not about it.
func each(kind string, judge func(*Facts, *mesoswatch.Snapshot) (Answer, bool)) func(*Facts) []Answer {
	return func(f *Facts) []Answer {
		var answers []Answer
		for _, s := range f.All(kind) {
			if a, ok := judge(f, s); ok {
				answers = append(answers, a)
			}
		}
		return f.gathered(kind, answers)
	}
}

// gathered makes the answers for the subjects of a kind fit for a report, and
// says what was not seen of the kind. There is always at least one answer.
func (f *Facts) gathered(kind string, answers []Answer) []Answer {
	out := few(kind, answers)
	if known, why := f.Known(kind); !known {
		return append(out, Undecided(mesoswatch.Subject{Kind: kind, Name: "not seen"}, why))
	}
	if len(out) == 0 {
		out = append(out, Inapplicable(ClusterSubject(), "there is none that this is about"))
	}
	return out
}

func few(kind string, answers []Answer) []Answer {
	if len(answers) <= toldApart {
		return answers
	}
	var out []Answer
	rest := make(map[mesoswatch.Result][]counted)
	for _, a := range answers {
		if a.Result == mesoswatch.Fail && len(out) < failsApart {
			out = append(out, a)
		} else {
			rest[a.Result] = append(rest[a.Result], counted{a, []string{a.Subject.Name}})
		}
	}
	for _, r := range []mesoswatch.Result{mesoswatch.Fail, mesoswatch.Unknown, mesoswatch.Pass, mesoswatch.NotApplicable} {
		if group := rest[r]; len(group) > 0 {
			out = append(out, join(mesoswatch.Subject{Kind: kind, Name: "others: " + string(r)}, "others", group))
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
