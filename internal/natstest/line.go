package natstest

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Line stands between a client and a server and passes on what they say, until it is
// cut: then all connections end and no new one comes about.
type Line struct {
	Addr string

	to  string
	mu  sync.Mutex
	cut bool
	all map[net.Conn]struct{}
}

// NewLine makes a line to a server.
func NewLine(t testing.TB, to *Server) *Line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	line := &Line{Addr: l.Addr().String(), to: to.Addr, all: make(map[net.Conn]struct{})}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { line.carry(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		line.Cut()
		running.Wait()
	})
	return line
}

// URL is how a client names it.
func (l *Line) URL() string { return "nats://" + l.Addr }

// Cut ends all connections and takes no more.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for c := range l.all {
		_ = c.Close()
	}
}

// Mend lets connections through again.
func (l *Line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

func (l *Line) carry(c net.Conn) {
	defer c.Close()
	if !l.hold(c) {
		return
	}
	defer l.drop(c)
	s, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer s.Close()
	if !l.hold(s) {
		return
	}
	defer l.drop(s)
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{c, s}, {s, c}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_, _ = way[0].Close(), way[1].Close()
		})
	}
	both.Wait()
}

func (l *Line) hold(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		return false
	}
	l.all[c] = struct{}{}
	return true
}

func (l *Line) drop(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.all, c)
}
