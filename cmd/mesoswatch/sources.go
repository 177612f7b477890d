package main

import (
	"os"
	"path/filepath"
	"sort"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/rules"
)

// localLogs are where the packages of Mesos write; the first that exist are
// followed when nothing is named.
var localLogs = []string{
	"var/log/mesos/mesos-master.INFO", "var/log/mesos/mesos-agent.INFO", "var/log/mesos/mesos-slave.INFO",
}

// live makes the collectors for what the command line names, or for this host.
func (a *app) live(catalog *rules.Catalog, all bool) ([]mesoswatch.Collector, error) {
	t := &a.targets
	var from []mesoswatch.Collector
	opt, err := a.logOptions(catalog)
	if err != nil {
		return nil, err
	}
	opt.All = opt.All || all
	logs := t.Logs
	if len(logs) == 0 && len(t.Masters) == 0 && len(t.Agents) == 0 && t.ZK == "" {
		logs = a.localLogs()
		here := lookAround(t.Root)
		t.Masters, t.Agents, t.ZK = here.masters, here.agents, here.zk
		if len(logs) == 0 && len(t.Masters) == 0 && len(t.Agents) == 0 && t.ZK == "" {
			return nil, hinted(errNothing, "name a log with --log, a master with --master or ZooKeeper with --zk; or try: mesoswatch demo")
		}
	}
	if len(logs) > 0 {
		if opt.Since.IsZero() {
			opt.Since = opt.NowOr().Add(-firstLook)
		}
		from = append(from, &mesoslog.Follow{Paths: logs, Options: opt, Stdin: a.stdin, State: filepath.Join(a.stateDir(), "positions"), Log: a.logger()})
	}
	polled, err := a.polled()
	return append(from, polled...), err
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
