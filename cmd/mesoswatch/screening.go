package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/ui"
)

// screening is a replay on the screen: of what, and where it begins.
type screening struct {
	paths   []string
	opt     mesoslog.Options
	catalog *rules.Catalog
	at      string
	records bool // what is done goes into a recording
}

// replayOnScreen plays old data on the dashboard until the user quits.
func (a *app) replayOnScreen(ctx context.Context, s screening) (err error) {
	if !a.onTerminal() {
		return &exit{status: statusUsage, err: errors.New("--tui needs a terminal")}
	}
	if err := s.check(); err != nil {
		return err
	}
	recorder, closeRecorder, err := a.recorder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeRecorder()) }()
	cut := &hints{}
	reel, closeReel, err := a.reel(s, cut.add)
	if err != nil {
		return err
	}
	defer cut.tell(a.warn)
	defer func() { err = errors.Join(err, closeReel()) }()
	log.SetOutput(io.Discard)
	stayBelow(screenLimit)
	p := newPlayback(reel)
	p.at, p.when, p.who = s.at, s.begin, a.operatorName()
	s.records = recorder != nil
	if err := a.playOn(ctx, s, p); err != nil {
		return err
	}
	if recorder == nil {
		return p.lost
	}
	if a.errorsOnTerminal() {
		fmt.Fprintln(a.stderr, "mesoswatch: writing the recording")
	}
	return errors.Join(p.lost, reel.record(ctx, p.done(), recorder))
}

// screenLimit is stayBelow's for a replay on the screen, which holds two boards
// while it goes back.
const screenLimit = 256 << 20

// playOn shows a player until the user quits.
func (a *app) playOn(ctx context.Context, s screening, p *playback) error {
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGHUP)
	played := make(chan struct{})
	go func() { defer close(played); p.Run(ctx) }()
	o := a.screenOptions(show{catalog: s.catalog, cluster: a.clusterName()}, nil)
	o.Player, o.Act, o.Export = p, p.act, a.screenExport(nil, p.board, p.act)
	o.Keeps = s.records
	closeSettings := a.keepReplaySettings(&o)
	screen := ui.New(func() (*mesoswatch.Board, error) { return p.Next(ctx) }, o)
	_, err := a.program(ctx, screen).Run()
	over := ctx.Err() != nil
	cancel()
	closeSettings(screen)
	<-played
	if err != nil && !errors.Is(err, tea.ErrProgramKilled) && !over {
		return err
	}
	return nil
}

// check refuses what cannot be read more than once, or is no time.
func (s screening) check() error {
	for _, p := range s.paths {
		if st, err := os.Stat(p); err == nil && p != "-" && st.Mode()&os.ModeNamedPipe != 0 {
			return &exit{status: statusUsage, err: fmt.Errorf("%q is a pipe, and a replay on the screen reads more than once", p), hint: "give it on standard input: mesoswatch replay --tui - < " + p}
		}
	}
	_, err := s.begin(s.at, time.Time{}, time.Now())
	return err
}

// begin reads --at against the span of the data.
func (s screening) begin(text string, from, to time.Time) (time.Time, error) {
	switch text {
	case "start":
		return from, nil
	case "", "end":
		return to, nil
	}
	zone := s.opt.Zone
	if zone == nil && !to.IsZero() {
		zone = to.Location()
	}
	return when("--at", text, zone, to)
}

// reel is the data of a replay, which can be read as often as it is asked for.
func (a *app) reel(s screening, cut func(error)) (reel, func() error, error) {
	stdin := func() io.Reader { return a.stdin }
	closeIt := func() error { return nil }
	if slices.Contains(s.paths, "-") {
		spool, err := newSpool(a.stdin)
		if err != nil {
			return reel{}, nil, err
		}
		stdin, closeIt = spool.open, spool.close
	}
	checks := a.checks()
	return reel{
		open: func() ([]mesoswatch.Collector, func() (int64, int64)) {
			from, read := old{stdin(), cut}.sources(s.paths, s.opt)
			return from, read.count
		},
		judge: func() mesoswatch.Evaluator { return besideChecks(s.catalog.Engine(), checks) },
	}, closeIt, nil
}

// hints are what is told once the screen is gone, each once.
type hints struct {
	mu   sync.Mutex
	list []error
}

func (h *hints) add(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !slices.ContainsFunc(h.list, func(e error) bool { return e.Error() == err.Error() }) {
		h.list = append(h.list, err)
	}
}

func (h *hints) tell(to func(error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, err := range h.list {
		to(err)
	}
}

// record runs over all of the data once more, with what was done at its time, and
// writes that.
func (r reel) record(ctx context.Context, deeds []mesoswatch.Action, to mesoswatch.Sink) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	news := make(chan struct{}, 1)
	run := r.run(ctx, deeds, func() {
		select {
		case news <- struct{}{}:
		default:
		}
	}, to)
	run.open()
	for ended := false; !ended; {
		select {
		case <-news:
			s := run.state()
			ended = s.rest && s.ended
		case <-run.done: // it could not be written
			ended = true
		case <-ctx.Done():
			ended = true
		}
	}
	cancel()
	<-run.done
	return run.broken
}
