// Command look shows the dashboard on made-up boards, for working on it without
// a cluster:
//
//	go run ./ui/internal/look [-stage quiet|incident|worked|cluster|blind|cut|ports|posture|answers|big|hostile|flood|empty] [-theme light] [-ascii]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

func main() {
	what := flag.String("stage", "incident", "quiet, incident, worked, cluster, blind, cut, ports, posture, answers, big, hostile, flood or empty")
	look := flag.String("theme", "dark", "dark, light or mono")
	ascii := flag.Bool("ascii", false, "no character above 0x7f")
	flag.Parse()

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	feed := mesoswatch.NewFeed(0)
	runbook := stage.Runbook
	switch *what {
	case "quiet":
		stage.Quiet().Play(feed)
	case "incident":
		stage.Incident().Play(feed)
	case "worked":
		stage.Worked().Play(feed)
	case "cluster":
		stage.Cluster().Play(feed)
	case "blind":
		stage.Blind().Play(feed)
	case "cut":
		stage.CutDown().Play(feed)
	case "ports":
		stage.PortsBad().Play(feed)
	case "posture":
		append(stage.PostureBad(), stage.PortsBad()...).Play(feed)
	case "answers":
		stage.Answers(20_000, 300).Play(feed)
		go stage.Waver(ctx, feed, 20_000, 300)
	case "big":
		n := stage.Size{Agents: 10_000, Frameworks: 500, Tasks: 100_000}
		stage.Big(n).Play(feed)
		go stage.Stir(ctx, feed, n)
	case "hostile":
		stage.HostileCluster().Play(feed)
		runbook = stage.HostileRunbook
	case "flood":
		go stage.Flood(ctx, feed, 50_000)
	}
	began := time.Now()
	m := ui.New(func() (*mesoswatch.Board, error) { return feed.Next(ctx) }, ui.Options{
		Cluster: "prod-eu1", Live: true, Now: func() time.Time { return stage.Now().Add(time.Since(began)) },
		NoColor: theme.NoColor(os.Getenv), ASCII: *ascii, Theme: *look, Runbook: runbook, Version: "devel",
		Env: os.Getenv,
		Act: func(a mesoswatch.Action) error {
			time.Sleep(300 * time.Millisecond) // a store takes its time
			a.Who = "you"
			return feed.Handle(mesoswatch.Record{Action: &a})
		},
		Export: func(context.Context, mesoswatch.Incident) (path, hash string, err error) {
			return "incident.zip", "sha256:31c9f0e7", nil
		},
	})
	if _, err := tea.NewProgram(m, tea.WithContext(ctx)).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "look:", err)
		os.Exit(1)
	}
}
