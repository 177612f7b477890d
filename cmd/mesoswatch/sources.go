package main

import (
	"context"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/hostconf"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/collectors/ports"
	"github.com/mesoswatch/mesoswatch/collectors/tlsprobe"
	"github.com/mesoswatch/mesoswatch/rules"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

// localLogs are where the packages of Mesos write; the first that exist are
// followed when nothing is named.
var localLogs = []string{
	"var/log/mesos/mesos-master.INFO", "var/log/mesos/mesos-agent.INFO", "var/log/mesos/mesos-slave.INFO",
}

// lookout says for whom a live run looks.
type lookout struct {
	all   bool         // lines that the catalogue of messages does not know, too
	store *store.Store // what is emitted is kept there; nil: nowhere
	once  bool         // only to see what there is: places in logs stay as they are saved
}

// places is the folder that keeps places in the logs of the cluster, each cluster
// its own; empty: none are kept.
func (a *app) places(l lookout) string {
	if l.once || a.noStore {
		return ""
	}
	return filepath.Join(a.stateDir(), "positions", strings.TrimSuffix(filepath.Base(a.storePath()), ".db"))
}

// live makes the collectors for what the command line names, or for this host.
func (a *app) live(ctx context.Context, catalog *rules.Catalog, l lookout) ([]mesoswatch.Collector, error) {
	t := &a.targets
	var from []mesoswatch.Collector
	opt, err := a.logOptions(catalog)
	if err != nil {
		return nil, err
	}
	opt.All = opt.All || l.all
	if l.store != nil {
		opt.Kept = func() time.Time { return l.store.Through(l.store.Name()) }
	}
	told, places := &mesoslog.Told{}, a.places(l)
	if places != "" {
		_ = store.MakeFolder(places) // where that fails, saving places tells why
	}
	logs, local := t.Logs, false
	if !t.named() {
		logs, local = a.localLogs(), true
		here := lookAround(ctx, t.Root)
		t.Masters, t.Agents, t.ZK = here.masters, here.agents, here.zk
		if len(logs) == 0 && len(t.Masters) == 0 && len(t.Agents) == 0 && t.ZK == "" {
			return nil, hinted(errNothing, "name a log with --log, a master with --master or ZooKeeper with --zk; or try: mesoswatch demo")
		}
	}
	if len(logs) > 0 {
		if opt.Since.IsZero() {
			opt.Since = opt.NowOr().Add(-firstLook)
		}
		from = append(from, &mesoslog.Follow{Paths: logs, Options: opt, Stdin: a.stdin, State: places, Told: told, Log: a.logger()})
	}
	if local {
		from = append(from, &hostconf.Collector{Root: t.Root, Interval: hostRest})
	}
	probes, err := a.probes(local)
	if err != nil {
		return nil, err
	}
	from = append(from, probes...)
	polled, err := a.polled()
	if err != nil || len(polled) == 0 {
		return append(from, polled...), err
	}
	from = append(from, self{})
	remote, err := a.remoteLogs(len(logs) > 0, &mesoslog.Remote{Options: opt, State: places, Told: told})
	if remote != nil {
		from = append(from, remote)
	}
	return append(from, polled...), err
}

// Rests of what looks at hosts, ports and TLS in a live run: each connection to a
// TLS port leaves a line in the log of a master, and hosts change rarely.
const (
	hostRest  = 10 * time.Minute
	portsRest = time.Hour
	tlsRest   = 6 * time.Hour
)

// probes look at this host's sockets, and with --probe at the ports and the TLS of
// the hosts that the cluster has.
func (a *app) probes(local bool) ([]mesoswatch.Collector, error) {
	t := &a.targets
	look := &ports.Collector{NoConnect: !t.Probe, Interval: time.Minute, Round: portsRest}
	if local {
		look.Root = t.Root
	}
	if !t.Probe {
		if !local {
			return nil, nil
		}
		return []mesoswatch.Collector{look}, nil
	}
	known, err := a.baseline()
	if err != nil {
		return nil, err
	}
	hosts, secure := a.namedHosts(nil)
	look.Named, look.Expected = hosts, expected(known)
	return []mesoswatch.Collector{look, &tlsprobe.Collector{Endpoints: secure, CACert: t.CACert, Version: version(), Interval: tlsRest}}, nil
}

// remoteLogs reads the logs of masters and agents over HTTP: where no log is at
// hand, or when asked to.
func (a *app) remoteLogs(atHand bool, r *mesoslog.Remote) (mesoswatch.Collector, error) {
	t := &a.targets
	switch t.RemoteLogs {
	case "auto":
		if atHand {
			return nil, nil
		}
	case "always":
	case "never":
		return nil, nil
	default:
		return nil, usage("--remote-logs %q: auto, always or never", t.RemoteLogs)
	}
	access, err := a.access()
	if err != nil {
		return nil, err
	}
	r.Access, r.AllAgents, r.Log = access, t.AgentLogs, a.logger()
	for _, url := range t.Masters {
		r.Processes = append(r.Processes, mesoslog.Process{URL: url, Named: true})
	}
	for _, url := range t.Agents {
		r.Processes = append(r.Processes, mesoslog.Process{URL: url, Agent: true, Named: true})
	}
	return r, nil
}

func (a *app) localLogs() []string {
	var found []string
	for _, p := range localLogs {
		p = filepath.Join(a.targets.Root, p)
		if _, err := os.Stat(p); err == nil {
			found = append(found, p)
		}
	}
	sort.Strings(found)
	return found
}
