package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify"
)

// tells are those who are told what is found. They hear the whole stream; they tell
// only while this process looks at the cluster, so that several consoles on one store
// tell nothing twice. The zero value tells nobody.
type tells struct {
	notifier  *notify.Notifier
	heartbeat *notify.Heartbeat
	instead   mesoswatch.Collector // of what cannot be made
}

// notifyPath is where the queue is: beside the store. Empty: in memory.
func (a *app) notifyPath() string {
	if a.noStore {
		return ""
	}
	return strings.TrimSuffix(a.storePath(), ".db") + notify.Ending
}

// tells makes them as the configuration says. screen: standard output is not ours to
// write to.
func (a *app) tells(screen bool) (tells, error) {
	all, err := a.receivers()
	if err != nil {
		return tells{}, err
	}
	heart, err := a.heart()
	if err != nil {
		return tells{}, err
	}
	kept := all[:0]
	for _, r := range all {
		if !screen || r.Where != standardOutput {
			kept = append(kept, r)
		}
	}
	t := tells{heartbeat: heart}
	if len(kept) > 0 {
		t.notifier = notify.New(notify.Options{Path: a.notifyPath(), Cluster: a.clusterName(), Host: hostName(), Receivers: kept, Log: a.logger()})
	}
	return t, nil
}

// screenTells is tells for a dashboard, which goes on without when they cannot be
// made: whoever only looks may not read the secrets of who watches.
func (a *app) screenTells() tells {
	t, err := a.tells(true)
	if err != nil {
		why := err.Error()
		var told *exit
		if errors.As(err, &told) && told.hint != "" {
			why += ": " + told.hint
		}
		t.instead = outOfOrder{name: "notify", why: mesoswatch.Mask(why)}
	}
	return t
}

// sinks hear the stream.
func (t *tells) sinks() []mesoswatch.Sink {
	var all []mesoswatch.Sink
	if t.notifier != nil {
		all = append(all, t.notifier)
	}
	if t.heartbeat != nil {
		all = append(all, t.heartbeat)
	}
	return all
}

// take begins to tell; what is answered runs beside what looks. Whatever is wrong with
// the queue its Health says.
func (t *tells) take(ctx context.Context) []mesoswatch.Collector {
	var all []mesoswatch.Collector
	if t.notifier != nil {
		_ = t.notifier.Take(ctx)
		all = append(all, t.notifier)
	}
	if t.heartbeat != nil {
		all = append(all, t.heartbeat)
	}
	if t.instead != nil {
		all = append(all, t.instead)
	}
	return all
}

// leave ends telling. What waits leaves when it is taken again.
func (t *tells) leave() error {
	if t.notifier == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return t.notifier.Leave(ctx)
}
