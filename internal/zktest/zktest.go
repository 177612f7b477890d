// Package zktest starts a real ZooKeeper server for tests: the Debian package
// zookeeper, on a free loopback port, with its own configuration and data.
//
// In: options. Out: a Server that can be stopped and started again on the same
// port and data, and that is gone when the test ends. Only tests import it. Where
// ZooKeeper is not installed, the test fails and says how to install it; it never
// skips, for then nobody would notice that nothing was tested.
package zktest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// jar is where Debian's libzookeeper-java puts the server; its manifest names the
// other jars it needs.
const jar = "/usr/share/java/zookeeper.jar"

const install = "apt-get install zookeeper (Debian and Ubuntu; `make test` does it)"

const (
	startLimit = 60 * time.Second // a cold Java on a busy machine
	stopLimit  = 20 * time.Second
	attempts   = 5 // at finding a port that is still free when the server binds it
)

// Options of a server; the zero value is a server with its own defaults.
type Options struct {
	// Whitelist is 4lw.commands.whitelist; empty leaves the default of 3.5 and
	// later, which answers srvr only.
	Whitelist string
}

// Server is one ZooKeeper process.
type Server struct {
	t    testing.TB
	opt  Options
	java string
	dir  string
	port int

	process *exec.Cmd
	ended   chan error
}

// Start answers a server that serves requests.
func Start(t testing.TB, opt Options) *Server {
	t.Helper()
	java, err := exec.LookPath("java")
	if err != nil {
		t.Fatalf("these tests need a real ZooKeeper, and there is no java here: %s", install)
	}
	if _, err := os.Stat(jar); err != nil {
		t.Fatalf("these tests need a real ZooKeeper (%v): %s", err, install)
	}
	s := &Server{t: t, opt: opt, java: java, dir: t.TempDir()}
	t.Cleanup(s.Stop)
	for range attempts {
		s.port = freePort(t)
		if err = s.start(); err == nil {
			return s
		}
		s.Stop()
	}
	t.Fatalf("starting ZooKeeper: %v\n%s", err, s.Log())
	return nil
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Addr is host:port of the client port.
func (s *Server) Addr() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// PID of the running process, 0 when stopped.
func (s *Server) PID() int {
	if s.process == nil {
		return 0
	}
	return s.process.Process.Pid
}

// Start starts a stopped server again, on the same port and data.
func (s *Server) Start() {
	s.t.Helper()
	if err := s.start(); err != nil {
		s.t.Fatalf("starting ZooKeeper again: %v\n%s", err, s.Log())
	}
}

// Stop ends the process and waits until it is gone. Stopping a stopped server
// does nothing.
func (s *Server) Stop() {
	if s.process == nil {
		return
	}
	s.process.Process.Signal(syscall.SIGCONT) // it may be paused
	s.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(stopLimit):
		s.t.Errorf("ZooKeeper %d did not end within %v of SIGTERM", s.PID(), stopLimit)
		s.process.Process.Kill()
		<-s.ended
	}
	s.process = nil
}

// Pause stops the process in its tracks: it keeps its sockets and answers
// nothing, as in a long garbage collection. Resume lets it go on.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume ends a Pause.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig os.Signal) {
	s.t.Helper()
	if s.process == nil {
		s.t.Fatal("ZooKeeper is not running")
	}
	if err := s.process.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// Log is the end of what the process printed.
func (s *Server) Log() string {
	text, err := os.ReadFile(s.file("out"))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-4096):])
}

func (s *Server) file(name string) string { return filepath.Join(s.dir, name) }

func (s *Server) config() string {
	lines := []string{
		"tickTime=500", // session time-outs from 1 s
		"dataDir=" + s.file("data"),
		"clientPortAddress=127.0.0.1",
		fmt.Sprintf("clientPort=%d", s.port),
		"admin.enableServer=false",
		"maxClientCnxns=0",
	}
	if s.opt.Whitelist != "" {
		lines = append(lines, "4lw.commands.whitelist="+s.opt.Whitelist)
	}
	return strings.Join(lines, "\n") + "\n"
}

func (s *Server) start() error {
	if err := os.MkdirAll(s.file("data"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(s.file("zoo.cfg"), []byte(s.config()), 0o600); err != nil {
		return err
	}
	out, err := os.Create(s.file("out"))
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.Command(s.java, "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-cp", jar, "org.apache.zookeeper.server.quorum.QuorumPeerMain", s.file("zoo.cfg"))
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, out, out
	// Not even a killed test leaves a server behind.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.process, s.ended = cmd, make(chan error, 1)
	go func() { s.ended <- cmd.Wait() }()
	return s.ready()
}

// ready waits until the server says that it serves.
func (s *Server) ready() error {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	limit := time.After(startLimit)
	for {
		if serves(s.Addr()) {
			return nil
		}
		select {
		case err := <-s.ended:
			s.process = nil
			return fmt.Errorf("it ended at once: %v", err)
		case <-limit:
			return errors.New("it does not serve after " + startLimit.String())
		case <-again.C:
		}
	}
}

// serves asks srvr, which every whitelist allows unless told otherwise; a refusal
// comes from a server that serves, too.
func serves(address string) bool {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := c.Write([]byte("srvr")); err != nil {
		return false
	}
	reply := make([]byte, 512)
	n, _ := c.Read(reply)
	text := string(reply[:n])
	return strings.Contains(text, "Zookeeper version") || strings.Contains(text, "whitelist")
}
