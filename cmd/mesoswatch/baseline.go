package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/rules"
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
			"operator networks, masters, ports, versions, images. Read it, edit it, keep it under version\n" +
			"control. Nothing is taken as normal without it.",
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

// observe runs the past through an Observer and, so that it can leave out what
// they find, the rules: without a baseline, which may be what is to be replaced.
// What could not be read is the second error: the result is then of the rest.
func (a *app) observe(ctx context.Context, paths []string) (res baseline.Result, blind, err error) {
	catalog, broken := rules.Load(rules.Options{Dirs: slices.Concat(a.config.Rules, a.ruleDirs), Log: a.logger()})
	for _, e := range broken {
		a.warn(e)
	}
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
