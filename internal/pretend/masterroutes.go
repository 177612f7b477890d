package pretend

import (
	"net/http"
	"strconv"

	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// masterRoutes are the endpoints of a master, as in src/master/master.cpp. The
// writing ones are there to refuse: they change nothing.
func masterRoutes() routes[*teller] {
	return routes[*teller]{
		delegate: "/master",
		actors:   []string{"version", "files", "metrics", "logging", "profiler", "memory-profiler", "system", "help", "__processes__", "registrar(1)", "allocator"},
		table: []route[*teller]{
			{path: "/version", answer: (*teller).version},
			{path: "/system/stats.json", answer: systemStats[*teller]},
			{path: "/help", answer: help[*teller]},
			{path: "/__processes__", answer: processes[*teller]},
			{path: "/metrics/snapshot", realm: readonly, answer: (*teller).metrics},
			{path: "/logging/toggle", realm: readwrite, answer: logging[*teller]},
			{path: "/profiler/start", realm: readwrite, answer: profiler[*teller]},
			{path: "/registrar(1)/registry", realm: readonly, answer: (*teller).registry},
			{path: "/files/browse", realm: readonly, answer: (*teller).browse},
			{path: "/files/browse.json", until: "1.8", realm: readonly, answer: (*teller).browse},
			{path: "/files/read", realm: readonly, answer: (*teller).read},
			{path: "/files/read.json", until: "1.8", realm: readonly, answer: (*teller).read},
			{path: "/files/debug", realm: readonly, answer: (*teller).debug},
			{path: "/files/debug.json", until: "1.8", realm: readonly, answer: (*teller).debug},
			{path: "/files/download", realm: readonly, answer: (*teller).download},
			{path: "/master/health", answer: health[*teller]},
			{path: "/master/redirect", answer: (*teller).redirect},
			{path: "/master/flags", realm: readonly, methods: []string{http.MethodGet}, answer: (*teller).flags},
			{path: "/master/state", realm: readonly, leader: true, answer: (*teller).state},
			{path: "/master/state.json", until: "1.8", realm: readonly, leader: true, answer: (*teller).state},
			{path: "/master/state-summary", realm: readonly, leader: true, answer: (*teller).summary},
			{path: "/master/frameworks", realm: readonly, leader: true, answer: (*teller).frameworks},
			{path: "/master/slaves", realm: readonly, leader: true, answer: (*teller).slaves},
			{path: "/master/roles", realm: readonly, leader: true, answer: (*teller).roles},
			{path: "/master/roles.json", until: "1.8", realm: readonly, leader: true, answer: (*teller).roles},
			{path: "/master/tasks", realm: readonly, leader: true, answer: (*teller).tasks},
			{path: "/master/tasks.json", until: "1.8", realm: readonly, leader: true, answer: (*teller).tasks},
			{path: "/master/quota", realm: readwrite, old: true, leader: true, methods: []string{"GET", "POST", "DELETE"}, answer: (*teller).quota},
			{path: "/master/weights", since: "1.0", realm: readwrite, leader: true, methods: []string{"GET", "PUT"}, answer: (*teller).weights},
			{path: "/master/maintenance/schedule", realm: readwrite, leader: true, methods: []string{"GET", "POST"}, answer: (*teller).schedule},
			{path: "/master/maintenance/status", realm: readonly, leader: true, methods: []string{"GET"}, answer: (*teller).maintenance},
			{path: "/master/machine/down", realm: readwrite, leader: true, methods: post(), answer: (*teller).unchanged},
			{path: "/master/machine/up", realm: readwrite, leader: true, methods: post(), answer: (*teller).unchanged},
			{path: "/master/teardown", realm: readwrite, old: true, leader: true, methods: post(), answer: (*teller).unchanged},
			{path: "/master/reserve", realm: readwrite, old: true, leader: true, methods: post(), answer: (*teller).unchanged},
			{path: "/master/unreserve", realm: readwrite, old: true, leader: true, methods: post(), answer: (*teller).unchanged},
			{path: "/master/create-volumes", realm: readwrite, old: true, leader: true, methods: post(), answer: (*teller).unchanged},
			{path: "/master/destroy-volumes", realm: readwrite, old: true, leader: true, methods: post(), answer: (*teller).unchanged},
			{path: "/master/observe", until: "1.0", answer: (*teller).observe},
			{path: "/master/api/v1", since: "1.0", realm: readwrite, leader: true, methods: post(), answer: (*teller).operator},
			{path: "/master/api/v1/scheduler", realm: schedulers, leader: true, answer: (*teller).scheduler},
			{path: "/master", answer: console[*teller]},
		},
	}
}

func post() []string { return []string{http.MethodPost} }

func health[D any](D, *request) answer { return answer{status: http.StatusOK} }

func (t *teller) version(*request) answer {
	return t.json(func(e *wire.Encoder, _ world.View) { wire.Version(e, t.Build) })
}

func (t *teller) flags(*request) answer {
	if t.Cut.Flags {
		return t.denied()
	}
	return t.json(func(e *wire.Encoder, _ world.View) { wire.Flags(e, t.Flags) })
}

func (t *teller) redirect(q *request) answer {
	if q.URL.Path != "/master/redirect" {
		return notFound(t.r)
	}
	return t.elsewhere("", "")
}

func (t *teller) state(*request) answer      { return t.large(t.State) }
func (t *teller) summary(*request) answer    { return t.large(t.Summary) }
func (t *teller) frameworks(*request) answer { return t.large(t.Frameworks) }
func (t *teller) slaves(*request) answer     { return t.large(t.Slaves) }
func (t *teller) roles(*request) answer      { return t.sorted(1, 9, t.Roles) }
func (t *teller) weights(q *request) answer  { return t.readOnly(q, t.Weights) }
func (t *teller) schedule(q *request) answer { return t.readOnly(q, t.Schedule) }
func (t *teller) quota(q *request) answer    { return t.readOnly(q, t.Quota) }

func (t *teller) maintenance(*request) answer { return t.sorted(1, 9, t.Maintenance) }
func (t *teller) registry(*request) answer    { return t.json(t.Registry) }

// readOnly is what GET answers of an endpoint that also writes.
func (t *teller) readOnly(q *request, write func(*wire.Encoder, world.View)) answer {
	if q.Method != http.MethodGet {
		return t.unchanged(q)
	}
	return t.sorted(1, 9, write)
}

func (t *teller) metrics(*request) answer {
	return t.json(func(e *wire.Encoder, v world.View) { wire.Snapshot(e, t.Metrics(v, t.now, t.r)) })
}

func (t *teller) tasks(q *request) answer {
	query := q.URL.Query()
	page := wire.Page{Limit: 100, Ascending: query.Get("order") == "asc"}
	for name, into := range map[string]*int{"limit": &page.Limit, "offset": &page.Offset} {
		if text := query.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 {
				return said(http.StatusBadRequest, "Failed to parse '"+name+"' query parameter")
			}
			*into = n
		}
	}
	if t.r.Since(1, 4) {
		page.Framework, page.Task = query.Get("framework_id"), query.Get("task_id")
	}
	return t.sorted(1, 0, func(e *wire.Encoder, v world.View) { t.Tasks(e, v, page) })
}

// unchanged refuses what would change something.
func (t *teller) unchanged(*request) answer {
	a := said(http.StatusBadRequest, "Missing 'frameworkId' query parameter in the request body")
	if !t.r.Since(1, 0) {
		a.kind, a.body = "", []byte("Missing 'frameworkId' query parameter")
	}
	return a
}

func (t *teller) observe(*request) answer {
	return answer{status: http.StatusBadRequest, body: []byte("Missing value for 'monitor'")}
}

// scheduler refuses: nobody can subscribe to what is not there.
func (t *teller) scheduler(q *request) answer {
	if !t.r.Since(1, 0) && t.Flag("authenticate") == "true" {
		return answer{status: http.StatusForbidden, body: []byte("HTTP schedulers are not supported when authentication is required")}
	}
	if q.Method != http.MethodPost {
		return wrongMethod(post(), q.Method, t.r)
	}
	return said(http.StatusBadRequest, "Expecting 'Content-Type' to be present")
}
