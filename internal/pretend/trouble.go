package pretend

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Kind of trouble.
type Kind int

// What can be wrong with a server, beside being killed or paused.
const (
	// Fine is nothing.
	Fine Kind = iota
	// Down: nobody listens.
	Down
	// Status503 to every request, with a body that no Mesos writes.
	Status503
	// Garbage: 200, application/json, and bytes that are none.
	Garbage
	// Gibberish: what comes back is no HTTP.
	Gibberish
	// Hang: the request is taken, and nothing comes back.
	Hang
	// HalfBody: a Content-Length, and a connection that ends after half of it.
	HalfBody
	// HugeBody: 2 GB of well-formed state, or of whatever, until the client leaves.
	HugeBody
	// RedirectCircle: every path points to itself.
	RedirectCircle
	// RedirectAway: every path points to Trouble.Host.
	RedirectAway
	// ExpiredCertificate: TLS with a certificate of yesterday.
	ExpiredCertificate
	// Slow: the right answer, after Trouble.Delay.
	Slow
)

// Trouble of one server.
type Trouble struct {
	Kind  Kind
	Delay time.Duration // of Slow
	Host  string        // of RedirectAway: host:port
}

// hugeBody is what HugeBody claims to have.
const hugeBody = 2 << 30

// answered makes the trouble show; false when the request is to be answered as if
// nothing was. status is what the journal notes.
func (t Trouble) answered(w http.ResponseWriter, r *http.Request) (status int, done bool) {
	switch t.Kind {
	case Slow:
		return 0, !waited(r.Context(), t.Delay)
	case Status503:
		answer{status: http.StatusServiceUnavailable, kind: "text/html", body: []byte("<html><body>upstream is away</body></html>")}.send(w, r)
	case Garbage:
		answer{status: http.StatusOK, kind: jsonKind, body: []byte("\x00\xff{\"frameworks\": [[[}\x1b[2J not json \xc3\x28")}.send(w, r)
	case Gibberish:
		gibberish(w)
	case Hang:
		<-r.Context().Done()
	case HalfBody:
		halfBody(w)
	case HugeBody:
		return http.StatusOK, huge(w)
	case RedirectCircle:
		return redirect(w, r, "//"+r.Host+r.RequestURI), true
	case RedirectAway:
		return redirect(w, r, "//"+t.Host+r.RequestURI), true
	default:
		return 0, false
	}
	return statusOf[t.Kind], true
}

// statusOf those troubles that have one; the others break the connection off.
var statusOf = map[Kind]int{Status503: http.StatusServiceUnavailable, Garbage: http.StatusOK}

func redirect(w http.ResponseWriter, r *http.Request, to string) int {
	a := answer{status: http.StatusTemporaryRedirect, header: map[string]string{"Location": to}}
	a.send(w, r)
	return a.status
}

// waited is false when the client left first.
func waited(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func gibberish(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(conn, "SSH-2.0-OpenSSH_9.2\r\n\x00\x01\x02\x03")
	_ = conn.Close()
}

func halfBody(w http.ResponseWriter) {
	const body = `{"version":"1.11.0","build_date":"2020-11-19 10:41:22","build_time":1605782482.0,"frameworks":[{"id":"`
	w.Header().Set("Content-Type", jsonKind)
	w.Header().Set("Content-Length", "204")
	_, _ = io.WriteString(w, body)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // the documented way to drop the connection
}

// huge writes until the client leaves, or all is written.
func huge(w http.ResponseWriter) bool {
	const opening, element, closing = `{"version":"1.11.0","slaves":[`, `{"id":"x","hostname":"agent","active":true},`, `{}]}`
	w.Header().Set("Content-Type", jsonKind)
	piece := make([]byte, 0, 64<<10)
	for len(piece)+len(element) <= cap(piece) {
		piece = append(piece, element...)
	}
	_, err := io.WriteString(w, opening)
	for n := 0; n < hugeBody && err == nil; n += len(piece) {
		_, err = w.Write(piece)
	}
	if err == nil {
		_, _ = io.WriteString(w, closing)
	}
	return true
}
