package pretend

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// journalCap is how many requests are kept; the oldest go.
const journalCap = 200_000

// Request is one that somebody sent to the cluster.
type Request struct {
	At time.Time
	// To is "master 0", "agent 2" …, From the address of the peer.
	To, From string
	Method   string
	Path     string // with the query, as it was sent
	// Call is the type of a call of the operator API.
	Call      string
	UserAgent string
	// Authorization is the scheme of that header, "" when there was none; of the
	// secret nothing is kept. Principal is the one that Basic names.
	Authorization, Principal string
	// AcceptsGzip tells what it says it accepts.
	AcceptsGzip bool
	// Beside is how many others the same server was answering when it came, without
	// event streams.
	Beside int
	// Status is 0 until it is answered, and of those whose connection was broken off.
	Status int
	Took   time.Duration
}

// Journal is the list of who was asked what. It is safe for use by several
// goroutines.
type Journal struct {
	mu      sync.Mutex
	entries []*Request
	dropped int
	open    map[string]int
}

// Requests are all that came, in order, as they are now.
func (j *Journal) Requests() []Request {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := make([]Request, len(j.entries))
	for i, e := range j.entries {
		all[i] = *e
	}
	return all
}

// Of are those sent to one server, "master 0".
func (j *Journal) Of(to string) []Request {
	var of []Request
	for _, r := range j.Requests() {
		if r.To == to {
			of = append(of, r)
		}
	}
	return of
}

// Dropped is how many were forgotten, to stay bounded.
func (j *Journal) Dropped() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.dropped
}

// Clear forgets what came so far; what is still being answered stays counted in
// Beside.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries, j.dropped = nil, 0
}

// begin notes a request; what it answers must be given to end.
func (j *Journal) begin(to string, r *http.Request) *Request {
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if name, _, isToken := strings.Cut(scheme, "="); isToken {
		scheme = name // "token=…", as DC/OS has it
	}
	e := &Request{
		At: time.Now(), To: to, From: r.RemoteAddr, Method: r.Method, Path: r.RequestURI, UserAgent: r.UserAgent(),
		Authorization: scheme, AcceptsGzip: acceptsGzip(r),
	}
	if principal, _, ok := r.BasicAuth(); ok {
		e.Principal = principal
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.open == nil {
		j.open = make(map[string]int)
	}
	e.Beside = j.open[to]
	j.open[to]++
	if len(j.entries) == journalCap {
		j.entries, j.dropped = j.entries[1:], j.dropped+1
	}
	j.entries = append(j.entries, e)
	return e
}

// calls notes which call of the operator API it was. A stream counts no more as
// one that is being answered.
func (j *Journal) calls(e *Request, call string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if e.Call = call; call == "SUBSCRIBE" {
		j.open[e.To]--
	}
}

func (j *Journal) end(e *Request, status int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if e.Call != "SUBSCRIBE" {
		j.open[e.To]--
	}
	e.Status, e.Took = status, time.Since(e.At)
}
