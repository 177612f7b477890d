package keeper

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func started(t *testing.T, n int) *Ensemble {
	t.Helper()
	e, err := Start(t.Context(), n, func(i int) string { return fmt.Sprintf("127.0.0.%d", 21+i) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return e
}

type silent struct{}

func (silent) Printf(string, ...any) {}

func connected(t *testing.T, e *Ensemble) (*zk.Conn, <-chan zk.Event) {
	t.Helper()
	conn, events, err := zk.Connect(e.Addresses(), 10*time.Second, zk.WithLogger(silent{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	waitFor(t, events, func(e zk.Event) bool { return e.State == zk.StateHasSession })
	return conn, events
}

func waitFor(t *testing.T, events <-chan zk.Event, is func(zk.Event) bool) zk.Event {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for {
		select {
		case e := <-events:
			if is(e) {
				return e
			}
		case <-deadline.C:
			t.Fatal("waited for an event in vain")
		}
	}
}

func two() []Candidate {
	return []Candidate{
		{Node: "json.info_0000000007", Data: []byte(`{"id":"a"}`), Replica: "log-replica(1)@127.0.0.11:5050"},
		{Node: "json.info_0000000008", Data: []byte(`{"id":"b"}`), Replica: "log-replica(1)@127.0.0.12:5050"},
	}
}

// A client of the real protocol reads the tree.
func TestTree(t *testing.T) {
	e := started(t, 3)
	e.Set(two())
	conn, _ := connected(t, e)
	names, stat, err := conn.Children(Path)
	slices.Sort(names)
	if err != nil || !slices.Equal(names, []string{"json.info_0000000007", "json.info_0000000008", "log_replicas"}) || stat.NumChildren != 3 {
		t.Fatalf("children: %v %+v %v", names, stat, err)
	}
	data, stat, err := conn.Get(Path + "/json.info_0000000008")
	if err != nil || string(data) != `{"id":"b"}` || stat.EphemeralOwner == 0 || stat.DataLength != 10 || stat.Czxid == 0 || stat.Ctime < time.Now().Add(-time.Minute).UnixMilli() {
		t.Errorf("data: %q %+v %v", data, stat, err)
	}
	acl, _, err := conn.GetACL(Path)
	if err != nil || len(acl) != 1 || acl[0] != (zk.ACL{Perms: zk.PermAll, Scheme: "world", ID: "anyone"}) {
		t.Errorf("ACL: %v %v", acl, err)
	}
	replicas, _, err := conn.Children(Path + "/log_replicas")
	if err != nil || len(replicas) != 2 {
		t.Errorf("replicas: %v %v", replicas, err)
	}
	if is, _, err := conn.Exists("/nothing"); is || err != nil {
		t.Errorf("exists: %v %v", is, err)
	}
	if _, _, err := conn.Get("/nothing"); err != zk.ErrNoNode {
		t.Errorf("what is not there: %v", err)
	}
	if err := conn.AddAuth("digest", []byte("mesos:x")); err != nil {
		t.Errorf("login: %v", err)
	}
	if _, err := conn.Create("/mesos/evil", nil, 0, acl); err == nil {
		t.Error("it can be written")
	}
	root, _, err := conn.Children("/")
	if err != nil || !slices.Contains(root, "mesos") || !slices.Contains(root, "zookeeper") {
		t.Errorf("root: %v %v", root, err)
	}
}

func TestWatches(t *testing.T) {
	e := started(t, 1)
	e.Set(two())
	conn, _ := connected(t, e)
	_, _, children, err := conn.ChildrenW(Path)
	if err != nil {
		t.Fatal(err)
	}
	_, _, leader, err := conn.GetW(Path + "/json.info_0000000007")
	if err != nil {
		t.Fatal(err)
	}
	_, _, next, err := conn.ExistsW(Path + "/json.info_0000000009")
	if err != nil {
		t.Fatal(err)
	}
	third := Candidate{Node: "json.info_0000000009", Data: []byte("c"), Replica: "r"}
	e.Set(append(two()[1:], third))
	for _, w := range []struct {
		from <-chan zk.Event
		what zk.EventType
	}{{children, zk.EventNodeChildrenChanged}, {leader, zk.EventNodeDeleted}, {next, zk.EventNodeCreated}} {
		if got := waitFor(t, w.from, func(zk.Event) bool { return true }); got.Type != w.what {
			t.Errorf("watch: %+v, want %v", got, w.what)
		}
	}
	if names, _, err := conn.Children(Path); err != nil || len(names) != 3 {
		t.Errorf("then: %v %v", names, err)
	}
}

// An ensemble that went away has forgotten its sessions, and its candidates.
func TestDownAndUp(t *testing.T) {
	e := started(t, 1)
	e.Set(two())
	conn, events := connected(t, e)
	e.Down()
	waitFor(t, events, func(e zk.Event) bool { return e.State == zk.StateDisconnected })
	if got := ask(t, e.Addresses()[0], "ruok"); got != "" {
		t.Errorf("while down: %q", got)
	}
	e.Up()
	waitFor(t, events, func(e zk.Event) bool { return e.State == zk.StateExpired })
	waitFor(t, events, func(e zk.Event) bool { return e.State == zk.StateHasSession })
	if names, _, err := conn.Children(Path); err != nil || len(names) != 1 {
		t.Errorf("candidates after it: %v %v", names, err)
	}
}

func ask(t *testing.T, address, word string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, word); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(conn) // a reset is an answer too: none
	return string(answer)
}

func TestModes(t *testing.T) {
	e := started(t, 3)
	var modes []string
	var zxids []string
	for _, address := range e.Addresses() {
		for line := range strings.Lines(ask(t, address, "srvr")) {
			if mode, is := strings.CutPrefix(line, "Mode: "); is {
				modes = append(modes, strings.TrimSpace(mode))
			}
			if zxid, is := strings.CutPrefix(line, "Zxid: 0x4000"); is {
				zxids = append(zxids, zxid)
			}
		}
	}
	if !slices.Equal(modes, []string{"follower", "follower", "leader"}) || len(zxids) != 3 || zxids[0] != zxids[2] {
		t.Errorf("modes %v, zxids %v", modes, zxids)
	}
	if got := ask(t, e.Addresses()[2], "mntr"); !strings.Contains(got, "zk_synced_followers\t2\n") {
		t.Errorf("mntr of the leader:\n%s", got)
	}
}

// What is no protocol at all ends the conversation, and nothing else.
func TestNoise(t *testing.T) {
	e := started(t, 1)
	for _, noise := range []string{"GET / HTTP/1.1\r\n\r\n", "\x00\x00\x00\x04abcd", "\xff\xff\xff\xff", "\x00\x00\x00\x2c" + strings.Repeat("\xff", 44)} {
		if got := ask(t, e.Addresses()[0], noise); strings.Contains(got, "imok") {
			t.Errorf("%q: %q", noise, got)
		}
	}
	if got := ask(t, e.Addresses()[0], "ruok"); got != "imok" {
		t.Errorf("afterwards: %q", got)
	}
}
