package pretend

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// daemon is what a master and an agent have in common: a port, and trouble.
type daemon struct {
	name    string // as in the journal
	journal *Journal
	// certificates: nil where all is plain.
	certificates *authority
	plain        bool // no TLS unless in trouble
	serve        func(*request) answer
	door         door

	mu      sync.Mutex
	trouble Trouble
	resumed chan struct{} // closed when it goes on; nil: it is not paused
}

// request that is being answered.
type request struct {
	*http.Request
	daemon *daemon
	noted  *Request
	body   []byte
}

func (d *daemon) open(ctx context.Context, ip string) error {
	d.door.handler, d.door.secure = http.HandlerFunc(d.answer), d.secure
	return d.door.open(ctx, ip)
}

// fail puts the daemon into trouble, or out of it.
func (d *daemon) fail(ctx context.Context, t Trouble) error {
	d.mu.Lock()
	certificates := t.Kind == ExpiredCertificate || d.trouble.Kind == ExpiredCertificate
	d.trouble = t
	d.mu.Unlock()
	if t.Kind == Down {
		return d.door.shut()
	}
	if certificates { // open connections have the other one
		if err := d.door.shut(); err != nil {
			return err
		}
	}
	return d.door.open(ctx, "")
}

// pause holds all answers back until resume, as a stopped process does.
func (d *daemon) pause() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.resumed == nil {
		d.resumed = make(chan struct{})
	}
}

func (d *daemon) resume() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.resumed != nil {
		close(d.resumed)
		d.resumed = nil
	}
}

// ready waits while the daemon is paused; false when the client left.
func (d *daemon) ready(ctx context.Context) bool {
	d.mu.Lock()
	resumed := d.resumed
	d.mu.Unlock()
	if resumed == nil {
		return true
	}
	select {
	case <-resumed:
		return true
	case <-ctx.Done():
		return false
	}
}

func (d *daemon) answer(w http.ResponseWriter, r *http.Request) {
	noted := d.journal.begin(d.name, r)
	status := 0
	defer func() { d.journal.end(noted, status) }() // also when the handler is aborted
	q := &request{Request: r, daemon: d, noted: noted}
	if !q.read(w) || !d.ready(r.Context()) {
		return
	}
	d.mu.Lock()
	trouble := d.trouble
	d.mu.Unlock()
	if s, done := trouble.answered(w, r); done {
		status = s
		return
	}
	a := d.serve(q)
	status = a.status
	a.send(w, r)
}

// bodyCap is more than any request to Mesos needs.
const bodyCap = 1 << 20

// read takes the whole body, as libprocess does before it looks at anything; from
// there on the request's context ends when the client leaves.
func (q *request) read(w http.ResponseWriter) bool {
	q.Body = http.MaxBytesReader(w, q.Body, bodyCap)
	body, err := io.ReadAll(q.Body)
	q.body = body
	return err == nil
}

// secure is the TLS of the next connection.
func (d *daemon) secure() *tls.Config {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.trouble.Kind == ExpiredCertificate:
		return d.certificates.expired()
	case d.plain:
		return nil
	}
	return d.certificates.server()
}

// url of the daemon, without a slash at its end.
func (d *daemon) url() string {
	scheme := "https"
	if d.plain {
		scheme = "http"
	}
	return fmt.Sprintf("%s://%s", scheme, d.door.address())
}
