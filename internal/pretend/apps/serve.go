package apps

import (
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// Server answers as the installation's Marathon. The zero value but for Of serves
// anyone as 1.11 does. It is an http.Handler, and may be asked from anywhere at once.
type Server struct {
	Of      *Installation
	Release Release // empty: 1.11
	// User and Password are wanted for everything but /ping, if set.
	User, Password string
	// Prefix stands before all paths: /service/marathon.
	Prefix string
	// Refuse answers these paths with a status of its own.
	Refuse map[string]int

	mu    sync.Mutex
	asked []string
}

// Asked lists what was asked up to now: method, path with query, and whether a login
// came with it.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *Server) release() Release {
	if s.Release == "" {
		return R111
	}
	return s.Release
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	line := r.Method + " " + r.RequestURI
	user, password, login := r.BasicAuth()
	if login {
		line += " as " + user
	}
	s.mu.Lock()
	s.asked = append(s.asked, line)
	s.mu.Unlock()
	at, ours := strings.CutPrefix(r.URL.Path, s.Prefix)
	switch {
	case r.Method != http.MethodGet:
		http.Error(w, "only reading is served here", http.StatusMethodNotAllowed)
		return
	case !ours:
		http.NotFound(w, r)
		return
	case s.Refuse[at] != 0:
		http.Error(w, "refused", s.Refuse[at])
		return
	case s.User != "" && at != "/ping" && (user != s.User || password != s.Password):
		w.Header().Set("WWW-Authenticate", `Basic realm="Mesosphere"`)
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	s.answer(w, r, at)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, at string) {
	var answer any
	switch {
	case at == "/ping":
		w.Header().Set("Content-Type", "text/plain")
		w.Write([]byte("pong"))
		return
	case at == "/v2/info":
		answer = s.info()
	case at == "/v2/apps":
		answer = object{"apps": s.Of.apps(s.release())}
	case at == "/v2/pods" && s.release() != R011:
		answer = s.Of.pods()
	case at == "/v2/groups":
		whole := s.release() == R011 || len(r.URL.Query()["embed"]) == 0
		answer = s.Of.group("/", s.release(), whole || slices.Contains(r.URL.Query()["embed"], "group.apps"))
	case at == "/v2/deployments":
		answer = []any{}
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json; qs=2")
	_ = json.NewEncoder(w).Encode(answer) // whoever asked has gone
}

func (s *Server) info() object {
	return object{
		"name": "marathon", "version": string(s.release()), "elected": true, "leader": "marathon-1.example:8080", "frameworkId": "5f3c1d2e-8a7b-4c6d-9e0f-112233445566-0000",
		"marathon_config": object{
			"master": "zk://mesos:" + zkPassword + "/x@zk-1.example:2181,zk-2.example:2181/mesos", "failover_timeout": 604800, "framework_name": "marathon", "ha": true, "checkpoint": true,
			"local_port_min": 10000, "local_port_max": 20000, "executor": "//cmd", "hostname": "marathon-1.example", "webui_url": nil, "mesos_role": "slave_public", "mesos_user": "root",
			"features": []string{"secrets", "gpu_resources"}, "access_control_allow_origin": []string{"*"},
		},
		"zookeeper_config": object{"zk": "zk://marathon:" + zkPassword + "@zk-1.example:2181/marathon", "zk_session_timeout": 10000},
		"http_config":      object{"http_port": 8080, "https_port": 8443},
	}
}

func (i *Installation) apps(r Release) []object {
	all := []object{}
	for _, a := range i.Apps {
		all = append(all, a.json(r))
	}
	return all
}

func (i *Installation) pods() []object {
	all := []object{}
	for _, p := range i.Pods {
		all = append(all, p.json())
	}
	return all
}

// group is the tree below an id, with what is in it or without.
func (i *Installation) group(id string, r Release, full bool) object {
	apps, pods, below := []object{}, []object{}, map[string]bool{}
	take := func(of string, put func()) {
		if path.Dir(of) == id {
			put()
		}
		if in, ok := strings.CutPrefix(path.Dir(of)+"/", strings.TrimSuffix(id, "/")+"/"); ok && in != "" {
			child, _, _ := strings.Cut(in, "/")
			below[path.Join(id, child)] = true
		}
	}
	for _, a := range i.Apps {
		take(a.ID, func() { apps = append(apps, a.json(r)) })
	}
	for _, p := range i.Pods {
		take(p.ID, func() { pods = append(pods, p.json()) })
	}
	groups := []object{}
	for child := range below {
		groups = append(groups, i.group(child, r, full))
	}
	slices.SortFunc(groups, func(a, b object) int { return strings.Compare(a["id"].(string), b["id"].(string)) })
	o := object{"id": id, "dependencies": orNone(i.Depends[id]), "groups": groups, "version": "2026-01-01T00:00:00.000Z"}
	if full {
		o["apps"] = apps
		if r != R011 {
			o["pods"] = pods
		}
	}
	return o
}
