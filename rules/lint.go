package rules

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Problem is something a rule, filter or runbook lacks or has wrong.
type Problem struct {
	File, Subject, Reason string
}

func (p Problem) String() string { return fmt.Sprintf("%s: %s: %s", p.File, p.Subject, p.Reason) }

// Lint says what is incomplete: every rule has texts, a level, a runbook and
// tests of both outcomes; filters take away instead of letting through; runbooks
// have their headings and safe commands. Errors of Load are not repeated.
func (c *Catalog) Lint() []Problem {
	l := linter{catalog: c, fires: make(map[string]bool), quiet: make(map[string]bool)}
	for _, t := range c.tests {
		if _, known := c.Rule(t.rule); !known {
			l.say(t.name, t.rule, "there are tests but no such rule")
		}
		for _, k := range t.cases {
			if strings.TrimSpace(string(k.findings)) == "" {
				l.quiet[t.rule] = true
			} else {
				l.fires[t.rule] = true
			}
		}
	}
	for _, i := range c.byName {
		l.rule(c.units[i])
	}
	for _, f := range c.filters {
		l.filter(f)
	}
	for _, b := range c.books {
		l.book(b)
	}
	sort.SliceStable(l.problems, func(i, j int) bool { return l.problems[i].File < l.problems[j].File })
	return l.problems
}

// maxTitle is how many characters of a title lists show.
const maxTitle = 32

type linter struct {
	catalog      *Catalog
	fires, quiet map[string]bool
	problems     []Problem
}

func (l *linter) say(file, subject, format string, args ...any) {
	l.problems = append(l.problems, Problem{file, subject, fmt.Sprintf(format, args...)})
}

var ruleFile = regexp.MustCompile(`^[a-z0-9_]+\.yml$`)

func (l *linter) rule(u *unit) {
	bad := func(format string, args ...any) { l.say(u.Origin, u.Name, format, args...) }
	if u.doc != nil {
		if !ruleFile.MatchString(path.Base(u.Origin)) && !strings.Contains(u.Origin, ".txtar") {
			bad("the file's name must be of the form [a-z0-9_]+.yml")
		}
		if !u.doc.HasLevel {
			bad("no level")
		}
		if u.doc.Detection != nil && len(u.doc.Detection.Unused) > 0 {
			bad("the condition does not use: %s", strings.Join(u.doc.Detection.Unused, ", "))
		}
	}
	if n := utf8.RuneCountInString(u.Title); n == 0 || n > maxTitle {
		bad("the title has %d characters, not 1 to %d: lists have no room for more, the description has", n, maxTitle)
	}
	if u.ID == "" {
		bad("no id")
	}
	if u.Description == "" {
		bad("no description")
	}
	if u.Helper {
		return
	}
	absent(bad, map[string]bool{
		"falsepositives": len(u.FalsePositives) == 0, "remediation": u.Remediation == "",
		"status": u.Status == "", "runbook": u.Runbook == "",
	})
	if b, ok := l.catalog.Runbook(u.Runbook); u.Runbook != "" && (!ok || b.ID != u.Runbook) {
		bad("there is no runbook %q", u.Runbook)
	} else if ok && !slices.Contains(b.Rules, u.Name) {
		bad("runbook %q does not list the rule", u.Runbook)
	}
	if u.Status == "deprecated" || u.Status == "unsupported" {
		bad("its status is %s", u.Status)
	}
	if !l.fires[u.Name] {
		bad("no test in which it speaks")
	}
	if !l.quiet[u.Name] {
		bad("no test in which it stays quiet")
	}
}

// absent says what is missing, in the order of names.
func absent(bad func(string, ...any), missing map[string]bool) {
	for _, what := range slices.Sorted(maps.Keys(missing)) {
		if missing[what] {
			bad("no %s", what)
		}
	}
}

func (l *linter) filter(f *filter) {
	bad := func(format string, args ...any) { l.say(f.File, "filter "+f.Title, format, args...) }
	if !f.Filter.Detection.Negated {
		bad("the condition does not begin with not: the rules would speak of nothing but what it selects")
	}
	absent(bad, map[string]bool{"id": f.ID == "", "owner": f.Owner == "", "reason": f.Reason == "", "expires": f.Expires.IsZero()})
	if len(f.Filter.Detection.Unused) > 0 {
		bad("the condition does not use: %s", strings.Join(f.Filter.Detection.Unused, ", "))
	}
}
