package pretend

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// agent of the cluster, as its own port tells of it. It is registered when the
// world has one with its address.
type agent struct {
	daemon
	c        *Cluster
	index    int
	release  wire.Release
	security Security

	started time.Time
	log     logFile
}

func (c *Cluster) newAgent(i int) (*agent, error) {
	release, err := wire.ParseRelease(of(c.opt.Releases, 0))
	if err != nil {
		return nil, err
	}
	a := &agent{c: c, index: i, release: release, security: of(c.opt.AgentSecurity, i)}
	a.name, a.journal, a.certificates, a.plain = "agent "+strconv.Itoa(i), &c.journal, c.certificates, !c.opt.TLS
	a.serve = a.respond
	return a, nil
}

// begin starts its process; the caller holds the cluster's lock.
func (a *agent) begin(at time.Time) {
	a.started = at
	p := masterlog.Process{PID: 3_120 + a.index, Host: a.hostname(), User: "root"}
	_ = a.log.begin(p, at) // into memory
	_ = a.log.write(p.Opened(), at, p.PID)
}

func (a *agent) hostname() string { return "agent" + strconv.Itoa(a.index+1) + ".example.com" }

// pid is its UPID.
func (a *agent) pid() string { return "slave(1)@" + a.door.address() }

// KillAgent ends an agent's process: its port is closed. What the masters think of
// it is the world's affair.
func (c *Cluster) KillAgent(i int) error { return c.agents[i].door.shut() }

// agentTeller answers one request as an agent.
type agentTeller struct {
	*agent
	r   wire.Release
	now time.Time
}

func (a *agent) respond(q *request) answer {
	t := &agentTeller{agent: a, r: a.release, now: a.c.clock.now()}
	route, path, refusal, refused := agentRoutes().guard(q, a.c.opt, a.security, t.flagList(), a.release, "agent")
	switch {
	case refused:
		return t.plainly(refusal)
	case len(route.methods) > 0 && route.methods[0] != q.Method:
		return t.plainly(wrongMethod(route.methods, q.Method, a.release))
	}
	q.URL.Path = path
	return t.plainly(route.answer(t, q))
}

// plainly is without a type of content where the release does not tell it.
func (t *agentTeller) plainly(a answer) answer {
	if a.kind == textKind && !t.r.Since(1, 0) {
		a.kind = ""
	}
	return a
}

func (t *agentTeller) flagList() []masterlog.Flag {
	ip, port, _ := strings.Cut(t.door.address(), ":")
	given := map[string]string{"ip": ip, "port": port, "hostname": t.hostname(), "log_dir": "/var/log/mesos",
		"master": "zk://" + strings.Join(t.c.ZooKeepers(), ",") + "/mesos"}
	if t.r.Since(1, 0) {
		given["authenticate_http_readonly"] = strconv.FormatBool(t.security.Readonly)
		given["authenticate_http_readwrite"] = strconv.FormatBool(t.security.Readwrite)
	}
	return t.r.AgentFlags(given)
}

