package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
	"github.com/mesoswatch/mesoswatch/sinks/metrics"
	"github.com/mesoswatch/mesoswatch/sinks/report"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

func (a *app) watchCommand() *cobra.Command {
	var format string
	var events bool
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Watch without a screen: findings as text or JSON Lines",
		Long: "watch follows logs and asks masters and ZooKeeper, and writes a line when a finding opens,\n" +
			"gets worse, happens again or resolves; for repeats at most one a minute. SIGHUP reloads the\n" +
			"rules, SIGTERM and SIGINT end it with 0.",
		Example: "  mesoswatch watch --log /var/log/mesos/mesos-master.INFO --format jsonl\n  journalctl -f -o json -u mesos-master | mesoswatch watch --log -",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.watch(cmd.Context(), format, events) },
	}
	f := cmd.Flags()
	a.targets.register(f, true)
	a.registerCluster(f)
	a.registerKeeping(f)
	f.StringVar(&format, "format", "text", "text or jsonl")
	f.BoolVar(&events, "events", false, "write each recognised event too, as it happens")
	f.StringVar(&a.metricsAt, "metrics", "", "tell at `ADDR`, such as 127.0.0.1:9115, how it is: /metrics for Prometheus and /healthz")
	return cmd
}

func (a *app) watch(ctx context.Context, format string, events bool) (err error) {
	if format != "text" && format != "jsonl" {
		return usage("--format %q: text or jsonl", format)
	}
	if a.journalled(); a.metricsAt != "" {
		a.config.Metrics.Listen = a.metricsAt
	}
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	d := &duty{}
	if d.tells, err = a.tells(false); err != nil {
		return err
	}
	d.keep(a.kept(ctx, catalog))
	defer func() { err = errors.Join(err, d.close()) }()
	a.shared(ctx, d)
	from, err := a.live(ctx, catalog, lookout{store: d.store})
	if errors.Is(err, errNothing) && d.share != nil {
		err, d.stay = nil, true // what the others tell is all there is
	}
	if err != nil {
		return err
	}
	recorder, closeRecorder, err := a.recorder()
	if err != nil {
		return err
	}
	to := []mesoswatch.Sink{&report.Running{W: a.stdout, JSON: format == "jsonl", Events: events, Before: a.findingPriority()}}
	to = slices.Concat(to, learning(from), d.tells.sinks())
	if recorder != nil {
		recorder.Flush = true
		to = append(to, recorder)
	}
	judge := &reloading{app: a, engine: catalog.Engine(), all: catalog.NeedsAllEvents()}
	meter := a.meter(judge, d.store)
	unit := a.newService(meter, from)
	stop := judge.onHangup(unit.reload)
	defer stop()
	d.from, d.judge, d.to, d.watch = from, a.beside(judge), append(to, meter, unit), meter.Watch
	d.reads = func(h store.Holder) {
		fmt.Fprintf(a.stderr, "mesoswatch: %s of %s (pid %d on %s) looks at this cluster already: what it finds is read, and this one goes on when that one ends\n",
			mesoswatch.Printable(h.Command), mesoswatch.Printable(h.User), h.PID, mesoswatch.Printable(h.Host))
	}
	return errors.Join(a.supervised(ctx, meter, unit, d.run), closeRecorder())
}

// supervised runs a watch, and beside it what tells others how it goes.
func (a *app) supervised(ctx context.Context, m *metrics.Meter, unit *service, run func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer cancel()
	wait, err := a.serveMetrics(ctx, m)
	if err != nil {
		return err
	}
	beside.Go(wait)
	beside.Go(func() { unit.run(ctx) })
	return run(ctx)
}

// reloading is the judge of a watch: SIGHUP gives it the rules and the baseline
// as they are now, and what unchanged rules remember stays.
type reloading struct {
	app    *app
	all    bool // lines that the catalogue of messages does not know are emitted
	mu     sync.Mutex
	engine *rules.Engine
}

// Evaluate judges with the rules that hold now.
func (r *reloading) Evaluate(rec mesoswatch.Record) []mesoswatch.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.engine.Evaluate(rec)
}

// reload reads rules and baseline again. What is broken is told; when the
// baseline is, the former rules stay.
func (r *reloading) reload() {
	catalog, err := r.app.catalog()
	if err != nil {
		r.app.warn(fmt.Errorf("rules are not reloaded, the former ones stay: %w", err))
		return
	}
	if catalog.NeedsAllEvents() && !r.all {
		r.app.warn(errors.New("a reloaded rule looks at lines that no template knows: start again for it to see them"))
	}
	r.mu.Lock()
	r.engine.Reload(catalog)
	r.mu.Unlock()
	r.app.logger().Info("rules reloaded", "rules", len(catalog.Rules()))
}

// renew is reload without a word to the user: the caller shows the error.
func (r *reloading) renew() error {
	catalog, errs, err := r.app.loadRules()
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.engine.Reload(catalog)
	return nil
}

// again is renew for a user who asked for it: what is broken in rules of their own
// is told, and the others hold.
func (r *reloading) again() error {
	catalog, broken, err := r.app.loadRules()
	if err != nil {
		return fmt.Errorf("not reloaded, the former rules stay: %w", errors.Join(append(broken, err)...))
	}
	r.mu.Lock()
	r.engine.Reload(catalog)
	r.mu.Unlock()
	if len(broken) > 0 {
		return fmt.Errorf("reloaded without %d that are broken: %w", len(broken), broken[0])
	}
	return nil
}

// accept writes what a finding is about into the baseline and judges by that
// from then on.
func (r *reloading) accept(f mesoswatch.Finding, who string, when time.Time) error {
	if err := baseline.AcceptFile(r.app.baselineFile(), f, who, when); err != nil {
		return err
	}
	return r.renew()
}

// onHangup reloads, within what around does, when the process is told to.
func (r *reloading) onHangup(around func(reload func())) (stop func()) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-hup:
				around(r.reload)
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(hup); close(done) }
}

// firstLook is how far back the first live start reads.
const firstLook = time.Hour
