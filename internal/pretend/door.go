package pretend

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// door is the port of one server: it can be shut, with all connections broken
// off, and opened again at the same address.
type door struct {
	handler http.Handler
	// secure is the TLS that the next connection gets; nil: none.
	secure func() *tls.Config

	addr atomic.Pointer[string] // "ip:port", once it has been opened; read by handlers

	mu      sync.Mutex
	server  *http.Server
	serving sync.WaitGroup // the server and its connections
}

// open listens, at first on a free port of the address, later on the same.
func (d *door) open(ctx context.Context, ip string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.server != nil {
		return nil
	}
	l, err := d.listen(ctx, ip)
	if err != nil {
		return fmt.Errorf("opening a port of the pretend cluster: %w", err)
	}
	addr := l.Addr().String()
	d.addr.Store(&addr)
	server := &http.Server{Handler: d.handler, ReadHeaderTimeout: readPatience, ErrorLog: log.New(io.Discard, "", 0), ConnState: d.counted}
	d.server = server
	d.serving.Go(func() { _ = server.Serve(wrapped{l, d.secure}) }) // ends with ErrServerClosed
	return nil
}

// counted keeps count of connections: each begins while the server is counted.
func (d *door) counted(_ net.Conn, now http.ConnState) {
	switch now {
	case http.StateNew:
		d.serving.Add(1)
	case http.StateClosed, http.StateHijacked:
		d.serving.Done()
	}
}

func (d *door) listen(ctx context.Context, ip string) (net.Listener, error) {
	addr := d.address()
	if addr == "" {
		return listen(ctx, ip)
	}
	ctx, cancel := context.WithTimeout(ctx, reopenPatience)
	defer cancel()
	var c net.ListenConfig
	for {
		l, err := c.Listen(ctx, "tcp4", addr)
		if err == nil || ctx.Err() != nil {
			return l, err
		}
		// the port may belong to somebody for the moment it takes to connect
		if !waited(ctx, 10*time.Millisecond) {
			return nil, errors.Join(err, ctx.Err())
		}
	}
}

// listen binds a free port of a loopback address, of 127.0.0.1 where the system
// has no other.
func listen(ctx context.Context, ip string) (net.Listener, error) {
	var c net.ListenConfig
	l, err := c.Listen(ctx, "tcp4", ip+":0")
	if err != nil {
		l, err = c.Listen(ctx, "tcp4", "127.0.0.1:0")
	}
	return l, err
}

// shut breaks all connections off and waits for their handlers.
func (d *door) shut() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.server == nil {
		return nil
	}
	err := d.server.Close()
	d.serving.Wait()
	d.server = nil
	return err
}

// address is "ip:port"; empty before it was opened.
func (d *door) address() string {
	if addr := d.addr.Load(); addr != nil {
		return *addr
	}
	return ""
}

// wrapped gives each connection the TLS of the moment.
type wrapped struct {
	net.Listener
	secure func() *tls.Config
}

func (l wrapped) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil || l.secure == nil {
		return conn, err
	}
	if config := l.secure(); config != nil {
		conn = tls.Server(conn, config)
	}
	return conn, nil
}

const (
	// readPatience is how long a server waits for the head of a request.
	readPatience = 5 * time.Second
	// reopenPatience is how long a door tries to get its old port back.
	reopenPatience = 10 * time.Second
)
