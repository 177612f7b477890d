package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// A test file is a txtar archive named after its rule. Each case is two files:
// CASE/records, lines of JSON (with an optional "repeat":{"times":N,"every":"1s"}
// beside an event or a health), and CASE/findings, one line for each merged finding of that
// rule: level, status, count, subject kind, subject name. An empty findings file
// means that the rule must stay quiet.
type testFile struct {
	name  string
	rule  string
	cases []testCase
}

type testCase struct {
	name                     string
	records, findings, rules []byte
	lists                    map[string][]string
	baseline                 *baseline.Baseline
}

// maxRepeat bounds what one line of a test can ask for.
const maxRepeat = 10_000

func (l *loader) test(from fs.FS, p, name string) {
	text, ok := l.read(from, p, name)
	if !ok {
		return
	}
	t := testFile{name: name, rule: strings.TrimSuffix(path.Base(p), ".txtar")}
	byName := make(map[string]int)
	for _, f := range txtar.Parse(text).Files {
		dir, part := path.Split(f.Name)
		dir = strings.TrimSuffix(dir, "/")
		i, known := byName[dir]
		if !known {
			i = len(t.cases)
			byName[dir] = i
			t.cases = append(t.cases, testCase{name: dir})
		}
		switch part {
		case "records":
			t.cases[i].records = f.Data
		case "findings":
			t.cases[i].findings = f.Data
		case "rules":
			t.cases[i].rules = f.Data
		case "baseline":
			b, err := baseline.Read(name, f.Data)
			if err != nil {
				l.fail(fmt.Errorf("%q: %w", f.Name, err))
			}
			t.cases[i].baseline = b
		case "lists":
			if err := yaml.Unmarshal(f.Data, &t.cases[i].lists); err != nil {
				l.fail(&sigma.Error{File: name, Line: 1, Reason: fmt.Sprintf("%q: %v", f.Name, err)})
			}
		default:
			l.fail(&sigma.Error{File: name, Line: 1, Reason: fmt.Sprintf("%q: a case holds records, findings, rules, lists and baseline", f.Name)})
			return
		}
	}
	l.tests = append(l.tests, t)
}

// Report is the outcome of all rule tests.
type Report struct {
	Cases []CaseResult
	// Fires and Quiet list rules with a case in which they speak, and one in
	// which they do not.
	Fires, Quiet []string
	// Templates lists, by rule, the message templates its cases use.
	Templates map[string][]string
}

// CaseResult is the outcome of one case; Wrong is empty when it holds.
type CaseResult struct {
	Rule, File, Case, Wrong string
}

// Failed counts cases that do not hold.
func (r Report) Failed() int {
	n := 0
	for _, c := range r.Cases {
		if c.Wrong != "" {
			n++
		}
	}
	return n
}

// Test runs every case through a fresh engine of the whole catalogue and
// compares what the rule under test said. The baseline of the cluster has no part
// in it: a case brings its own.
func (c *Catalog) Test() Report { return c.test(func(mesoswatch.Finding) {}) }

// test hands out the merged findings of the rules under test, too.
func (c *Catalog) test(each func(mesoswatch.Finding)) Report {
	if c.opt.Baseline != nil || c.opt.Expand != nil {
		opt := c.opt
		opt.Baseline, opt.Expand = nil, nil
		c = newLoader(opt).catalog()
	}
	rep := Report{Templates: make(map[string][]string)}
	for _, t := range c.tests {
		for _, k := range t.cases {
			res := CaseResult{Rule: t.rule, File: t.name, Case: k.name}
			if _, known := c.Rule(t.rule); !known {
				res.Wrong = fmt.Sprintf("there is no rule %q", t.rule)
				rep.Cases = append(rep.Cases, res)
				continue
			}
			said, seen, err := c.playCase(t, k)
			for _, f := range said {
				each(f)
			}
			got := caseText(said)
			want := strings.TrimSpace(string(k.findings))
			switch {
			case err != nil:
				res.Wrong = err.Error()
			case got != want:
				res.Wrong = fmt.Sprintf("got\n%s\nwant\n%s", got, want)
			}
			rep.Templates[t.rule] = append(rep.Templates[t.rule], seen...)
			if want == "" {
				rep.Quiet = append(rep.Quiet, t.rule)
			} else {
				rep.Fires = append(rep.Fires, t.rule)
			}
			rep.Cases = append(rep.Cases, res)
		}
	}
	rep.Fires, rep.Quiet = unique(rep.Fires), unique(rep.Quiet)
	for k, v := range rep.Templates {
		rep.Templates[k] = unique(v)
	}
	return rep
}

