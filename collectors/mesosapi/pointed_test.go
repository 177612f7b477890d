package mesosapi

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// follower is a fake that does not lead and points at another.
func newFollower(t *testing.T, at string) *fake {
	f := newLeader(t, "1.12.0")
	f.json("/metrics/snapshot", `{"master/elected":0,"master/uptime_secs":50}`)
	f.set("GET /redirect", redirects(at))
	return f
}

// The only master that was named points at the leader: that one is asked too, at
// the address its name leads to, without the credential.
func TestPointedAt(t *testing.T) {
	leader := newLeader(t, "1.12.0")
	_, port, _ := strings.Cut(leader.address(), ":")
	f := newFollower(t, "m1.example:"+port)
	col := on(f.URL)
	col.Access.Credential = Credential{Principal: "ops", Secret: "hunter22"}
	col.lookup = func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	w := watching(t, col)
	w.until("the leader is found", leads(leader.URL))
	w.until("and by whom", func(b *mesoswatch.Board) bool { return masterOf(b, f.URL).PointsAt != "" })
	for _, v := range leader.visits() {
		if v.login != "" {
			t.Fatalf("%s carries a login", v.what)
		}
	}
	if masterOf(&w.board, leader.URL).Named || !masterOf(&w.board, f.URL).Named {
		t.Error("who is named")
	}
	if got := masterOf(&w.board, f.URL).PointsAt; got != "m1.example:"+port {
		t.Errorf("points at %q", got)
	}
}

// A name that leads nowhere is not asked, and that the leader is out of sight is
// said after a while.
func TestPointedNowhere(t *testing.T) {
	f := newFollower(t, "m1.example:5050")
	col := on(f.URL)
	col.lookup = func(ctx context.Context, _ string) ([]netip.Addr, error) { return nil, context.DeadlineExceeded }
	w := watching(t, col)
	h := w.round(SourceMasters, "out of sight", ill)
	if !strings.Contains(h.Why, f.URL+" points at m1.example:5050") {
		t.Errorf("health %+v", h)
	}
	if h, _ := w.board.Source(f.URL); !h.OK || h.Lacking["framework"] == "" {
		t.Errorf("health of the follower %+v", h)
	}
	if n := len(clusterOf(&w.board).Masters); n != 1 {
		t.Errorf("%d masters", n)
	}
}

// Two masters that point at each other are two masters, asked once a round each.
func TestPointAtEachOther(t *testing.T) {
	a := newFollower(t, "x")
	b := newFollower(t, a.address())
	a.set("GET /redirect", redirects(b.address()))
	col := on(a.URL)
	w := watching(t, col)
	w.until("both", func(v *mesoswatch.Board) bool { return masterOf(v, b.URL).PointsAt == a.address() })
	w.rounds(a.URL, 3)
	if v := clusterOf(&w.board); len(v.Masters) != 2 || v.Leader != "" || len(v.Leaders) != 0 {
		t.Errorf("cluster %+v", v)
	}
}

// A master that was found and did not answer at first turns out to speak TLS: it
// is known by its new URL only, and no source stays silent for it.
func TestFoundLater(t *testing.T) {
	dead := newFake(t)
	address := dead.address()
	dead.stop()
	col := on()
	w := watching(t, col)
	col.Handle(candidate(1, address))
	w.round("http://"+address, "nobody there", ill)
	f := newFakeOn(t, address, true)
	f.set("GET /health", says(200, "", ""))
	w.round(f.URL, "not trusted", func(h mesoswatch.Health) bool { return strings.Contains(h.Why, "untrusted: ") })
	h, _ := w.board.Source("http://" + address)
	if !h.OK || len(h.Asked) != 1 || h.Asked[0].Outcome != "it is asked at "+f.URL {
		t.Errorf("health %+v", h)
	}
	if v := clusterOf(&w.board); len(v.Masters) != 1 || v.Masters[0] != f.URL {
		t.Errorf("cluster %+v", v)
	}
}

// Records carry the time they were seen at, and the clock of the others moves on
// while one master hangs.
func TestOneSlowMaster(t *testing.T) {
	slow, quick := newLeader(t, "1.12.0"), newFollower(t, "127.0.0.1:1")
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	slow.set("GET /health", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	})
	w := watching(t, on(slow.URL, quick.URL))
	began := time.Now()
	w.rounds(quick.URL, 10)
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("ten rounds of the quick one took %v", took)
	}
	if _, told := w.board.Source(slow.URL); told {
		t.Error("the slow one ended a round")
	}
}
