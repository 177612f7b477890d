package zookeeper

import (
	"context"
	"errors"
	"time"

	"github.com/go-zookeeper/zk"
)

// sessionLimit is how long servers keep a session that is silent. A session is
// kept from round to round, for opening one is a transaction of the ensemble.
const sessionLimit = 30 * time.Second

// session is a connection of the client library to whichever server answers. It
// can only read, and watches what it read.
type session struct {
	conn    *zk.Conn
	events  <-chan zk.Event
	dialer  *dialer
	watches *watches
	limit   time.Duration // of one call
}

// silent is a logger that says nothing: the library's own prints on the screen.
type silent struct{}

func (silent) Printf(string, ...any) {}

// opening is what a session needs.
type opening struct {
	hosts   []host
	avoid   string // the address to try last
	dialing *dialing
	woken   chan<- struct{} // gets a signal when something watched happens
	limit   time.Duration   // of one call
}

// openSession starts to connect to one of the hosts and returns at once; it must
// be closed.
func openSession(o opening) (*session, error) {
	s := &session{watches: newWatches(o.woken), limit: o.limit}
	s.dialer = newDialer(o, s.watches)
	var err error
	order := newTurns(o.hosts, o.avoid)
	s.conn, s.events, err = zk.Connect(order.order, sessionLimit,
		zk.WithHostProvider(order), zk.WithDialer(s.dialer.dial), zk.WithLogger(silent{}), zk.WithLogInfo(false),
		zk.WithMaxBufferSize(maxFrame), zk.WithMaxConnBufferSize(64<<10))
	if err != nil {
		s.dialer.cancel()
		return nil, err
	}
	return s, nil
}

// login sends the digest login; an error if it is not accepted.
func (s *session) login(ctx context.Context, l Login) error {
	return s.call(ctx, func() error { return s.conn.AddAuth("digest", []byte(l.User+":"+l.Password)) })
}

// children are the names below path, and watches them.
func (s *session) children(ctx context.Context, path string) (names []string, err error) {
	err = s.watch(ctx, path, watchChildren,
		func() error { names, _, err = s.conn.Children(path); return err },
		func() error { names, _, _, err = s.conn.ChildrenW(path); return err })
	return names, err
}

// data is what a znode holds, and watches it.
func (s *session) data(ctx context.Context, path string) (data []byte, at *zk.Stat, err error) {
	err = s.watch(ctx, path, watchData,
		func() error { data, at, err = s.conn.Get(path); return err },
		func() error { data, at, _, err = s.conn.GetW(path); return err })
	return data, at, err
}

// exists watches a znode that is not there.
func (s *session) exists(ctx context.Context, path string) (there bool, err error) {
	err = s.watch(ctx, path, watchExists,
		func() error { there, _, err = s.conn.Exists(path); return err },
		func() error { there, _, _, err = s.conn.ExistsW(path); return err })
	return there, err
}

func (s *session) acl(ctx context.Context, path string) (acl []zk.ACL, at *zk.Stat, err error) {
	err = s.call(ctx, func() error { acl, at, err = s.conn.GetACL(path); return err })
	return acl, at, err
}

// watch reads without setting a watch where one is set already.
func (s *session) watch(ctx context.Context, path string, k kinds, plain, watching func() error) error {
	if !s.watches.arm(path, k) {
		return s.call(ctx, plain)
	}
	err := s.call(ctx, watching)
	if err != nil {
		s.watches.disarm(path, k)
	}
	return err
}

// errHangs is the error of a call that was not answered in time.
var errHangs = errors.New("no answer in time")

// call bounds what the library would wait for without end. When the time is over,
// the session is of no more use.
func (s *session) call(ctx context.Context, f func() error) error {
	within, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-within.Done():
		s.close()
		<-done
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return errHangs
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
