package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
)

func (a *app) runbookCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "runbook", Short: "Show the runbooks", Args: cobra.NoArgs}
	cmd.AddCommand(a.runbookList(), a.runbookShow())
	return cmd
}

// listedBook is a runbook in the list.
type listedBook struct {
	ID       string           `json:"id"`
	Title    string           `json:"title"`
	Level    mesoswatch.Level `json:"level"`
	Reviewed string           `json:"reviewed"`
	Steps    int              `json:"steps"`
	// Changes is how many of the steps change the cluster.
	Changes int      `json:"changes"`
	Rules   []string `json:"rules"`
	Checks  []string `json:"checks"` // of posture
}

func (a *app) runbookList() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "list", Short: "List the runbooks, with the rules and checks that lead to them", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if format != "text" && format != "json" {
				return usage("--format %q: text or json", format)
			}
			catalog, err := a.catalog()
			if err != nil {
				return err
			}
			books := a.listedBooks(catalog)
			if format == "json" {
				e := json.NewEncoder(a.stdout)
				e.SetIndent("", "  ")
				return e.Encode(books)
			}
			return writeBooks(a.stdout, books)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func (a *app) listedBooks(catalog *rules.Catalog) []listedBook {
	checks := make(map[string][]string)
	for _, c := range a.checks().Checks() {
		checks[c.Runbook] = append(checks[c.Runbook], c.ID)
	}
	out := []listedBook{}
	for _, rb := range catalog.Runbooks() {
		b := listedBook{ID: rb.ID, Title: rb.Title, Level: rb.Level, Reviewed: rb.Reviewed,
			Rules: append([]string{}, rb.Rules...), Checks: append([]string{}, checks[rb.ID]...)}
		for _, s := range mesoswatch.Steps(rb.Body) {
			b.Steps++
			if s.Changes {
				b.Changes++
			}
		}
		out = append(out, b)
	}
	return out
}

func writeBooks(w io.Writer, books []listedBook) error {
	var b strings.Builder
	for _, x := range books {
		fmt.Fprintf(&b, "%-24s %-13s %3d steps, %2d change the cluster  %s\n", x.ID, x.Level, x.Steps, x.Changes, mesoswatch.Printable(x.Title))
		writeNames(&b, "rules", x.Rules)
		writeNames(&b, "checks", x.Checks)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeNames fills lines of at most 100 characters.
func writeNames(b *strings.Builder, what string, names []string) {
	line := "    " + what + ":"
	for i, n := range names {
		n = mesoswatch.Printable(n)
		if i < len(names)-1 {
			n += ","
		}
		if len(line)+1+len(n) > 100 {
			b.WriteString(line + "\n")
			line = "       "
		}
		line += " " + n
	}
	if len(names) > 0 {
		b.WriteString(line + "\n")
	}
}

func (a *app) runbookShow() *cobra.Command {
	var from string
	var commands bool
	cmd := &cobra.Command{
		Use:   "show [ID]",
		Short: "Print a runbook, filled in for a finding",
		Long: "show prints a runbook as Markdown, its steps numbered. With a finding its values are filled\n" +
			"in, and what the finding cannot tell is left out; without ID it is the finding's own runbook.\n" +
			"A finding is named by its id in the store, or is read from a FILE that replay --format jsonl,\n" +
			"findings list --format jsonl or findings show --format json wrote; - is standard input. Of\n" +
			"several in a file those are taken that the runbook is for.\n\n" +
			"mesoswatch runs none of the commands. Each step says whether it reads or changes the cluster.",
		Example: "  mesoswatch runbook show brute-force\n  mesoswatch runbook show --finding f-1a2b3c\n" +
			"  mesoswatch replay --format jsonl mesos-master.INFO | mesoswatch runbook show brute-force --finding - --commands",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			books, err := a.asked(cmd.Context(), strings.Join(args, ""), from)
			if err != nil {
				return err
			}
			for i, b := range books {
				if err := a.writeBook(b, commands, i > 0); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "finding", "", "fill it in for this `ID|FILE|-`")
	cmd.Flags().BoolVar(&commands, "commands", false, "only the commands, with what each is for")
	cmd.Flags().StringVar(&a.screen.cluster, "cluster", "", "`NAME` of the cluster whose store has the finding (needed where several are stored)")
	return cmd
}

// asked are the runbooks to print: one unfilled, or one for each finding.
func (a *app) asked(ctx context.Context, id, from string) ([]mesoswatch.FilledRunbook, error) {
	if id == "" && from == "" {
		return nil, usage("runbook show takes the ID of a runbook or --finding")
	}
	catalog, err := a.catalog()
	if err != nil {
		return nil, err
	}
	rb, known := catalog.Runbook(id)
	if id != "" && !known {
		return nil, hinted(fmt.Errorf("no runbook is named %q", id), "mesoswatch runbook list names them all")
	}
	if from == "" {
		return []mesoswatch.FilledRunbook{{ID: rb.ID, Title: rb.Title, Markdown: rb.Body, Steps: mesoswatch.Steps(rb.Body)}}, nil
	}
	fs, err := a.findingsFrom(ctx, from)
	if err != nil {
		return nil, err
	}
	var out []mesoswatch.FilledRunbook
	for _, f := range fs {
		switch {
		case id == "":
			rb, known = catalog.Runbook(f.Runbook)
		case len(fs) > 1 && f.Runbook != rb.ID:
			continue
		}
		if !known {
			return nil, hinted(fmt.Errorf("finding %s of %q names no runbook that is here: %q", f.ID, f.Rule, f.Runbook), "mesoswatch runbook list names them all")
		}
		filled, err := filledFor(rb, f)
		if err != nil {
			return nil, err
		}
		out = append(out, filled)
	}
	if len(out) == 0 {
		return nil, hinted(fmt.Errorf("none of %d findings leads to runbook %q", len(fs), rb.ID), "leave the ID out to get the runbook of each finding")
	}
	return out, nil
}

// filledFor fills a runbook and says at its head which finding it is for.
func filledFor(rb mesoswatch.Runbook, f mesoswatch.Finding) (mesoswatch.FilledRunbook, error) {
	rb.Body = "For finding {{finding}} of {{rule}}, about {{subject}}: seen first {{first_seen}}, last {{last_seen}}.\n\n" + rb.Body
	return rules.Fill(rb, f)
}

func (a *app) writeBook(b mesoswatch.FilledRunbook, commands, next bool) error {
	text := "# " + b.Title + "\n\n" + rules.Paper(b.Markdown)
	if commands {
		text = commandText(b)
	}
	if next {
		text = "\n" + text
	}
	for _, line := range mesoswatch.PrintableLines(text) {
		if _, err := fmt.Fprintln(a.stdout, line); err != nil {
			return err
		}
	}
	return nil
}

// commandText lists the commands, each below a comment with the number of its
// step, its mark and what it is for.
func commandText(b mesoswatch.FilledRunbook) string {
	var out strings.Builder
	for i, s := range b.Steps {
		if len(s.Commands) == 0 {
			continue
		}
		// A comment ends at the end of its line: Printable leaves none in the text.
		fmt.Fprintf(&out, "# %d. %s\n", i+1, mesoswatch.Printable(s.Text))
		if len(s.Open) > 0 {
			fmt.Fprintf(&out, "# fill in by hand: <%s>\n", strings.Join(s.Open, ">, <"))
		}
		for _, c := range s.Commands {
			out.WriteString(c + "\n")
		}
		out.WriteString("\n")
	}
	return out.String()
}
