package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/pflag"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/ui"
)

var errNothing = errors.New("nothing of Mesos was found on this host")

// screenFlags are the flags of every command that opens the dashboard.
type screenFlags struct {
	cluster string
	theme   string
	ascii   bool

	low, lowGiven bool
}

func (a *app) registerScreen(f *pflag.FlagSet) {
	f.StringVar(&a.screen.cluster, "cluster", "", "`NAME` of the cluster, shown in the header; what is found is stored under it")
	a.registerLook(f, "")
}

// registerLook adds what says how the screen is drawn; when says when it counts.
func (a *app) registerLook(f *pflag.FlagSet, when string) {
	f.StringVar(&a.screen.theme, "theme", "", when+"colours: dark, light or mono")
	f.BoolVar(&a.screen.ascii, "ascii", false, when+"draw with ASCII characters only")
	f.BoolVar(&a.screen.low, "low-bandwidth", false, when+"send little to the terminal: for slow lines (default: what its speed says, stty)")
}

// dashboard is mesoswatch without a command.
func (a *app) dashboard(ctx context.Context) error {
	if !a.onTerminal() {
		return &exit{status: statusUsage, err: errors.New("the dashboard needs a terminal"), hint: "without one use mesoswatch watch or mesoswatch replay"}
	}
	catalog, err := a.catalog()
	if err != nil {
		return err
	}
	named := a.targets.named()
	d := &duty{stay: true, tells: a.screenTells()}
	d.keep(a.kept(ctx, catalog))
	a.shared(ctx, d)
	from, err := a.live(ctx, catalog, lookout{all: true, store: d.store})
	if errors.Is(err, errNothing) && d.share != nil {
		err = nil // what the others tell is all there is
	}
	for errors.Is(err, errNothing) {
		again, serr := a.nothing(ctx, catalog)
		if !again || serr != nil {
			return errors.Join(serr, d.close())
		}
		from, err = a.live(ctx, catalog, lookout{all: true, store: d.store})
	}
	if err != nil {
		return errors.Join(err, d.close())
	}
	s := show{from: from, catalog: catalog, live: true, cluster: a.clusterName(), duty: d}
	if !named && len(from) > 0 {
		s.notice = a.foundHere()
	}
	return errors.Join(a.show(ctx, s), d.close())
}

// show is one dashboard: what feeds it and what it is called.
type show struct {
	from    []mesoswatch.Collector
	catalog *rules.Catalog
	live    bool
	cluster string
	also    []mesoswatch.Sink
	pretend bool   // the cluster of the demo: nothing of it is kept
	duty    *duty  // of a live run; nil: nothing is kept
	notice  string // stands at the foot at first
	nothing string // why there is nothing to see at all; empty: there is
}

// show runs the pipeline behind a screen until the user quits.
func (a *app) show(ctx context.Context, s show) error {
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGHUP) // the line is gone: end as if told to
	defer cancel()
	log.SetOutput(io.Discard) // net/http says things of its own when a server misbehaves
	feed := mesoswatch.NewFeed(0)
	actions := &operator{name: a.operatorName(), records: make(chan mesoswatch.Record, 16)}
	recorder, closeRecorder, err := a.recorder()
	if err != nil {
		return err
	}
	to := slices.Concat([]mesoswatch.Sink{feed, actions}, s.also, learning(s.from))
	if recorder != nil {
		recorder.Flush = true // what was seen survives whatever ends the program
		to = append(to, recorder)
	}
	d := s.duty
	if d == nil {
		d = &duty{stay: s.live}
	}
	d.from, d.to = s.from, append(to, d.tells.sinks()...)
	if s.live {
		d.also = append(d.also, actions)
	}
	if d.store != nil {
		actions.keep = d.store.Act
	}
	judge := &reloading{app: a, engine: s.catalog.Engine(), all: true}
	if !s.pretend {
		actions.accept = judge.accept
	}
	d.judge = a.beside(judge)
	watched := make(chan error, 1)
	go func() {
		err := d.run(ctx)
		feed.End()
		watched <- err
	}()
	o := a.screenOptions(s, actions)
	o.Export = a.screenExport(d.store, feed.Board, actions.act)
	if s.live {
		o.Doctor, o.Nothing = a.screenDoctor(s.catalog, feed.Board), s.nothing
	}
	o.Keeps = d.store != nil || recorder != nil
	if !s.pretend {
		o.Reload = judge.again
	}
	closeSettings := a.keepSettings(&o, s)
	o.Notice = cmp.Or(o.Notice, s.notice)
	screen := ui.New(func() (*mesoswatch.Board, error) { return feed.Next(ctx) }, o)
	_, err = a.program(ctx, screen).Run()
	cancel()
	closeSettings(screen)
	werr := <-watched
	if cerr := closeRecorder(); werr == nil {
		werr = cerr
	}
	if err != nil && !errors.Is(err, tea.ErrProgramKilled) && ctx.Err() == nil {
		return err
	}
	return werr
}

func (a *app) program(ctx context.Context, m tea.Model) *tea.Program {
	swift()
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithOutput(a.stdout), tea.WithoutSignalHandler()}
	if a.lowBandwidth() {
		opts = append(opts, tea.WithEnvironment(thriftyEnvironment(os.Environ())))
	}
	if f, ok := a.stdin.(*os.File); !ok || !isTerminal(f) {
		// Standard input is a pipe (--log -): keys come from the terminal itself.
		if tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
			opts = append(opts, tea.WithInput(tty))
		}
	} else {
		opts = append(opts, tea.WithInput(f))
	}
	return tea.NewProgram(m, opts...)
}

func (a *app) screenOptions(s show, actions *operator) ui.Options {
	o := ui.Options{
		Cluster: s.cluster, Live: s.live, NoColor: noColor(), ASCII: a.screen.ascii || asciiLocale(),
		Theme: a.theme(), Keys: a.config.screenKeys(), Version: version(), NeverSeen: rules.Blindspots(), Env: os.Getenv,
		Runbook: s.catalog.Filled, Write: newFile, LowBandwidth: a.lowBandwidth(),
		Context: a.neighbours(s.catalog),
	}
	for _, c := range s.from {
		o.Collectors = append(o.Collectors, c.Name())
	}
	if s.live {
		o.Now, o.Act = time.Now, actions.act
	}
	return o
}

func (a *app) theme() string {
	if a.screen.theme != "" {
		return a.screen.theme
	}
	return a.config.Theme
}

// newFile writes what a view says into a file that was not there, for its owner
// alone.
func newFile(path, text string) (where string, err error) {
	if where, err = filepath.Abs(path); err != nil {
		return "", err
	}
	f, err := os.OpenFile(where, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(where) // half of it would be taken for all
	}
	return where, err
}
