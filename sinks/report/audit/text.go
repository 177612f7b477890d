package audit

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// levels from the gravest on.
var levels = []mesoswatch.Level{mesoswatch.Critical, mesoswatch.High, mesoswatch.Medium, mesoswatch.Low, mesoswatch.Informational}

// sentence sums the report up in one line.
func (r *Report) sentence() string {
	var parts []string
	for _, l := range levels {
		if n := r.Summary.Fails[l.String()]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, l))
		}
	}
	text := "No check fails"
	if len(parts) > 0 {
		text = "Fails: " + strings.Join(parts, ", ")
	}
	text += fmt.Sprintf(". %d pass, %d unknown, %d not applicable", r.Summary.Results[mesoswatch.Pass], r.Summary.Results[mesoswatch.Unknown], r.Summary.Results[mesoswatch.NotApplicable])
	if r.Summary.Waived > 0 {
		text += fmt.Sprintf(", %d waived", r.Summary.Waived)
	}
	return text + "."
}

func (r *Report) writeText(w io.Writer) error {
	var b strings.Builder
	p := mesoswatch.Printable
	fmt.Fprintf(&b, "Audit of %s, %s, by mesoswatch %s\n%s\n", p(r.Cluster), r.Time.Format(time.RFC3339), r.Version, r.sentence())
	for _, s := range r.Summary.Blind {
		fmt.Fprintf(&b, "Not seen: %s\n", p(s))
	}
	for _, s := range r.Summary.Unused {
		fmt.Fprintf(&b, "Waiver without use: %s\n", p(s))
	}
	for _, c := range r.Checks {
		if c.Status == mesoswatch.Fail {
			c.text(&b)
		}
	}
	r.listed(&b, "Unknown: none of this counts as passed", mesoswatch.Unknown)
	r.listed(&b, "Passed", mesoswatch.Pass)
	r.textTables(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (c Check) text(b *strings.Builder) {
	p := mesoswatch.Printable
	fmt.Fprintf(b, "\n%-8s %-13s %s: %s\n", strings.ToUpper(c.state()), c.Level, c.ID, p(c.Title))
	fmt.Fprintf(b, "  %s\n", p(c.subject()))
	if c.Reason != "" {
		fmt.Fprintf(b, "  %s\n", p(c.Reason))
	}
	for _, e := range c.Evidence {
		fmt.Fprintf(b, "  %s: %s\n", p(place(e)), p(e.Text))
	}
	if c.Waiver != nil {
		fmt.Fprintf(b, "  waiver %s of %s until %s: %s\n", p(c.Waiver.ID), p(c.Waiver.Owner), c.Waiver.Expires.Format(time.DateOnly), p(c.Waiver.Reason))
	}
	if c.Status == mesoswatch.Fail {
		fmt.Fprintf(b, "  why: %s\n  do:  %s\n", p(c.Rationale), p(c.Remediation))
	}
}

// place says where evidence stands.
func place(e mesoswatch.Evidence) string {
	text := e.Source
	if e.Line > 0 {
		text += fmt.Sprintf(":%d", e.Line)
	}
	if e.JSONPath != "" {
		text += " " + e.JSONPath
	}
	return text
}

// listed lists the checks with one result, one line each, without their texts.
func (r *Report) listed(b *strings.Builder, title string, status mesoswatch.Result) {
	first := true
	for _, c := range r.Checks {
		if c.Status != status {
			continue
		}
		if first {
			fmt.Fprintf(b, "\n%s\n", title)
			first = false
		}
		fmt.Fprintf(b, "  %-34s %s", c.ID, mesoswatch.Printable(c.subject()))
		if status == mesoswatch.Unknown {
			fmt.Fprintf(b, ": %s", mesoswatch.Printable(c.Reason))
		}
		b.WriteString("\n")
	}
}

func (r *Report) textTables(b *strings.Builder) {
	p := mesoswatch.Printable
	if len(r.Permissions) > 0 {
		b.WriteString("\nWho may do what\n")
	}
	for _, x := range r.Permissions {
		if x.Allowed {
			fmt.Fprintf(b, "  %-24s may %-34s %-20s %s\n", p(x.Principal), p(x.Action), p(x.Object), p(x.Of))
		}
	}
	b.WriteString("\nInventory\n")
	for _, n := range r.Inventory.numbers() {
		fmt.Fprintf(b, "  %-14s %6d\n", n.Name, n.N)
	}
	for _, kind := range r.Inventory.Kinds() {
		fmt.Fprintf(b, "  %-14s not seen whole: %s\n", kind, p(r.Inventory.Unseen[kind]))
	}
	if len(r.Readiness.Items) > 0 {
		fmt.Fprintf(b, "\nMoving to %s\n", r.Readiness.Target)
		for _, effort := range slices.Sorted(maps.Keys(r.Readiness.Counts)) {
			fmt.Fprintf(b, "  %-14s %6d\n", effort, r.Readiness.Counts[effort])
		}
	}
	if len(r.Manual) > 0 {
		b.WriteString("\nTo be looked at by a person: this program cannot see it\n")
	}
	for _, m := range r.Manual {
		fmt.Fprintf(b, "  [ ] %s: %s\n", m.Title, m.Wanted)
		if m.Command != "" {
			fmt.Fprintf(b, "        %s\n", m.Command)
		}
	}
}

// numbers are the inventory's counts.
func (inv Inventory) numbers() []Tally {
	return []Tally{
		{Name: "masters", N: int64(len(inv.Masters))}, {Name: "zookeepers", N: int64(len(inv.ZooKeeper))},
		{Name: "agents", N: int64(len(inv.Agents))}, {Name: "frameworks", N: int64(len(inv.Frameworks))},
		{Name: "roles", N: int64(len(inv.Roles))}, {Name: "tasks", N: int64(inv.Tasks)},
		{Name: "schedulers", N: int64(len(inv.Schedulers))}, {Name: "applications", N: int64(len(inv.Applications))},
		{Name: "images", N: int64(len(inv.Images))}, {Name: "znodes", N: int64(len(inv.Znodes))},
	}
}
