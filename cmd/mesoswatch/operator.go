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
)

// operator is the collector of what the user does on the screen.
type operator struct {
	records chan mesoswatch.Record
	// accept makes what a finding is about known; nil where there is no baseline.
	accept func(f mesoswatch.Finding, who string, when time.Time) error

	mu    sync.Mutex
	found report.Collected
}

// Handle remembers findings, for actions name them by their id.
func (o *operator) Handle(r mesoswatch.Record) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.found.Handle(r)
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

func (o *operator) act(act mesoswatch.Action) error {
	if act.Who == "" {
		act.Who = operatorName()
	}
	if act.At.IsZero() {
		act.At = time.Now()
	}
	if act.What == mesoswatch.AcceptBaseline {
		if err := o.known(act); err != nil {
			return err
		}
	}
	select {
	case o.records <- mesoswatch.Record{Action: &act}:
		return nil
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

// operatorName is who sits at the keyboard, also behind sudo.
func operatorName() string {
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
