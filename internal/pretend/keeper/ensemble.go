package keeper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Path of the Mesos cluster in the tree.
const Path = "/mesos"

// patience is how long a server waits for the first bytes of a client.
const patience = 5 * time.Second

// Candidate is a master that contends for leadership: its ephemeral node below
// Path, and that of its log replica.
type Candidate struct {
	Node    string // json.info_0000000007
	Data    []byte // MasterInfo
	Replica string // log-replica(1)@ip:port
}

// Ensemble of servers that share one tree. The one with the highest number leads,
// as in an ensemble that started all at once.
type Ensemble struct {
	tree    tree
	servers []*server
}

// server is one port.
type server struct {
	ensemble *Ensemble
	index    int
	listener net.Listener
	serving  sync.WaitGroup

	mu    sync.Mutex
	open  map[net.Conn]bool
	down  bool
	ended bool
	asked int64
}

// Start listens on a free port of each of n addresses (127.0.0.1 where the system
// has no other), until Close.
func Start(ctx context.Context, n int, address func(i int) string) (*Ensemble, error) {
	e := &Ensemble{}
	e.tree.begin(time.Now())
	for i := range n {
		var c net.ListenConfig
		l, err := c.Listen(ctx, "tcp4", address(i)+":0")
		if err != nil {
			l, err = c.Listen(ctx, "tcp4", "127.0.0.1:0")
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("opening a port of the pretend ZooKeeper: %w", err), e.Close())
		}
		s := &server{ensemble: e, index: i, listener: l, open: make(map[net.Conn]bool)}
		e.servers = append(e.servers, s)
		s.serving.Go(s.serve)
	}
	return e, nil
}

// Addresses are "ip:port" of all servers.
func (e *Ensemble) Addresses() []string {
	all := make([]string, len(e.servers))
	for i, s := range e.servers {
		all[i] = s.listener.Addr().String()
	}
	return all
}

// Set makes these the candidates: new ones join, missing ones have lost their
// session.
func (e *Ensemble) Set(now []Candidate) { e.tree.set(now) }

// Down makes all servers hang up on everybody, as when none of them runs; all
// sessions end. Up lets them serve again.
func (e *Ensemble) Down() {
	e.tree.set(nil)
	e.tree.expire()
	for _, s := range e.servers {
		s.hangUp(func() { s.down = true })
	}
}

// Up is the end of Down. The candidates have to be set again.
func (e *Ensemble) Up() {
	for _, s := range e.servers {
		s.mu.Lock()
		s.down = false
		s.mu.Unlock()
	}
}

// Close ends all conversations and waits for them.
func (e *Ensemble) Close() error {
	var all []error
	for _, s := range e.servers {
		all = append(all, s.listener.Close())
		s.hangUp(func() { s.ended = true })
		s.serving.Wait()
	}
	return errors.Join(all...)
}

// hangUp breaks all connections off, after a last word under the lock.
func (s *server) hangUp(first func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first()
	for conn := range s.open {
		_ = conn.Close()
	}
}

// serve returns when the listener is closed and all conversations have ended.
func (s *server) serve() {
	var talking sync.WaitGroup
	defer talking.Wait()
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // this one client is lost, as it would be to a real server
		}
		talking.Go(func() { s.talk(conn) })
	}
}

func (s *server) enter(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[conn] = true
	s.asked++
	return !s.ended && !s.down
}

func (s *server) leave(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
}

// talk tells the two languages apart by their first four bytes: a word, or the
// length of a connect request.
func (s *server) talk(conn net.Conn) {
	defer conn.Close()
	defer s.leave(conn)
	if !s.enter(conn) {
		return
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	var first [4]byte
	if _, err := io.ReadFull(conn, first[:]); err != nil {
		return
	}
	if answer, isWord := s.word(string(first[:])); isWord {
		_, _ = io.WriteString(conn, answer)
		return
	}
	s.converse(conn, first)
}

// connections that are open.
func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}
