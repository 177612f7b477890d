package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/rules/posture"
)

func (a *app) rulesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "Tell about the rules, and why one did or did not fire", Args: cobra.NoArgs}
	cmd.AddCommand(
		a.listRulesCommand(),
		&cobra.Command{Use: "show NAME", Short: "Show one rule", Args: cobra.ExactArgs(1), RunE: func(_ *cobra.Command, args []string) error { return a.showRule(args[0]) }},
		&cobra.Command{Use: "lint", Short: "Check that rules are complete", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.lintRules() }},
		&cobra.Command{Use: "test", Short: "Run the tests of the rules", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.testRules() }},
		a.explainCommand(),
	)
	return cmd
}

func (a *app) listRulesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [PATH…]",
		Short: "List the rules",
		Long: "list names the rules with their level; apart from them those that cannot speak here and why,\n" +
			"those that serve others, and the filters. With logs or recordings it runs them first and tells\n" +
			"how often each rule matched and which filters took nothing away.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return a.listRules(cmd.Context(), args) },
	}
	a.targets.register(cmd.Flags(), false)
	return cmd
}

func (a *app) listRules(ctx context.Context, paths []string) error {
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	used := ruleUse{}
	if len(paths) > 0 {
		if used, err = a.useOf(ctx, catalog, paths); err != nil {
			return err
		}
	}
	return a.writeRules(catalog, used)
}

// ruleUse is how often rules matched and filters took away; nil maps when
// nothing was run.
type ruleUse struct {
	matches map[string]int64
	hits    []rules.FilterStat
}

func (a *app) useOf(ctx context.Context, catalog *rules.Catalog, paths []string) (ruleUse, error) {
	opt, err := a.logOptions(catalog)
	if err != nil {
		return ruleUse{}, err
	}
	from, _ := a.past(paths, opt)
	engine := catalog.Engine()
	if err := blindStatus(mesoswatch.Watch(ctx, from, engine)); err != nil {
		return ruleUse{}, err
	}
	used := ruleUse{matches: make(map[string]int64), hits: engine.FilterStats()}
	for _, s := range engine.Stats() {
		used.matches[s.Rule] = s.Matches
	}
	return used, nil
}

func (u ruleUse) of(rule string) string {
	if u.matches == nil {
		return ""
	}
	return fmt.Sprintf("%8d ", u.matches[rule])
}

func (a *app) writeRules(catalog *rules.Catalog, used ruleUse) error {
	var b strings.Builder
	section := func(head string, wanted func(rules.Rule) bool, text func(rules.Rule) string) {
		first := true
		for _, r := range catalog.Rules() {
			if !wanted(r) {
				continue
			}
			if first && head != "" {
				fmt.Fprintf(&b, "\n%s\n", head)
			}
			first = false
			fmt.Fprintf(&b, "%-34s %-13s %s%s\n", r.Name, r.Level, used.of(r.Name), mesoswatch.Printable(text(r)))
		}
	}
	title := func(r rules.Rule) string { return r.Title }
	section("", func(r rules.Rule) bool { return !r.Helper && r.Inactive == "" }, title)
	section("Inactive", func(r rules.Rule) bool { return r.Inactive != "" }, func(r rules.Rule) string { return r.Title + ": " + r.Inactive })
	section("Without findings of their own: counted by others, or ending the findings of others",
		func(r rules.Rule) bool { return r.Helper && r.Inactive == "" }, title)
	b.WriteString("\nChecks of posture\n")
	for _, c := range a.checks().Checks() {
		fmt.Fprintf(&b, "%-34s %-13s %s\n", c.ID, c.Level, mesoswatch.Printable(c.Title))
	}
	writeFilters(&b, catalog.Filters(), used)
	_, err := fmt.Fprint(a.stdout, b.String())
	return err
}

func writeFilters(b *strings.Builder, filters []rules.Filter, used ruleUse) {
	if len(filters) > 0 {
		b.WriteString("\nFilters\n")
	}
	for i, f := range filters {
		line := f.Title + ": narrows " + strings.Join(f.Rules, ", ")
		if !f.Expires.IsZero() {
			line += "; expires " + f.Expires.Format(time.DateOnly)
		}
		if f.Owner != "" {
			line += "; " + f.Owner
		}
		switch {
		case used.hits == nil:
		case used.hits[i].Hits == 0:
			line += "; UNUSED: took nothing away"
		default:
			line += fmt.Sprintf("; took %d away", used.hits[i].Hits)
		}
		fmt.Fprintf(b, "%s (%s)\n", mesoswatch.Printable(line), mesoswatch.Printable(f.File))
	}
}

