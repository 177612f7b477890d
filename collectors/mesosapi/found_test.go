package mesosapi

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// candidate is what ZooKeeper tells of one.
func candidate(n int, address string) mesoswatch.Record {
	return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: time.Now(), Source: "zk", Znode: &mesoswatch.Znode{
		Path: fmt.Sprintf("/mesos/json.info_%010d", n), What: "candidate", Address: address, Hostname: "elsewhere.invalid",
	}}}
}

func gone(r mesoswatch.Record) mesoswatch.Record {
	s := *r.Snapshot
	s.Gone = true
	s.Znode = &mesoswatch.Znode{Path: s.Znode.Path}
	return mesoswatch.Record{Snapshot: &s}
}

func addressOf(url string) string { _, a, _ := strings.Cut(url, "://"); return a }

// Masters come from ZooKeeper alone: until one does, it is said that none is known.
func TestFoundOnly(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2})
	col := on()
	col.Access.Credential = Credential{Principal: "ops", Secret: "hunter22"}
	col.Access.AllowPlaintext = true
	w := watching(t, col)
	h := w.round(SourceMasters, "nobody is known", ill)
	if !strings.HasPrefix(h.Why, "no master is known") || h.Lacking[mesoswatch.SubjectFramework] == "" || h.Lacking[mesoswatch.SubjectMaster] == "" {
		t.Errorf("health %+v", h)
	}
	for i, u := range c.MasterURLs() {
		if err := col.Handle(candidate(i, addressOf(u))); err != nil {
			t.Fatal(err)
		}
	}
	w.until("the cluster", leads(c.MasterURL()))
	if m := masterOf(&w.board, c.MasterURL()); m.Named {
		t.Errorf("master %+v", m)
	}
	w.until("no complaint", func(b *mesoswatch.Board) bool { s, _ := b.Source(SourceMasters); return s.OK })
	for _, r := range c.Journal().Requests() {
		if r.Authorization != "" {
			t.Fatalf("%s %s to a master that nobody named carries %s", r.Method, r.Path, r.Authorization)
		}
	}
}

// A master that was found is found by its address: a znode that claims the address
// of a named one adds nothing, one that is elsewhere is asked without credential.
func TestFoundBesideNamed(t *testing.T) {
	named, other := newLeader(t, "1.12.0"), newFake(t)
	other.set("GET /health", says(200, "", ""))
	other.json("/version", `{"version":"1.12.0"}`)
	other.set("GET /flags", refuses("mesos-master-readonly"))
	col := on(named.URL)
	col.Access.Credential = Credential{Principal: "ops", Secret: "hunter22"}
	w := watching(t, col)
	col.Handle(candidate(1, named.address()))
	col.Handle(candidate(2, other.address()))
	col.Handle(candidate(3, ""))
	col.Handle(candidate(4, "no address"))
	w.until("both are asked", func(b *mesoswatch.Board) bool { return len(clusterOf(b).Masters) == 2 })
	w.round(other.URL, "refused", func(h mesoswatch.Health) bool {
		return strings.Contains(h.Why, `401, realm "mesos-master-readonly"; the credential was not sent: the user did not name this host`)
	})
	w.rounds(named.URL, 2)
	if named.overlap || other.overlap {
		t.Error("two requests at a time")
	}
	sent := false
	for _, v := range named.visits() {
		sent = sent || v.login != ""
	}
	if !sent {
		t.Error("the named master got no credential")
	}
	for _, v := range other.visits() {
		if v.login != "" {
			t.Errorf("%s to a master that nobody named carries a login", v.what)
		}
		if v.agent != "mesoswatch/test" {
			t.Errorf("user agent %q", v.agent)
		}
	}
}

