package bundle

import (
	"fmt"
	"strings"
)

// markdown writes the draft for people to go on with.
func (d draft) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nDraft of a post-mortem, made by mesoswatch from what it has. What it does not know it says; what a peer says of itself is a claim.\n\n", md(d.Title))
	table(&b, []string{"", ""})
	for _, f := range d.Facts {
		cells(&b, md(f.Name), md(f.Value))
	}
	b.WriteString("\n## Summary\n\n")
	list(&b, d.Summary)
	if len(d.Findings) > 0 {
		b.WriteString("\n")
		table(&b, []string{"level", "finding", "subject", "seen", "count", "status"})
	}
	for _, f := range d.Findings {
		cells(&b, f.Level, md(f.Title+" ("+f.ID+")"), md(f.Subject), md(f.Seen), f.Count, md(f.Status))
	}
	d.impactMarkdown(&b)
	d.timelineMarkdown(&b)
	d.doneMarkdown(&b)
	d.proofMarkdown(&b)
	b.WriteString("\n## Open questions\n\n")
	for _, q := range d.Asked {
		fmt.Fprintf(&b, "- [ ] %s\n", md(q))
	}
	b.WriteString("\n## How to verify this bundle\n\n")
	for _, s := range howToVerify(d.Cluster) {
		if s.command {
			fmt.Fprintf(&b, "```sh\n%s\n```\n\n", s.text)
		} else {
			fmt.Fprintf(&b, "%s\n\n", md(s.text))
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (d draft) impactMarkdown(b *strings.Builder) {
	b.WriteString("\n## Impact\n\n")
	list(b, d.Impact)
	if len(d.Touched) > 0 {
		b.WriteString("\n")
		table(b, []string{"touched", "name", "how it is known"})
	}
	for _, t := range d.Touched {
		cells(b, md(t.Kind), md(t.Name), md(t.How))
	}
	for _, m := range d.Means {
		fmt.Fprintf(b, "\nWhat a finding of this kind can lead to, by the runbook “%s”:\n\n", md(m.Title))
		for _, line := range strings.Split(m.Text, "\n") {
			b.WriteString(strings.TrimRight("> "+line, " ") + "\n")
		}
	}
}

func (d draft) timelineMarkdown(b *strings.Builder) {
	b.WriteString("\n## Timeline\n\nTimes are those of the data, in the zone of their source, with UTC beside.\n\n")
	if len(d.Beats) == 0 {
		b.WriteString("Nothing is known.\n")
		return
	}
	table(b, []string{"time", "UTC", "what", "", "source"})
	for _, t := range d.Beats {
		what := md(t.What)
		if t.Level != "" {
			what += ", " + t.Level
		}
		if t.Gap {
			cells(b, t.Local, t.UTC, "**GAP**", "**"+md(t.Text)+"**", md(t.Source))
			continue
		}
		cells(b, t.Local, t.UTC, md(t.Kind)+": "+what, md(t.Text), md(t.Source))
	}
	if d.Later > 0 {
		fmt.Fprintf(b, "\n%d later rows are left out here; timeline.jsonl has them all.\n", d.Later)
	}
}

func (d draft) doneMarkdown(b *strings.Builder) {
	b.WriteString("\n## What was done\n\n")
	if len(d.Deeds) == 0 {
		b.WriteString("No action is recorded but the steps below.\n")
	} else {
		table(b, []string{"time", "UTC", "who", "what", "on", ""})
	}
	for _, x := range d.Deeds {
		cells(b, x.Local, x.UTC, md(x.Who), md(x.What), md(x.On), md(x.Text))
	}
	for _, k := range d.Books {
		fmt.Fprintf(b, "\n### Runbook: %s\n\n`%s`: %d of %d steps ticked.%s\n", md(k.Title), safe(k.ID), k.Done, k.All, k.elsewhere())
		section := ""
		for _, s := range k.shown() {
			if s.Section != section {
				section = s.Section
				fmt.Fprintf(b, "\n%s:\n\n", md(section))
			}
			if s.Done {
				fmt.Fprintf(b, "- [x] %s%s (%s, %s)\n", s.Text, md(s.Plain), md(s.Who), s.When)
			} else {
				fmt.Fprintf(b, "- [ ] %s\n", s.Text)
			}
		}
		if len(k.Notes) > 0 {
			b.WriteString("\nNotes:\n\n")
		}
		for _, n := range k.Notes {
			fmt.Fprintf(b, "- %s, %s: %s\n", n.Local, md(n.Who), md(n.Text))
		}
	}
}

func (d draft) proofMarkdown(b *strings.Builder) {
	b.WriteString("\n## Evidence\n\n")
	if len(d.Proofs) == 0 {
		b.WriteString("No finding has evidence.\n")
		return
	}
	table(b, []string{"finding", "time", "place", "text", "bytes in"})
	for _, p := range d.Proofs {
		cells(b, md(p.Findings), p.Time, md(p.Place), md(p.Text), md(p.From))
	}
	if d.Unproven > 0 {
		fmt.Fprintf(b, "\n%d more pieces are left out here; findings.jsonl has them all.\n", d.Unproven)
	}
}

func list(b *strings.Builder, lines []string) {
	for _, s := range lines {
		fmt.Fprintf(b, "- %s\n", md(s))
	}
}

func table(b *strings.Builder, heads []string) {
	cells(b, heads...)
	b.WriteString(strings.Repeat("|---", len(heads)) + "|\n")
}

func cells(b *strings.Builder, row ...string) {
	b.WriteString("|")
	for _, c := range row {
		b.WriteString(" " + c + " |")
	}
	b.WriteString("\n")
}

// instruction is a paragraph or a command.
type instruction struct {
	text    string
	command bool
}

// howToVerify is the same in every bundle but for the cluster's name.
func howToVerify(cluster string) []instruction {
	return []instruction{
		{"The hash of the bundle, which is that of its manifest.json, was shown when it was exported. It is recorded in the timeline and in the store of cluster " + orUnknown(cluster) + ". With it, this proves that not one byte was changed since:", false},
		{"mesoswatch verify incident.zip --expect sha256:HASH", true},
		{"Without mesoswatch: compare the first line with the hash, and the others with the sha256 of each part in manifest.json.", false},
		{"unzip -p incident.zip manifest.json | sha256sum\nunzip incident.zip -d incident && cd incident && find . -type f -exec sha256sum {} +", true},
		{"Without the hash nothing is proved: whoever changed a part could have changed the manifest too. Whether what was recorded is true, no hash can prove.", false},
	}
}
