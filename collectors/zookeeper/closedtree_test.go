package zookeeper

import (
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/zktest"
)

// A path that may not be listed is said to be closed, and is not taken for empty.
func closed(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/closed", "", 0, append(zk.DigestACL(zk.PermAll, "mesos", "hunter22"), zk.WorldACL(zk.PermWrite)...))
	w := conformance.Start(t, on("/closed", s.Addr()))
	h := w.Health("zk://"+s.Addr()+"/closed", ill)
	if !strings.Contains(h.Why, "children of /closed: not permitted by its ACL") || len(h.Complete) != 0 || h.Lacking["znode"] == "" {
		t.Errorf("%+v", h)
	}
}

func saslACL(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	if err := c.AddAuth("digest", []byte("super:topmost")); err != nil {
		t.Fatal(err)
	}
	sasl := []zk.ACL{{Perms: zk.PermAll, Scheme: "sasl", ID: "mesos"}}
	create(t, c, "/sasl", "", 0, append(sasl, zk.WorldACL(zk.PermRead|zk.PermCreate)...))
	contend(t, c, "/sasl", info(1, "1.9.0"), sasl)
	w := conformance.Start(t, on("/sasl", s.Addr()))
	if z := znode(w, "/sasl"); !slices.Equal(z.ACL, []string{"sasl:mesos:cdrwa", "world:anyone:cr"}) {
		t.Errorf("%+v", z)
	}
	if h := w.Health("zk://"+s.Addr()+"/sasl", ill); !strings.Contains(h.Why, "SASL logins are not supported") {
		t.Errorf("%+v", h)
	}
}

// Anybody can make znodes below an open path; what is read of them is bounded.
func manyCandidates(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/many", "", 0, open())
	for range maxCandidates + 5 {
		contend(t, c, "/many", "no master", open())
	}
	w := conformance.Start(t, on("/many", s.Addr()))
	h := w.Health("zk://"+s.Addr()+"/many", ill)
	if want := fmt.Sprintf("%d candidates, only the first %d were read", maxCandidates+5, maxCandidates); !strings.HasPrefix(h.Why, want) ||
		!strings.HasSuffix(h.Why, "and 252 more of the kind") || len(h.Why) > 1000 || h.Subjects != maxCandidates+1 || len(h.Complete) != 0 {
		t.Errorf("%+v", h)
	}
}

// Names that no server gives: they lead by Mesos' own reckoning, or bring it to
// its knees.
func oddNames(t *testing.T, s *zktest.Server) {
	c := writer(t, s.Addr())
	create(t, c, "/odd", "", 0, open())
	master := contend(t, c, "/odd", info(1, "1.9.0"), open())
	create(t, c, "/odd/json.info_-7", info(2, "1.9.0"), 0, open())
	create(t, c, "/odd/evil_-9", info(3, "1.9.0"), 0, open())
	create(t, c, "/odd/"+strings.Repeat("x", 300)+"_-10", info(4, "1.9.0"), 0, open())
	w := conformance.Start(t, on("/odd", s.Addr()))
	if z := znode(w, "/odd/evil_-9"); !z.Leader || z.Address != "" {
		t.Errorf("%+v", z)
	}
	if z := znode(w, "/odd/json.info_-7"); z.Leader || z.Address != "10.0.7.2:5050" || z.Session != "" {
		t.Errorf("%+v", z)
	}
	if z := znode(w, master); z.Leader {
		t.Errorf("%+v", z)
	}
	h := w.Health("zk://"+s.Addr()+"/odd", ill)
	if !strings.Contains(h.Why, "1 candidates below /odd have names that no master gives") || !strings.Contains(h.Why, "evil_-9: a candidate under a name that no master uses") || h.Lacking["znode"] == "" {
		t.Errorf("%+v", h)
	}
}

// A server whose watches fire all the time does not make us ask all the time.
func TestWatchesFireWithoutEnd(t *testing.T) {
	t.Parallel()
	stat := make([]byte, statSize)
	var looks atomic.Int64
	address := respond(t, func(c net.Conn) {
		if taken(c) == nil {
			return
		}
		c.Write(hello(30000))
		for m := taken(c); m != nil; m = taken(c) {
			header := [][]byte{m[:4], be(0, 1, 0)}
			switch int32(binary.BigEndian.Uint32(m[4:])) {
			case opChildren2:
				looks.Add(1)
				c.Write(frame(append(header, be(0), stat)...))
			case opGetACL:
				c.Write(frame(append(header, be(0), stat)...))
			}
			for range 5 {
				c.Write(frame(be(-1, 0, 0, 0), be(eventChildren, 3, 6), []byte("/mesos")))
			}
		}
	})
	col := rarely("/mesos", address)
	w := conformance.Start(t, col)
	began := time.Now()
	for range 5 {
		w.Health(col.Ensemble.String(), well)
	}
	if took := time.Since(began); took < 4*calm || looks.Load() > int64(took/calm)+2 {
		t.Errorf("%d looks in %v", looks.Load(), took)
	}
}
