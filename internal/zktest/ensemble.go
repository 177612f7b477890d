package zktest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Servers are the servers of one ensemble.
type Servers []*Server

// Ensemble answers n servers, at least three, that elected a leader and serve
// requests. All have the same options.
func Ensemble(t testing.TB, n int, opt Options) Servers {
	t.Helper()
	if n < 3 {
		t.Fatalf("an ensemble of %d servers has no quorum to lose", n)
	}
	return start(t, n, opt)
}

// Addrs are the client addresses of all, host:port.
func (all Servers) Addrs() []string {
	var addrs []string
	for _, s := range all {
		addrs = append(addrs, s.Addr())
	}
	return addrs
}

// Leader is the one that leads. It waits while they elect one.
func (all Servers) Leader() *Server { return all.await("leader", 1)[0] }

// Followers are as many that follow. It waits until there are n.
func (all Servers) Followers(n int) Servers { return all.await("follower", n) }

// await answers those that are in a mode, once there are n.
func (all Servers) await(mode string, n int) Servers {
	all[0].t.Helper()
	var some Servers
	err := wait(nil, func() bool {
		some = nil
		for _, s := range all {
			if s.process != nil && s.Mode() == mode {
				some = append(some, s)
			}
		}
		return len(some) >= n
	})
	if err != nil {
		all[0].t.Fatalf("no %s: %v\n%s", mode, err, all.logs())
	}
	return some
}

// Start starts those that are stopped again and waits until all of them serve.
func (all Servers) Start() {
	all[0].t.Helper()
	if err := all.start(); err != nil {
		all[0].t.Fatalf("starting ZooKeeper again: %v\n%s", err, all.logs())
	}
}

// Stop ends all.
func (all Servers) Stop() {
	for _, s := range all {
		s.Stop()
	}
}

// Kill ends all without warning.
func (all Servers) Kill() {
	for _, s := range all {
		s.Kill()
	}
}

// start launches those that do not run and waits until they serve.
func (all Servers) start() error {
	var launched Servers
	for _, s := range all {
		if s.process != nil {
			continue
		}
		if err := s.launch(); err != nil {
			return err
		}
		launched = append(launched, s)
	}
	for _, s := range launched {
		if err := s.ready(); err != nil {
			return fmt.Errorf("server %d: %w", s.id, err)
		}
	}
	return nil
}

// place gives all of them new ports and writes their configuration.
func (all Servers) place() error {
	free, err := freePorts(len(all))
	if err != nil {
		return err
	}
	var peers []string
	for i, s := range all {
		s.ports = free[i]
		peers = append(peers, fmt.Sprintf("server.%d=127.0.0.1:%d:%d", s.id, s.ports.quorum, s.ports.election))
	}
	if len(all) == 1 {
		peers = nil
	}
	for _, s := range all {
		if err := os.MkdirAll(s.file("data"), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(s.file("data/myid"), []byte(strconv.Itoa(s.id)), 0o600); err != nil {
			return err
		}
		if err := os.WriteFile(s.file("zoo.cfg"), []byte(s.config(peers)), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (all Servers) logs() string {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintf(&b, "server %d, process %d:\n%s\n", s.id, s.PID(), s.Log())
	}
	return b.String()
}
