package pretend

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
)

const (
	jsonKind = "application/json"
	textKind = "text/plain; charset=utf-8"
)

// gzipFrom is the least that libprocess compresses.
const gzipFrom = 1024

// answer to a request, before it is sent.
type answer struct {
	status int
	kind   string // Content-Type; empty: there is none
	header map[string]string
	body   []byte
	// stream writes a body instead, one too large to hold.
	stream func(io.Writer) error
	// hold takes the connection over.
	hold func(w http.ResponseWriter, r *http.Request)
}

func said(status int, body string) answer {
	return answer{status: status, kind: textKind, body: []byte(body)}
}

// send writes the answer as libprocess does: no Server header, no Content-Type
// where none is known, gzip for those who accept it, nothing chunked but streams.
func (a answer) send(w http.ResponseWriter, r *http.Request) {
	if a.hold != nil {
		a.hold(w, r)
		return
	}
	h := w.Header()
	if h["Content-Type"] = nil; a.kind != "" { // nil keeps net/http from guessing
		h.Set("Content-Type", a.kind)
	}
	for k, v := range a.header {
		h.Set(k, v)
	}
	if a.stream != nil {
		a.pour(w, r)
		return
	}
	if fn := r.URL.Query().Get("jsonp"); fn != "" && a.kind == jsonKind {
		h.Set("Content-Type", "text/javascript")
		a.body = []byte(fn + "(" + string(a.body) + ");")
	}
	if acceptsGzip(r) && len(a.body) >= gzipFrom {
		a.body = squeezed(a.body)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body) // a client that went away is its own affair
	}
}

// pour sends a body of unknown length.
func (a answer) pour(w http.ResponseWriter, r *http.Request) {
	if !acceptsGzip(r) {
		w.WriteHeader(a.status)
		_ = a.stream(w)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(a.status)
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // a level that exists
	_ = a.stream(z)
	_ = z.Close()
}

func squeezed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // into memory
	_ = z.Close()
	return b.Bytes()
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if (name == "gzip" || name == "*") && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
