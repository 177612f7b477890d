package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/collectors/zookeeper"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/sinks/report"
)

func (a *app) demoCommand() *cobra.Command {
	var speed float64
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the program on a pretend cluster that is attacked",
		Long: "demo starts a small pretend cluster on loopback: masters and agents that answer HTTP, the\n" +
			"log of a master, ZooKeepers, and web servers with TLS. It plays a quiet time and then an attack, an hour of\n" +
			"log time in twenty seconds, and shows the dashboard on it. Without a terminal it prints the\n" +
			"findings, ends by itself, and exits with 0 when it saw what it played, else with 1.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), speed) },
	}
	cmd.Flags().Float64Var(&speed, "speed", pretend.DemoSpeed, "seconds of log time in one of wall time; 0 is as fast as can be")
	cmd.Flags().StringVar(&a.targets.Record, "record", "", "write all records as JSON Lines to `FILE`, which replays to the same findings")
	a.registerScreen(cmd.Flags())
	return cmd
}

func (a *app) demo(ctx context.Context, speed float64) (err error) {
	if speed < 0 {
		return usage("--speed %v: not below 0", speed)
	}
	dir, err := os.MkdirTemp("", "mesoswatch-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	logs := filepath.Join(dir, "log")
	cluster, err := pretend.Start(ctx, pretend.Options{Dir: logs, Speed: speed, Masters: 3, ZooKeepers: 3, LogRequests: true, Fronts: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Close()) }()

	catalog := a.demoCatalog()
	scenario := pretend.QuietThenAttack()
	onScreen := a.onTerminal()
	opt := mesoslog.Options{All: onScreen || catalog.NeedsAllEvents()}
	access := mesosapi.Access{Version: version()}
	access.Credential.Principal, access.Credential.Secret = cluster.Credential()
	player := &player{cluster: cluster, scenario: scenario, played: make(chan struct{})}
	probes, err := demoProbes(cluster, dir)
	if err != nil {
		return err
	}
	from := append(probes, player,
		&mesoslog.Follow{Paths: []string{cluster.LogPath()}, Options: opt},
		&mesosapi.Collector{Masters: cluster.MasterURLs(), Agents: cluster.AgentURLs(), Interval: 2 * time.Second, AgentSpread: 10 * time.Second, Access: access},
		&zookeeper.Collector{Ensemble: zookeeper.Ensemble{Servers: cluster.ZooKeepers(), Path: "/mesos"}, Interval: 2 * time.Second},
	)
	if onScreen {
		return a.show(ctx, show{from: from, catalog: catalog, live: true, cluster: "demo", pretend: true})
	}
	ctx, cancel := context.WithTimeout(ctx, wallTime(scenario, speed)+demoPatience)
	defer cancel()
	return a.demoInText(ctx, player, from, catalog.Engine())
}

// demoInText plays without a terminal, until all is seen that is expected or ctx
// ends.
func (a *app) demoInText(ctx context.Context, player *player, from []mesoswatch.Collector, judge mesoswatch.Evaluator) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	scenario, seen := player.scenario, &report.Collected{}
	to := append([]mesoswatch.Sink{seen, untilSeen(scenario, seen, player.played, cancel)}, learning(from)...)
	recorder, closeRecorder, err := a.recorder()
	if err != nil {
		return err
	}
	if recorder != nil {
		to = append(to, recorder)
	}
	if err := errors.Join(mesoswatch.Watch(ctx, from, judge, to...), closeRecorder()); err != nil {
		return err
	}
	fs := seen.Findings()
	if err := report.WriteText(a.stdout, fs); err != nil {
		return err
	}
	if missing := scenario.Missing(fs); len(missing) > 0 {
		var names []string
		for _, m := range missing {
			names = append(names, m.Rule+" on "+m.Subject)
		}
		return fmt.Errorf("the demo played more than was found: %s", strings.Join(names, "; "))
	}
	return nil
}

// demoPatience is how long the demo waits behind its last line for what it
// expects.
const demoPatience = 15 * time.Second

// untilSeen ends the demo when all was played and all that is expected was
// found.
func untilSeen(s pretend.Scenario, seen *report.Collected, played <-chan struct{}, end func()) mesoswatch.Sink {
	return mesoswatch.SinkFunc(func(r mesoswatch.Record) error {
		if r.Finding == nil && r.Health == nil {
			return nil
		}
		select {
		case <-played:
			if len(s.Missing(seen.Findings())) == 0 {
				end()
			}
		default:
		}
		return nil
	})
}

// player plays the scenario beside the collectors and tells when it is over.
type player struct {
	cluster  *pretend.Cluster
	scenario pretend.Scenario
	played   chan struct{}
}

func (p *player) Name() string { return "pretend cluster" }

func (p *player) Run(ctx context.Context, emit mesoswatch.Emit) error {
	if err := p.cluster.Play(ctx, p.scenario); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return mesoswatch.Permanent(err)
	}
	close(p.played)
	return nil
}

// wallTime is how long a scenario plays.
func wallTime(s pretend.Scenario, speed float64) time.Duration {
	if speed <= 0 {
		return 0
	}
	return time.Duration(float64(s.Length()) / speed)
}
