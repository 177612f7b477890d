package ports

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// process is one below proc.
type process struct {
	pid       int
	comm      string
	arguments []string
	sockets   []int
}

// tree copies testdata/host and adds processes, whose descriptors are links that
// lead nowhere, as those of sockets do.
func tree(t *testing.T, all ...process) string {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS("testdata/host")); err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		dir := filepath.Join(root, "proc", strconv.Itoa(p.pid))
		if err := os.MkdirAll(filepath.Join(dir, "fd"), 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, "comm"), p.comm+"\n")
		put(t, filepath.Join(dir, "cmdline"), strings.Join(p.arguments, "\x00")+"\x00")
		for i, inode := range append([]int{1}, p.sockets...) {
			if err := os.Symlink(fmt.Sprintf("socket:[%d]", inode), filepath.Join(dir, "fd", strconv.Itoa(i+3))); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("/dev/null", filepath.Join(dir, "fd", "0")); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// once takes one look and answers what was told.
func once(t *testing.T, s *sockets) (all []mesoswatch.Snapshot, h mesoswatch.Health) {
	t.Helper()
	s.emit = func(r mesoswatch.Record) error {
		if err := r.Validate(); err != nil {
			t.Fatal(err)
		}
		if r.Snapshot != nil {
			all = append(all, *r.Snapshot)
		} else {
			h = *r.Health
		}
		return nil
	}
	if err := s.look(); err != nil {
		t.Fatal(err)
	}
	return all, h
}

func line(s mesoswatch.Snapshot) string {
	k := s.Socket
	return fmt.Sprintf("%s %s %d %s|%s %d %s|%s", k.Protocol, k.Address, k.Port, k.Reach, k.Process, k.PID, k.User, k.Service)
}

func TestTree(t *testing.T) {
	root := tree(t,
		process{812, "mesos-master", []string{"/usr/sbin/mesos-master", "--quorum=2"}, []int{40001}},
		process{700, "java", []string{"java", "-Dzookeeper.log.dir=/x", "org.apache.zookeeper.server.quorum.QuorumPeerMain", "/etc/zoo.cfg"}, []int{40002, 40010}},
		process{913, "mesos-agent", nil, []int{40003, 40004}},
		process{1200, "java", []string{"java", "-cp", "x", "mesosphere.marathon.Main", "--http_credentials", "ops:hunter22"}, []int{40006}},
		process{77, "sshd", nil, []int{40005}},
		process{1300, "python3", []string{"python3", "-m", "http.server"}, []int{40014}},
		process{1301, "miner", nil, []int{40011}},
		process{1299, "miner", nil, []int{40011}},
	)
	all, h := once(t, &sockets{root: root, host: "m1"})
	var got []string
	for _, s := range all {
		if s.Source != filepath.Join(root, "proc/net") || s.Socket.Host != "m1" {
			t.Errorf("%+v", s)
		}
		got = append(got, line(s))
	}
	want := []string{
		"tcp 100.64.2.11 22 private|sshd 77 root|ssh",
		"tcp6 fe80::1 53 private| 0 root|dns",
		"udp 127.0.0.53 53 loopback| 0 resolve|dns",
		"tcp 0.0.0.0 2049 all| 0 root|",
		"tcp 127.0.0.1 2181 loopback|java 700 zookeeper|zookeeper",
		"tcp6 2001:db8::1 2375 public|python3 1300 root|",
		"tcp6 fd34:5678::1 2379 private| 0 root|etcd",
		"tcp6 ::ffff:0.0.0.0 2888 all|miner 1299 104|",
		"tcp 0.0.0.0 5050 all|mesos-master 812 root|master",
		"tcp 10.1.2.11 5051 private|mesos-agent 913 root|agent",
		"tcp 203.0.113.8 8080 public|java 1200 marathon|marathon",
		"tcp6 :: 8080 all|java 700 marathon|zookeeper",
		"tcp6 ::ffff:127.0.0.1 8123 loopback|miner 1299 104|",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !h.OK || !slices.Equal(h.Complete, []string{mesoswatch.SubjectSocket}) || h.Lacking != nil || h.Subjects != len(want) {
		t.Errorf("%+v", h)
	}
	if x := h.Asked[len(h.Asked)-1]; x.Outcome != "9 of 13 seen" || h.Asked[3].Outcome != "absent" { // no IPv6 for UDP
		t.Errorf("%+v", h.Asked)
	}
	if text, _ := json.Marshal(append(all, mesoswatch.Snapshot{})); strings.Contains(string(text), "hunter22") {
		t.Error("the arguments of a process are told")
	}
}

// What changed is told once, and what is missing is gone only when all was read.
func TestChanges(t *testing.T) {
	root := tree(t, process{812, "mesos-master", nil, []int{40001}})
	s := &sockets{root: root, host: "m1"}
	if all, _ := once(t, s); len(all) != 13 {
		t.Fatalf("%d sockets", len(all))
	}
	if all, h := once(t, s); len(all) != 0 || !h.OK {
		t.Errorf("told again: %+v", all)
	}
	tables := filepath.Join(root, "proc/net")
	tcp6, err := os.ReadFile(filepath.Join(tables, "tcp6"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(tables, "tcp6"), string(tcp6)+"broken\n")
	os.Remove(filepath.Join(tables, "tcp"))
	all, h := once(t, s)
	if len(all) != 0 || len(h.Complete) != 0 || !strings.Contains(h.Lacking[mesoswatch.SubjectSocket], "1 lines are not") {
		t.Errorf("%+v, %+v", all, h)
	}
	put(t, filepath.Join(tables, "tcp6"), string(tcp6))
	all, h = once(t, s)
	if len(all) != 6 || !all[0].Gone || len(h.Complete) != 1 {
		t.Errorf("%+v, %+v", all, h)
	}
	for _, name := range []string{"tcp6", "udp"} {
		os.Remove(filepath.Join(tables, name))
	}
	all, h = once(t, s)
	if len(all) != 0 || h.OK || !strings.Contains(h.Why, "no socket table") || h.Lacking[mesoswatch.SubjectSocket] != h.Why || len(h.Complete) != 0 {
		t.Errorf("%+v, %+v", all, h)
	}
}

// A tree that is mounted from elsewhere has the tables of its first process.
func TestTablesOfTheFirstProcess(t *testing.T) {
	root := tree(t)
	put(t, filepath.Join(root, "proc/1/net/tcp"), "head\n   0: 0A02010A:13BA 00000000:0000 0A 0:0 0:0 0 0 0 1\n")
	all, h := once(t, &sockets{root: root, host: "m1"})
	if len(all) != 1 || all[0].Socket.Address != "10.1.2.10" || all[0].Source != filepath.Join(root, "proc/1/net") || !h.OK {
		t.Errorf("%+v, %+v", all, h)
	}
}

func TestWhyOwnersAreNotSeen(t *testing.T) {
	for _, c := range []struct {
		o    owners
		n    int
		want string
	}{
		{owners{hidden: 7}, 0, ""},
		{owners{hidden: 7}, 3, "the processes of 3 sockets are not seen: /proc/PID/fd of 7 processes gives permission denied; root, or CAP_SYS_PTRACE, may read them"},
		{owners{err: errors.New("no proc")}, 3, "the processes cannot be listed: no proc"},
		{owners{}, 3, ""},
	} {
		if got := c.o.lacking(c.n, "/x"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// The sockets of this very process are seen with their owner.
func TestLiveSockets(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.31:0")
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenPacket("udp", "127.0.0.31:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	s := &sockets{root: "/", host: "here"}
	all, h := once(t, s)
	for protocol, addr := range map[string]net.Addr{"tcp": tcp.Addr(), "udp": udp.LocalAddr()} {
		host, port, _ := net.SplitHostPort(addr.String())
		i := slices.IndexFunc(all, func(s mesoswatch.Snapshot) bool {
			return s.Socket.Protocol == protocol && s.Socket.Address == host && strconv.Itoa(s.Socket.Port) == port
		})
		if i < 0 {
			t.Errorf("%s %s is not seen", protocol, addr)
			continue
		}
		if k := all[i].Socket; k.PID != os.Getpid() || k.Process == "" || k.Reach != Loopback || k.User == "" || k.Service != "" {
			t.Errorf("%+v", k)
		}
	}
	if !h.OK || !slices.Contains(h.Complete, mesoswatch.SubjectSocket) {
		t.Errorf("%+v", h)
	}
	port := tcp.Addr().(*net.TCPAddr).Port
	tcp.Close()
	all, _ = once(t, s)
	if !slices.ContainsFunc(all, func(s mesoswatch.Snapshot) bool {
		return s.Gone && s.Socket.Port == port && s.Socket.Address == "127.0.0.31"
	}) {
		t.Errorf("the closed socket is not gone: %+v", all)
	}
}

// Where one process is looked at, nobody else's sockets are told or counted.
func TestSocketsOfOneProcess(t *testing.T) {
	root := tree(t, process{812, "mesos-master", nil, []int{40001}}, process{913, "mesos-agent", nil, []int{40002}})
	all, h := once(t, &sockets{root: root, host: "m1", process: 812})
	if len(all) != 1 || all[0].Socket.PID != 812 || h.Subjects != 1 || !h.OK || len(h.Complete) != 1 {
		t.Errorf("%+v, %+v", all, h)
	}
	if x := h.Asked[len(h.Asked)-1]; x.Outcome != "1 of 1 seen" {
		t.Errorf("%+v", h.Asked)
	}
	all, h = once(t, &sockets{root: root, host: "m1", process: 7})
	if len(all) != 0 || h.OK || !strings.Contains(h.Lacking[mesoswatch.SubjectSocket], "process 7") {
		t.Errorf("%+v, %+v", all, h)
	}
}
