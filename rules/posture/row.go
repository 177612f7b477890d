package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Row is a check about one flag or variable of masters or agents: data.
type Row struct {
	ID     string `yaml:"id"`
	Title  string `yaml:"title"`
	Daemon string `yaml:"daemon"` // master or agent
	// Flag as the newest version names it, and its other names, deprecated ones too.
	// Env is set instead for a variable, which only a host's files and processes tell.
	Flag    string   `yaml:"flag"`
	Env     string   `yaml:"env"`
	Aliases []string `yaml:"aliases"`
	// Since and Until (without it) are minor releases that have it.
	Since string `yaml:"since"`
	Until string `yaml:"until"`
	// Default is what holds when it is not set; Defaults by first minor release,
	// oldest first, where it changed. Neither: unset.
	Default  *string   `yaml:"default"`
	Defaults []Default `yaml:"defaults"`
	Want     Want      `yaml:"want"`
	// When lists conditions for the check to apply at all.
	When        []Condition `yaml:"when"`
	Level       string      `yaml:"level"`
	Rationale   string      `yaml:"rationale"`
	Remediation string      `yaml:"remediation"`
	References  []string    `yaml:"references"`
	Runbook     string      `yaml:"runbook"`
	Settle      string      `yaml:"settle"`

	since, until mesoswatch.Release
}

// Default is what holds from a release on.
type Default struct {
	Since string  `yaml:"since"`
	Value *string `yaml:"value"` // null: unset
	since mesoswatch.Release
}

// Condition is about another flag of the same daemon.
type Condition struct {
	Flag    string   `yaml:"flag"`
	Aliases []string `yaml:"aliases"`
	Default *string  `yaml:"default"`
	Want    Want     `yaml:"want"`
}

// names are all names of the flag or variable. Variables of libprocess have a
// second spelling (SSL_* up to 0.28, LIBPROCESS_SSL_* from 1.0), which rows list as
// aliases.
func (r *Row) names() []string {
	first := r.Flag
	if first == "" {
		first = r.Env
	}
	return append([]string{first}, r.Aliases...)
}

// in tells whether a release has the flag. One that is unknown is taken to.
func (r *Row) in(v mesoswatch.Release) bool {
	if !v.Known() {
		return true
	}
	return v.AtLeast(r.since.Major, r.since.Minor) && !(r.until.Known() && v.AtLeast(r.until.Major, r.until.Minor))
}

// fallback is the default of a release; ok is false when it is unset, known false
// when that depends on a release that is not known.
func (r *Row) fallback(v mesoswatch.Release) (value string, ok, known bool) {
	if len(r.Defaults) == 0 {
		if r.Default == nil {
			return "", false, true
		}
		return *r.Default, true, true
	}
	if !v.Known() {
		return "", false, false
	}
	var now *string
	for _, d := range r.Defaults {
		if v.AtLeast(d.since.Major, d.since.Minor) {
			now = d.Value
		}
	}
	if now == nil {
		return "", false, true
	}
	return *now, true, true
}

// check makes a Check of the row.
func (r *Row) check(file string, level mesoswatch.Level) Check {
	c := Check{
		ID: r.ID, Family: strings.SplitN(r.ID, "-", 2)[0], Title: r.Title, Level: level, Rationale: r.Rationale, Remediation: r.Remediation,
		References: r.References, Runbook: r.Runbook, Settle: r.Settle, File: file,
		Kinds: []string{mesoswatch.SubjectFlag, mesoswatch.SubjectMaster, mesoswatch.SubjectSetting, mesoswatch.SubjectPackage},
	}
	if r.Daemon == Agent {
		c.Kinds = []string{mesoswatch.SubjectAgentCheck, mesoswatch.SubjectSetting, mesoswatch.SubjectPackage, mesoswatch.SubjectFlag}
	}
	c.Judge = func(f *Facts) []Answer {
		ds := f.Daemons(r.Daemon)
		if len(ds) == 0 {
			return []Answer{Undecided(ClusterSubject(), fmt.Sprintf("no %s was seen", r.Daemon))}
		}
		answers := make([]Answer, 0, len(ds))
		for _, d := range ds {
			answers = append(answers, r.judge(d))
		}
		return grouped(ds, answers)
	}
	return c
}

