package rules

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// catalog joins what was read: references are resolved, rules that refer to
// nothing are refused, and the order of evaluation is set.
func (l *loader) catalog() *Catalog {
	l.built = make(map[string]bool)
	c := &Catalog{opt: l.opt, books: l.books.sorted(), tests: l.tests}
	built := goRules(c, l.opt.Baseline)
	for _, r := range built {
		l.built[r.Name] = true
	}
	l.dropDangling()
	l.dropCycles()
	quietedBy := make(map[string][]string)
	for _, n := range l.names() {
		d := l.docs[n]
		c.units = append(c.units, l.newUnit(d))
		quietedBy[n] = l.quieting(d)
	}
	for _, r := range built {
		if l.docs[r.Name] != nil {
			l.refuse(l.docs[r.Name], "rule %q is written in Go and cannot be replaced", r.Name)
			c.units = slices.DeleteFunc(c.units, func(u *unit) bool { return u.Name == r.Name })
			delete(l.docs, r.Name)
		}
		r.Form, r.Origin = FormGo, "built in"
		c.units = append(c.units, &unit{Rule: r})
		quietedBy[r.Name] = r.SuppressedBy
	}
	l.joinFilters(c)
	for _, u := range c.units {
		if u.doc == nil {
			u.variant = l.variant(u.Name, c.filters)
		}
	}
	var ok bool
	if c.units, ok = order(c.units, quietedBy); !ok {
		l.fail(&sigma.Error{File: "rules", Line: 1, Reason: "rules are suppressed_by one another in a circle"})
	}
	l.connect(c)
	return c
}

// variant is what a Go rule depends on beside the records: filters, the baseline.
func (l *loader) variant(rule string, filters []*filter) string {
	switch rule {
	case "filter-expired":
		text := ""
		for _, f := range filters {
			text += f.Digest
		}
		return text
	case "framework-rogue", "agent-rogue", "master-foreign-candidate", "task-suspicious":
		if l.opt.Baseline != nil {
			return string(l.opt.Baseline.YAML())
		}
	}
	return ""
}

// quieting lists the rules that quiet the document's.
func (l *loader) quieting(d *sigma.Document) []string {
	out := l.resolve(d.SuppressedBy)
	for _, ref := range d.SuppressedBy {
		if l.built[ref] {
			out = append(out, ref)
		}
	}
	return out
}

// missingLists says why a rule with placeholders is inactive.
func missingLists(missing []string, known *baseline.Baseline) string {
	if known == nil {
		return noBaseline(nil, "", false) + ", and it would tell " + strings.Join(missing, ", ")
	}
	return "the baseline has no such list: " + strings.Join(missing, ", ")
}

func (l *loader) newUnit(d *sigma.Document) *unit {
	u := &unit{doc: d, explains: explains(d.Fields), subjects: subjects(d)}
	u.Rule = Rule{
		Name: d.Name, ID: d.ID, Title: d.Title, Description: d.Description, Level: d.Level, Status: d.Status,
		Tags: d.Tags, References: d.References, FalsePositives: d.FalsePositives, Runbook: d.Runbook,
		Remediation: d.Remediation, Origin: d.File, Form: FormSigma, Service: d.Service,
	}
	if d.Correlation != nil {
		u.Form = FormCorrelation
	}
	if d.CountOnce != nil && len(d.CountOnce.Per) > 0 {
		u.once = explains(d.CountOnce.Per)
	}
	if d.Detection != nil && len(d.Detection.Missing) > 0 {
		u.Inactive = missingLists(d.Detection.Missing, l.opt.Baseline)
	}
	return u
}

func (l *loader) resolve(refs []string) []string {
	out := make([]string, 0, len(refs))
	for _, ref := range refs {
		if n, ok := l.find(ref); ok {
			out = append(out, n)
		}
	}
	return out
}

// connect sets indexes between units, and who speaks.
func (l *loader) connect(c *Catalog) {
	index := make(map[string]int)
	for i, u := range c.units {
		index[u.Name] = i
		if u.doc == nil && (u.On.Health || u.On.Snapshots) {
			c.watchers = append(c.watchers, i)
		}
		if u.On.Back {
			c.back = append(c.back, i)
		}
	}
	spoken := make(map[string]bool) // lets its rules speak, or comes from elsewhere
	for i, u := range c.units {
		if u.doc == nil {
			for _, n := range u.SuppressedBy {
				c.quietens(index[n], i)
			}
			continue
		}
		if corr := u.doc.Correlation; corr != nil {
			for pos, n := range l.resolve(corr.Rules) {
				of := c.units[index[n]]
				of.feeds = append(of.feeds, feed{i, pos})
				of.Helper = true
				if corr.Generate || origin(of.doc) != origin(u.doc) {
					spoken[n] = true
				}
			}
		}
		for _, n := range l.quieting(u.doc) {
			c.quietens(index[n], i)
		}
		for _, n := range l.resolve(u.doc.ResolvedBy) {
			c.units[index[n]].ends = append(c.units[index[n]].ends, i)
			c.units[index[n]].Helper = true
		}
	}
	for i, u := range c.units {
		if spoken[u.Name] || (len(u.feeds) == 0 && u.doc != nil && u.doc.Runbook != "") {
			u.Helper = false
		}
		if u.doc != nil {
			u.New = func() Check { return c.single(i) }
		}
		c.byName = append(c.byName, i)
	}
	slices.SortFunc(c.byName, func(a, b int) int { return strings.Compare(c.units[a].Name, c.units[b].Name) })
}

// quietens notes that unit i keeps unit j quiet.
func (c *Catalog) quietens(i, j int) {
	c.units[i].quiets = append(c.units[i].quiets, j)
	c.units[j].quietedBy = append(c.units[j].quietedBy, i)
}

// origin is the folder a rule came from: a rule of a user's folder cannot
// silence a shipped one by counting it.
func origin(d *sigma.Document) string {
	first, _, _ := strings.Cut(filepath.ToSlash(d.File), "/")
	if first == "shipped" {
		return first
	}
	return filepath.Dir(d.File)
}

// single is a Check that runs the whole catalogue and speaks for unit i alone:
// what a rule says depends on those it counts and those that quiet it.
func (c *Catalog) single(i int) Check {
	e := c.Engine()
	name := c.units[i].Name
	return func(r mesoswatch.Record) []mesoswatch.Record {
		return slices.DeleteFunc(e.Evaluate(r), func(r mesoswatch.Record) bool {
			return r.Finding == nil || r.Finding.Rule != name
		})
	}
}
