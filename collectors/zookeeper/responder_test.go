package zookeeper

import (
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
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

const notInWhitelist = " is not executed because it is not in the whitelist."

// scripted is a server that says what it is told to. Words without a reply are
// refused; while it is down it hangs up at once.
type scripted struct {
	address string

	mu      sync.Mutex
	down    bool
	replies map[string]string
	asked   map[string]int
}

func script(t *testing.T, replies map[string]string) *scripted {
	s := &scripted{replies: replies, asked: make(map[string]int)}
	s.address = respond(t, s.serve)
	return s
}

func (s *scripted) serve(c net.Conn) {
	var w [4]byte
	if _, err := io.ReadFull(c, w[:]); err != nil {
		return
	}
	s.mu.Lock()
	text, known := s.replies[string(w[:])]
	s.asked[string(w[:])]++
	down := s.down
	s.mu.Unlock()
	switch {
	case down:
		hangs("")(c)
		return
	case !known:
		text = string(w[:]) + notInWhitelist + "\n"
	}
	io.WriteString(c, text)
}

func (s *scripted) set(down bool, word, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
	if word != "" {
		s.replies[word] = text
	}
}

func (s *scripted) times(word string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[word]
}

// serverAt waits for a snapshot of the server at address that satisfies want.
func serverAt(w *conformance.Running, address string, want func(mesoswatch.ZooKeeper) bool) mesoswatch.ZooKeeper {
	return *w.Snapshot("server "+address, func(s mesoswatch.Snapshot) bool {
		return s.ZooKeeper != nil && s.ZooKeeper.Address == address && want(*s.ZooKeeper)
	}).ZooKeeper
}

// show is what pointers point at.
func show[T any](p *T) string {
	if p == nil {
		return "-"
	}
	return fmt.Sprint(*p)
}

func well(h mesoswatch.Health) bool   { return h.OK }
func ill(h mesoswatch.Health) bool    { return !h.OK }
func whatever(mesoswatch.Health) bool { return true }
