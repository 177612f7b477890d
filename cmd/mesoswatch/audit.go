package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/posture"
	"github.com/mesoswatch/mesoswatch/rules/readiness"
	"github.com/mesoswatch/mesoswatch/sinks/report/audit"
)

// auditFlags are the flags of audit alone.
type auditFlags struct {
	format, failOn, target, waivers, readinessCSV string
	output, answers, schedulers                   []string
	wait                                          time.Duration
	quiet                                         bool
}

func (a *app) auditCommand() *cobra.Command {
	var o auditFlags
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Report posture, permissions, inventory and readiness to migrate",
		Long: "audit looks once at everything it is given: masters, agents, ZooKeeper and schedulers over the\n" +
			"network, the files and processes of this host (or of a copy below --root), saved JSON answers\n" +
			"and logs. It reports how the cluster is set up, who may do what, what runs there, and what it\n" +
			"takes to move off Mesos. It executes nothing and changes nothing. What it could not see is\n" +
			"unknown, never a pass.\n\n" +
			"Exit status: 0 clean, 3 fails at or above --fail-on, 4 something named could not be seen and\n" +
			"nothing worse was found.",
		Example: "  mesoswatch audit --zk zk://10.0.0.21:2181/mesos --credential ops.json --output audit.html --output audit.json\n" +
			"  mesoswatch audit --root /mnt/copy-of-master1 --answers saved/ --format md\n" +
			"  mesoswatch audit diff last-week.json today.json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.audit(cmd.Context(), o) },
	}
	f := cmd.Flags()
	a.targets.register(f, true)
	f.StringVar(&o.format, "format", "text", "text, json, html, md, csv or sarif")
	f.StringArrayVar(&o.output, "output", nil, "write the report to `FILE` too, in the format its ending tells (repeatable)")
	f.StringArrayVar(&o.answers, "answers", nil, "`DIR` with saved JSON answers, or a DC/OS diagnostics bundle (repeatable)")
	f.StringArrayVar(&o.schedulers, "scheduler", nil, "`KIND=URL` of a scheduler: marathon, chronos, metronome, spark or dcos (repeatable)")
	f.StringVar(&o.failOn, "fail-on", "", "exit with 3 when a check of this `LEVEL` or above fails; none turns it off (default high)")
	f.StringVar(&o.target, "target", string(readiness.Kubernetes), "where to move to: kubernetes or nomad")
	f.StringVar(&o.waivers, "waivers", "", "`FILE` that says who answers for which fails until when")
	f.StringVar(&o.readinessCSV, "readiness-csv", "", "write the migration list to `FILE`")
	f.DurationVar(&o.wait, "wait", time.Minute, "how long to wait for answers at most")
	f.BoolVar(&o.quiet, "quiet", false, "no progress on standard error")
	cmd.AddCommand(a.auditDiffCommand())
	return cmd
}

// outputs checks the formats before anything is asked.
func (o *auditFlags) outputs() error {
	if !slices.Contains(audit.Formats(), o.format) {
		return usage("--format %q: text, json, html, md, csv or sarif", o.format)
	}
	for _, path := range o.output {
		if _, err := audit.FormatOf(path); err != nil {
			return usage("%v", err)
		}
	}
	if o.wait <= 0 {
		return usage("--wait %v: more than nothing", o.wait)
	}
	return nil
}

func (a *app) audit(ctx context.Context, o auditFlags) error {
	if err := o.outputs(); err != nil {
		return err
	}
	level, failing, err := a.failLevel(o.failOn)
	if err != nil {
		return err
	}
	target, err := readiness.ParseTarget(o.target)
	if err != nil {
		return usage("--target: %v", err)
	}
	catalog, errs := posture.Load(posture.Options{Dirs: a.ruleFolders(), Waivers: o.waivers})
	for _, e := range errs {
		a.warn(e)
	}
	from, err := a.auditSources(ctx, o)
	if err != nil {
		return err
	}
	board, engine := &mesoswatch.Board{}, catalog.Engine()
	if err := a.look(ctx, look{from: from, board: board, judge: engine, wait: o.wait, progress: !o.quiet}); err != nil || ctx.Err() != nil {
		return err
	}
	r := audit.New(engine.Verdicts(time.Now()))
	r.Version, r.Time, r.Cluster = version(), time.Now(), a.auditName(board)
	r.Summary.Unused = append(r.Summary.Unused, engine.Unused()...)
	r.Summary.Blind = append(r.Summary.Blind, blindIn(board.Sources(), o.answers)...)
	r.Permissions = permissions(board)
	r.Inventory = audit.TakeInventory(board)
	r.Readiness = ready(target, r.Inventory)
	for _, m := range posture.Manuals() {
		r.Manual = append(r.Manual, audit.Manual{Title: m.Title, Why: m.Why, Command: m.Command, Wanted: m.Wanted})
	}
	if err := a.writeAudit(o, r.Write); err != nil {
		return err
	}
	if o.readinessCSV != "" {
		if err := toFile(o.readinessCSV, r.WriteReadiness); err != nil {
			return err
		}
	}
	worst, any := r.Worst()
	switch {
	case any && failing && worst >= level:
		return &exit{status: statusFindings}
	case len(r.Summary.Blind) > 0:
		return &exit{status: statusBlind}
	}
	return nil
}

