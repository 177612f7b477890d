package zookeeper

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

const allWords = "ruok,srvr"

// writer is a client of the test that may change the tree.
func writer(t *testing.T, s *zktest.Server) *zk.Conn {
	t.Helper()
	c, events, err := zk.Connect([]string{s.Addr()}, 10*time.Second, zk.WithLogger(silent{}), zk.WithLogInfo(false))
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

func create(t *testing.T, c *zk.Conn, path, data string, flags int32, acl []zk.ACL) string {
	t.Helper()
	at, err := c.Create(path, []byte(data), flags, acl)
	if err != nil {
		t.Fatalf("creating %s: %v", path, err)
	}
	return at
}

func open() []zk.ACL { return zk.WorldACL(zk.PermAll) }

// contend makes a candidate as a master does.
func contend(t *testing.T, c *zk.Conn, data string, acl []zk.ACL) string {
	return create(t, c, "/mesos/json.info_", data, zk.FlagEphemeral|zk.FlagSequence, acl)
}

func info(host int, version string) string {
	return fmt.Sprintf(`{"address":{"hostname":"m%d.example","ip":"10.0.7.%d","port":5050},"hostname":"m%d.example","id":"id-%d","ip":0,"pid":"master@10.0.7.%d:5050","port":5050,"version":%q}`,
		host, host, host, host, host, version)
}

func on(s *zktest.Server, more ...string) *Collector {
	return &Collector{
		Ensemble: Ensemble{Servers: append([]string{s.Addr()}, more...), Path: "/mesos"},
		Interval: 50 * time.Millisecond, Timeout: 10 * time.Second,
	}
}

func well(h mesoswatch.Health) bool { return h.OK }
func ill(h mesoswatch.Health) bool  { return !h.OK }

func TestConformance(t *testing.T) {
	s := zktest.Start(t, zktest.Options{Whitelist: allWords})
	c := writer(t, s)
	create(t, c, "/mesos", "", 0, open())
	contend(t, c, info(1, "1.11.0"), open())
	conformance.Run(t, conformance.Case{
		New:     func() mesoswatch.Collector { return on(s) },
		Sources: []string{s.Addr(), on(s).Ensemble.String()}, Kinds: []string{"zookeeper", "znode"},
	})
}

func TestWhitelist(t *testing.T) {
	for _, tc := range []struct {
		whitelist, ruok, srvr string
		ok                    bool
	}{
		{"", Refused, Answered, true},
		{allWords, Answered, Answered, true},
		{"ruok", Answered, Answered, true}, // srvr is always allowed
	} {
		s := zktest.Start(t, zktest.Options{Whitelist: tc.whitelist})
		c := on(s)
		c.Ensemble.Path = ""
		w := conformance.Start(t, c)
		z := w.Snapshot("the server", func(x mesoswatch.Snapshot) bool { return x.ZooKeeper != nil }).ZooKeeper
		if z.Address != s.Addr() || z.Words["ruok"] != tc.ruok || z.Words["srvr"] != tc.srvr {
			t.Errorf("whitelist %q: %+v", tc.whitelist, z)
		}
		if !strings.HasPrefix(z.Version, "3.") || z.Mode != "standalone" || !strings.HasPrefix(z.Zxid, "0x") ||
			z.Connections == nil || z.Outstanding == nil || z.Nodes == nil || *z.Nodes < 4 {
			t.Errorf("whitelist %q: %+v", tc.whitelist, z)
		}
		if h := w.Health(s.Addr(), func(mesoswatch.Health) bool { return true }); h.OK != tc.ok {
			t.Errorf("whitelist %q: %+v", tc.whitelist, h)
		}
		w.Stop()
	}
}

func TestCandidates(t *testing.T) {
	s := zktest.Start(t, zktest.Options{})
	c := writer(t, s)
	col := on(s, "no-such-host.invalid:2181") // one bad name blinds nobody
	source := col.Ensemble.String()
	w := conformance.Start(t, col)

	h := w.Health(source, ill)
	if !strings.Contains(h.Why, `no znode "/mesos"`) || !slices.Equal(h.Complete, []string{"znode"}) {
		t.Errorf("before anything is there: %+v", h)
	}
	create(t, c, "/mesos", "", 0, open())
	create(t, c, "/mesos/log_replicas", "", 0, open())
	if h = w.Health(source, well); h.Subjects != 0 {
		t.Errorf("without candidates: %+v", h)
	}

	digest := append(zk.DigestACL(zk.PermAll, "mesos", "hunter22"), zk.WorldACL(zk.PermRead)...)
	first := contend(t, c, info(1, "1.9.0"), digest)
	z := znode(w, first)
	want := mesoswatch.Znode{
		Path: first, Leader: true, ID: "id-1", PID: "master@10.0.7.1:5050", Hostname: "m1.example", Address: "10.0.7.1:5050", Version: "1.9.0",
		ACL: []string{"digest:mesos:***:cdrwa", "world:anyone:r"},
	}
	if fmt.Sprint(z) != fmt.Sprint(want) {
		t.Errorf("%+v\nwant %+v", z, want)
	}
	second := contend(t, c, info(2, "1.9.0"), open())
	if z = znode(w, second); z.Leader || z.Address != "10.0.7.2:5050" || !slices.Equal(z.ACL, []string{"world:anyone:cdrwa"}) {
		t.Errorf("%+v", z)
	}

	// A candidate of another kind is shown, and what cannot be read of it is said.
	foreign := contend(t, c, "come to me", open())
	if z = znode(w, foreign); z.Leader || z.ID != "" || len(z.ACL) != 1 {
		t.Errorf("%+v", z)
	}
	if h = w.Health(source, ill); !strings.Contains(h.Why, "not a MasterInfo") || h.Subjects != 3 {
		t.Errorf("%+v", h)
	}
	for _, path := range []string{foreign, first} {
		if err := c.Delete(path, -1); err != nil {
			t.Fatal(err)
		}
		gone(w, path)
	}
	// The next one leads now, if that was not told already.
	w.Health(source, well)
	old := create(t, c, "/mesos/info_", string(infoProto()), zk.FlagEphemeral|zk.FlagSequence, open())
	if z = znode(w, old); z.Address != "127.0.10.2:5050" || z.Leader {
		t.Errorf("%+v", z)
	}
}

func znode(w *conformance.Running, path string) mesoswatch.Znode {
	return *w.Snapshot(path, func(s mesoswatch.Snapshot) bool { return s.Znode != nil && s.Znode.Path == path }).Znode
}

// gone waits until the znode is said to have disappeared.
func gone(w *conformance.Running, path string) {
	w.Snapshot(path+" gone", func(s mesoswatch.Snapshot) bool { return s.Gone && s.Znode != nil && s.Znode.Path == path })
}

// The leader's znode goes, and the next in line is said to lead.
func TestNextLeads(t *testing.T) {
	s := zktest.Start(t, zktest.Options{})
	c := writer(t, s)
	create(t, c, "/mesos", "", 0, open())
	first, second := contend(t, c, info(1, "1.9.0"), open()), contend(t, c, info(2, "1.9.0"), open())
	w := conformance.Start(t, on(s))
	if z := znode(w, first); !z.Leader {
		t.Errorf("%+v", z)
	}
	if z := znode(w, second); z.Leader {
		t.Errorf("%+v", z)
	}
	if err := c.Delete(first, -1); err != nil {
		t.Fatal(err)
	}
	if z := znode(w, second); !z.Leader {
		t.Errorf("%+v", z)
	}
	gone(w, first)
}

// What only the login may read is read with it, and without it said to be closed.
func TestLogin(t *testing.T) {
	s := zktest.Start(t, zktest.Options{})
	c := writer(t, s)
	if err := c.AddAuth("digest", []byte("mesos:hunter22")); err != nil {
		t.Fatal(err)
	}
	create(t, c, "/mesos", "", 0, open())
	closed := contend(t, c, info(1, "1.9.0"), zk.DigestACL(zk.PermAll, "mesos", "hunter22"))

	without := on(s)
	w := conformance.Start(t, without)
	if z := znode(w, closed); !z.Leader || z.ID != "" || z.ACL != nil {
		t.Errorf("%+v", z)
	}
	if h := w.Health(without.Ensemble.String(), ill); !strings.Contains(h.Why, "not permitted by its ACL") {
		t.Errorf("%+v", h)
	}
	w.Stop()

	with := on(s)
	with.Ensemble.Login = Login{"mesos", "hunter22"}
	w = conformance.Start(t, with)
	all := w.Until("health of the tree", func(r mesoswatch.Record) bool { return r.Health != nil && r.Health.Source == with.Ensemble.String() })
	if h := all[len(all)-1].Health; !h.OK {
		t.Errorf("%+v", h)
	}
	if text := conformance.Text(all...); strings.Contains(text, "hunter22") || !strings.Contains(text, "digest:mesos:***:cdrwa") {
		t.Errorf("%s", text)
	}
}
