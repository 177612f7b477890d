package rules

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Markdown writes the catalogue as a page: for each rule what it means, what it
// cannot see, an example line and the runbook. The page of the shipped rules is
// docs/rules.md.
func (c *Catalog) Markdown() string {
	var b strings.Builder
	b.WriteString("# The rules\n\nThis page is generated from the rules (`go test ./rules -run TestDocs -update`); `mesoswatch rules show NAME` says the same of one.\n" +
		"[Writing rules](writing-rules.md) tells how to add your own.\n\n| rule | level | what |\n|---|---|---|\n")
	var helpers []Rule
	for _, r := range c.Rules() {
		if r.Helper {
			helpers = append(helpers, r)
			continue
		}
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s |\n", r.Name, r.Name, r.Level, markdownCell(r.Title))
	}
	for _, r := range c.Rules() {
		if !r.Helper {
			c.describe(&b, r)
		}
	}
	if len(helpers) > 0 {
		b.WriteString("\n## Rules without findings of their own\n\nThey are counted by others, or end the findings of others.\n\n")
		for _, r := range helpers {
			fmt.Fprintf(&b, "- `%s`: %s. %s\n", r.Name, r.Title, oneLine(r.Description))
		}
	}
	return b.String()
}

func (c *Catalog) describe(b *strings.Builder, r Rule) {
	fmt.Fprintf(b, "\n## %s\n\n**%s** (%s)\n\n%s\n", r.Name, r.Title, r.Level, oneLine(r.Description))
	if line := c.example(r.Name); line != "" {
		fmt.Fprintf(b, "\nAn example line:\n\n```\n%s\n```\n", line)
	}
	b.WriteString("\n")
	fact := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "- %s: %s\n", name, value)
		}
	}
	fact("Can be wrong", strings.Join(r.FalsePositives, "; "))
	fact("Do", r.Remediation)
	if book, ok := c.Runbook(r.Runbook); ok {
		fact("Runbook", fmt.Sprintf("`%s` (%s)", book.ID, book.Title))
	}
	fact("Quiet while reported", codeList(r.SuppressedBy))
	if i := c.index(r.Name); i >= 0 && c.units[i].doc != nil {
		fact("Quiet while reported", codeList(c.units[i].doc.SuppressedBy))
		fact("Ended by", codeList(c.units[i].doc.ResolvedBy))
		if corr := c.units[i].doc.Correlation; corr != nil {
			fact("Counts", fmt.Sprintf("%s within %s by %s", codeList(corr.Rules), corr.Timespan, codeList(corr.GroupBy)))
		}
	}
	fact("Tags", codeList(r.Tags))
	if r.Form == FormGo {
		fact("Written in", "Go, since it needs more than events")
	} else {
		fact("File", "`rules/"+r.Origin+"`")
	}
	fact("References", strings.Join(r.References, ", "))
}

func (c *Catalog) index(name string) int {
	for i, u := range c.units {
		if u.Name == name {
			return i
		}
	}
	return -1
}

// example is the last line of the first case in which the rule speaks.
func (c *Catalog) example(rule string) string {
	for _, t := range c.tests {
		if t.rule != rule {
			continue
		}
		for _, k := range t.cases {
			records, err := testRecords(k.records)
			if err != nil || strings.TrimSpace(string(k.findings)) == "" {
				continue
			}
			for i := len(records) - 1; i >= 0; i-- {
				if e := records[i].Event; e != nil && e.Raw != "" {
					return strings.Join(mesoswatch.PrintableLines(e.Raw), "\n")
				}
			}
		}
	}
	return ""
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func codeList(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "`" + strings.Join(names, "`, `") + "`"
}

func markdownCell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
