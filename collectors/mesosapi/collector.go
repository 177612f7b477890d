package mesosapi

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// Name of the collector in records.
const Name = "mesosapi"

// Access says how to ask: time-out, certificates, credential.
type Access = ask.Options

// Credential is a principal and its secret; it prints without the secret.
type Credential = ask.Credential

// Collector polls masters that the user named.
type Collector struct {
	// Masters are URLs (http or https) or host:port, without a path; the port is
	// 5050 unless given. The canonical form, http://host:port, is the source of
	// all records.
	Masters []string
	// Interval is the shortest pause between two rounds of a master; 0 means 30 s.
	// It grows to ten times the slowest answer, and with failures.
	Interval time.Duration
	// Access is how to ask; its zero value needs nothing.
	Access Access
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Run polls until ctx is cancelled. A URL or certificate file that cannot serve
// is a Permanent error.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	targets, err := c.targets()
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	client, err := ask.Open(c.Access)
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer client.Close()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var polling sync.WaitGroup
	errs := make([]error, len(targets))
	for i, t := range targets {
		m := &master{target: t, client: client, emit: emit}
		polling.Go(func() {
			errs[i] = c.pace().Run(ctx, m.round)
			if errs[i] != nil {
				cancel() // the pipeline has ended: so do the others
			}
		})
	}
	polling.Wait()
	return errors.Join(errs...)
}

func (c *Collector) pace() pace.Pace {
	p := pace.Pace{Interval: c.Interval, Factor: 10}
	if p.Interval <= 0 {
		p.Interval = 30 * time.Second
	}
	p.Longest = 4 * p.Interval
	return p
}

// targets drops repetitions: a master gets one request at a time, however often
// it was named.
func (c *Collector) targets() ([]ask.Target, error) {
	if len(c.Masters) == 0 {
		return nil, errors.New("no master to ask")
	}
	var all []ask.Target
	known := make(map[ask.Target]bool)
	for i, address := range c.Masters {
		t, err := ask.Named(address)
		if err != nil {
			return nil, fmt.Errorf("master %d of %d: %w", i+1, len(c.Masters), err)
		}
		if !known[t] {
			known[t] = true
			all = append(all, t)
		}
	}
	return all, nil
}
