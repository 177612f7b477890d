package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// asked is what /healthz answers.
func asked(t *testing.T, m *Meter) (int, Condition) {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/healthz", nil))
	var c Condition
	if err := json.Unmarshal(w.Body.Bytes(), &c); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return w.Code, c
}

func wantHealthy(t *testing.T, m *Meter) {
	t.Helper()
	if code, c := asked(t, m); code != 200 || c.Status != "ok" || len(c.Reasons) != 0 {
		t.Errorf("it is well and answers %d %+v", code, c)
	}
}

func wantReason(t *testing.T, m *Meter, part string) {
	t.Helper()
	code, c := asked(t, m)
	if code != 503 || c.Status != "failing" || !strings.Contains(strings.Join(c.Reasons, "\n"), part) {
		t.Errorf("wanted %q, got %d %+v", part, code, c)
	}
}

// Blind sources are the cluster's trouble; a store that cannot write, a queue or a
// store that drops, are ours.
func TestHealthz(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stored{lost: 7}
		m := New(Options{Store: s})
		ok := health(mesoswatch.Health{At: t0, Source: "store", OK: true})
		queue := func(dropped int64) mesoswatch.Record {
			return health(mesoswatch.Health{At: t0, Source: "notify pager", Why: "refused", Queue: &mesoswatch.QueueHealth{Dropped: dropped}})
		}
		time.Sleep(time.Second) // of the bubble
		m.loop(t, ok, queue(4), health(mesoswatch.Health{At: t0, Source: "http://m1:5050", Why: "refused"}))
		wantHealthy(t, m)
		if _, c := asked(t, m); c.Blind != 1 || c.Sources != 1 {
			t.Errorf("%+v", c)
		}
		m.loop(t, health(mesoswatch.Health{At: t0, Source: "store", Why: "disk full"}))
		wantReason(t, m, "the store: disk full")
		m.loop(t, ok)
		wantHealthy(t, m)
		m.loop(t, queue(5))
		wantReason(t, m, "the queue of pager lost something")
		time.Sleep(dropFor)
		m.loop(t, queue(5))
		wantHealthy(t, m)
		s.lost++
		m.loop(t, ok)
		wantReason(t, m, "the store lost something")
		time.Sleep(dropFor)
		wantReason(t, m, "no record has come for")
	})
}

// A sink that hangs is found out and named; so is a judge, and a collector that
// stays down. Who asks is answered all the while.
func TestStuck(t *testing.T) {
	for name, what := range map[string]string{"sink": "hanging", "judge": "the rules"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := New(Options{})
				hang := &hanging{until: make(chan struct{})}
				one := collector{"tape", func(ctx context.Context, emit mesoswatch.Emit) error {
					if err := emit(finding("f-1", mesoswatch.Low, t0)); err != nil {
						return err
					}
					<-ctx.Done()
					return nil
				}}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() {
					if name == "judge" {
						ended <- m.Watch(ctx, []mesoswatch.Collector{one}, hang, m)
						return
					}
					ended <- m.Watch(ctx, []mesoswatch.Collector{one}, quietJudge{}, m, hang)
				}()
				time.Sleep(stuckAfter)
				wantHealthy(t, m)
				time.Sleep(time.Second)
				wantReason(t, m, "the pipeline stands: "+what+" has had one record for 21s")
				if m.Stands(time.Second) == "" {
					t.Error("a shorter patience does not see it")
				}
				if _, got := scraped(t, m); got["mesoswatch_pipeline_busy_seconds{}"] != 21 {
					t.Errorf("busy for %v", got["mesoswatch_pipeline_busy_seconds{}"])
				}
				close(hang.until)
				synctest.Wait()
				wantHealthy(t, m)
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

type hanging struct{ until chan struct{} }

func (h *hanging) Handle(mesoswatch.Record) error { <-h.until; return nil }

func (h *hanging) Evaluate(mesoswatch.Record) []mesoswatch.Record { <-h.until; return nil }

func TestCollectorThatStaysDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(Options{})
		time.Sleep(time.Second)
		failing := collector{"hosts", func(context.Context, mesoswatch.Emit) error { return mesoswatch.Permanent(errors.New("no such file")) }}
		other := collector{"tape", func(ctx context.Context, _ mesoswatch.Emit) error { <-ctx.Done(); return nil }}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- m.Watch(ctx, []mesoswatch.Collector{failing, other}, nil, m) }()
		time.Sleep(downAfter)
		wantHealthy(t, m)
		time.Sleep(time.Second)
		wantReason(t, m, "collector hosts has been down for 1m1s: no such file")
		_, got := scraped(t, m)
		for name, want := range map[string]float64{"running{collector=hosts}": 0, "failures_total{collector=hosts}": 1, "running{collector=tape}": 1} {
			if got["mesoswatch_collector_"+name] != want {
				t.Errorf("%s: %v", name, got["mesoswatch_collector_"+name])
			}
		}
		if n := got["mesoswatch_queue_length{queue=pipeline}"]; n != 0 || m.pulse.waiting.Load() != 0 {
			t.Errorf("%v wait", m.pulse.waiting.Load())
		}
		cancel()
		<-ended
	})
}

// Only this host is listened at unless asked for otherwise, and a page that gives this
// host a name of its own gets nothing.
func TestWhoMayAsk(t *testing.T) {
	for addr, good := range map[string]bool{"127.0.0.1:0": true, "localhost:0": true, "[::ffff:127.0.0.1]:0": true, "0.0.0.0:0": false, ":0": false, "192.0.2.1:9": false, "nowhere": false} {
		l, err := Listen(addr, false)
		if (err == nil) != good {
			t.Errorf("%s: %v", addr, err)
		}
		if err == nil {
			l.Close()
		}
	}
	m := played(t)
	l, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- m.Serve(ctx, l) }()
	for _, c := range []struct {
		method, path, host string
		status             int
	}{
		{"GET", "/metrics", "", 200}, {"GET", "/healthz", "localhost:9115", 200}, {"HEAD", "/healthz", "127.0.0.1", 200},
		{"GET", "/metrics", "rebound.example:9115", 421}, {"POST", "/metrics", "", 405}, {"GET", "/", "", 404}, {"GET", "/debug/pprof/", "", 404},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+l.Addr().String()+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = c.host
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s %s of %q: %d, want %d", c.method, c.path, c.host, resp.StatusCode, c.status)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