// judge answers for one daemon.
func (r *Row) judge(d *Daemon) Answer {
	if !r.in(d.Release) {
		return Inapplicable(d.Subject, fmt.Sprintf("%s has no %s", d.Release, r.names()[0]))
	}
	if r.Env != "" && !d.Environment {
		return Undecided(d.Subject, "variables of the environment are not told over the network")
	}
	for _, c := range r.When {
		holds, known := c.holds(d)
		if !known {
			return Undecided(d.Subject, fmt.Sprintf("it depends on %s, which is not known", c.Flag))
		}
		if !holds {
			return Inapplicable(d.Subject, fmt.Sprintf("%s is not so that this matters", c.Flag))
		}
	}
	v, set := d.Flag(r.names()...)
	name := r.names()[0]
	if !set {
		return r.absent(d, name)
	}
	ok, err := r.Want.holds(v.Text)
	reason := fmt.Sprintf("%s is %q", name, mesoswatch.Mask(v.Text))
	if v.Pending {
		reason += ", from the next start on: the file is newer than the process"
	}
	switch {
	case err != nil:
		return Undecided(d.Subject, fmt.Sprintf("%s: %v", reason, err), v.Evidence)
	case ok && v.Pending:
		return Undecided(d.Subject, reason, v.Evidence)
	case ok:
		return Passed(d.Subject, reason, v.Evidence)
	}
	return Failed(d.Subject, reason, v.Evidence)
}

// absent judges a flag that is not told.
func (r *Row) absent(d *Daemon, name string) Answer {
	if whole, why := d.Whole(); !whole {
		return Undecided(d.Subject, why)
	}
	value, set, known := r.fallback(d.Release)
	if !known {
		return Undecided(d.Subject, fmt.Sprintf("%s is not set, and its default depends on the version, which is not known", name))
	}
	reason := name + " is not set"
	ok := r.Want.holdsUnset()
	if set {
		reason = fmt.Sprintf("%s is not set, so it is %q", name, value)
		var err error
		if ok, err = r.Want.holds(value); err != nil {
			return Undecided(d.Subject, fmt.Sprintf("%s: %v", reason, err))
		}
	}
	if ok {
		return Passed(d.Subject, reason)
	}
	return Failed(d.Subject, reason)
}

// holds tells whether a condition is met.
func (c *Condition) holds(d *Daemon) (holds, known bool) {
	v, set := d.Flag(append([]string{c.Flag}, c.Aliases...)...)
	text := v.Text
	if !set {
		if whole, _ := d.Whole(); !whole {
			return false, false
		}
		if c.Default == nil {
			return c.Want.holdsUnset(), true
		}
		text = *c.Default
	}
	ok, err := c.Want.holds(text)
	return ok, err == nil
}

// grouped joins the answers for sampled agents into one, so that thousands of
// agents are one line in a report. The others stay as they are.
func grouped(ds []*Daemon, answers []Answer) []Answer {
	var out, group []Answer
	for i, d := range ds {
		if d.Grouped {
			group = append(group, answers[i])
		} else {
			out = append(out, answers[i])
		}
	}
	if len(group) == 0 {
		return out
	}
	return append(out, join(group))
}

// joinedNames is how many subjects a joined answer names, and how many pieces of
// evidence it keeps.
const joinedNames = 10

// join makes one answer of many: the worst result, how many have it, and who.
func join(group []Answer) Answer {
	worst := mesoswatch.NotApplicable
	count := make(map[mesoswatch.Result]int)
	for _, a := range group {
		count[a.Result]++
		if badness(a.Result) > badness(worst) {
			worst = a.Result
		}
	}
	out := Answer{Subject: mesoswatch.Subject{Kind: "agents", Name: "sampled agents"}, Result: worst}
	var names []string
	reasons := make(map[string]int)
	for _, a := range group {
		if a.Result != worst {
			continue
		}
		reasons[a.Reason]++
		if len(names) < joinedNames {
			names = append(names, a.Subject.Name)
			out.Evidence = append(out.Evidence, a.Evidence...)
		}
		if a.Level != nil && (out.Level == nil || *a.Level > *out.Level) {
			out.Level = a.Level
		}
		if a.Remediation != "" {
			out.Remediation = a.Remediation
		}
	}
	out.Reason = fmt.Sprintf("%d of %d agents: %s", count[worst], len(group), commonest(reasons))
	if worst == mesoswatch.Fail {
		out.Reason += "; " + strings.Join(names, ", ")
		if count[worst] > len(names) {
			out.Reason += fmt.Sprintf(" and %d more", count[worst]-len(names))
		}
		if n := count[mesoswatch.Unknown]; n > 0 {
			out.Reason += fmt.Sprintf("; of %d it is not known", n)
		}
	}
	return out
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
