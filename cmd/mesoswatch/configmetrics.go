package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/metrics"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

// metricsConfig is where watch tells how it is itself.
type metricsConfig struct {
	Listen   string `yaml:"listen"`
	Anywhere bool   `yaml:"anywhere"`
}

// check says what is wrong with it.
func (c metricsConfig) check() error {
	if c.Listen == "" {
		return nil
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("metrics: listen: %q is no host:port", c.Listen)
	}
	return nil
}

// meter counts what goes through a watch; rule costs only where somebody can ask.
func (a *app) meter(judge *reloading, s *store.Store) *metrics.Meter {
	o := metrics.Options{Version: version()}
	if s != nil {
		o.Store = s
	}
	if a.config.Metrics.Listen != "" {
		judge.engine.Measure = true
		o.Rules = judge.costs
	}
	return metrics.New(o)
}

// costs are what the rules have cost up to now.
func (r *reloading) costs() []metrics.RuleCost {
	r.mu.Lock()
	defer r.mu.Unlock()
	stats := r.engine.Stats()
	all := make([]metrics.RuleCost, 0, len(stats))
	for _, s := range stats {
		all = append(all, ruleCost(s))
	}
	return all
}

func ruleCost(s rules.RuleStat) metrics.RuleCost {
	return metrics.RuleCost{Rule: s.Rule, Looked: s.Looked, Matches: s.Matches, Evicted: s.Evicted, Seconds: float64(s.Nanoseconds) / 1e9}
}

// serveMetrics answers at the address that is configured until ctx ends; wait waits
// for that.
func (a *app) serveMetrics(ctx context.Context, m *metrics.Meter) (wait func(), err error) {
	c := a.config.Metrics
	if c.Listen == "" {
		return func() {}, nil
	}
	l, err := metrics.Listen(c.Listen, c.Anywhere)
	switch {
	case errors.Is(err, metrics.ErrNotHere):
		return nil, hinted(err, "listen at 127.0.0.1:9115, or say metrics: {anywhere: true} in the configuration: then everybody who reaches the address can read what is found here")
	case err != nil:
		return nil, hinted(err, "name another address with --metrics or metrics: {listen: …}")
	}
	if c.Anywhere {
		a.warn(fmt.Errorf("metrics at %s are for everybody who reaches it: without password, without TLS", l.Addr()))
	}
	a.logger().Info("metrics", "address", l.Addr().String())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := m.Serve(ctx, l); err != nil {
			a.warn(err)
		}
	}()
	return func() { <-ended }, nil
}