func (a *app) showRule(name string) error {
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	r, ok := catalog.Rule(name)
	if !ok {
		if c, is := a.checks().Check(name); is {
			return a.showCheck(c)
		}
		return hinted(fmt.Errorf("no rule or check is named %q", name), "mesoswatch rules list names them all")
	}
	w := a.stdout
	fmt.Fprintf(w, "%s  %s\n%s\n\n", r.Name, r.Level, mesoswatch.Printable(r.Title))
	for _, line := range mesoswatch.PrintableLines(r.Description) {
		fmt.Fprintln(w, line)
	}
	if r.Inactive != "" {
		fmt.Fprintf(w, "\nInactive: %s\n", mesoswatch.Printable(r.Inactive))
	}
	list(a, "False positives", r.FalsePositives)
	list(a, "Filters", r.Filters)
	list(a, "Tags", r.Tags)
	list(a, "References", r.References)
	fmt.Fprintf(w, "\nDo: %s\nRunbook: %s\nFrom: %s\n", mesoswatch.Printable(strings.TrimSpace(r.Remediation)), mesoswatch.Printable(r.Runbook), mesoswatch.Printable(r.Origin))
	return nil
}

// showCheck shows a check of posture.
func (a *app) showCheck(c posture.Check) error {
	p := mesoswatch.Printable
	fmt.Fprintf(a.stdout, "%s  %s\n%s\n\n%s\n", c.ID, c.Level, p(c.Title), p(c.Rationale))
	list(a, "References", c.References)
	_, err := fmt.Fprintf(a.stdout, "\nDo: %s\nRunbook: %s\nFrom: %s\n", p(c.Remediation), p(c.Runbook), p(cmp.Or(c.File, "the program")))
	return err
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
	c, errs, err := a.loadRules()
	if err != nil {
		return err
	}
	for _, err := range errs {
		fmt.Fprintln(a.stdout, mesoswatch.Printable(err.Error()))
	}
	problems := c.Lint()
	for _, p := range problems {
		fmt.Fprintln(a.stdout, mesoswatch.Printable(p.String()))
	}
	checks := a.checks()
	lacks := checks.Lint(func(id string) bool { _, ok := c.Runbook(id); return ok })
	for _, p := range lacks {
		fmt.Fprintln(a.stdout, mesoswatch.Printable(p))
	}
	if n := len(errs) + len(problems) + len(lacks); n > 0 {
		return fmt.Errorf("rules lint: %d problems", n)
	}
	_, err = fmt.Fprintf(a.stdout, "%d rules and %d checks, no problem\n", len(c.Rules()), len(checks.Checks()))
	return err
}

func (a *app) testRules() error {
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	rep := catalog.Test()
	for _, c := range rep.Cases {
		if c.Wrong != "" {
			fmt.Fprintf(a.stdout, "WRONG %s: %s (%s)\n%s\n", c.Rule, c.Case, c.File, mesoswatch.Printable(c.Wrong))
		}
	}
	untested := 0
	for _, r := range catalog.Rules() {
		note := strings.Join(rep.Templates[r.Name], " ")
		if !r.Helper && (!slices.Contains(rep.Fires, r.Name) || !slices.Contains(rep.Quiet, r.Name)) {
			untested++
			note = "UNTESTED: wants a case in which it speaks and one in which it does not"
		}
		fmt.Fprintf(a.stdout, "%-34s %s\n", r.Name, note)
	}
	failed := rep.Failed()
	if _, err := fmt.Fprintf(a.stdout, "%d passed, %d failed, %d rules untested\n", len(rep.Cases)-failed, failed, untested); err != nil {
		return err
	}
	if failed > 0 || untested > 0 || len(rep.Cases) == 0 {
		return fmt.Errorf("rules test: %d of %d cases do not hold, %d rules are untested", failed, len(rep.Cases), untested)
	}
	return nil
}
