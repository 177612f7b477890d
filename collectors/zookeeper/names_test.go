package zookeeper

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// names is the resolver of these tests, which ask nobody beyond loopback: names
// that begin with "hangs" get no answer, all others are said not to exist.
type names struct {
	server net.PacketConn

	mu    sync.Mutex
	ended bool
	open  []net.Conn
}

func newNames() (*names, error) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	n := &names{server: server}
	go n.serve()
	return n, nil
}

func (n *names) serve() {
	buf := make([]byte, 1500)
	for {
		size, from, err := n.server.ReadFrom(buf)
		if err != nil {
			return
		}
		if q := buf[:size]; size > 12 && !strings.HasPrefix(string(q[13:]), "hangs") {
			n.server.WriteTo(noSuchName(q), from)
		}
	}
}

// noSuchName is the question with the answer that its name does not exist (RFC
// 1035, 4.1).
func noSuchName(q []byte) []byte {
	end := 12
	for end < len(q) && q[end] != 0 {
		end += 1 + int(q[end])
	}
	a := append([]byte(nil), q[:min(end+5, len(q))]...)
	binary.BigEndian.PutUint16(a[2:], 0x8183)
	binary.BigEndian.PutUint16(a[10:], 0) // nothing additional
	return a
}

func (n *names) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "udp", n.server.LocalAddr().String())
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ended {
		return nil, errors.New("the tests are over")
	}
	if err == nil {
		n.open = append(n.open, c)
	}
	return c, err
}

// end lets what still waits for an answer go.
func (n *names) end() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ended = true
	n.server.Close()
	for _, c := range n.open {
		c.Close()
	}
}

// Names that are wrong, or never answered, cost a bounded time, and not the names
// that are right.
func TestResolve(t *testing.T) {
	t.Parallel()
	began := time.Now()
	hosts, err := resolve(t.Context(), []string{"hangs.invalid:2181", "none.invalid:2181", "127.0.0.7:2182", "[::1]:2183"}, 200*time.Millisecond)
	if err != nil || len(hosts) != 2 || hosts[0] != (host{"127.0.0.7:2182", "127.0.0.7"}) || hosts[1] != (host{"[::1]:2183", "::1"}) {
		t.Errorf("%v, %v", hosts, err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if hosts, err := resolve(t.Context(), []string{"none.invalid:2181", "nonsense"}, time.Second); err == nil || !strings.Contains(err.Error(), "no server to connect to") {
		t.Errorf("%v, %v", hosts, err)
	}
}

// All servers are tried before there is a pause, and the one that hung is last.
func TestTurns(t *testing.T) {
	hosts := []host{{"a", ""}, {"b", ""}, {"c", ""}}
	for range 20 {
		turns := newTurns(hosts, "b")
		seen := make(map[string]bool)
		for i := range 3 {
			a, retry := turns.Next()
			if seen[a] = true; retry || (a == "b") != (i == 2) {
				t.Fatalf("turn %d: %s, %v", i, a, retry)
			}
		}
		if _, retry := turns.Next(); !retry || len(seen) != 3 || turns.Len() != 3 {
			t.Fatalf("%v, %v", seen, retry)
		}
		turns.Connected() // what comes next is another one
		for i := range 3 {
			if _, retry := turns.Next(); retry != (i == 2) {
				t.Fatalf("turn %d behind a connection: %v", i, retry)
			}
		}
	}
	one := newTurns(hosts[:1], "")
	one.Next()
	one.Connected()
	if _, retry := one.Next(); !retry {
		t.Error("a single server that hangs up is tried again without a pause")
	}
}
