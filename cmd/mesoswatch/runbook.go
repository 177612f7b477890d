package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
)

func (a *app) runbookCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "runbook", Short: "Show the runbooks", Args: cobra.NoArgs}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the runbooks", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
			catalog, err := a.catalog()
			if err != nil {
				return err
			}
			for _, rb := range catalog.Runbooks() {
				if _, err := fmt.Fprintf(a.stdout, "%-28s %s\n", rb.ID, mesoswatch.Printable(rb.Title)); err != nil {
					return err
				}
			}
			return nil
		}},
		&cobra.Command{Use: "show ID", Short: "Print a runbook as Markdown", Args: cobra.ExactArgs(1), RunE: func(_ *cobra.Command, args []string) error {
			catalog, err := a.catalog()
			if err != nil {
				return err
			}
			rb, ok := catalog.Runbook(args[0])
			if !ok {
				return hinted(fmt.Errorf("no runbook is named %q", args[0]), "mesoswatch runbook list names them all")
			}
			for _, line := range mesoswatch.PrintableLines("# " + rb.Title + "\n\n" + rb.Body) {
				if _, err := fmt.Fprintln(a.stdout, line); err != nil {
					return err
				}
			}
			return nil
		}},
	)
	return cmd
}
