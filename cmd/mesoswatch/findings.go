package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/report"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

func (a *app) findingsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "findings",
		Short: "List the stored findings and decide about them",
		Long: "What watch and the dashboard find is stored, for each cluster in a file of its own. These\n" +
			"commands list it and do what the screen does; every dashboard on the same store shows it\n" +
			"within a second. An id may be shortened as long as it stays unambiguous.",
		Example: "  mesoswatch findings list --level high\n  mesoswatch findings ack f-1a2b3c --note 'stale secret of the old bastion, asked ops'\n" +
			"  mesoswatch findings silence f-1a2b3c --for 2h\n  mesoswatch findings export f-1a2b3c --output incident.zip",
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(a.findingsList(), a.findingsShow(), a.findingsExport())
	for _, d := range decisions {
		cmd.AddCommand(a.decide(d))
	}
	cmd.PersistentFlags().StringVar(&a.screen.cluster, "cluster", "", "`NAME` of the cluster (needed where several are stored)")
	return cmd
}

// found opens the store and reads the findings.
func (a *app) found(ctx context.Context) (*store.Store, []mesoswatch.Finding, error) {
	s, err := a.existingStore(ctx)
	if err != nil {
		return nil, nil, err
	}
	fs, err := s.Findings(ctx)
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return s, fs, nil
}

// storedFinding looks one up, for commands beside these.
func (a *app) storedFinding(ctx context.Context, id string) (mesoswatch.Finding, error) {
	s, fs, err := a.found(ctx)
	if err != nil {
		return mesoswatch.Finding{}, err
	}
	defer s.Close()
	return pick(fs, id)
}

// pick finds one by its id or the beginning of it.
func pick(fs []mesoswatch.Finding, id string) (mesoswatch.Finding, error) {
	var matches []mesoswatch.Finding
	for _, f := range fs {
		if f.ID == id {
			return f, nil
		}
		if len(id) > 2 && (strings.HasPrefix(f.ID, id) || strings.HasPrefix(f.ID, "f-"+id)) {
			matches = append(matches, f)
		}
	}
	switch len(matches) {
	case 1:
		return matches[0], nil
	case 0:
		return mesoswatch.Finding{}, hinted(fmt.Errorf("no stored finding is called %q", id), "mesoswatch findings list --status all names them")
	}
	return mesoswatch.Finding{}, hinted(fmt.Errorf("%q is the beginning of %d ids", id, len(matches)), "write more of it: "+matches[0].ID+", "+matches[1].ID+" …")
}

func (a *app) findingsList() *cobra.Command {
	var format, level, status string
	cmd := &cobra.Command{
		Use: "list", Short: "List the stored findings, the most urgent first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			least, err := mesoswatch.ParseLevel(level)
			if err != nil {
				return usage("--level: %v", err)
			}
			if format != "text" && format != "jsonl" {
				return usage("--format %q: text or jsonl", format)
			}
			if !slices.Contains([]string{"unresolved", "all", "open", "acknowledged", "silenced", "resolved"}, status) {
				return usage("--status %q: unresolved, all, open, acknowledged, silenced or resolved", status)
			}
			s, fs, err := a.found(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			fs = slices.DeleteFunc(fs, func(f mesoswatch.Finding) bool { return f.Level < least || !ofStatus(f, status) })
			slices.SortFunc(fs, func(x, y mesoswatch.Finding) int { return x.Compare(&y) })
			if format == "jsonl" {
				return report.WriteJSONL(a.stdout, fs)
			}
			return report.WriteList(a.stdout, fs)
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", "text", "text or jsonl")
	f.StringVar(&level, "level", "informational", "only this `LEVEL` and above")
	f.StringVar(&status, "status", "unresolved", "unresolved, all, open, acknowledged, silenced or resolved")
	return cmd
}

func ofStatus(f mesoswatch.Finding, status string) bool {
	switch status {
	case "all":
		return true
	case "unresolved":
		return f.Status != mesoswatch.Resolved
	}
	return string(f.Status) == status
}

func (a *app) findingsShow() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "show ID…", Short: "Show findings with their evidence, their history and what was done", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, ids []string) error {
			if format != "text" && format != "json" {
				return usage("--format %q: text or json", format)
			}
			s, fs, err := a.found(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			for _, id := range ids {
				f, err := pick(fs, id)
				if err != nil {
					return err
				}
				if err := a.showFinding(cmd.Context(), s, f, format); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func (a *app) showFinding(ctx context.Context, s *store.Store, f mesoswatch.Finding, format string) error {
	history, err := s.History(ctx, f.ID)
	if err != nil {
		return err
	}
	if format == "json" {
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Finding mesoswatch.Finding `json:"finding"`
			History []store.Change     `json:"history"`
		}{f, history})
	}
	if err := report.WriteText(a.stdout, []mesoswatch.Finding{f}); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "     id: %s\n     history\n", f.ID)
	for _, c := range history {
		if _, err := fmt.Fprintf(a.stdout, "       %s  %s\n", c.At.Format("2006-01-02 15:04:05 MST"), mesoswatch.Printable(changeWords(c))); err != nil {
			return err
		}
	}
	fmt.Fprintln(a.stdout)
	return nil
}

func changeWords(c store.Change) string {
	if c.Action == nil {
		return fmt.Sprintf("%s, %s", c.Turn, c.Level)
	}
	return c.Action.Words()
}
