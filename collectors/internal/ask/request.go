package ask

import "net/http"

// Request is one thing that can be asked. The zero Request asks nothing and is
// refused; the others come from the functions of this package, which take
// numbers, members of closed lists and Accounts only, so that nothing outside of
// it can put together a method, a path, a body or a header. Requests can be
// compared.
type Request struct {
	to endpoint
	// bare keeps credential and token back.
	bare bool
	// sender and message are the UPID and the body of a message of a Login.
	sender, message string
}

// endpoint is a row of the list of what can leave the program.
type endpoint struct {
	method string
	path   string
	// query is written by the functions of this package, from numbers and closed lists.
	query string
	// call is the type of an operator call; what is sent is made of it alone.
	call string
	// most bounds the answer, unpacked, in bytes.
	most int64
	form form
	// heavy requests make the master write down many of its tasks, frameworks or
	// agents; see Heavy.
	heavy bool
}

// form is how a good answer looks.
type form uint8

const (
	status    form = iota // 200 says all; the body is not looked at
	document              // 200 with a JSON document
	direction             // a redirect, which tells where the leader is
	endless               // RecordIO without end
	delivered             // 202, or nothing at all: a message to an actor
)

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
	gigabyte = 1 << 30
)

// small bounds the answers that Do keeps in memory, large those that are streamed.
const (
	small = 16 * megabyte
	large = 4 * gigabyte
)

// get is a read endpoint that answers with a JSON document.
func get(path string, most int64) endpoint {
	return endpoint{method: http.MethodGet, path: path, most: most, form: document}
}

// list is a read endpoint whose answer grows with the cluster.
func list(path string) Request {
	e := get(path, large)
	e.heavy = true
	return Request{to: e}
}

// Anonymous is the same request without credential or token whatever the
// Options hold: what a probe of a realm needs.
func (r Request) Anonymous() Request {
	r.bare = true
	return r
}

// Heavy tells whether the answer grows with the agents, frameworks or tasks of
// the cluster, so that making it holds up the master. Such a request has to be
// streamed; Do refuses it.
func (r Request) Heavy() bool { return r.to.heavy }

// Method is the HTTP method, empty for the zero Request.
func (r Request) Method() string { return r.to.method }

// Path is the path on the target without the query, empty for the zero Request.
func (r Request) Path() string { return r.to.path }

// String is method, path and query, and the call of the operator API:
// "GET /version", "POST /api/v1 GET_STATE".
func (r Request) String() string {
	text := r.to.method + " " + r.uri()
	if r.to.call != "" {
		text += " " + r.to.call
	}
	return text
}

// uri is path and query.
func (r Request) uri() string {
	if r.to.query == "" {
		return r.to.path
	}
	return r.to.path + "?" + r.to.query
}

// body is what is sent, empty for everything but an operator call and the messages
// of a Login.
func (r Request) body() string {
	if r.to.call == "" {
		return r.message
	}
	return `{"type":"` + r.to.call + `"}`
}
