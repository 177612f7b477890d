package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/ports"
	"github.com/mesoswatch/mesoswatch/collectors/tlsprobe"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// Rests of what looks at ports and TLS in the demo: what changes there is few.
const (
	demoPortsRest = 30 * time.Second
	demoTLSRest   = 5 * time.Minute
)

// demoProbes look at the ports and the TLS of the pretend cluster, and at nothing
// else: the sockets of this process, the ports where the cluster was seen, and the
// fronts. What else this machine has is not asked, and not named.
func demoProbes(cluster *pretend.Cluster, dir string) ([]mesoswatch.Collector, error) {
	authority := filepath.Join(dir, "authority.pem")
	if err := os.WriteFile(authority, cluster.CA(), 0o600); err != nil {
		return nil, fmt.Errorf("writing the pretend authority: %w", err)
	}
	look := &ports.Collector{
		Root: "/", Process: os.Getpid(), Host: "demo", Seen: true, Interval: demoPortsRest, Round: demoPortsRest,
		Expected: demoExpects(cluster),
	}
	probe := &tlsprobe.Collector{CACert: authority, Version: version(), Interval: demoTLSRest, Pause: 20 * time.Millisecond}
	for _, f := range cluster.Fronts() {
		probe.Endpoints = append(probe.Endpoints, tlsprobe.Target{Address: f.Address, Service: f.Service, ServerName: f.Name})
	}
	return []mesoswatch.Collector{look, probe}, nil
}

// demoExpects is what the demo's operators know of their ports: that of the agent
// that nobody brought is not one of them.
func demoExpects(cluster *pretend.Cluster) func(ports.Host, int, string) string {
	agents := cluster.AgentURLs()
	stranger := strings.TrimPrefix(agents[len(agents)-1], "http://")
	return func(h ports.Host, port int, _ string) string {
		if fmt.Sprintf("%s:%d", h.Address, port) == stranger {
			return "closed"
		}
		return "open"
	}
}
