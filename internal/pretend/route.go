package pretend

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
)

// route is one path that a daemon has registered.
type route[D any] struct {
	path         string // "/master/state"
	since, until string // releases; empty: always
	realm        realm
	old          bool // wanted credentials before 1.0 too
	leader       bool // others redirect, from 1.0 on
	methods      []string
	answer       func(d D, q *request) answer
}

// routes of a daemon: the actor that gets what no other has, "/master", and those
// that are known by their first segment.
type routes[D any] struct {
	delegate string
	actors   []string
	table    []route[D]
}

// find is the longest route that is the path or what stands before one of its
// slashes, with the path as it was looked up.
func (rs routes[D]) find(path string, r wire.Release) (route[D], string, bool) {
	if strings.Contains(path, "/..") || !strings.HasPrefix(path, "/") {
		return route[D]{}, path, false
	}
	first, _, _ := strings.Cut(path[1:], "/")
	if !slices.Contains(rs.actors, first) && "/"+first != rs.delegate {
		path = rs.delegate + path
	}
	path = strings.TrimSuffix(path, "/")
	for at := path; at != "" && (at != rs.delegate || at == path); at = at[:strings.LastIndexByte(at, '/')] {
		for _, route := range rs.table {
			if route.path == at && r.Within(route.since, route.until) {
				return route, path, true
			}
		}
	}
	return route[D]{}, path, false
}

// guard is what comes before the handler: firewall, lookup, credentials. It
// answers false with what to do when there is nothing in the way.
func (rs routes[D]) guard(q *request, o Options, s Security, flags []masterlog.Flag, r wire.Release, daemon string) (route[D], string, answer, bool) {
	if slices.Contains(s.Firewall, q.URL.Path) {
		return route[D]{}, "", said(403, "Endpoint '"+q.URL.Path+"' is disabled"), true
	}
	found, path, known := rs.find(q.URL.Path, r)
	if !known {
		return found, path, notFound(r), true
	}
	if r.Since(1, 0) || found.old {
		if realm, is := enforced(flags, found.realm, daemon); is && !o.accepted(q.Header.Get("Authorization")) {
			return found, path, o.refused(realm, r), true
		}
	}
	return found, path, answer{}, false
}

func notFound(r wire.Release) answer {
	if r.Since(1, 8) {
		return said(404, "404 Not Found.")
	}
	return answer{status: 404}
}

// wrongMethod is the answer of a route that has only these.
func wrongMethod(allowed []string, got string, r wire.Release) answer {
	quoted := "'" + strings.Join(allowed, "', '") + "'"
	a := answer{status: 405, kind: textKind, header: map[string]string{"Allow": strings.Join(allowed, ", ")}}
	switch {
	case r.Since(1, 8):
		a.body = []byte("405 Method Not Allowed. Expecting one of { " + quoted + " }, but received '" + got + "'.")
	case r.Since(1, 0):
		a.body = []byte("Expecting one of { " + quoted + " }, but received '" + got + "'")
	default:
		a.kind, a.body = "", []byte("Expecting "+quoted+", received '"+got+"'")
	}
	return a
}
