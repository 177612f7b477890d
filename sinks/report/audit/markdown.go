package audit

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// md makes foreign text harmless in Markdown: on one line, and every character
// that means something there escaped.
func md(s string) string {
	s = strings.Join(strings.Fields(mesoswatch.Printable(s)), " ")
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '\\', '`', '*', '_', '{', '}', '[', ']', '(', ')', '#', '+', '!', '|', '~', '-', '.':
			b.WriteRune('\\')
			b.WriteRune(r)
		case ':', '@': // no bare links
			b.WriteString("&#" + fmt.Sprint(int(r)) + ";")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (r *Report) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Audit of %s\n\n%s, mesoswatch %s\n\n%s\n", md(r.Cluster), r.Time.Format(time.RFC3339), md(r.Version), r.sentence())
	for _, s := range r.Summary.Blind {
		fmt.Fprintf(&b, "\n* not seen: %s", md(s))
	}
	for _, s := range r.Summary.Unused {
		fmt.Fprintf(&b, "\n* waiver without use: %s", md(s))
	}
	b.WriteString("\n\n## Checks\n\n| status | level | check | subject | reason |\n|---|---|---|---|---|\n")
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.state(), c.Level, md(c.ID), md(c.subject()), md(c.Reason))
	}
	for _, c := range r.Checks {
		if c.Status == mesoswatch.Fail {
			c.markdown(&b)
		}
	}
	r.markdownTables(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (c Check) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s: %s\n\n%s\n\n* level: %s, status: %s\n", md(c.ID), md(c.Title), md(c.subject()), c.Level, c.state())
	for _, e := range c.Evidence {
		fmt.Fprintf(b, "* evidence: %s, %s\n", md(place(e)), md(e.Text))
	}
	if c.Waiver != nil {
		fmt.Fprintf(b, "* waiver %s of %s until %s, because: %s\n", md(c.Waiver.ID), md(c.Waiver.Owner), c.Waiver.Expires.Format(time.DateOnly), md(c.Waiver.Reason))
	}
	fmt.Fprintf(b, "* why: %s\n* do: %s\n", md(c.Rationale), md(c.Remediation))
	for _, ref := range c.References {
		fmt.Fprintf(b, "* see %s\n", md(ref))
	}
}

func (r *Report) markdownTables(b *strings.Builder) {
	if len(r.Permissions) > 0 {
		b.WriteString("\n## Who may do what\n\n| of | principal | may | object | decided by |\n|---|---|---|---|---|\n")
	}
	for _, x := range r.Permissions {
		if x.Allowed {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", md(x.Of), md(x.Principal), md(x.Action), md(x.Object), md(x.Why))
		}
	}
	b.WriteString("\n## Inventory\n\n| what | number |\n|---|---:|\n")
	for _, n := range r.Inventory.numbers() {
		fmt.Fprintf(b, "| %s | %d |\n", n.Name, n.N)
	}
	for _, kind := range r.Inventory.Kinds() {
		fmt.Fprintf(b, "\n* %s not seen whole: %s", kind, md(r.Inventory.Unseen[kind]))
	}
	b.WriteString("\n")
	for _, t := range r.Inventory.tables() {
		if len(t.Rows) > 0 {
			fmt.Fprintf(b, "\n### %s\n\n| %s | number | |\n|---|---:|---|\n", t.Title, t.Of)
		}
		for _, x := range t.Rows {
			fmt.Fprintf(b, "| %s | %d | %s |\n", md(x.Name), x.N, x.Note)
		}
	}
	if len(r.Readiness.Items) > 0 {
		fmt.Fprintf(b, "\n## Moving to %s\n\n| wave | effort | kind | id | why |\n|---:|---|---|---|---|\n", r.Readiness.Target)
	}
	for _, i := range r.Readiness.Items {
		fmt.Fprintf(b, "| %d | %s | %s | %s | %s |\n", i.Wave, i.Effort, i.Kind, md(i.ID), md(i.why()))
	}
	b.WriteString("\n## To be looked at by a person\n\n")
	for _, m := range r.Manual {
		fmt.Fprintf(b, "* [ ] %s: %s", md(m.Title), md(m.Wanted))
		if m.Command != "" {
			fmt.Fprintf(b, "\n\n      %s\n", m.Command)
		}
		b.WriteString("\n")
	}
}

func (i Item) why() string {
	var all []string
	for _, r := range i.Reasons {
		all = append(all, r.Text)
	}
	return strings.Join(all, "; ")
}

// Table is a tally with its headings.
type Table struct {
	Title, Of string
	Rows      []Tally
}

func (inv Inventory) tables() []Table {
	return []Table{
		{"Images", "image", inv.Images}, {"Registries", "registry", inv.Registries}, {"Volumes", "kind", inv.Volumes},
		{"Ports", "kind", inv.Ports}, {"Virtual addresses", "address", inv.VIPs}, {"Hosts that are fetched from", "host", inv.External},
		{"Secrets by name", "name", inv.Secrets}, {"Health checks", "protocol", inv.HealthChecks}, {"Constraints", "constraint", inv.Constraints},
	}
}
