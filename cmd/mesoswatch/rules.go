package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
)

func (a *app) rulesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "Tell about the rules", Args: cobra.NoArgs}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the rules", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.listRules() }},
		&cobra.Command{Use: "show NAME", Short: "Show one rule", Args: cobra.ExactArgs(1), RunE: func(_ *cobra.Command, args []string) error { return a.showRule(args[0]) }},
		&cobra.Command{Use: "lint", Short: "Check that rules are complete", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.lintRules() }},
		&cobra.Command{Use: "test", Short: "Run the tests of the rules", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.testRules() }},
	)
	return cmd
}

func (a *app) listRules() error {
	for _, r := range a.catalog().Rules() {
		if _, err := fmt.Fprintf(a.stdout, "%-36s %-13s %s\n", r.Name, r.Level, mesoswatch.Printable(r.Title)); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) showRule(name string) error {
	r, ok := a.catalog().Rule(name)
	if !ok {
		return hinted(fmt.Errorf("no rule is named %q", name), "mesoswatch rules list names them all")
	}
	w := a.stdout
	fmt.Fprintf(w, "%s  %s\n%s\n\n", r.Name, r.Level, mesoswatch.Printable(r.Title))
	for _, line := range mesoswatch.PrintableLines(r.Description) {
		fmt.Fprintln(w, line)
	}
	list(a, "False positives", r.FalsePositives)
	list(a, "Tags", r.Tags)
	list(a, "References", r.References)
	fmt.Fprintf(w, "\nDo: %s\nRunbook: %s\nFrom: %s\n", mesoswatch.Printable(strings.TrimSpace(r.Remediation)), mesoswatch.Printable(r.Runbook), mesoswatch.Printable(r.Origin))
	return nil
}

func list(a *app, head string, items []string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "\n%s\n", head)
	for _, s := range items {
		fmt.Fprintf(a.stdout, "  - %s\n", mesoswatch.Printable(s))
	}
}

func (a *app) lintRules() error {
	c, errs := rules.Load(rules.Options{Dirs: append(a.config.Rules, a.ruleDirs...), Log: a.logger()})
	for _, err := range errs {
		fmt.Fprintln(a.stdout, mesoswatch.Printable(err.Error()))
	}
	problems := c.Lint()
	for _, p := range problems {
		fmt.Fprintln(a.stdout, mesoswatch.Printable(p.String()))
	}
	if n := len(errs) + len(problems); n > 0 {
		return fmt.Errorf("rules lint: %d problems", n)
	}
	_, err := fmt.Fprintf(a.stdout, "%d rules, no problem\n", len(c.Rules()))
	return err
}

func (a *app) testRules() error {
	rep := a.catalog().Test()
	for _, c := range rep.Cases {
		if c.Wrong != "" {
			fmt.Fprintf(a.stdout, "WRONG %s: %s (%s)\n%s\n", c.Rule, c.Case, c.File, mesoswatch.Printable(c.Wrong))
		}
	}
	for _, r := range a.catalog().Rules() {
		fmt.Fprintf(a.stdout, "%-36s %s\n", r.Name, strings.Join(rep.Templates[r.Name], " "))
	}
	failed := rep.Failed()
	if _, err := fmt.Fprintf(a.stdout, "%d passed, %d failed\n", len(rep.Cases)-failed, failed); err != nil {
		return err
	}
	if failed > 0 || len(rep.Cases) == 0 {
		return fmt.Errorf("rules test: %d of %d cases do not hold", failed, len(rep.Cases))
	}
	return nil
}
