package main

import (
	"context"
	"net"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
)

// self is a collector that says once how the cluster sees this program, so that
// its own requests are known again in a master's log.
type self struct{}

// Name implements mesoswatch.Collector.
func (self) Name() string { return "self" }

// Run says it and ends.
func (self) Run(_ context.Context, emit mesoswatch.Emit) error {
	s := mesoswatch.Self{UserAgent: mesosapi.UserAgent(version()), Addresses: localAddresses()}
	return emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: time.Now(), Source: "self", Self: &s}})
}

// localAddresses are those of this host's interfaces; none when they cannot be
// read, and then our requests are judged like anybody's.
func localAddresses() []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var ips []string
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok {
			ips = append(ips, n.IP.String())
		}
	}
	return ips
}
