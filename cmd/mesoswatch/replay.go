package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/report"
)

// replayOptions are the flags of replay.
type replayOptions struct {
	format string
	output []string
	events bool
	stats  string
	failOn string
	tui    bool
	at     string
}

func (a *app) replayCommand() *cobra.Command {
	var o replayOptions
	cmd := &cobra.Command{
		Use:   "replay PATH…",
		Short: "Run old logs or recordings through the rules",
		Long: "replay reads files, folders with all below, globs, compressed logs, recordings, or standard\n" +
			"input (-), and reports what the rules find. What several files tell (INFO and WARNING files,\n" +
			"a capture of stderr, syslog) is judged once.\n\n" +
			"--tui opens the dashboard on it, at its end or --at a time; there it can be played, and any time\n" +
			"of it be gone to, back too. What is done there (acknowledge, notes) is part of the replay only.\n\n" +
			"Exit status: 0 clean, 3 findings at or above --fail-on, 4 something named could not be read.",
		Example: "  mesoswatch replay /var/log/mesos\n  mesoswatch replay --format jsonl --events mesos-master.INFO | jq .\n  zcat master.gz | mesoswatch replay -\n  mesoswatch replay --tui --at 14:05 /var/log/mesos",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.replay(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	a.targets.register(f, false)
	f.StringVar(&o.format, "format", "text", "text or jsonl")
	f.StringArrayVar(&o.output, "output", nil, "write the findings to `FILE` too, .jsonl or .txt (repeatable)")
	f.BoolVar(&o.events, "events", false, "write recognised events too, before the findings, as JSON Lines")
	f.StringVar(&o.stats, "stats", "", "say on standard error what was read and how fast; \"rules\" adds the cost of each rule")
	f.Lookup("stats").NoOptDefVal = "read"
	f.StringVar(&o.failOn, "fail-on", "", "exit with 3 when there is a finding of this `LEVEL` or above; none turns it off (default high)")
	f.BoolVar(&o.tui, "tui", false, "open the dashboard on it")
	f.StringVar(&o.at, "at", "", "with --tui: begin at `TIME`, paused: start, end, 14:05, \"2006-01-02 15:04\", RFC 3339, or an age such as 2h before the end (default end)")
	a.registerLook(f, "with --tui: ")
	return cmd
}

func (o *replayOptions) check() error {
	if o.format != "text" && o.format != "jsonl" {
		return usage("--format %q: text or jsonl", o.format)
	}
	if o.stats != "" && o.stats != "read" && o.stats != "rules" {
		return usage("--stats=%s: nothing, or rules", o.stats)
	}
	for _, path := range o.output {
		if !strings.HasSuffix(path, ".jsonl") && !strings.HasSuffix(path, ".txt") {
			return usage("--output %q: the ending tells the format: .jsonl or .txt", path)
		}
	}
	if o.at != "" && !o.tui {
		return usage("--at is for --tui")
	}
	return nil
}

// failLevel is the level from which a finding makes the status 3; false for none.
func (a *app) failLevel(flag string) (mesoswatch.Level, bool, error) {
	if flag == "" {
		flag = a.config.FailOn
	}
	switch flag {
	case "":
		return mesoswatch.High, true, nil
	case "none":
		return 0, false, nil
	}
	l, err := mesoswatch.ParseLevel(flag)
	if err != nil {
		return 0, false, usage("--fail-on: %v, or none", err)
	}
	return l, true, nil
}

func (a *app) replay(ctx context.Context, paths []string, o replayOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	level, failing, err := a.failLevel(o.failOn)
	if err != nil {
		return err
	}
	catalog, opt, err := a.judging()
	if err != nil {
		return err
	}
	if o.tui {
		opt.All = true
		return a.replayOnScreen(ctx, screening{paths: paths, opt: opt, catalog: catalog, at: o.at})
	}
	if !o.events && a.targets.Record == "" {
		opt.Wanted = catalog.Wants // nobody else looks at events
	}
	from, read := a.past(paths, opt)
	stayBelow(softLimit)
	out := bufio.NewWriterSize(a.stdout, 64<<10)
	collected := &report.Collected{}
	to := []mesoswatch.Sink{collected}
	if o.events {
		to = append(to, report.Events{W: out})
	}
	recorder, closeRecorder, err := a.recorder()
	if err != nil {
		return err
	}
	if recorder != nil {
		to = append(to, recorder)
	}
	engine := catalog.Engine()
	engine.Measure = o.stats == "rules"
	began := time.Now()
	stop := a.progress(read)
	err = mesoswatch.Watch(ctx, from, a.beside(engine), to...)
	stop()
	took := time.Since(began)
	if cerr := closeRecorder(); err == nil {
		err = cerr
	}
	blind := &mesoslog.BlindError{}
	if err != nil && !errors.As(err, &blind) {
		out.Flush()
		return err
	}
	if werr := a.writeReplay(out, collected, catalog, o); werr != nil {
		return werr
	}
	if o.stats != "" {
		a.writeStats(collected, took, engine, o.stats == "rules")
	}
	return replayStatus(collected, blind, level, failing)
}

// softLimit is what the garbage collector of a replay tries to stay below: its
// budget is 128 MB of memory, whatever the size of the log.
const softLimit = 88 << 20

// stayBelow sets the soft limit of memory unless the user has set one. A live
// dashboard has none: what it holds follows the size of the cluster.
func stayBelow(limit int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}

// replayStatus: findings outweigh blindness, and blindness alone is never 3.
func replayStatus(c *report.Collected, blind *mesoslog.BlindError, level mesoswatch.Level, failing bool) error {
	if worst, any := c.Worst("source-blind", "log-silent"); any && failing && worst >= level {
		return &exit{status: statusFindings, err: blindness(blind)}
	}
	if len(blind.Errs) > 0 {
		e := &exit{status: statusBlind, err: blind, hint: "what could be read was judged; the rest was not seen"}
		if blind.Read == 0 {
			e.hint = "nothing could be read: check the path, and your rights on the folder and the file"
		}
		return e
	}
	return nil
}

func blindness(b *mesoslog.BlindError) error {
	if len(b.Errs) == 0 {
		return nil
	}
	return b
}

// isRecording looks at the first bytes: a record is an object whose first key is
// one of the kinds of records.
func isRecording(r *bufio.Reader) bool {
	head, _ := r.Peek(16)
	for _, kind := range []string{"event", "snapshot", "health", "action", "finding", "verdict"} {
		if strings.HasPrefix(string(head), `{"`+kind+`":{`) {
			return true
		}
	}
	return false
}

// logOptions are the options for reading logs that the command line gives.
func (a *app) logOptions(catalog *rules.Catalog) (mesoslog.Options, error) {
	loc, err := a.targets.location()
	if err != nil {
		return mesoslog.Options{}, err
	}
	since, until, err := a.targets.span(time.Now())
	if err != nil {
		return mesoslog.Options{}, err
	}
	return mesoslog.Options{Year: a.targets.Year, Zone: loc, Since: since, Until: until, All: catalog.NeedsAllEvents()}, nil
}

// judging gives the rules, and how to read the logs they judge.
func (a *app) judging() (*rules.Catalog, mesoslog.Options, error) {
	catalog, err := a.catalog()
	if err != nil {
		return nil, mesoslog.Options{}, err
	}
	opt, err := a.logOptions(catalog)
	return catalog, opt, err
}

func (a *app) writeReplay(out *bufio.Writer, c *report.Collected, catalog *rules.Catalog, o replayOptions) error {
	fs := c.Findings()
	write := report.WriteText
	if o.format == "jsonl" {
		write = report.WriteJSONL
	}
	if err := write(out, fs); err != nil {
		return err
	}
	if o.format == "text" {
		fmt.Fprintln(out, "Sources")
		if err := report.WriteSources(out, c.Sources()); err != nil {
			return err
		}
		writeInactive(out, catalog)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, path := range o.output {
		if err := writeFile(path, fs); err != nil {
			return err
		}
	}
	return nil
}

// writeInactive says what was not judged, and why: silence of those rules means
// nothing.
func writeInactive(w io.Writer, catalog *rules.Catalog) {
	why := make(map[string][]string)
	for _, r := range catalog.Rules() {
		if r.Inactive != "" && !r.Helper {
			why[r.Inactive] = append(why[r.Inactive], r.Name)
		}
	}
	for i, reason := range slices.Sorted(maps.Keys(why)) {
		if i == 0 {
			fmt.Fprintln(w, "\nNot judged")
		}
		fmt.Fprintf(w, "  %s: %s\n", strings.Join(why[reason], ", "), mesoswatch.Printable(reason))
	}
}

func writeFile(path string, fs []mesoswatch.Finding) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening report: %w", err)
	}
	write := report.WriteText
	if strings.HasSuffix(path, ".jsonl") {
		write = report.WriteJSONL
	}
	if err := write(f, fs); err != nil {
		f.Close()
		return fmt.Errorf("writing report %q: %w", path, err)
	}
	return f.Close()
}