// Whoever can write to ZooKeeper makes as many candidates as he likes.
func TestFoundFlood(t *testing.T) {
	real := newLeader(t, "1.12.0")
	col := on(real.URL)
	col.Access.Timeout = 100 * time.Millisecond
	w := watching(t, col)
	for i := range 3000 {
		col.Handle(candidate(i, fmt.Sprintf("127.0.%d.%d:1", i/200+1, i%200+1)))
	}
	w.round(SourceMasters, "the flood", func(h mesoswatch.Health) bool {
		return strings.Contains(h.Why, "at least 2984 masters that nobody named were found beyond the 16 that are asked")
	})
	w.until("the named one", leads(real.URL))
	if n := len(clusterOf(&w.board).Masters); n > 17 {
		t.Errorf("%d masters", n)
	}
	for i := range 3000 {
		col.Handle(gone(candidate(i, "")))
	}
	w.until("they are let go of", func(b *mesoswatch.Board) bool {
		s, _ := b.Source(SourceMasters)
		return slices.Equal(clusterOf(b).Masters, []string{real.URL}) && s.OK
	})
	for _, s := range w.board.Sources() {
		if s.Source != real.URL && s.Source != SourceMasters && !s.OK {
			t.Errorf("a source that is asked no more goes on being silent: %+v", s)
		}
	}
	if n := w.board.Subjects("master").Len(); n != 1 {
		t.Errorf("%d masters are left", n)
	}
}

// A master that was found, answered, left ZooKeeper and fell silent leaves nothing
// behind.
func TestFoundGoesAway(t *testing.T) {
	real, other := newLeader(t, "1.12.0"), newFollower(t, "x")
	w0 := on(real.URL)
	w := watching(t, w0)
	w0.Handle(candidate(1, other.address()))
	mine := func(b *mesoswatch.Board) (n int) {
		for _, s := range b.Snapshots() {
			if s.Source == other.URL && s.Cluster == nil {
				n++
			}
		}
		return n
	}
	w.until("it is asked", func(b *mesoswatch.Board) bool { return mine(b) > 4 })
	w0.Handle(gone(candidate(1, "")))
	w.rounds(other.URL, 20) // it still answers: it is still asked
	other.stop()
	w.until("it is let go of", func(b *mesoswatch.Board) bool {
		h, _ := b.Source(other.URL)
		return mine(b) == 0 && h.OK && slices.Equal(clusterOf(b).Masters, []string{real.URL})
	})
}

// A cluster that speaks TLS is found out, with a CA of the user's and without.
func TestFoundTLS(t *testing.T) {
	c := pretendCluster(t, pretend.Options{TLS: true})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, c.CA(), 0o600); err != nil {
		t.Fatal(err)
	}
	col := on()
	col.Access.CACert = ca
	w := watching(t, col)
	col.Handle(candidate(1, addressOf(c.MasterURL())))
	w.until("over TLS", leads(c.MasterURL()))

	col = on()
	w = watching(t, col)
	col.Handle(candidate(1, addressOf(c.MasterURL())))
	w.round(c.MasterURL(), "not trusted", func(h mesoswatch.Health) bool { return strings.Contains(h.Why, "untrusted: ") })
}

// A name leads to one process or to none.
func TestNames(t *testing.T) {
	n := names{lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
		switch host {
		case "m1.example":
			return []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fd00::1")}, nil
		case "all.example":
			return []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")}, nil
		}
		return nil, &net.DNSError{Err: "no such host"}
	}}
	for _, tc := range []struct {
		named, address string
		same           bool
	}{
		{"m1.example:5050", "10.0.0.1:5050", true},
		{"https://M1.example", "[fd00::1]:5050", true},
		{"m1.example:5050", "10.0.0.1:5051", false},
		{"m1.example:5050", "10.0.0.2:5050", false},
		{"all.example:5050", "10.0.0.1:5050", false},
		{"none.example:5050", "10.0.0.1:5050", false},
		{"10.0.0.1:5050", "10.0.0.1:5050", true},
		{"127.0.0.1:5050", "127.0.0.2:5050", false},
		{"localhost:5050", "10.0.0.1:5050", false},
	} {
		all, err := targets([]string{tc.named}, "master", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := n.same(t.Context(), all[0], tc.address); got != tc.same {
			t.Errorf("%s is %s: %v", tc.named, tc.address, got)
		}
	}
	for _, ip := range ownAddresses() {
		at := netip.AddrPortFrom(ip, 5050).String()
		all, _ := targets([]string{"localhost:5050"}, "master", "")
		if !ip.IsLoopback() && !n.same(t.Context(), all[0], at) {
			t.Errorf("localhost is not %s", at)
		}
	}
	if got := n.address(t.Context(), "m1.example:5050"); got != "10.0.0.1:5050" {
		t.Errorf("address %q", got)
	}
	if got := n.address(t.Context(), "all.example:5050"); got != "" {
		t.Errorf("address %q", got)
	}
}
