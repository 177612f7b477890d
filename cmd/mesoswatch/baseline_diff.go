package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

func (a *app) baselineShowCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show [FILE]",
		Short: "Check a baseline and show it",
		Long:  "show reads a baseline, says what is wrong in it, and prints it in one order, or as JSON.",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usage("--format %q: text or json", format)
			}
			path := a.baselineFile()
			if len(args) > 0 {
				path = args[0]
			}
			b, err := baseline.Load(path)
			if err != nil {
				return badBaseline(err)
			}
			return a.showBaseline(b, path, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text (YAML) or json")
	return cmd
}

func (a *app) showBaseline(b *baseline.Baseline, path, format string) error {
	out := b.YAML()
	if format == "json" {
		var err error
		if out, err = mesoswatch.MarshalLine(b); err != nil {
			return err
		}
	}
	if _, err := a.stdout.Write(out); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "%s: %s\n", mesoswatch.Printable(path), b.Summary())
	return nil
}

func (a *app) baselineDiffCommand() *cobra.Command {
	var format string
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "diff FILE PATH… | FILE FILE | PATH…",
		Short: "Show what is not as in the baseline",
		Long: "diff compares a baseline with what logs and recordings say, or two baselines. Baselines end in\n" +
			".yaml or .yml; without one, the default baseline is compared with the logs.\n" +
			"+ was added or seen, - is gone or was not seen, ~ is different.",
		Example: "  mesoswatch baseline diff baseline.yaml /var/log/mesos\n  mesoswatch baseline diff last-week.yaml baseline.yaml",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usage("--format %q: text or json", format)
			}
			changes, blind, err := a.diffBaseline(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := a.writeChanges(changes, format); err != nil {
				return err
			}
			if exitCode && len(changes) > 0 {
				return &exit{status: statusFindings, err: blind}
			}
			return blind
		},
	}
	f := cmd.Flags()
	a.targets.register(f, false)
	f.StringVar(&format, "format", "text", "text or json")
	f.BoolVar(&exitCode, "exit-code", false, "exit with 3 when something is different")
	return cmd
}

func (a *app) diffBaseline(ctx context.Context, args []string) (changes []baseline.Change, blind, err error) {
	file := a.baselineFile()
	if isBaseline(args[0]) {
		file, args = args[0], args[1:]
	}
	old, err := baseline.Load(file)
	if err != nil {
		return nil, nil, badBaseline(err)
	}
	switch {
	case len(args) == 0:
		return nil, nil, usage("compare %q with what? name logs, recordings or another baseline", file)
	case len(args) == 1 && isBaseline(args[0]):
		b, err := baseline.Load(args[0])
		if err != nil {
			return nil, nil, badBaseline(err)
		}
		return baseline.Diff(old, b), nil, nil
	}
	res, blind, err := a.observe(ctx, args)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range res.LeftOut {
		fmt.Fprintf(a.stderr, "left out: %s\n", mesoswatch.Printable(l.String()))
	}
	return old.Against(res.Baseline), blind, nil
}

func isBaseline(path string) bool {
	return strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")
}

func (a *app) writeChanges(changes []baseline.Change, format string) error {
	if format == "json" {
		if changes == nil {
			changes = []baseline.Change{}
		}
		out, err := mesoswatch.MarshalLine(changes)
		if err != nil {
			return err
		}
		_, err = a.stdout.Write(out)
		return err
	}
	for _, c := range changes {
		if _, err := fmt.Fprintln(a.stdout, mesoswatch.Printable(c.String())); err != nil {
			return err
		}
	}
	if len(changes) == 0 {
		_, err := fmt.Fprintln(a.stdout, "No difference")
		return err
	}
	return nil
}
