package zookeeper

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"
)

// sessionLimit is how long servers keep a session that is silent. A session is
// kept from round to round, for opening one is a transaction of the ensemble.
const sessionLimit = 30 * time.Second

// session is a connection of the client library to whichever server answers. It
// can only read.
type session struct {
	conn   *zk.Conn
	events <-chan zk.Event
	dialer *dialer
}

// silent is a logger that says nothing: the library's own prints on the screen.
type silent struct{}

func (silent) Printf(string, ...any) {}

// openSession starts to connect to one of the addresses (ip:port) and returns at
// once; it must be closed.
func openSession(addresses []string) (*session, error) {
	ctx, cancel := context.WithCancel(context.Background())
	d := &dialer{ctx: ctx, cancel: cancel, open: make(map[net.Conn]bool)}
	conn, events, err := zk.Connect(addresses, sessionLimit,
		zk.WithDialer(d.dial), zk.WithLogger(silent{}), zk.WithLogInfo(false),
		zk.WithMaxBufferSize(maxFrame), zk.WithMaxConnBufferSize(64<<10))
	if err != nil {
		cancel()
		return nil, err
	}
	return &session{conn: conn, events: events, dialer: d}, nil
}

// login sends the digest login; an error if it is not accepted.
func (s *session) login(ctx context.Context, l Login) error {
	return s.call(ctx, func() error { return s.conn.AddAuth("digest", []byte(l.User+":"+l.Password)) })
}

func (s *session) children(ctx context.Context, path string) (names []string, err error) {
	err = s.call(ctx, func() error { names, _, err = s.conn.Children(path); return err })
	return names, err
}

func (s *session) data(ctx context.Context, path string) (data []byte, err error) {
	err = s.call(ctx, func() error { data, _, err = s.conn.Get(path); return err })
	return data, err
}

func (s *session) acl(ctx context.Context, path string) (acl []zk.ACL, err error) {
	err = s.call(ctx, func() error { acl, _, err = s.conn.GetACL(path); return err })
	return acl, err
}

// call bounds what the library would wait for without end. When ctx ends first,
// the session is of no more use.
func (s *session) call(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		s.close()
		<-done
		return ctx.Err()
	}
}

// close ends the session, politely where there is one, and waits until nothing of
// it runs any more: at most a second or two. Closing twice does nothing.
func (s *session) close() {
	if s.conn.State() != zk.StateHasSession {
		s.dialer.close()
	}
	s.conn.Close()
	s.dialer.close()
	for range s.events { // the library closes it at its very end
	}
}

// dialer makes the connections of one session and can end all of them.
type dialer struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu   sync.Mutex
	open map[net.Conn]bool
}

func (d *dialer) dial(network, address string, limit time.Duration) (net.Conn, error) {
	nd := net.Dialer{Timeout: limit}
	c, err := nd.DialContext(d.ctx, network, address)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		c.Close()
		return nil, d.ctx.Err()
	}
	// The library has one connection at a time; it does not close all it leaves.
	for old := range d.open {
		old.Close()
		delete(d.open, old)
	}
	d.open[c] = true
	return &guard{Conn: c}, nil
}

func (d *dialer) close() {
	d.cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.open {
		c.Close()
		delete(d.open, c)
	}
}

// resolve turns host:port into all its ip:port. Names that do not resolve are
// left out; it is an error when nothing is left.
func resolve(ctx context.Context, servers []string) ([]string, error) {
	var all []string
	var errs []error
	for _, s := range servers {
		host, port, err := net.SplitHostPort(s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ips, err := net.DefaultResolver.LookupHost(ctx, host)
		if err != nil {
			errs = append(errs, err)
		}
		for _, ip := range ips {
			all = append(all, net.JoinHostPort(ip, port))
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no server to connect to: %w", errors.Join(errs...))
	}
	return all, nil
}

// loopback tells whether all of ip:port are on this host.
func loopback(addresses []string) bool {
	for _, a := range addresses {
		at, err := netip.ParseAddrPort(a)
		if err != nil || !at.Addr().Unmap().IsLoopback() {
			return false
		}
	}
	return true
}
