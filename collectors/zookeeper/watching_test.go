package zookeeper

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

// A candidate that somebody writes is seen although no round is due for an hour,
// and so is its end, and the next one, and the one after that.
func foreignAtOnce(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/atonce", "", 0, open())
	master := contend(t, c, "/atonce", info(1, "1.9.0"), open())
	w := conformance.Start(t, rarely("/atonce", s.Addr()))
	znode(w, master)
	w.Health("zk://"+s.Addr()+"/atonce", well)
	for range 3 {
		foreign := create(t, c, "/atonce/json.info_0000000009", info(66, "1.9.0"), 0, open())
		z := znode(w, foreign)
		if z.Leader || z.Address != "10.0.7.66:5050" || z.Session != "" {
			t.Errorf("%+v", z)
		}
		remove(t, c, foreign)
		gone(w, foreign)
	}
}

// The data of the leader's znode is rewritten, which no election goes with.
func rewrittenAtOnce(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/rewritten", "", 0, open())
	master := contend(t, c, "/rewritten", info(1, "1.9.0"), open())
	w := conformance.Start(t, rarely("/rewritten", s.Addr()))
	znode(w, master)
	for host := 50; host < 53; host++ {
		if _, err := c.Set(master, []byte(info(host, "1.9.0")), -1); err != nil {
			t.Fatal(err)
		}
		for !strings.HasPrefix(znode(w, master).Hostname, "m5") {
		}
	}
}

// The path is not there, comes, goes and comes again: each is seen at once.
func pathComes(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	source := "zk://" + s.Addr() + "/comes/later"
	w := conformance.Start(t, rarely("/comes/later", s.Addr()))
	w.Health(source, ill)
	create(t, c, "/comes", "", 0, open())
	for range 2 {
		create(t, c, "/comes/later", "", 0, open())
		znode(w, "/comes/later")
		master := contend(t, c, "/comes/later", info(1, "1.9.0"), open())
		if z := znode(w, master); !z.Leader {
			t.Errorf("%+v", z)
		}
		remove(t, c, master)
		remove(t, c, "/comes/later")
		gone(w, "/comes/later")
	}
}

// wire stands between the collector and a server, and can be cut.
type wire struct {
	address string

	mu   sync.Mutex
	off  bool
	open map[net.Conn]bool
}

func newWire(t *testing.T, to string) *wire {
	w := &wire{open: make(map[net.Conn]bool)}
	w.address = respond(t, func(c net.Conn) {
		var d net.Dialer
		s, err := d.DialContext(context.Background(), "tcp", to)
		if err != nil || !w.hold(c, s) {
			return
		}
		var both sync.WaitGroup
		for _, one := range [][2]net.Conn{{c, s}, {s, c}} {
			both.Go(func() {
				defer s.Close()
				defer c.Close()
				copyAll(one[0], one[1])
			})
		}
		both.Wait()
	})
	return w
}

func copyAll(to, from net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

func (w *wire) hold(both ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range both {
		if w.off {
			c.Close()
			continue
		}
		w.open[c] = true
	}
	return !w.off
}

// cut ends all connections, and while off is true lets no other through.
func (w *wire) cut(off bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.off = off
	for c := range w.open {
		c.Close()
		delete(w.open, c)
	}
}

// The connection is lost and made again: the session lives on, and so do its
// watches, without another round.
func reconnect(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/reconnect", "", 0, open())
	line := newWire(t, s.Addr())
	w := conformance.Start(t, rarely("/reconnect", line.address))
	znode(w, "/reconnect")
	line.cut(false)
	master := contend(t, c, "/reconnect", info(1, "1.9.0"), open())
	znode(w, master)
	line.cut(true) // what happens while nobody hears it is told afterwards
	remove(t, c, master)
	line.cut(false)
	gone(w, master)
}

// The session expires while the line is cut: its watches are gone, and the tree
// is read and watched anew as soon as there is a session again.
func TestSessionExpires(t *testing.T) {
	t.Parallel()
	s := zktest.Start(t, zktest.Options{Whitelist: everyWord, LongestSession: time.Second})
	c := writer(t, s.Addr())
	create(t, c, "/expires", "", 0, open())
	line := newWire(t, s.Addr())
	w := conformance.Start(t, rarely("/expires", line.address))
	znode(w, "/expires")
	before := sessions(s)
	line.cut(true)
	for end := time.Now().Add(20 * time.Second); sessions(s) >= before; {
		if time.Now().After(end) {
			t.Fatalf("the session lives on:\n%s", s.Say("dump"))
		}
	}
	master := contend(t, c, "/expires", info(1, "1.9.0"), open())
	line.cut(false)
	znode(w, master)
	second := contend(t, c, "/expires", info(2, "1.9.0"), open())
	znode(w, second)
}

// sessions is how many the server knows.
func sessions(s *zktest.Server) int {
	_, behind, _ := strings.Cut(s.Say("mntr"), "zk_global_sessions\t")
	n, _, _ := strings.Cut(behind, "\n")
	if c := count(n); c != nil {
		return int(*c)
	}
	return 1 << 30
}