func unique(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// playCase runs a case, with the documents it adds: the merged findings of its
// rule, and the templates that occurred.
func (c *Catalog) playCase(t testFile, k testCase) ([]mesoswatch.Finding, []string, error) {
	if len(k.rules) == 0 && len(k.lists) == 0 && k.baseline == nil {
		return c.play(k.records, t.rule)
	}
	opt := c.opt
	opt.Expand, opt.Baseline = k.lists, k.baseline
	l := newLoader(opt)
	before := len(l.errs)
	if len(k.rules) > 0 {
		l.parse(t.name+" "+k.name, k.rules, make(map[string]string))
	}
	more := l.catalog()
	if len(l.errs) > before {
		return nil, nil, l.errs[before]
	}
	return more.play(k.records, t.rule)
}

// play runs records and answers the merged findings of one rule, and the
// templates that occurred.
func (c *Catalog) play(text []byte, rule string) ([]mesoswatch.Finding, []string, error) {
	records, err := testRecords(text)
	if err != nil {
		return nil, nil, err
	}
	e := c.Engine()
	merged := make(map[string]mesoswatch.Finding)
	var seen []string
	for _, r := range records {
		if r.Event != nil && r.Event.Template != "" {
			seen = append(seen, r.Event.Template)
		}
		for _, said := range e.Evaluate(r) {
			f := said.Finding
			if f == nil || f.Rule != rule {
				continue
			}
			if old, known := merged[f.ID]; known {
				merged[f.ID] = old.Merge(*f)
			} else {
				merged[f.ID] = *f
			}
		}
	}
	return slices.Collect(maps.Values(merged)), seen, nil
}

// caseText is how a case writes findings down.
func caseText(said []mesoswatch.Finding) string {
	lines := make([]string, 0, len(said))
	for _, f := range said {
		lines = append(lines, fmt.Sprintf("%s %s %d %s %s", f.Level, f.Status, f.Count, f.Subject.Kind, mesoswatch.Printable(f.Subject.Name)))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// testRecords reads the records of a case and repeats those that ask for it,
// each later by "every" than the one before.
func testRecords(text []byte) ([]mesoswatch.Record, error) {
	var out []mesoswatch.Record
	for n, line := range bytes.Split(text, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var r struct {
			mesoswatch.Record
			Repeat struct {
				Times int
				Every string
			} `json:"repeat"`
		}
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("record %d: %w", n+1, err)
		}
		if err := r.Validate(); err != nil {
			return nil, fmt.Errorf("record %d: %w", n+1, err)
		}
		out = append(out, r.Record)
		if r.Repeat.Times < 2 || r.Event == nil && r.Health == nil {
			continue
		}
		every, err := time.ParseDuration(r.Repeat.Every)
		if err != nil || r.Repeat.Times > maxRepeat {
			return nil, fmt.Errorf("record %d: repeat takes up to %d times, every such as 1s", n+1, maxRepeat)
		}
		for i := 1; i < r.Repeat.Times; i++ {
			if r.Health != nil {
				h := *r.Health
				h.At = h.At.Add(time.Duration(i) * every)
				out = append(out, mesoswatch.Record{Health: &h})
				continue
			}
			e := *r.Event
			e.Time = e.Time.Add(time.Duration(i) * every)
			if e.Offset > 0 {
				e.Offset += int64(i) * 200
			}
			out = append(out, mesoswatch.Record{Event: &e})
		}
	}
	return out, nil
}
