package zktest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// jars is where Debian puts what ZooKeeper consists of.
const jars = "/usr/share/java/"

// server is the jar of libzookeeper-java. Its manifest names the other jars it
// needs, but neither all that its TLS and its AdminServer need, nor a log.
const server = jars + "zookeeper.jar"

func classPath() string {
	all := []string{server}
	for _, name := range []string{"netty-codec", "netty-resolver", "netty-transport-native-unix-common", "servlet-api", "slf4j-simple"} {
		all = append(all, jars+name+".jar")
	}
	return strings.Join(all, ":")
}

const install = "apt-get install zookeeper (Debian and Ubuntu; `make test` does it)"

// attempts at finding ports that are still free when the server binds them.
const attempts = 5

// Server is one ZooKeeper process.
type Server struct {
	t            testing.TB
	opt          Options
	java         string
	dir          string
	id           int
	ports        ports
	certificates Certificates

	process *exec.Cmd
	ended   chan error
}

// Start answers a server that stands alone and serves requests.
func Start(t testing.TB, opt Options) *Server {
	t.Helper()
	return start(t, 1, opt)[0]
}

// start answers servers that serve, with other ports where some were taken.
func start(t testing.TB, n int, opt Options) Servers {
	t.Helper()
	all := prepare(t, n, opt)
	t.Cleanup(all.Stop)
	var err error
	for range attempts {
		if err = all.place(); err == nil {
			if err = all.start(); err == nil {
				return all
			}
		}
		all.Kill()
	}
	t.Fatalf("starting ZooKeeper: %v\n%s", err, all.logs())
	return nil
}

// prepare makes folders and certificates, and fails the test where there is no
// ZooKeeper.
func prepare(t testing.TB, n int, opt Options) Servers {
	t.Helper()
	java, err := exec.LookPath("java")
	if err != nil {
		t.Fatalf("these tests need a real ZooKeeper, and there is no java here: %s", install)
	}
	if _, err := os.Stat(server); err != nil {
		t.Fatalf("these tests need a real ZooKeeper (%v): %s", err, install)
	}
	var all Servers
	for i := range n {
		s := &Server{t: t, opt: opt, java: java, dir: t.TempDir(), id: i + 1}
		if opt.TLS {
			s.certificates = newCertificates(t, s.file)
		}
		all = append(all, s)
	}
	return all
}

// Addr is host:port of the client port.
func (s *Server) Addr() string { return local(s.ports.client) }

// SecureAddr is host:port of the client port that speaks TLS.
func (s *Server) SecureAddr() string { return local(s.ports.secure) }

// AdminPort is the port of the AdminServer on 127.0.0.1.
func (s *Server) AdminPort() int { return s.ports.admin }

// Certificates are for the port that speaks TLS.
func (s *Server) Certificates() Certificates { return s.certificates }

func local(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// Mode is what the server says of itself: leader, follower, standalone; empty
// while it does not serve.
func (s *Server) Mode() string { return mode(s.Addr()) }

// Say sends a four-letter word and answers the reply; empty when there is none.
func (s *Server) Say(word string) string { return say(s.Addr(), word) }

// PID of the running process, 0 when stopped.
func (s *Server) PID() int {
	if s.process == nil {
		return 0
	}
	return s.process.Process.Pid
}

// Start starts a stopped server again, on the same ports and data, and waits
// until it serves.
func (s *Server) Start() {
	s.t.Helper()
	if err := (Servers{s}).start(); err != nil {
		s.t.Fatalf("starting ZooKeeper again: %v\n%s", err, s.Log())
	}
}

// Stop ends the process and waits until it is gone. Stopping a stopped server
// does nothing.
func (s *Server) Stop() { s.end(syscall.SIGTERM) }

// Kill ends the process without warning.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

func (s *Server) end(how syscall.Signal) {
	if s.process == nil {
		return
	}
	s.process.Process.Signal(how)
	s.process.Process.Signal(syscall.SIGCONT) // it may be paused
	select {
	case <-s.ended:
	case <-time.After(stopLimit):
		s.t.Errorf("ZooKeeper %d did not end within %v of %v", s.PID(), stopLimit, how)
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

// launch writes the configuration and starts the process, without waiting.
func (s *Server) launch() error {
	out, err := os.Create(s.file("out"))
	if err != nil {
		return err
	}
	defer out.Close()
	arguments := append(s.opt.properties(), "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-cp", classPath(), "org.apache.zookeeper.server.quorum.QuorumPeerMain", s.file("zoo.cfg"))
	cmd := exec.Command(s.java, arguments...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, out, out
	// Not even a killed test leaves a server behind.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.process, s.ended = cmd, make(chan error, 1)
	ended := s.ended
	go func() { ended <- cmd.Wait() }()
	return nil
}
