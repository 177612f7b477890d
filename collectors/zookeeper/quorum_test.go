package zookeeper

import (
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

// Three real servers: what each says of itself, one killed, a second killed, all
// back.
func TestEnsemble(t *testing.T) {
	t.Parallel()
	all := zktest.Ensemble(t, 3, zktest.Options{Whitelist: everyWord, Admin: true})
	c := writer(t, all.Addrs()...)
	create(t, c, "/mesos", "", 0, open())
	lasting := create(t, c, "/mesos/json.info_", info(1, "1.9.0"), zk.FlagSequence, open())
	col := on("/mesos", all.Addrs()...)
	col.Timeout = 2 * time.Second
	source := col.Ensemble.String()
	w := conformance.Start(t, col)
	if z := znode(w, lasting); !z.Leader {
		t.Errorf("%+v", z)
	}
	whole(t, w, all)
	w.Health(source, well)

	rare := rarely("/mesos", all.Addrs()...)
	rare.Timeout = 2 * time.Second
	watcher := conformance.Start(t, rare)
	used := sessionOf(watcher.Health(source, well))

	lost := serverOf(t, all, used)
	lost.Kill()
	serverAt(w, lost.Addr(), func(z mesoswatch.ZooKeeper) bool { return z.Words["srvr"] == Unreachable && z.Mode == "" })
	w.Health(lost.Addr(), ill)
	w.Health(all.Leader().Addr(), well)
	w.Health(all.Followers(1)[0].Addr(), well)
	w.Health(source, well)
	// The watcher's own server is gone, no round of its is due for an hour, and the
	// foreign candidate is seen: the watches were set again at another server.
	foreign := create(t, c, "/mesos/json.info_-1", info(66, "1.9.0"), 0, open())
	if z := znode(watcher, foreign); !z.Leader || z.Address != "10.0.7.66:5050" {
		t.Errorf("%+v", z)
	}
	watcher.Stop()

	survivor := all.Followers(1)[0]
	all.Leader().Kill()
	z := serverAt(w, survivor.Addr(), func(z mesoswatch.ZooKeeper) bool { return z.Words["srvr"] == NotServing })
	if z.Words["ruok"] != Answered || z.Mode != "" || z.Nodes != nil || z.Lag != nil || z.Config["tickTime"] != "500" {
		t.Errorf("%+v", z)
	}
	if h := w.Health(survivor.Addr(), ill); !strings.Contains(h.Why, "srvr: not serving requests (no quorum") || len(h.Complete) != 0 {
		t.Errorf("%+v", h)
	}
	if h := w.Health(source, ill); !strings.Contains(h.Why, "no quorum") || h.Lacking["znode"] == "" {
		t.Errorf("%+v", h)
	}
	viaAdminWithoutQuorum(t, survivor)

	all.Start()
	whole(t, w, all)
	w.Health(source, well)
}

// whole waits until each of three servers says what its part is, and that none is
// behind.
func whole(t *testing.T, w *conformance.Running, all zktest.Servers) {
	t.Helper()
	leader := all.Leader()
	all.Followers(2)
	last := make(map[string]mesoswatch.ZooKeeper)
	settled := func(z mesoswatch.ZooKeeper) bool {
		return z.Mode != "" && z.Watches != nil && z.Config != nil && z.ReadOnly != nil && show(z.Lag) == "0" && (z.Mode != "leader" || show(z.Synced) == "2")
	}
	w.Until("three servers", func(r mesoswatch.Record) bool {
		if r.Snapshot != nil && r.Snapshot.ZooKeeper != nil {
			last[r.Snapshot.Source] = *r.Snapshot.ZooKeeper
		}
		n := 0
		for _, z := range last {
			if settled(z) {
				n++
			}
		}
		return n == 3
	})
	for _, s := range all {
		z := last[s.Addr()]
		if want := map[bool]string{true: "leader", false: "follower"}[s == leader]; z.Mode != want || (z.Followers != nil) != (s == leader) {
			t.Errorf("%s: %+v", want, z)
		}
		if !strings.HasPrefix(z.Zxid, "0x") || z.Connections == nil || z.Outstanding == nil || z.Nodes == nil || z.Ephemerals == nil ||
			z.LatencyMin == nil || z.LatencyAvg == nil || z.LatencyMax == nil || show(z.ReadOnly) != "false" || z.Via != "" ||
			z.Config["server.3"] == "" || z.Config["java.version"] == "" || !strings.HasPrefix(z.Version, "3.") {
			t.Errorf("%+v", z)
		}
		w.Health(s.Addr(), well)
	}
}

// sessionOf is the server that the session is with.
func sessionOf(h mesoswatch.Health) string {
	for _, x := range h.Asked {
		if x.What == "session" {
			return x.Of
		}
	}
	return ""
}

func serverOf(t *testing.T, all zktest.Servers, address string) *zktest.Server {
	t.Helper()
	for _, s := range all {
		if s.Addr() == address {
			return s
		}
	}
	t.Fatalf("no server %q", address)
	return nil
}

// Where all words are refused, the AdminServer says that it does not serve.
func viaAdminWithoutQuorum(t *testing.T, s *zktest.Server) {
	t.Helper()
	refuses := script(t, nil)
	col := asking(refuses.address)
	col.AdminPort = s.AdminPort()
	if h := conformance.Start(t, col).Health(refuses.address, ill); !strings.Contains(h.Why, "AdminServer http://127.0.0.1:") || !strings.Contains(h.Why, "not serving requests") {
		t.Errorf("%+v", h)
	}
}

// One of three hangs with its sockets open: the others are seen as before, and the
// tree is read from them.
func TestOneOfThreeHangs(t *testing.T) {
	t.Parallel()
	all := zktest.Ensemble(t, 3, zktest.Options{Whitelist: everyWord, ReadOnly: true})
	c := writer(t, all.Addrs()...)
	create(t, c, "/mesos", "", 0, open())
	hung := all.Followers(2)[0]
	hung.Pause()
	col := on("/mesos", all.Addrs()...)
	col.Timeout = 2 * time.Second
	for range 3 { // whichever is connected to first
		w := conformance.Start(t, col)
		if h := w.Health(col.Ensemble.String(), whatever); !h.OK {
			t.Errorf("the first look: %+v", h)
		}
		for _, s := range all {
			if h := w.Health(s.Addr(), whatever); h.OK != (s != hung) {
				t.Errorf("%+v", h)
			}
		}
		w.Stop()
	}
	hung.Resume()
	readOnlyAlone(t, all)
}

// Where servers may serve readers without a quorum, the last one says that it
// does: no session is to be had with it, for we do not ask for one of that kind.
func readOnlyAlone(t *testing.T, all zktest.Servers) {
	t.Helper()
	all.Followers(2)
	all[0].Kill()
	all[1].Kill()
	col := on("/mesos", all.Addrs()...)
	col.Timeout = 2 * time.Second
	w := conformance.Start(t, col)
	z := serverAt(w, all[2].Addr(), func(z mesoswatch.ZooKeeper) bool { return z.Mode == "read-only" && show(z.ReadOnly) == "true" })
	if z.Lag != nil || z.Zxid == "" {
		t.Errorf("%+v", z)
	}
	if h := w.Health(col.Ensemble.String(), ill); !strings.Contains(h.Why, "no server") || h.Lacking["znode"] == "" {
		t.Errorf("%+v", h)
	}
}

// A lag is counted in transactions, from zxids as real servers write them.
func TestLagOfRealServers(t *testing.T) {
	t.Parallel()
	ahead, behind := zktest.Start(t, zktest.Options{Admin: true}), zktest.Start(t, zktest.Options{SASLOnly: true})
	c := writer(t, ahead.Addr())
	for range 30 {
		create(t, c, "/x", "", zk.FlagSequence, open())
	}
	col := asking(ahead.Addr(), behind.Addr())
	w := conformance.Start(t, col)
	z := serverAt(w, behind.Addr(), func(z mesoswatch.ZooKeeper) bool { return z.Lag != nil })
	first, _ := parseZxid(serverAt(w, ahead.Addr(), func(mesoswatch.ZooKeeper) bool { return true }).Zxid)
	if *z.Lag < 31 || *z.Lag > int64(first.counter) {
		t.Errorf("lag %d, furthest %v", *z.Lag, first)
	}
	t.Run("default whitelist and AdminServer", func(t *testing.T) { defaultWhitelist(t, ahead) })
	t.Run("SASL wanted", func(t *testing.T) { saslWanted(t, behind) })
}
