package natstest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Server is one server process.
type Server struct {
	// Addr is where clients connect, host:port.
	Addr string

	t      testing.TB
	dir    string
	config string
	cmd    *exec.Cmd
}

// URL is how a client names it.
func (s *Server) URL() string { return "nats://" + s.Addr }

// patience is how long a server may take to answer.
const patience = 90 * time.Second

// Start starts a server alone. more is added to its configuration: users, TLS.
func Start(t testing.TB, more string) *Server {
	t.Helper()
	ports := free(t, 1)
	s := &Server{t: t, dir: t.TempDir(), Addr: local(ports[0])}
	s.config = fmt.Sprintf("server_name: alone\nlisten: %q\njetstream { store_dir: %q }\n%s\n", s.Addr, s.dir, more)
	s.Again()
	return s
}

// Cluster starts servers that keep streams together, and waits until they have a
// leader for it: without, no stream can be made.
func Cluster(t testing.TB, n int) []*Server {
	t.Helper()
	ports := free(t, 2*n)
	var routes []string
	for i := range n {
		routes = append(routes, fmt.Sprintf("%q", "nats://"+local(ports[n+i])))
	}
	all := make([]*Server, n)
	for i := range all {
		s := &Server{t: t, dir: t.TempDir(), Addr: local(ports[i])}
		s.config = fmt.Sprintf("server_name: n%d\nlisten: %q\njetstream { store_dir: %q }\ncluster { name: test, listen: %q, routes: [%s] }\n",
			i+1, s.Addr, s.dir, local(ports[n+i]), strings.Join(routes, ", "))
		all[i] = s
		s.start()
	}
	for _, s := range all {
		s.ready()
	}
	return all
}

// Kill ends the server as a crash does (SIGKILL); its folder stays.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Again starts it, also after Kill.
func (s *Server) Again() {
	s.t.Helper()
	s.start()
	s.ready()
}

func (s *Server) start() {
	s.t.Helper()
	program, err := exec.LookPath("nats-server")
	if err != nil {
		s.t.Fatal("nats-server is needed for this test: scripts/needs.sh installs it (Debian's package nats-server)")
	}
	file := filepath.Join(s.dir, "nats.conf")
	if err := os.WriteFile(file, []byte(s.config), 0o600); err != nil {
		s.t.Fatal(err)
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	s.cmd = exec.Command(program, "-c", file)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.Kill)
}

// ready waits until it takes connections.
func (s *Server) ready() {
	s.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.DialTimeout("tcp", s.Addr, time.Second)
		if err == nil {
			_ = c.Close()
			return
		}
		if time.Now().After(end) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			s.t.Fatalf("nats-server does not answer at %s: %v\n%s", s.Addr, err, log)
		}
	}
}

func local(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// free finds ports that nobody listens at.
func free(t testing.TB, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // all of them at the end, so that none comes twice
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
