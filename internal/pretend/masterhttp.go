package pretend

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// teller answers one request as a master: what it was when the request came.
type teller struct {
	*master
	wire.Master
	r     wire.Release
	now   time.Time
	leads bool
	empty bool
}

// respond is all that a master does with a request, in the order of
// src/master/http.cpp and 3rdparty/libprocess/src/process.cpp: messages of actors,
// firewall, lookup, credentials, leader, method, handler.
func (m *master) respond(q *request) answer {
	if isMessage(q) {
		return m.message(q)
	}
	t := m.teller()
	a := t.respond(q)
	if a.kind == textKind && !t.r.Since(1, 0) {
		a.kind = "" // it does not say so
	}
	return a
}

func (t *teller) respond(q *request) answer {
	route, path, a, refused := masterRoutes().guard(q, t.c.opt, t.security, t.Flags, t.r, "master")
	if refused {
		return a
	}
	t.note(q, path, t.now)
	if route.leader && !t.leads && (t.r.Since(1, 0) || route.realm == schedulers) {
		return t.elsewhere(path, q.URL.RawQuery)
	}
	if len(route.methods) > 0 && !slices.Contains(route.methods, q.Method) {
		return wrongMethod(route.methods, q.Method, t.r)
	}
	q.URL.Path = path
	return route.answer(t, q)
}

func (m *master) teller() *teller {
	now := m.c.clock.now()
	m.c.mu.RLock()
	defer m.c.mu.RUnlock()
	return &teller{master: m, Master: m.tells(), r: m.release, now: now, leads: !m.elected.IsZero(), empty: m.empty}
}

// note is the line that a master writes about a request that came through.
func (m *master) note(q *request, path string, now time.Time) {
	if !m.c.opt.LogRequests || unlogged[path] {
		return
	}
	l := masterlog.Request(q.Method, q.URL.RequestURI(), q.RemoteAddr, q.UserAgent())
	if by := q.Header.Get("X-Forwarded-For"); by != "" {
		l.Text += " with X-Forwarded-For='" + by + "'"
	}
	m.c.mu.RLock()
	defer m.c.mu.RUnlock()
	_ = m.log.write(l, now, m.process.Thread(1+q.noted.Beside%masterlog.Workers)) // a full disk is found by Play
}

// unlogged are the paths of which nothing is logged.
var unlogged = map[string]bool{
	"/master/health": true, "/version": true, "/master/redirect": true, "/metrics/snapshot": true, "/system/stats.json": true,
	"/registrar(1)/registry": true, "/logging/toggle": true, "/help": true, "/__processes__": true, "/master": true,
}

// elsewhere points at the leader, as far as the master knows one.
func (t *teller) elsewhere(path, query string) answer {
	if t.Leader == nil {
		return said(http.StatusServiceUnavailable, "No leader elected")
	}
	if query != "" {
		path += "?" + query
	}
	return answer{status: http.StatusTemporaryRedirect, header: map[string]string{
		"Location": "//" + t.Leader.Hostname + ":" + strconv.Itoa(t.Leader.Port) + path,
	}}
}

// knows tells whether it has a state to tell: before 1.0 those who do not lead
// answer too, with nothing in it.
func (t *teller) knows() bool { return t.leads && !t.empty }

// large is json of an answer that may be too large to hold, when the state is given.
func (t *teller) large(write func(*wire.Encoder, world.View)) answer {
	if t.c.opt.State == nil || !t.knows() {
		return t.json(write)
	}
	return answer{status: http.StatusOK, kind: jsonKind, stream: func(w io.Writer) error {
		e := wire.NewEncoder(w, t.r)
		write(e, t.c.opt.State)
		return e.Flush()
	}}
}

// json is an answer that is written from the view.
func (t *teller) json(write func(*wire.Encoder, world.View)) answer {
	return answer{status: http.StatusOK, kind: jsonKind, body: t.rendered(write)}
}

// sorted is json with the keys as a tree has them, in releases before that one.
func (t *teller) sorted(major, minor int, write func(*wire.Encoder, world.View)) answer {
	if t.r.Since(major, minor) {
		return t.json(write)
	}
	return answer{status: http.StatusOK, kind: jsonKind, body: wire.Sorted(t.rendered(write), t.r, false)}
}

func (t *teller) rendered(write func(*wire.Encoder, world.View)) []byte {
	return jsonOf(t.r, func(e *wire.Encoder) {
		t.view(t.knows(), func(v world.View) { write(e, v) })
	}).body
}

func (t *teller) denied() answer { return forbidden(t.r) }
