package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

func (a *app) notifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notify",
		Short: "Try the receivers of the configuration, and see how it stands with them",
		Long: "Receivers are named in the configuration, under notify: (docs/notify.md). mesoswatch watch tells\n" +
			"them what it finds, and so does a dashboard that nobody watches beside.",
		Example: "  mesoswatch notify test\n  mesoswatch notify test pager\n  mesoswatch notify status --cluster prod-eu1",
		Args:    cobra.NoArgs,
	}
	test := &cobra.Command{
		Use: "test [NAME]", Short: "Send each receiver, or one, an example that is marked as one", Args: cobra.MaximumNArgs(1),
		Long: "test sends one notice that says in every field that it is an example, past the queue, and says how\n" +
			"each receiver answered. 0: all took it. 4: one did not. 1: the configuration cannot be used.",
		RunE: func(cmd *cobra.Command, names []string) error { return a.notifyTest(cmd.Context(), names) },
	}
	status := &cobra.Command{
		Use: "status", Short: "Say what waits for each receiver, what was sent and dropped", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.notifyStatus(cmd.Context()) },
	}
	cmd.PersistentFlags().StringVar(&a.screen.cluster, "cluster", "", "`NAME` of the cluster")
	cmd.AddCommand(test, status)
	return cmd
}

var errNobody = errors.New("the configuration names nobody who is told")

const hintNobody = "write notify: into it, docs/notify.md has an example for each type"

// standardOutput is where a receiver of that type is.
const standardOutput = "standard output"

func (a *app) notifyTest(ctx context.Context, names []string) error {
	all, err := a.receivers()
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return hinted(errNobody, hintNobody)
	}
	if len(names) > 0 {
		all = slices.DeleteFunc(all, func(r notify.Receiver) bool {
			name, _, _ := strings.Cut(r.Name, "@")
			return names[0] != r.Name && names[0] != name
		})
		if len(all) == 0 {
			return hinted(fmt.Errorf("no receiver is called %q", names[0]), "the configuration names: "+strings.Join(a.receiverNames(), ", "))
		}
	}
	failed := false
	width := 0
	for _, r := range all {
		width = max(width, len(r.Name))
	}
	for _, r := range all {
		t := try(ctx, r, notice.Example(a.clusterName(), hostName(), time.Now()), cmp.Or(r.Timeout, 30*time.Second))
		said := fmt.Sprintf("confirmed in %s", t.took.Round(time.Millisecond))
		if t.err != nil {
			failed, said = true, "FAILED: "+mesoswatch.Mask(t.err.Error())
		}
		if _, err := fmt.Fprintf(a.stdout, "%-*s  %s: %s\n", width, r.Name, mesoswatch.Printable(r.Where), mesoswatch.Printable(said)); err != nil {
			return err
		}
	}
	if failed {
		return &exit{status: statusBlind}
	}
	return nil
}

func (a *app) receiverNames() []string {
	var names []string
	for _, c := range a.config.Notify {
		names = append(names, c.Name)
	}
	return names
}

func (a *app) notifyStatus(ctx context.Context) error {
	path := a.notifyPath()
	known, err := notify.Standings(ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(a.config.Notify) == 0:
		return hinted(errNobody, hintNobody)
	case errors.Is(err, fs.ErrNotExist):
		hint := "mesoswatch watch makes it; --cluster and --state say which is meant"
		if others, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"+notify.Ending)); len(others) > 0 {
			hint += ", there is " + filepath.Base(others[0])
		}
		return hinted(fmt.Errorf("there is no queue %q yet", path), hint)
	case err != nil:
		return err
	}
	now := time.Now()
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "RECEIVER\tWAITING\tSENT\tDROPPED\tLAST CONFIRMED\tSTATE")
	for _, name := range a.receiverNames() {
		if !slices.ContainsFunc(known, func(s notify.Standing) bool { return a.configured(s.Name, name) }) {
			known = append(known, notify.Standing{Name: name})
		}
	}
	for _, s := range known {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%s\t%s\n", mesoswatch.Printable(s.Name), s.Pending, s.Sent, s.Dropped, confirmed(s.Last), mesoswatch.Printable(a.stateOf(s, now)))
	}
	return w.Flush()
}

func confirmed(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Format("2006-01-02 15:04:05 MST")
}

// configured tells whether a receiver of the queue is the one of that name, or of its
// Alertmanagers.
func (a *app) configured(of, name string) bool {
	return of == name || strings.HasPrefix(of, name+"@")
}

func (a *app) stateOf(s notify.Standing, now time.Time) string {
	wanted := slices.ContainsFunc(a.receiverNames(), func(name string) bool { return a.configured(s.Name, name) })
	switch {
	case !wanted:
		return "not in the configuration any more"
	case !s.Since.IsZero():
		return fmt.Sprintf("failing for %s: %s", now.Sub(s.Since).Round(time.Second), s.Why)
	case s.Pending > 0:
		return fmt.Sprintf("the first has been waiting for %s", now.Sub(s.Oldest).Round(time.Second))
	}
	return "ok"
}
