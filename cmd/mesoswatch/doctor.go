package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/report"
)

func (a *app) doctorCommand() *cobra.Command {
	var format string
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what can and cannot be seen from here",
		Long: "doctor asks every source once and tells what is visible from here, what is not and why, which\n" +
			"rights are lacking and what would give them, how often who is asked for what, which rules\n" +
			"cannot speak, what Mesos never tells, and each path in use. It changes nothing.\n\n" +
			"Exit status: 0 all that was asked answers, 4 something does not.",
		Example: "  mesoswatch doctor --master http://10.0.0.11:5050 --zk zk://10.0.0.21:2181/mesos",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), format, wait) },
	}
	f := cmd.Flags()
	a.targets.register(f, true)
	f.StringVar(&format, "format", "text", "text or json")
	f.DurationVar(&wait, "wait", 30*time.Second, "how long to wait for the first answers at most")
	return cmd
}

func (a *app) doctor(ctx context.Context, format string, wait time.Duration) error {
	if format != "text" && format != "json" {
		return usage("--format %q: text or json", format)
	}
	if wait <= 0 {
		return usage("--wait %v: more than nothing", wait)
	}
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	from, err := a.live(ctx, catalog, lookout{once: true})
	if err != nil && !errors.Is(err, errNothing) {
		return err
	}
	began := time.Now()
	board := &mesoswatch.Board{}
	if err := a.lookRecorded(ctx, look{from: from, board: board, wait: wait}); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return nil
	}
	d := report.Diagnose(board)
	d.Version, d.Waited, d.Never = version(), time.Since(began).Seconds(), rules.Blindspots()
	d.Host, d.User = whereAndWho()
	for _, r := range catalog.Rules() {
		if r.Inactive != "" {
			d.Quiet = append(d.Quiet, report.QuietRule{Rule: r.Name, Why: r.Inactive})
		}
	}
	d.Paths = a.paths()
	write := d.WriteText
	if format == "json" {
		write = d.WriteJSON
	}
	if err := write(a.stdout); err != nil {
		return err
	}
	if len(d.Blind()) > 0 {
		return &exit{status: statusBlind}
	}
	return nil
}

// learning are the collectors that learn from what others find.
func learning(from []mesoswatch.Collector) []mesoswatch.Sink {
	var all []mesoswatch.Sink
	for _, c := range from {
		if s, ok := c.(mesoswatch.Sink); ok {
			all = append(all, s)
		}
	}
	return all
}

func whereAndWho() (host, who string) {
	host, err := os.Hostname()
	if err != nil {
		host = "this host"
	}
	who = fmt.Sprintf("uid %d", os.Getuid())
	if u, err := user.Current(); err == nil {
		who = u.Username + " (" + who + ")"
	}
	return host, who
}

// paths lists what the program uses of this host.
func (a *app) paths() []report.PathUse {
	config := a.configPath
	if config == "" {
		config = filepath.Join(xdg.ConfigHome, "mesoswatch", "config.yaml")
		if found, err := xdg.SearchConfigFile("mesoswatch/config.yaml"); err == nil {
			config = found
		}
	}
	uses := []report.PathUse{
		{What: "configuration", Path: config, State: readable(config)},
		{What: "baseline", Path: a.baselineFile(), State: readable(a.baselineFile())},
		{What: "state", Path: a.stateDir(), State: writable(a.stateDir())},
		{What: "store", Path: a.storePath(), State: keepable(a.storePath())},
		{What: "root", Path: a.targets.Root, State: readable(a.targets.Root)},
	}
	if a.noStore {
		uses = slices.DeleteFunc(uses, func(u report.PathUse) bool { return u.What == "store" })
	}
	for _, dir := range a.ruleFolders() {
		uses = append(uses, report.PathUse{What: "rules", Path: dir, State: readable(dir)})
	}
	t := &a.targets
	for _, f := range []struct{ what, path string }{
		{"credential", t.Credential}, {"token", t.TokenFile}, {"CA", t.CACert}, {"certificate", t.Cert}, {"key", t.Key}, {"recording", t.Record},
	} {
		if f.path != "" {
			uses = append(uses, report.PathUse{What: f.what, Path: f.path, State: readable(f.path)})
		}
	}
	for _, p := range localLogs {
		p = filepath.Join(a.targets.Root, p)
		uses = append(uses, report.PathUse{What: "usual log", Path: p, State: readable(p)})
	}
	return uses
}

// readable says what keeps a path from being read; empty when nothing does.
func readable(path string) string {
	f, err := os.Open(path)
	switch {
	case err == nil:
		f.Close()
		return ""
	case errors.Is(err, fs.ErrNotExist):
		return "not there"
	case errors.Is(err, fs.ErrPermission):
		return "not permitted"
	}
	return err.Error()
}

// writable says what keeps a folder from being written into, without writing.
func writable(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		st, err := os.Stat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist) && at != filepath.Dir(at):
			continue // it will be made
		case err != nil:
			return readable(dir)
		case !st.IsDir():
			return "not a folder: " + at
		case !mayWrite(at):
			return "not writable"
		case at != dir:
			return "not there yet"
		}
		return ""
	}
}

// keepable is writable for a file that need not be there yet.
func keepable(path string) string {
	switch _, err := os.Stat(path); {
	case err != nil:
		return writable(path) // of the folder it will be made in
	case !mayWrite(path):
		return "not writable"
	}
	return ""
}