// blindIn lists the sources that were not seen. A folder of answers is read for
// masters and for schedulers: it is enough that it holds something of one of them.
func blindIn(sources []mesoswatch.Health, answers []string) []string {
	var out []string
	told := make(map[string]bool)
	folder := func(h mesoswatch.Health) string {
		for _, dir := range answers {
			if h.Source == dir || strings.HasPrefix(h.Source, dir+" (") {
				return dir
			}
		}
		return ""
	}
	for _, h := range sources {
		told[folder(h)] = told[folder(h)] || h.OK
	}
	for _, h := range sources {
		dir := folder(h)
		if h.OK || dir != "" && told[dir] && strings.HasPrefix(h.Why, "nothing of ") {
			continue
		}
		out = append(out, h.Source+": "+h.Why)
	}
	return out
}

// auditName is what the report calls the cluster.
func (a *app) auditName(b *mesoswatch.Board) string {
	if a.config.Cluster != "" {
		return a.config.Cluster
	}
	for s := range b.Subjects(mesoswatch.SubjectCluster).All() {
		if s.Cluster.Name != "" {
			return s.Cluster.Name
		}
	}
	return a.clusterName()
}

// writeAudit writes to standard output, and to each file in its own format.
func (a *app) writeAudit(o auditFlags, write func(io.Writer, string) error) error {
	for _, path := range o.output {
		format, err := audit.FormatOf(path)
		if err != nil {
			return usage("%v", err)
		}
		if err := toFile(path, func(w io.Writer) error { return write(w, format) }); err != nil {
			return err
		}
	}
	if len(o.output) > 0 && o.format == "text" {
		return nil // what was asked for is in the files
	}
	return write(a.stdout, o.format)
}

// toFile writes a file whole or not at all.
func toFile(path string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return fmt.Errorf("writing %q: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".mesoswatch-*")
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, err)
	}
	defer os.Remove(f.Name()) // gone already where it was renamed
	if _, err := f.Write(b.Bytes()); err != nil {
		f.Close()
		return fmt.Errorf("writing %q: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("writing %q: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("writing %q: %w", path, err)
	}
	return nil
}

// ready judges applications, and frameworks that bring their own scheduler.
func ready(to readiness.Target, inv audit.Inventory) audit.Readiness {
	var items []readiness.Item
	for i := range inv.Applications {
		items = append(items, readiness.Application(to, &inv.Applications[i]))
	}
	known := make(map[string]bool)
	for _, s := range inv.Schedulers {
		known[s.Framework] = true
	}
	for i := range inv.Frameworks {
		if item, counts := readiness.Framework(to, &inv.Frameworks[i], known); counts {
			items = append(items, item)
		}
	}
	readiness.Waves(items)
	slices.SortStableFunc(items, func(a, b readiness.Item) int { return a.Wave - b.Wave })
	out := audit.Readiness{Target: string(to), Counts: make(map[string]int), Items: []audit.Item{}}
	for _, i := range items {
		out.Counts[string(i.Effort)]++
		x := audit.Item{Kind: i.Kind, ID: i.ID, Scheduler: i.Scheduler, Effort: string(i.Effort), Wave: i.Wave, Stateful: i.Stateful, Instances: i.Instances, Images: i.Images}
		for _, r := range i.Reasons {
			x.Reasons = append(x.Reasons, audit.Reason{ID: r.ID, Effort: string(r.Effort), Text: r.Text})
		}
		out.Items = append(out.Items, x)
	}
	return out
}
