package join

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// request follows the HTTP requests whose effect is logged without the peer.
func (j *Joiner) request(ev *mesoswatch.Event) {
	switch ev.Template {
	case "http.request", "http.request.12", "http.request.023":
		if ev.Method == "POST" {
			j.posted(ev)
		}
	case "http.redirect", "http.no-leader":
		// A master that does not lead passes the request on and does nothing.
		if strings.HasSuffix(ev.Path, "/api/v1") {
			j.operators.first()
		}
	default:
		j.called(ev)
	}
}

func (j *Joiner) posted(ev *mesoswatch.Event) {
	p := request{
		peer:   peer{ip: strings.Clone(ev.RemoteIP), port: strings.Clone(ev.RemotePort)},
		thread: strings.Clone(ev.Thread), count: j.count,
	}
	path := strings.TrimPrefix(ev.Path, "/master")
	switch {
	case path == "/api/v1/scheduler":
		j.schedulers.prune(ev.Time, nearby)
		j.schedulers.add(ev.Time, p)
	case strings.HasSuffix(path, "/api/v1"):
		j.operators.prune(ev.Time, nearby)
		j.operators.add(ev.Time, p)
	case path == "/teardown" || path == "/shutdown":
		j.teardowns.prune(ev.Time, nearby)
		j.teardowns.add(ev.Time, p)
	}
}

// called is an operator's call, logged behind its request.
func (j *Joiner) called(ev *mesoswatch.Event) {
	p := j.take(&j.operators, ev)
	setPeer(ev, p)
	if ev.Call == "TEARDOWN" {
		j.teardowns.prune(ev.Time, nearby)
		j.teardowns.add(ev.Time, request{peer: p, thread: strings.Clone(ev.Thread), count: j.count})
	}
}

// take answers the peer of the request whose effect ev is. The line right
// before, by the same thread, is certainly it. Else, when several wait, it is
// not known which one it was; the address still is, if it is the same in all.
func (j *Joiner) take(waiting *recent[request], ev *mesoswatch.Event) peer {
	if l, ok := waiting.last(); ok && l.count == j.count-1 && l.thread != "" && l.thread == ev.Thread {
		waiting.drop(func(r request) bool { return r == l })
		return l.peer
	}
	p, ok := waiting.only(ev.Time, nearby)
	if !ok && len(waiting.items) > 0 {
		p = waiting.items[0].value
		for _, other := range waiting.items {
			if other.value.ip != p.ip {
				p.ip = ""
			}
		}
		if p.port = ""; waiting.crowded(ev.Time, nearby) {
			p.ip = ""
		}
	}
	waiting.first()
	return p.peer
}
