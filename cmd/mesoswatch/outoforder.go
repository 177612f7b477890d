package main

import (
	"context"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// outOfOrder is a collector that stands for a part of the program that cannot work:
// it says so again and again, so that the screen shows it.
type outOfOrder struct {
	name  string
	asked []mesoswatch.Exchange
	why   string
}

// Name is that of the part it stands for.
func (o outOfOrder) Name() string { return o.name }

// Run says it until ctx ends.
func (o outOfOrder) Run(ctx context.Context, emit mesoswatch.Emit) error {
	t := time.NewTicker(10 * time.Second)
	defer t.Stop()
	for {
		h := mesoswatch.Health{At: time.Now(), Source: o.name, Collector: o.name, Asked: o.asked, Why: o.why}
		if emit(mesoswatch.Record{Health: &h}) != nil {
			return nil
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
}
