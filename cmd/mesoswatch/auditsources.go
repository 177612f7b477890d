package main

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/hostconf"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/collectors/ports"
	"github.com/mesoswatch/mesoswatch/collectors/schedulers"
	"github.com/mesoswatch/mesoswatch/collectors/tlsprobe"
	"github.com/mesoswatch/mesoswatch/collectors/zookeeper"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// linger is how long an audit's probes wait for more hosts to be found.
const linger = 4 * time.Second

// auditSources makes the collectors of an audit: what is named, or this host.
func (a *app) auditSources(ctx context.Context, o auditFlags) ([]mesoswatch.Collector, error) {
	t := &a.targets
	online := len(t.Masters) > 0 || len(t.Agents) > 0 || t.ZK != "" || len(o.schedulers) > 0
	offline := t.Root != "/" || len(o.answers) > 0 || len(t.Logs) > 0
	var from []mesoswatch.Collector
	root := ""
	if t.Root != "/" || !online && !offline {
		root = t.Root
		from = append(from, &hostconf.Collector{Root: root})
	}
	if root == "/" { // this host: what listens here is asked too
		here := lookAround(ctx, root)
		t.Masters, t.Agents, t.ZK = here.masters, here.agents, here.zk
		online = len(t.Masters) > 0 || len(t.Agents) > 0 || t.ZK != ""
	}
	for _, dir := range o.answers {
		from = append(from, &mesosapi.Saved{Dir: dir}, &schedulers.Saved{Dir: dir})
	}
	if len(t.Logs) > 0 {
		loc, err := t.location()
		if err != nil {
			return nil, err
		}
		from = append(from, &mesoslog.Files{Paths: t.Logs, Options: mesoslog.Options{Year: t.Year, Zone: loc}, Stdin: a.stdin})
	}
	if !online {
		if root == "/" || root != "" && readable(filepath.Join(root, "proc/net")) == "" { // a copy of files has no sockets
			from = append(from, &ports.Collector{Root: root, NoConnect: true})
		}
		return from, nil
	}
	return a.auditNetwork(from, root, o)
}

// auditNetwork adds what is asked over the network.
func (a *app) auditNetwork(from []mesoswatch.Collector, root string, o auditFlags) ([]mesoswatch.Collector, error) {
	polled, err := a.polled()
	if err != nil {
		return nil, err
	}
	from = append(append(from, self{}), polled...)
	access, err := a.access()
	if err != nil {
		return nil, err
	}
	front := &schedulers.Collector{Access: access}
	for _, s := range o.schedulers {
		kind, url, ok := strings.Cut(s, "=")
		if !ok {
			return nil, usage("--scheduler %q: KIND=URL, such as marathon=http://10.0.0.31:8080", s)
		}
		front.Endpoints = append(front.Endpoints, schedulers.Endpoint{URL: url, Kind: kind, Named: true})
	}
	if len(front.Endpoints) > 0 {
		from = append(from, front)
	}
	known, err := a.baseline()
	if err != nil {
		return nil, err
	}
	hosts, secure := a.namedHosts(front.Endpoints)
	return append(from,
		&ports.Collector{Root: root, Named: hosts, Linger: linger, Expected: expected(known)},
		&tlsprobe.Collector{Endpoints: secure, CACert: a.targets.CACert, Version: version(), Linger: linger}), nil
}

// namedHosts are the hosts, and the TLS endpoints, that the command line names.
func (a *app) namedHosts(front []schedulers.Endpoint) (hosts []ports.Host, secure []tlsprobe.Target) {
	add := func(address, role string) {
		u, err := url.Parse(address)
		if err != nil || u.Hostname() == "" {
			if u, err = url.Parse("http://" + address); err != nil {
				return
			}
		}
		hosts = append(hosts, ports.Host{Address: u.Hostname(), Roles: []string{role}})
		if u.Scheme == "https" && u.Port() != "" {
			secure = append(secure, tlsprobe.Target{Address: u.Host, Service: role})
		}
	}
	t := &a.targets
	for _, m := range t.Masters {
		add(m, "master")
	}
	for _, g := range t.Agents {
		add(g, "agent")
	}
	for _, e := range front {
		add(e.URL, e.Kind)
	}
	if z, err := zookeeper.ParseURL(t.ZK); t.ZK != "" && err == nil {
		for _, s := range z.Servers {
			add(s, "zookeeper")
		}
	}
	return hosts, secure
}

// expected asks the baseline about a port: one it lists is expected to be open,
// and where it describes ports at all, the others to be closed.
func expected(known *baseline.Baseline) func(ports.Host, int, string) string {
	if known == nil || known.Ports == nil {
		return nil
	}
	return func(_ ports.Host, port int, service string) string {
		if known.Port(service, port).State == baseline.Known {
			return "open"
		}
		return "closed"
	}
}
