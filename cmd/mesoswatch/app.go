package main

import (
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
	"github.com/mesoswatch/mesoswatch/rules"
)

// app is one call of the program.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	configPath string
	command    string // the name of the command that runs
	key        string // tells the cluster that is looked at from others
	statePath  string
	metricsAt  string
	noStore    bool
	config     Config
	targets    targets
	ruleDirs   []string
	verbose    bool
	turns      mesosapi.Turns // of all collectors that ask over HTTP
	screen     screenFlags

	baselinePath string
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "mesoswatch",
		Short: "Security dashboard and log monitor for legacy Apache Mesos clusters",
		Long: "mesoswatch watches a legacy Apache Mesos cluster from a terminal: it follows master and\n" +
			"agent logs, asks masters and ZooKeeper, judges all of it by rules, and shows what is wrong,\n" +
			"since when, who did it and what to do next. Without a command it opens the live dashboard.\n" +
			"It never changes the cluster.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.command = cmd.CommandPath()
			a.screen.lowGiven = cmd.Flags().Changed("low-bandwidth")
			if err := a.configure(cmd); err != nil {
				return err
			}
			a.key = a.clusterKey() // before what this host has fills in what is looked at
			return nil
		},
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.dashboard(cmd.Context()) },
		Version: version(),
	}
	root.SetVersionTemplate("mesoswatch {{.Version}}\n")
	p := root.PersistentFlags()
	p.StringVar(&a.configPath, "config", "", "configuration `FILE` (YAML; default: mesoswatch/config.yaml in the XDG folders, then /etc/mesoswatch/config.yaml)")
	p.StringArrayVar(&a.ruleDirs, "rules", nil, "`DIR` with rules and runbooks of your own (repeatable)")
	p.StringVar(&a.statePath, "state", "", "`DIR` that keeps positions and what was found (default: mesoswatch in the XDG state folder)")
	p.BoolVar(&a.verbose, "verbose", false, "say on standard error what is being done")
	a.targets.register(root.Flags(), true)
	a.registerScreen(root.Flags())
	a.registerKeeping(root.Flags())
	a.addBaseline(root)
	root.AddCommand(a.replayCommand(), a.watchCommand(), a.demoCommand(), a.findingsCommand(), a.notifyCommand(), a.verifyCommand(), a.rulesCommand(), a.runbookCommand(), a.doctorCommand(), a.aclCommand(), a.auditCommand(), a.loginCommand(), a.configCommand(), a.versionCommand(), a.manCommand())
	return root
}

// logger writes the program's own messages: to standard error when asked for,
// nowhere else.
func (a *app) logger() *slog.Logger {
	if !a.verbose {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(a.stderr, nil))
}

// catalog loads the shipped rules, the user's and the baseline. A broken rule of
// the user's is told and does not stop the others; a baseline that was named and
// cannot be used does, since everything would be judged without it.
func (a *app) catalog() (*rules.Catalog, error) {
	c, errs, err := a.loadRules()
	for _, e := range errs {
		a.warn(e)
	}
	return c, err
}

// loadRules loads the rules; errs are those of broken ones.
func (a *app) loadRules() (c *rules.Catalog, errs []error, err error) {
	known, err := a.baseline()
	if err != nil {
		return nil, nil, err
	}
	c, errs = rules.Load(rules.Options{Dirs: a.ruleFolders(), Baseline: known, Log: a.logger()})
	return c, errs, nil
}

// demoCatalog is without the baseline: that is about another cluster.
func (a *app) demoCatalog() *rules.Catalog {
	c, errs := rules.Load(rules.Options{Dirs: a.ruleFolders(), Log: a.logger()})
	for _, e := range errs {
		a.warn(e)
	}
	return c
}

func (a *app) ruleFolders() []string { return slices.Concat(a.config.Rules, a.ruleDirs) }

func (a *app) warn(err error) {
	a.status(&exit{err: err})
}

// noColor: NO_COLOR set to anything but the empty string (no-color.org).
func noColor() bool { return os.Getenv("NO_COLOR") != "" }

// asciiLocale tells whether the locale lacks UTF-8.
func asciiLocale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := os.Getenv(name); v != "" {
			u := strings.ToUpper(v)
			return !strings.Contains(u, "UTF-8") && !strings.Contains(u, "UTF8")
		}
	}
	return false
}
