package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// baselineName is the default file, below the XDG configuration folder.
const baselineName = "mesoswatch/baseline.yaml"

// addBaseline adds the command and the flag that names the file.
func (a *app) addBaseline(root *cobra.Command) {
	root.PersistentFlags().StringVar(&a.baselinePath, "baseline", "", "baseline `FILE` (default: "+baselineName+" in the XDG configuration folder)")
	root.AddCommand(a.baselineCommand())
}

// baselineFile is where the baseline is, or would be.
func (a *app) baselineFile() string {
	if a.baselinePath != "" {
		return a.baselinePath
	}
	if found, err := xdg.SearchConfigFile(baselineName); err == nil {
		return found
	}
	return filepath.Join(xdg.ConfigHome, filepath.FromSlash(baselineName))
}

// baseline reads the baseline; nil without an error when none was named and
// there is none.
func (a *app) baseline() (*baseline.Baseline, error) {
	b, err := baseline.Load(a.baselineFile())
	switch {
	case err == nil:
		return b, nil
	case a.baselinePath == "" && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	}
	return nil, badBaseline(err)
}

func badBaseline(err error) error {
	var wrong *baseline.Error
	switch {
	case errors.As(err, &wrong):
		return hinted(err, "mesoswatch baseline schema prints what may stand in it")
	case errors.Is(err, fs.ErrNotExist):
		return hinted(err, "mesoswatch baseline capture LOG… shows what one would hold; --output FILE keeps it")
	}
	return err
}

func (a *app) baselineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "baseline", Short: "Tell what is normal on this cluster, and what changed", Args: cobra.NoArgs,
		Long: "The baseline is a small YAML file that says what belongs here: frameworks, agents, principals,\n" +
			"operator networks, masters, ports, versions. Read it, edit it, keep it under version control.\n" +
			"Nothing is taken as normal without it.",
	}
	cmd.AddCommand(a.captureCommand(), a.baselineShowCommand(), a.baselineDiffCommand(), &cobra.Command{
		Use: "schema", Short: "Print the JSON schema of the file", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(baseline.Schema())
			return err
		},
	})
	return cmd
}

func (a *app) captureCommand() *cobra.Command {
	var output string
	var force bool
	cmd := &cobra.Command{
		Use:   "capture PATH…",
		Short: "Make a baseline of logs or recordings",
		Long: "capture reads logs and recordings as replay does and writes what is normal in them, to\n" +
			"standard output or to a FILE. What speaks against itself is left out and listed with the\n" +
			"reason: refused frameworks, addresses with failed logins, lines that may be forged, what a\n" +
			"rule found. Take a time that you know to be quiet, and read the result before you keep it.",
		Example: "  mesoswatch baseline capture /var/log/mesos\n  mesoswatch baseline capture --since 168h --output baseline.yaml /var/log/mesos",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.captureBaseline(cmd.Context(), args, output, force)
		},
	}
	f := cmd.Flags()
	a.targets.register(f, false)
	f.StringVar(&output, "output", "", "write to `FILE`")
	f.BoolVar(&force, "force", false, "let --output replace a file that is there")
	return cmd
}

func (a *app) captureBaseline(ctx context.Context, paths []string, output string, force bool) error {
	if output != "" && !force {
		if _, err := os.Lstat(output); err == nil {
			return hinted(fmt.Errorf("%q is already there", output), "mesoswatch baseline diff compares it with the logs; --force replaces it")
		}
	}
	res, blind, err := a.observe(ctx, paths)
	if err != nil {
		return err
	}
	if output == "" {
		if _, err := a.stdout.Write(res.YAML()); err != nil {
			return err
		}
	} else if err := baseline.WriteFile(output, res.YAML()); err != nil {
		return err
	}
	left := ""
	if n := len(res.LeftOut); n > 0 {
		left = fmt.Sprintf("; %d left out, see the end of it", n)
	}
	fmt.Fprintf(a.stderr, "%s%s\n", res.Baseline.Summary(), left)
	if output != "" {
		fmt.Fprintf(a.stderr, "written to %s: read it before you keep it\n", mesoswatch.Printable(output))
	}
	if res.Evicted > 0 {
		a.warn(fmt.Errorf("%d things did not fit into memory: capture a shorter time", res.Evicted))
	}
	return blind
}

// observe runs the past through the rules and an Observer. What could not be
// read is the second error: the result is then of the rest.
func (a *app) observe(ctx context.Context, paths []string) (res baseline.Result, blind, err error) {
	catalog := a.catalog()
	opt, err := a.logOptions(catalog)
	if err != nil {
		return res, nil, err
	}
	from, files := a.past(paths, opt)
	seen := &baseline.Observer{Cluster: a.config.Cluster}
	to := []mesoswatch.Sink{seen}
	recorder, closeRecorder, err := a.recorder()
	if err != nil {
		return res, nil, err
	}
	if recorder != nil {
		to = append(to, recorder)
	}
	stop := a.progress(files)
	err = mesoswatch.Watch(ctx, from, catalog.Engine(), to...)
	stop()
	if cerr := closeRecorder(); err == nil {
		err = cerr
	}
	unread := &mesoslog.BlindError{}
	if errors.As(err, &unread) {
		e := &exit{status: statusBlind, err: unread, hint: "what could be read is in it; the rest was not seen"}
		if unread.Read == 0 {
			return res, nil, &exit{status: statusBlind, err: unread, hint: "nothing could be read: check the path, and your rights on the folder and the file"}
		}
		return seen.Result(), e, nil
	}
	if err != nil {
		return res, nil, err
	}
	return seen.Result(), nil, ctx.Err()
}

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
