package zookeeper

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

// everyWord is a whitelist that leaves nothing out.
const everyWord = "*"

// writer is a client of the test that may change the tree.
func writer(t *testing.T, addresses ...string) *zk.Conn {
	t.Helper()
	c, events, err := zk.Connect(addresses, 10*time.Second, zk.WithLogger(silent{}), zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		for range events {
		}
	})
	return c
}

// create makes a znode, once there is a server that takes it.
func create(t *testing.T, c *zk.Conn, path, data string, flags int32, acl []zk.ACL) string {
	t.Helper()
	var err error
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		var at string
		switch at, err = c.Create(path, []byte(data), flags, acl); err {
		case nil:
			return at
		case zk.ErrNodeExists: // by a try whose answer was lost
			return path
		case zk.ErrNoServer, zk.ErrConnectionClosed:
			continue
		}
		break
	}
	t.Fatalf("creating %s: %v", path, err)
	return ""
}

func remove(t *testing.T, c *zk.Conn, path string) {
	t.Helper()
	if err := c.Delete(path, -1); err != nil {
		t.Fatalf("deleting %s: %v", path, err)
	}
}

func open() []zk.ACL { return zk.WorldACL(zk.PermAll) }

// contend makes a candidate below path as a master does, but one that outlives the
// session: a busy machine must not end it.
func contend(t *testing.T, c *zk.Conn, path, data string, acl []zk.ACL) string {
	t.Helper()
	return create(t, c, path+"/json.info_", data, zk.FlagSequence, acl)
}

func info(host int, version string) string {
	return fmt.Sprintf(`{"address":{"hostname":"m%d.example","ip":"10.0.7.%d","port":5050},"hostname":"m%d.example","id":"id-%d","ip":0,"pid":"master@10.0.7.%d:5050","port":5050,"version":%q}`,
		host, host, host, host, host, version)
}

// on watches path on servers in quick rounds.
func on(path string, addresses ...string) *Collector {
	return &Collector{
		Ensemble: Ensemble{Servers: addresses, Path: path}, Interval: 50 * time.Millisecond, Timeout: 10 * time.Second, AdminPort: -1,
	}
}

// rarely watches as on does, with rounds so far apart that there is one: what is
// seen behind it, a watch has told.
func rarely(path string, addresses ...string) *Collector {
	c := on(path, addresses...)
	c.Interval = time.Hour
	return c
}

func znode(w *conformance.Running, path string) mesoswatch.Znode {
	return *w.Snapshot(path, func(s mesoswatch.Snapshot) bool {
		return !s.Gone && s.Znode != nil && s.Znode.Path == path
	}).Znode
}

// gone waits until the znode is said to have disappeared.
func gone(w *conformance.Running, path string) mesoswatch.Znode {
	return *w.Snapshot(path+" gone", func(s mesoswatch.Snapshot) bool {
		return s.Gone && s.Znode != nil && s.Znode.Path == path
	}).Znode
}
