package ask

import "net/http"

// Request is one thing that can be asked. The zero Request asks nothing and is
// refused; the others come from the functions below, so that nothing outside of
// this package can put together a method and a path.
type Request struct{ to *endpoint }

// endpoint is a row of the list of what can leave the program.
type endpoint struct {
	method string
	path   string
	// most bounds the answer, unpacked, in bytes.
	most int64
	// json says that a good answer is a JSON document; else the body is not looked at.
	json bool
}

const megabyte = 1 << 20

// Version asks for build information: 0.26 and later, never authenticated
// (3rdparty/libprocess and src/version/version.cpp).
func Version() Request { return Request{&endpoint{http.MethodGet, "/version", megabyte, true}} }

// Health asks whether the actor's queue is served: all versions, never
// authenticated, an empty 200.
func Health() Request { return Request{&endpoint{http.MethodGet, "/health", megabyte, false}} }

// Flags asks for the flags of this very process: 0.26 and later, behind the
// read-only realm, never redirected.
func Flags() Request { return Request{&endpoint{http.MethodGet, "/flags", megabyte, true}} }

// All lists every request there is: what a test holds against the promise to be
// read-only, and what the user can be shown.
func All() []Request { return []Request{Version(), Health(), Flags()} }

// Method is the HTTP method, empty for the zero Request.
func (r Request) Method() string {
	if r.to == nil {
		return ""
	}
	return r.to.method
}

// Path is the path on the target, empty for the zero Request.
func (r Request) Path() string {
	if r.to == nil {
		return ""
	}
	return r.to.path
}

// String is method and path, "GET /version".
func (r Request) String() string { return r.Method() + " " + r.Path() }
