package audit

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Changes of a check from one audit to the next.
const (
	IsNew     = "new"
	Fixed     = "fixed"
	Changed   = "changed"
	Unchanged = "unchanged"
)

// Diff is what differs between two audits.
type Diff struct {
	Tool    string         `json:"tool"`
	Version string         `json:"version"`
	From    time.Time      `json:"from"`
	To      time.Time      `json:"to"`
	Cluster string         `json:"cluster"`
	Counts  map[string]int `json:"counts"`
	Checks  []Difference   `json:"checks"`
}

// Difference is one check in both.
type Difference struct {
	Change string `json:"change"`
	// Was is its former status; empty for a check that was not there.
	Was mesoswatch.Result `json:"was,omitempty"`
	// Is the check now; for one that is gone, as it was.
	Check
}

// Compare tells what differs, by fingerprint: a fail that was none is new, one
// that is none any more (or whose subject is gone) is fixed, another status,
// level or reason is changed.
func Compare(before, after *Report) *Diff {
	d := &Diff{Tool: after.Tool, Version: after.Version, From: before.Time, To: after.Time, Cluster: after.Cluster,
		Counts: map[string]int{IsNew: 0, Fixed: 0, Changed: 0, Unchanged: 0}, Checks: []Difference{}}
	was := make(map[string]Check, len(before.Checks))
	for _, c := range before.Checks {
		was[c.Fingerprint] = c
	}
	for _, c := range after.Checks {
		old, known := was[c.Fingerprint]
		delete(was, c.Fingerprint)
		d.add(Difference{Change: change(old, known, c), Was: old.Status, Check: c})
	}
	for _, c := range before.Checks {
		if _, gone := was[c.Fingerprint]; !gone {
			continue
		}
		how := Changed
		if c.Status == mesoswatch.Fail {
			how = Fixed
			c.Reason = strings.TrimSpace("not in the later audit; it said: " + c.Reason)
		}
		d.add(Difference{Change: how, Was: c.Status, Check: c})
	}
	slices.SortStableFunc(d.Checks, func(a, b Difference) int {
		if n := rank(a.Change) - rank(b.Change); n != 0 {
			return n
		}
		return compare(a.Check, b.Check)
	})
	return d
}

func (d *Diff) add(x Difference) {
	d.Counts[x.Change]++
	d.Checks = append(d.Checks, x)
}

func change(old Check, known bool, c Check) string {
	fails := func(c Check) bool { return c.Status == mesoswatch.Fail && !c.Waived() }
	switch {
	case fails(c) && (!known || !fails(old)):
		return IsNew
	case known && fails(old) && c.Status == mesoswatch.Pass:
		return Fixed
	case !known:
		return Changed
	case old.Status != c.Status || old.Level != c.Level || old.Reason != c.Reason || !reflect.DeepEqual(old.Waiver, c.Waiver):
		return Changed
	}
	return Unchanged
}

func rank(change string) int { return slices.Index([]string{IsNew, Changed, Fixed, Unchanged}, change) }

// Worst is the level of the gravest new fail; false when there is none.
func (d *Diff) Worst() (mesoswatch.Level, bool) {
	worst, any := mesoswatch.Informational, false
	for _, x := range d.Checks {
		if x.Change == IsNew {
			worst, any = max(worst, x.Level), true
		}
	}
	return worst, any
}

// Write writes the difference in a format.
func (d *Diff) Write(w io.Writer, format string) error {
	checks, changes, states := make([]Check, len(d.Checks)), make([]string, len(d.Checks)), make([]string, len(d.Checks))
	for i, x := range d.Checks {
		checks[i], changes[i] = x.Check, x.Change
		states[i] = map[string]string{IsNew: "new", Fixed: "absent", Changed: "updated", Unchanged: "unchanged"}[x.Change]
	}
	switch format {
	case "text":
		return d.writeText(w)
	case "json":
		return writeJSON(w, d)
	case "html":
		return writeHTML(w, "diff", d)
	case "md":
		return d.writeMarkdown(w)
	case "csv":
		return writeCSV(w, checks, changes)
	case "sarif":
		return writeSARIF(w, d.Version, checks, states)
	}
	return fmt.Errorf("format %q is none of %s", format, strings.Join(Formats(), ", "))
}

func (d *Diff) sentence() string {
	return fmt.Sprintf("%d new, %d changed, %d fixed, %d unchanged.", d.Counts[IsNew], d.Counts[Changed], d.Counts[Fixed], d.Counts[Unchanged])
}

func (d *Diff) writeText(w io.Writer) error {
	var b strings.Builder
	p := mesoswatch.Printable
	fmt.Fprintf(&b, "Audits of %s, %s and %s\n%s\n", p(d.Cluster), d.From.Format(time.RFC3339), d.To.Format(time.RFC3339), d.sentence())
	for _, x := range d.Checks {
		if x.Change == Unchanged {
			continue
		}
		was := string(x.Was)
		if was == "" {
			was = "not there"
		}
		fmt.Fprintf(&b, "\n%-8s %-13s %s, %s\n  was %s, is %s\n", strings.ToUpper(x.Change), x.Level, x.ID, p(x.subject()), was, x.is())
		if x.Reason != "" {
			fmt.Fprintf(&b, "  %s\n", p(x.Reason))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Difference) is() string {
	if x.Change == Fixed && x.Status == mesoswatch.Fail {
		return "not there"
	}
	return x.state()
}

func (d *Diff) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Audits of %s\n\n%s and %s\n\n%s\n\n| change | was | is | level | check | subject | reason |\n|---|---|---|---|---|---|---|\n",
		md(d.Cluster), d.From.Format(time.RFC3339), d.To.Format(time.RFC3339), d.sentence())
	for _, x := range d.Checks {
		if x.Change != Unchanged {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", x.Change, x.Was, x.is(), x.Level, md(x.ID), md(x.subject()), md(x.Reason))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
