package zookeeper

import (
	"io"
	"net"
	"sync"
	"testing"
)

// respond listens on loopback and lets with have each connection, until the test
// ends. It answers the address.
func respond(t *testing.T, with func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	var mu sync.Mutex
	open := make(map[net.Conn]bool)
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[c] = true
			mu.Unlock()
			running.Go(func() {
				defer c.Close()
				with(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for c := range open {
			c.Close()
		}
		mu.Unlock()
		running.Wait()
	})
	return l.Addr().String()
}

// answers says text to any word, in pieces, and hangs up.
func answers(pieces ...string) func(net.Conn) {
	return func(c net.Conn) {
		var word [4]byte
		if _, err := io.ReadFull(c, word[:]); err != nil {
			return
		}
		for _, p := range pieces {
			io.WriteString(c, p)
		}
	}
}

// hangs says text and keeps the connection until the other side leaves.
func hangs(text string) func(net.Conn) {
	return func(c net.Conn) {
		io.WriteString(c, text)
		io.Copy(io.Discard, c)
	}
}

func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
