package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/report"
	"github.com/mesoswatch/mesoswatch/ui"
)

// operator takes what the user does on the screen. Where there is a store it is
// written there and comes into the stream from there, to every screen alike; else
// operator is the collector it comes from.
type operator struct {
	name    string
	records chan mesoswatch.Record
	// keep writes an action durably; nil where nothing is kept.
	keep func(context.Context, mesoswatch.Action) (mesoswatch.Action, error)
	// accept makes what a finding is about known; nil where there is no baseline.
	accept func(f mesoswatch.Finding, who string, when time.Time) error

	mu     sync.Mutex
	found  report.Collected
	latest time.Time // of all records
}

// Handle remembers findings, for actions name them by their id.
func (o *operator) Handle(r mesoswatch.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if at := r.At(); at.After(o.latest) {
		o.latest = at
	}
	return o.found.Handle(r)
}

// now is the time of what is done now: a decision holds for all that was seen up
// to then, also where the clock of a log's host is ahead of ours.
func (o *operator) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now := time.Now(); now.After(o.latest) {
		return now
	}
	return o.latest
}

func (o *operator) Name() string { return "operator" }

func (o *operator) Run(ctx context.Context, emit mesoswatch.Emit) error {
	for {
		select {
		case r := <-o.records:
			if emit(r) != nil {
				return nil
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// actPatience is how long an action may take to be written: others may be writing.
const actPatience = 5 * time.Second

func (o *operator) act(act mesoswatch.Action) error {
	if act.Who == "" {
		act.Who = o.name
	}
	if act.At.IsZero() {
		act.At = o.now()
	}
	if act.ID == "" {
		act.ID = mesoswatch.ActionID()
	}
	if act.What == mesoswatch.AcceptBaseline {
		if err := o.known(act); err != nil {
			return err
		}
	}
	var lost error
	if o.keep != nil {
		ctx, cancel := context.WithTimeout(context.Background(), actPatience)
		defer cancel()
		if _, lost = o.keep(ctx, act); lost == nil {
			return nil
		}
		lost = fmt.Errorf("%w: %w", ui.ErrNotKept, lost)
	}
	select {
	case o.records <- mesoswatch.Record{Action: &act}:
		return lost
	case <-time.After(time.Second):
		return errors.New("the pipeline is busy: try again")
	}
}

// known writes the baseline's entry before the action enters the stream.
func (o *operator) known(act mesoswatch.Action) error {
	o.mu.Lock()
	f, ok := o.found.Finding(act.Finding)
	o.mu.Unlock()
	switch {
	case o.accept == nil:
		return errors.New("there is no baseline here to accept it into")
	case !ok:
		return fmt.Errorf("finding %s is not kept any more", act.Finding)
	}
	return o.accept(f, act.Who, act.At)
}

// operatorName is who sits at the keyboard: as the configuration says, or who
// logged in, also behind sudo.
func (a *app) operatorName() string {
	if a.config.Operator != "" {
		return a.config.Operator
	}
	for _, name := range []string{"SUDO_USER", "USER"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
