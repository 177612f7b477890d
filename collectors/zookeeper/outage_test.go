package zookeeper

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

// The server stops, and nothing is green; it comes back, and by itself all is
// well again.
func TestStoppedAndBack(t *testing.T) {
	s := zktest.Start(t, zktest.Options{Whitelist: allWords})
	c := writer(t, s)
	create(t, c, "/mesos", "", 0, open())
	lasting := create(t, c, "/mesos/json.info_", info(1, "1.9.0"), zk.FlagSequence, open())
	col := on(s)
	col.Timeout = 2 * time.Second
	source := col.Ensemble.String()
	w := conformance.Start(t, col)
	znode(w, lasting)
	w.Health(source, well)

	s.Stop()
	z := w.Snapshot("a server that is not there", func(x mesoswatch.Snapshot) bool {
		return x.ZooKeeper != nil && x.ZooKeeper.Words["ruok"] == Unreachable
	}).ZooKeeper
	if z.Words["srvr"] != Unreachable || z.Mode != "" || z.Nodes != nil {
		t.Errorf("%+v", z)
	}
	if h := w.Health(s.Addr(), ill); !strings.Contains(h.Why, "unreachable") {
		t.Errorf("%+v", h)
	}
	if h := w.Health(source, ill); len(h.Complete) != 0 {
		t.Errorf("%+v", h)
	}

	s.Start()
	w.Health(s.Addr(), well)
	after := w.Until("the tree again", func(r mesoswatch.Record) bool {
		return r.Health != nil && r.Health.Source == source && r.Health.OK
	})
	for _, r := range after {
		if r.Snapshot != nil && r.Snapshot.Znode != nil {
			t.Errorf("said of the tree although nothing changed: %s", conformance.Text(r))
		}
	}
}

// A server that keeps its sockets but answers nothing is not waited for.
func TestPaused(t *testing.T) {
	s := zktest.Start(t, zktest.Options{Whitelist: allWords})
	create(t, writer(t, s), "/mesos", "", 0, open())
	col := on(s)
	col.Timeout = time.Second
	w := conformance.Start(t, col)
	w.Health(col.Ensemble.String(), well)
	s.Pause()
	if h := w.Health(s.Addr(), ill); !strings.Contains(h.Why, "ruok: no complete answer within 1s") {
		t.Errorf("%+v", h)
	}
	if h := w.Health(col.Ensemble.String(), ill); !strings.Contains(h.Why, "no answer within 1s") {
		t.Errorf("%+v", h)
	}
	s.Resume()
	w.Health(s.Addr(), well)
	w.Health(col.Ensemble.String(), well)
}

// Anybody can make znodes below an open path; what is read of them is bounded.
func TestManyCandidates(t *testing.T) {
	s := zktest.Start(t, zktest.Options{})
	c := writer(t, s)
	create(t, c, "/mesos", "", 0, open())
	for range maxCandidates + 5 {
		contend(t, c, info(1, "1.9.0"), open())
	}
	col := on(s)
	h := conformance.Start(t, col).Health(col.Ensemble.String(), ill)
	if want := fmt.Sprintf("%d candidates, only the first %d were read", maxCandidates+5, maxCandidates); h.Why != want || h.Subjects != maxCandidates || len(h.Complete) != 0 {
		t.Errorf("%+v", h)
	}
}
