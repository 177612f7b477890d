package pretend

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// httpMaster answers as the HTTP port of the process that runs; with none it
// breaks every connection off. It writes no lines into the log: the requests
// that a master logs are part of the scenario.
type httpMaster struct {
	process atomic.Pointer[masterlog.Process]
}

func (m *httpMaster) run(p masterlog.Process) { m.process.Store(&p) }
func (m *httpMaster) stop()                   { m.process.Store(nil) }

// ServeHTTP answers the paths of the table; a master prints the others so too.
func (m *httpMaster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := m.process.Load()
	if p == nil {
		panic(http.ErrAbortHandler) // the documented way to drop the connection
	}
	answer, ok := endpoints[strings.TrimPrefix(r.URL.Path, "/master")]
	if !ok {
		text(w, http.StatusNotFound, "404 Not Found.")
		return
	}
	answer(w, r, *p)
}

// endpoints by path; "/master" in front of it is the same.
var endpoints = map[string]func(http.ResponseWriter, *http.Request, masterlog.Process){
	"/version": version,
	"/health":  func(w http.ResponseWriter, _ *http.Request, _ masterlog.Process) { w.WriteHeader(http.StatusOK) },
	"/flags":   flags,
}

func version(w http.ResponseWriter, _ *http.Request, p masterlog.Process) {
	b := p.Build
	respond(w, struct {
		Date  string      `json:"build_date"`
		Time  json.Number `json:"build_time"`
		User  string      `json:"build_user"`
		SHA   string      `json:"git_sha"`
		Tag   string      `json:"git_tag"`
		Which string      `json:"version"`
	}{b.Date, json.Number(strconv.FormatInt(b.Unix, 10) + ".0"), b.By, b.SHA, b.Tag, b.Version})
}

func flags(w http.ResponseWriter, r *http.Request, p masterlog.Process) {
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		text(w, http.StatusMethodNotAllowed, "Expecting one of { 'GET' }, but received '"+r.Method+"'")
		return
	}
	values := make(map[string]string, len(p.Flags))
	for _, f := range p.Flags {
		values[f.Name] = f.Value
	}
	respond(w, map[string]any{"flags": values})
}

func respond(w http.ResponseWriter, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		text(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b) // a client that went away is its own affair
}

func text(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}
