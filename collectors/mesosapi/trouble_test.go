package mesosapi

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// Each trouble of a leader shows as itself, nothing of the cluster is called seen,
// the other master is asked as before, and all is seen again when it is over.
func TestTroubles(t *testing.T) {
	for _, tc := range []struct {
		name    string
		trouble pretend.Trouble
		why     string // in the health of the one in trouble
	}{
		{"stopped", pretend.Trouble{Kind: pretend.Down}, "refused"},
		{"503", pretend.Trouble{Kind: pretend.Status503}, "503 Service Unavailable"},
		{"garbage", pretend.Trouble{Kind: pretend.Garbage}, "garbage: "},
		{"no HTTP", pretend.Trouble{Kind: pretend.Gibberish}, "garbage: "},
		{"hangs", pretend.Trouble{Kind: pretend.Hang}, "timeout: "},
		{"half a body", pretend.Trouble{Kind: pretend.HalfBody}, "cut: "},
		{"2 GB", pretend.Trouble{Kind: pretend.HugeBody}, "too-large: "},
		{"redirects to itself", pretend.Trouble{Kind: pretend.RedirectCircle}, "redirected (307)"},
		{"redirects away", pretend.Trouble{Kind: pretend.RedirectAway, Host: "127.0.0.1:1"}, "redirected (307)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := pretendCluster(t, pretend.Options{Masters: 2})
			urls := c.MasterURLs()
			col := on(urls...)
			col.Access.Timeout = time.Second
			w := watching(t, col)
			w.until("all is seen", leads(urls[0]))
			if err := c.Fail(t.Context(), 0, tc.trouble); err != nil {
				t.Fatal(err)
			}
			c.BreakStreams(0)
			h := w.round(urls[0], "the trouble", func(h mesoswatch.Health) bool { return !h.OK && strings.Contains(h.Why, tc.why) })
			if slices.Contains(h.Complete, mesoswatch.SubjectFlag) || slices.Contains(h.Complete, mesoswatch.SubjectMetrics) {
				t.Errorf("health %+v", h)
			}
			w.until("blind for the cluster", func(b *mesoswatch.Board) bool {
				return !b.Sight("task").Clear() && !b.Sight("framework").Clear() && !b.Sight("agent").Clear()
			})
			w.rounds(urls[1], 3)
			if err := c.Fail(t.Context(), 0, pretend.Trouble{}); err != nil {
				t.Fatal(err)
			}
			w.until("all is seen again", leads(urls[0]))
		})
	}
}

func TestExpiredCertificate(t *testing.T) {
	c := pretendCluster(t, pretend.Options{TLS: true})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, c.CA(), 0o600); err != nil {
		t.Fatal(err)
	}
	col := on(c.MasterURL())
	col.Access.CACert = ca
	if err := c.Fail(t.Context(), 0, pretend.Trouble{Kind: pretend.ExpiredCertificate}); err != nil {
		t.Fatal(err)
	}
	w := watching(t, col)
	h := w.round(c.MasterURL(), "expired", ill)
	if !strings.Contains(h.Why, "certificate expired on ") || !strings.Contains(h.Lacking["master"], "certificate expired on ") || h.Lacking["task"] == "" {
		t.Errorf("health %+v", h)
	}
	if err := c.Fail(t.Context(), 0, pretend.Trouble{}); err != nil {
		t.Fatal(err)
	}
	w.until("all is seen", leads(c.MasterURL()))
}

// In the middle of a round the leader sends us to another: what it still says is
// not taken, and why is said.
func TestDeposedInTheMiddle(t *testing.T) {
	f := newLeader(t, "1.12.0")
	w := watching(t, on(f.URL))
	w.until("all is seen", leads(f.URL))
	f.set("GET /state-summary", redirects("127.0.0.1:1"))
	h := w.round(f.URL, "deposed", func(h mesoswatch.Health) bool { return strings.Contains(h.Lacking["task"], "stopped leading") })
	if h.Lacking["agent"] == "" || strings.Contains(h.Why, "state-summary") {
		t.Errorf("health %+v", h)
	}
}

// A master that has never answered lacks what the others have.
func TestNeverAnswered(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Masters: 2})
	if err := c.Kill(1); err != nil {
		t.Fatal(err)
	}
	w := watching(t, on(c.MasterURLs()...))
	dead := c.Master(1).URL
	w.until("it is told", func(b *mesoswatch.Board) bool { h, known := b.Source(dead); return known && !h.OK })
	for _, kind := range ownKinds() {
		if s := w.board.SightOf(kind, dead); s.Why == "" {
			t.Errorf("%s: %+v", kind, s)
		}
	}
}