// agentRoutes are the endpoints of an agent, as in src/slave/slave.cpp.
func agentRoutes() routes[*agentTeller] {
	return routes[*agentTeller]{
		delegate: "/slave(1)",
		actors:   []string{"version", "files", "metrics", "logging", "profiler", "memory-profiler", "system", "help", "__processes__"},
		table: []route[*agentTeller]{
			{path: "/version", answer: (*agentTeller).version},
			{path: "/system/stats.json", answer: systemStats[*agentTeller]},
			{path: "/help", answer: help[*agentTeller]},
			{path: "/__processes__", answer: processes[*agentTeller]},
			{path: "/metrics/snapshot", realm: readonly, answer: (*agentTeller).metrics},
			{path: "/logging/toggle", realm: readwrite, answer: logging[*agentTeller]},
			{path: "/slave(1)/monitor/statistics", realm: readonly, answer: (*agentTeller).statistics},
			{path: "/slave(1)/monitor/statistics.json", until: "1.8", realm: readonly, answer: (*agentTeller).statistics},
			{path: "/files/browse", realm: readonly, answer: (*agentTeller).browse},
			{path: "/files/read", realm: readonly, answer: (*agentTeller).read},
			{path: "/files/read.json", until: "1.8", realm: readonly, answer: (*agentTeller).read},
			{path: "/files/debug", realm: readonly, answer: (*agentTeller).debug},
			{path: "/files/debug.json", until: "1.8", realm: readonly, answer: (*agentTeller).debug},
			{path: "/slave(1)/health", answer: health[*agentTeller]},
			{path: "/slave(1)/flags", realm: readonly, methods: []string{http.MethodGet}, answer: (*agentTeller).flags},
			{path: "/slave(1)/state", realm: readonly, answer: (*agentTeller).state},
			{path: "/slave(1)/state.json", until: "1.8", realm: readonly, answer: (*agentTeller).state},
			{path: "/slave(1)/containers", since: "1.0", realm: readonly, methods: []string{http.MethodGet}, answer: (*agentTeller).containers},
			{path: "/slave(1)/api/v1", since: "1.0", realm: readwrite, methods: post(), answer: (*agentTeller).operator},
			{path: "/slave(1)", answer: console[*agentTeller]},
		},
	}
}

func (t *agentTeller) library() library { return library{agentLog, &t.log, t.r} }

func (t *agentTeller) browse(q *request) answer { return t.library().browse(q) }
func (t *agentTeller) read(q *request) answer   { return t.library().read(q) }
func (t *agentTeller) debug(*request) answer    { return t.library().debug() }

func (t *agentTeller) version(*request) answer {
	return jsonOf(t.r, func(e *wire.Encoder) { wire.Version(e, buildOf(t.r)) })
}

func (t *agentTeller) flags(*request) answer {
	if t.security.Cut.Flags {
		return forbidden(t.r)
	}
	return jsonOf(t.r, func(e *wire.Encoder) { wire.Flags(e, t.flagList()) })
}

// operator is /api/v1 of an agent: nothing that a watcher would need.
func (t *agentTeller) operator(q *request) answer {
	if _, refused := q.parsed(t.r); refused != nil {
		return *refused
	}
	return said(http.StatusNotImplemented, "")
}

// self is what the agent says of itself, and what it sees of the world.
func (t *agentTeller) self(tell func(wire.Agent, world.View)) {
	t.c.mu.RLock()
	var master string
	for _, m := range t.c.masters {
		if m.running && !m.elected.IsZero() {
			master = m.process.Address()
		}
	}
	a := wire.Agent{Build: buildOf(t.r), Flags: t.flagList(), Started: t.started, Master: master, LogDir: "/var/log/mesos", Cut: t.security.Cut}
	t.c.mu.RUnlock()
	a.Known = world.Agent{PID: t.pid(), Hostname: t.hostname(), Total: agentResources()}
	t.c.world.Read(func(v world.View) {
		for known := range v.Agents() {
			if known.PID == a.Known.PID {
				a.Known = *known
			}
		}
		tell(a, v)
	})
}

func (t *agentTeller) state(*request) answer {
	return t.json(func(e *wire.Encoder, a wire.Agent, v world.View) { a.State(e, v) }, !t.r.Since(1, 0))
}

func (t *agentTeller) containers(*request) answer {
	return t.json(func(e *wire.Encoder, a wire.Agent, v world.View) { a.Containers(e, v) }, false)
}

// statistics of the containers, which have few here.
func (t *agentTeller) statistics(*request) answer {
	return answer{status: http.StatusOK, kind: jsonKind, body: []byte("[]")}
}

func (t *agentTeller) metrics(*request) answer {
	return t.json(func(e *wire.Encoder, a wire.Agent, v world.View) { wire.Snapshot(e, a.Metrics(v, t.now, t.r)) }, false)
}

func (t *agentTeller) json(write func(*wire.Encoder, wire.Agent, world.View), sorted bool) answer {
	a := jsonOf(t.r, func(e *wire.Encoder) {
		t.self(func(self wire.Agent, v world.View) { write(e, self, v) })
	})
	if sorted {
		a.body = wire.Sorted(a.body, t.r, false)
	}
	return a
}
