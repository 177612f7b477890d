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

// The server stops, and nothing is green; it comes back, and by itself all is
// well again.
func stoppedAndBack(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/stopped", "", 0, open())
	lasting := create(t, c, "/stopped/json.info_", info(1, "1.9.0"), zk.FlagSequence, open())
	col := on("/stopped", s.Addr())
	col.Timeout = 2 * time.Second
	source := col.Ensemble.String()
	w := conformance.Start(t, col)
	znode(w, lasting)
	w.Health(source, well)

	s.Stop()
	z := serverAt(w, s.Addr(), func(z mesoswatch.ZooKeeper) bool { return z.Words["ruok"] == Unreachable })
	if z.Words["srvr"] != Unreachable || z.Mode != "" || z.Nodes != nil {
		t.Errorf("%+v", z)
	}
	if h := w.Health(s.Addr(), ill); !strings.Contains(h.Why, "unreachable") {
		t.Errorf("%+v", h)
	}
	if h := w.Health(source, ill); len(h.Complete) != 0 || h.Lacking["znode"] == "" {
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
func paused(t *testing.T, s *zktest.Server) {
	create(t, writer(t, s.Addr()), "/paused", "", 0, open())
	col := on("/paused", s.Addr())
	col.Timeout = time.Second
	w := conformance.Start(t, col)
	w.Health(col.Ensemble.String(), well)
	s.Pause()
	w.Health(s.Addr(), func(h mesoswatch.Health) bool { return strings.Contains(h.Why, "ruok: no complete answer within 1s") })
	if h := w.Health(col.Ensemble.String(), ill); !strings.Contains(h.Why, "no server") {
		t.Errorf("%+v", h)
	}
	s.Resume()
	w.Health(s.Addr(), well)
	w.Health(col.Ensemble.String(), well)
}
